import Shared

/// Q12: what is filed needs every file of its manifest, and freezes them.
struct Attachments: Sendable {
    /// Throws unless the manifest is what the form's parts ask for and the unit has stored every file.
    func check(_ manifest: [ManifestEntry], of unit: UnitKey, parts: [FormPart], _ effect: Effect) async throws {
        let stored = try await owned(manifest.map(\.digest), by: unit, effect)
        let violations = ManifestRules.violations(manifest, parts: parts, stored: stored)
        guard violations.isEmpty else {
            let isMissing = violations.contains { $0.rule == "not_stored" }
            throw Fault(isMissing ? .attachmentMissing : .submissionInvalid, violations: violations)
        }
    }

    /// The same as findings, for whoever asks before filing.
    func findings(
        _ manifest: [ManifestEntry], of unit: UnitKey, parts: [FormPart], _ database: some StatementExecutor
    ) async throws -> [Finding] {
        let stored = try await owned(manifest.map(\.digest), by: unit, database)
        return ManifestRules.violations(manifest, parts: parts, stored: stored).map {
            Finding(path: $0.path, rule: $0.rule, severity: .error, message: $0.detail)
        }
    }

    /// Notes what a draft needs and does not have, so that whoever asks why it is missing is told (`attachment_missing`).
    func note(
        _ manifest: [ManifestEntry], of submission: ID<Submission>, _ unit: UnitKey, parts: [FormPart],
        _ effect: Effect
    ) async throws {
        let stored = try await owned(manifest.map(\.digest), by: unit, effect)
        try await effect.execute(
            HindranceStatements.put, submission, ManifestRules.lacking(manifest, parts: parts, stored: stored),
            effect.now)
    }

    /// What a unit has stored of what it names, by digest.
    func owned(
        _ digests: [String], by unit: UnitKey, _ database: some StatementExecutor
    ) async throws -> [String: StoredBlob] {
        let known = digests.compactMap { Digest(hex: $0) }
        guard !known.isEmpty else { return [:] }
        let blobs = try await database.query(BlobStatements.owned, unit, known.map { Bytes($0.bytes) })
        return Dictionary(blobs.map { (Hex.encode($0.digest.bytes), $0) }) { first, _ in first }
    }

    /// Binds the files to what was filed. The owner's rows are held, so that none of them is given up meanwhile.
    func freeze(
        _ digests: [String], of unit: UnitKey, for kind: BlobUse, _ source: UniqueID, n: Int, _ effect: Effect
    ) async throws {
        let known = Set(digests.compactMap { Digest(hex: $0) }).sorted { $0.hex < $1.hex }
        guard !known.isEmpty else { return }
        let held = try await effect.execute(
            BlobStatements.freeze, known.map { Bytes($0.bytes) }, unit, kind, source, n, effect.now)
        guard held == known.count else { throw Fault(.attachmentMissing) }
    }
}

/// What holds a file.
enum BlobUse: String, CaseIterable, Sendable {
    case submission
    case material
}

/// What a form's parts say about a manifest. Pure.
enum ManifestRules {
    private static let most = 50

    static func violations(
        _ entries: [ManifestEntry], parts: [FormPart], stored: [String: StoredBlob]
    ) -> [Violation] {
        var violations: [Violation] = []
        var seen: Set<ManifestEntry> = []
        for (index, entry) in entries.enumerated() {
            let path = "attachments[\(index)]"
            func refuse(_ member: String, _ rule: String, _ detail: String) {
                violations.append(Violation(path: "\(path).\(member)", rule: rule, detail: detail))
            }
            guard let part = parts.first(where: { $0.key == entry.part }) else {
                refuse("part", "unknown", "表中没有“\(entry.part)”这一附件")
                continue
            }
            if !seen.insert(ManifestEntry(part: entry.part, digest: entry.digest.lowercased())).inserted {
                refuse("digest", "repeated", "附件重复")
            }
            let caption = entry.caption ?? ""
            if caption.count > 100 { refuse("caption", "too_long", "图片说明不得超过100字") }
            guard let blob = stored[entry.digest.lowercased()] else {
                refuse("digest", "not_stored", "“\(part.label)”的文件未上传或不属于本单位")
                continue
            }
            if let types = part.types, !types.contains(blob.type) {
                refuse("digest", "wrong_type", "“\(part.label)”应为\(types.map(\.label).joined(separator: "或"))")
            }
            if blob.type == .picture, caption.allSatisfy(\.isWhitespace), part.needsCaption {
                refuse("caption", "required", "图片应有文字说明")
            }
        }
        let counts = Dictionary(grouping: entries, by: \.part).mapValues(\.count)
        for part in parts {
            if counts[part.key] ?? 0 > part.most ?? most {
                violations.append(
                    Violation(path: "attachments", rule: "too_many", detail: "“\(part.label)”不得超过\(part.most ?? most)个")
                )
            }
            if part.required ?? false, counts[part.key] == nil {
                violations.append(Violation(path: "attachments", rule: "required", detail: "缺少“\(part.label)”"))
            }
        }
        return violations
    }
}

extension ManifestRules {
    /// Labels of the parts without which it is not taken: none of their files is named, or one that is named is not stored.
    static func lacking(
        _ entries: [ManifestEntry], parts: [FormPart], stored: [String: StoredBlob]
    ) -> [String] {
        parts.filter { part in
            let own = entries.filter { $0.part == part.key }
            return own.isEmpty ? part.required ?? false : own.contains { stored[$0.digest.lowercased()] == nil }
        }.map(\.label)
    }
}

extension FormPart {
    /// A scan says what it is by its part; a picture of people and places does not.
    fileprivate var needsCaption: Bool { types.map { !$0.contains(.document) } ?? true }
}

extension AttachmentType {
    fileprivate var label: String {
        switch self {
        case .picture: "图片"
        case .video: "视频"
        case .document: "文档"
        }
    }
}

import Shared

/// What a material must have. Pure.
enum MaterialRules {
    static func violations(_ params: ReportingAPI.SubmitMaterial.Params) -> [Violation] {
        var violations: [Violation] = []
        func refuse(_ path: String, _ rule: String, _ detail: String) {
            violations.append(Violation(path: "params.\(path)", rule: rule, detail: detail))
        }
        if params.title.allSatisfy(\.isWhitespace) || params.title.count > 200 {
            refuse("title", "out_of_range", "标题应为1至200字")
        }
        if params.text.allSatisfy(\.isWhitespace) || params.text.count > 20_000 {
            refuse("text", "out_of_range", "正文应为1至20000字")
        }
        var digests: Set<String> = []
        for (index, attachment) in (params.attachments ?? []).enumerated() {
            let path = "attachments[\(index)]"
            if Digest(hex: attachment.digest) == nil {
                refuse("\(path).digest", "wrong_value", "must be a SHA-256 of 64 hexadecimal digits")
            }
            if !digests.insert(attachment.digest).inserted { refuse("\(path).digest", "repeated", "附件重复") }
            if attachment.size < 0 { refuse("\(path).size", "out_of_range", "must not be negative") }
            let caption = attachment.caption ?? ""
            if attachment.type == .picture, caption.allSatisfy(\.isWhitespace) {
                refuse("\(path).caption", "required", "图片应有文字说明")
            }
            if caption.count > 100 { refuse("\(path).caption", "too_long", "图片说明不得超过100字") }
            if (attachment.place ?? "").count > 100 { refuse("\(path).place", "too_long", "地点不得超过100字") }
            if let seconds = attachment.seconds, seconds < 1 || attachment.type != .video {
                refuse("\(path).seconds", "out_of_range", "时长仅用于视频，应为正整数")
            }
        }
        return violations
    }

    /// Files the unit has not stored, and what is said of them that their content does not bear out.
    static func violations(of files: [Attachment], stored: [String: StoredBlob]) -> [Violation] {
        files.enumerated().flatMap { index, file -> [Violation] in
            let path = "params.attachments[\(index)]"
            guard let blob = stored[file.digest.lowercased()] else {
                return [Violation(path: "\(path).digest", rule: "not_stored", detail: "文件未上传或不属于本单位")]
            }
            var found: [Violation] = []
            if blob.type != file.type {
                found.append(
                    Violation(
                        path: "\(path).type", rule: "wrong_type", detail: "by its content it is \(blob.mediaType)"))
            }
            if blob.size != file.size {
                found.append(Violation(path: "\(path).size", rule: "wrong_value", detail: "it has \(blob.size) bytes"))
            }
            return found
        }
    }

    /// What "the same content" means (Q6): the text without white space around it, and the attachments in any order. The
    /// title is not content: one text under several titles is one material.
    static func content(_ params: ReportingAPI.SubmitMaterial.Params) throws -> Digest {
        try canonicalContent(params).digest
    }

    static func canonicalContent(_ params: ReportingAPI.SubmitMaterial.Params) throws -> CanonicalJSON {
        let words = params.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let digests = (params.attachments ?? []).map { $0.digest.lowercased() }.sorted()
        return try CanonicalJSON(["text": [words], "attachments": digests])
    }
}

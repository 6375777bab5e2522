import Shared

/// Whose the things are that methods name by their ids.
enum Scopes {
    static func register(on routes: inout Routes) {
        routes.scope(of: .obligation, unknown: .obligationUnknown, by: ScopeStatements.obligation)
        routes.scope(of: .submission, unknown: .submissionUnknown, by: ScopeStatements.submission)
        routes.scope(of: .material, unknown: .materialUnknown, by: ScopeStatements.material)
        routes.scope(of: .upload, unknown: .uploadUnknown, by: ScopeStatements.upload)
        routes.scope(of: .receipt, unknown: .receiptUnknown, by: ScopeStatements.receipt)
        routes.scope(of: .receiptSource, unknown: .receiptUnknown) { id, database in
            guard let id = UniqueID(id) else { return nil }
            return try await database.first(ScopeStatements.receiptSource, id).map { [$0] }
        }
        routes.scope(of: .blob, unknown: .blobUnknown) { digest, database in
            guard let digest = Hex.decode(digest) else { return nil }
            let units = try await database.query(ScopeStatements.blobOwners, Bytes(digest))
            guard !units.isEmpty else { return nil }
            let isPublished = try await database.one(ScopeStatements.isPublishedBlob, Bytes(digest))
            return units.map { ScopePoint($0) } + (isPublished ? [.published] : [])
        }
        routes.scope(of: .relief, unknown: .reliefUnknown, by: ScopeStatements.relief)
        routes.scope(of: .extensionRequest, unknown: .requestUnknown, by: ScopeStatements.extensionRequest)
    }
}

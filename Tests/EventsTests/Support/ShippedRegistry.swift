import Foundation
import Shared
import TestSupport

@testable import Registry

/// The real registry with the campaign under docs/campaigns in it, in the test's own process.
enum ShippedRegistry {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "../../../docs/campaigns/"
    ).standardizedFileURL

    static func run(_ body: @escaping @Sendable (ServiceTestHarness) async throws -> Void) async throws {
        try await ServiceTestHarness.run(RegistryMain.service) { registry in
            try await load(into: registry)
            try await body(registry)
        }
    }

    private static func load(into registry: ServiceTestHarness) async throws {
        for kind in [ImportKind.regions, .units, .relations] {
            _ = try await registry.client.call(
                RegistryAPI.ApplyImport.self, .init(kind: kind, csv: try text("anhui-2026/\(kind.rawValue).csv")),
                options: CallOptions(idempotencyKey: "import-\(kind.rawValue)"))
        }
        let loaded = try await registry.client.call(
            RegistryAPI.LoadCampaign.self, .init(yaml: try text("anhui-2026.yaml")),
            options: CallOptions(idempotencyKey: "load"))
        _ = try await registry.client.call(
            RegistryAPI.PublishCampaign.self, .init(key: loaded.campaign.key, version: loaded.campaign.version),
            options: CallOptions(idempotencyKey: "publish"))
    }

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }
}

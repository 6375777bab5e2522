// swift-tools-version: 6.2
import PackageDescription

// The house: docs/architecture.md. Arrows point down and the compiler keeps them
// (`scripts/test` builds with `--explicit-target-dependency-import-check error`).

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]

func shared(
    _ name: String, path: String? = nil, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
)
    -> Target
{
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(path ?? name)", resources: resources,
        swiftSettings: strict)
}

func service(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name, dependencies: ["Shared"] + dependencies, path: "Services/\(name)",
        resources: [.embedInCode("Migrations")], swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)Tests",
        resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "activity-week",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Shared", targets: ["Shared"]),
        .executable(name: "registry", targets: ["Registry"]),
        .executable(name: "events", targets: ["Events"]),
        .executable(name: "reporting", targets: ["Reporting"]),
        .executable(name: "notifications", targets: ["Notifications"]),
        .executable(name: "week", targets: ["Week"]),
        .executable(name: "testbed", targets: ["Testbed"]),
        .executable(name: "national", targets: ["National"]),
        .executable(name: "itemservice", targets: ["ItemService"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // The system's libraries.
        .systemLibrary(name: "CLibPQ", path: "Shared/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "COpenSSL", path: "Shared/COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CLibCurl", path: "Shared/CLibCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CXlsxWriter", path: "Shared/CXlsxWriter", pkgConfig: "xlsxwriter",
            providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CZlib", path: "Shared/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Typed wrappers of curl_easy_setopt and getinfo, whose variable arguments Swift cannot call.
        .target(name: "CCurl", dependencies: ["CLibCurl"], path: "Shared/CCurl"),
        // eventfd, which Glibc's module does not show to Swift.
        .target(name: "CPolling", path: "Shared/CPolling"),
        // malloc_trim, which that module does not show either.
        .target(name: "CMemory", path: "Shared/CMemory"),

        // The shared library, bottom up.
        shared("Values"),
        shared("Deadlines", ["Values"]),
        shared("JSONRPC", ["Values"]),
        shared("Contracts", ["Deadlines", "Values"]),
        shared("Security", ["COpenSSL"]),
        shared(
            "Postgres",
            [
                "CLibPQ", "CPolling", "Values",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        shared(
            "RPC",
            [
                "Contracts", "JSONRPC", "Security", "Values",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceContextModule", package: "swift-service-context"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ] + nio),
        shared(
            "Shared", path: "Runtime",
            [
                "Contracts", "Deadlines", "JSONRPC", "Postgres", "RPC", "Security", "Values",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "ServiceContextModule", package: "swift-service-context"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ] + nio,
            resources: [.embedInCode("Migrations")]),

        // The services.
        service("Registry", [.product(name: "Yams", package: "Yams")]),
        service("Events"),
        service("Reporting", ["CXlsxWriter", "CZlib"]),
        service("Notifications", ["CCurl", "CLibCurl", "CMemory"]),
        .executableTarget(
            name: "Week",
            dependencies: [
                "Shared",
                "Contracts", "JSONRPC", "Postgres", "RPC", "Security", "Values",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Services/Week", swiftSettings: strict),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: [
                "Contracts", "JSONRPC", "Postgres", "RPC", "Security", "Shared", "Values",
                .product(name: "Logging", package: "swift-log"),
            ] + nio,
            path: "Tests/Support", swiftSettings: strict),
        .executableTarget(
            name: "Testbed",
            dependencies: [
                "Shared",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Testbed", swiftSettings: strict),
        .executableTarget(
            name: "LedgerCost", dependencies: ["Shared", "TestSupport"], path: "Tests/Benchmarks/LedgerCost",
            swiftSettings: strict),
        .executableTarget(
            name: "CodingCost", dependencies: ["JSONRPC"], path: "Tests/Benchmarks/CodingCost", swiftSettings: strict),
        // What fuzzing does with an input; the corpus is replayed by JSONRPCTests.
        .target(
            name: "MessageFuzzing", dependencies: ["JSONRPC", "Values"], path: "Tests/Fuzz",
            exclude: ["corpus", "json.dict"], swiftSettings: strict),
        .executableTarget(
            name: "ItemService",
            dependencies: [
                "Shared", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: "Tests/Benchmarks/ItemService", swiftSettings: strict),
        .executableTarget(
            name: "National",
            dependencies: [
                "RPC", "Shared", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/National", swiftSettings: strict),
        tests("Values", ["Values"]),
        tests("Deadlines", ["Deadlines"]),
        tests("JSONRPC", ["JSONRPC", "MessageFuzzing", "Values"]),
        tests("Contracts", ["Contracts"]),
        tests("Security", ["Security"]),
        tests(
            "Postgres", ["JSONRPC", "Postgres", "Security", "Values", .product(name: "Logging", package: "swift-log")]),
        tests(
            "RPC",
            [
                "Contracts", "JSONRPC", "RPC", "Security", "Shared", "Values",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ] + nio),
        tests("Shared", ["Security", "Shared"]),
        tests("Registry", ["Registry"]),
        tests("Events", ["Events", "Registry"]),
        tests("Reporting", ["Events", "Registry", "Reporting"]),
        tests("Notifications", ["Notifications", "Registry"]),
        tests("Week", ["Security", "Week"]),
        tests("Cluster", ["Shared"]),
        tests("Fault", ["Registry", "Shared"]),
        tests("National", ["Events", "National", "Notifications", "Registry", "Reporting", "Shared"]),
    ]
)

// swift-tools-version: 6.2
import PackageDescription

// Bottom to top: a target may use only those above it in this list (docs/ARCHITECTURE.md).
let engine: [Target] = [
    // MARK: C
    .systemLibrary(name: "CTideLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
    .target(name: "CTideSystem"),
    .target(name: "CTideJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CTideRecord"),
    // Preloaded into what is recorded; never linked into anything of ours.
    .target(name: "CTideRecorder", dependencies: ["CTideRecord"], linkerSettings: [.linkedLibrary("dl")]),
    .target(name: "CTideCodecs", linkerSettings: [.linkedLibrary("z"), .linkedLibrary("zstd")]),

    // MARK: Bottom: effects
    .target(name: "TideDurableIO", dependencies: ["CTideSystem"]),
    .target(name: "TideLMDB", dependencies: ["CTideLMDB", "TideDurableIO"]),

    // MARK: Middle: values, plans, formats
    .target(name: "TideColumnar", dependencies: ["CTideSystem", "TideDurableIO"]),
    .target(name: "TideModel", dependencies: ["TideColumnar"]),
    .target(name: "TidePlots", dependencies: ["TideColumnar", "TideModel"]),
    .target(name: "TideFormats", dependencies: ["CTideJSON", "TideColumnar", "TideModel"]),
    .target(name: "TidePlanning", dependencies: ["TideColumnar", "TideModel", "TideFormats"]),
    .target(name: "TideSQL", dependencies: ["TideColumnar", "TideModel", "TidePlanning"]),
    .target(
        name: "TideCheckpoint",
        dependencies: [
            "CTideSystem", "TideDurableIO", "TideLMDB", "TideColumnar", "TideModel", "TideFormats",
        ]),
    .target(
        name: "TideReference", dependencies: ["TideColumnar", "TideModel", "TideFormats", "TidePlanning"]),
    .target(
        name: "TideExecution",
        dependencies: ["CTideSystem", "TideColumnar", "TideModel", "TidePlanning", "TideCheckpoint"]),
    .target(
        name: "TideConnectors",
        dependencies: [
            "CTideSystem", "CTideCodecs", "TideDurableIO", "TideColumnar", "TideModel", "TideFormats",
        ]),

    // MARK: Top: the runtime and what people hold
    .target(
        name: "TideStreaming",
        dependencies: [
            "TideDurableIO", "TideColumnar", "TideModel", "TideFormats", "TidePlanning", "TideCheckpoint",
            "TideExecution", "TideConnectors",
        ]),
    .target(
        name: "Tidemark",
        dependencies: [
            "TideDurableIO", "TideColumnar", "TideModel", "TideFormats", "TidePlanning", "TideSQL",
            "TideCheckpoint", "TideExecution", "TideConnectors", "TideStreaming",
        ]),
    .target(
        name: "TideInspection",
        dependencies: [
            "TideDurableIO", "TideColumnar", "TideModel", "TideFormats", "TidePlanning", "TideCheckpoint",
            "TideReference", "TideExecution", "TideConnectors", "Tidemark",
        ]),
    .target(
        name: "TideAdmin",
        dependencies: [
            "TideDurableIO", "TideColumnar", "TideModel", "TideFormats", "TideCheckpoint", "TideConnectors",
            "TideStreaming", "Tidemark", "TideInspection",
        ]),
    .target(name: "TideSamples", dependencies: ["TideDurableIO", "TideColumnar", "TideModel"]),
    .target(
        name: "TideCrashHarness",
        dependencies: ["CTideRecord", "CTideSystem", "TideDurableIO", "TideModel", "TideFormats"]),
    .executableTarget(
        name: "TidemarkCLI",
        dependencies: [
            "TideDurableIO", "TideColumnar", "TideModel", "TidePlots", "TideFormats", "TideCheckpoint",
            "TideStreaming", "Tidemark", "TideInspection", "TideAdmin", "TideSamples", "TideCrashHarness",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ]),
]

let tests: [Target] = [
    .target(name: "TestSupport", dependencies: ["TideDurableIO", "TideModel"], path: "Tests/TestSupport"),
    .target(
        name: "StreamSupport",
        dependencies: [
            "TideDurableIO", "TideModel", "TideFormats", "TideCheckpoint", "TideStreaming", "Tidemark",
            "TestSupport",
        ],
        path: "Tests/StreamSupport"),
    .target(
        name: "FuzzTargets",
        dependencies: [
            "TideDurableIO", "TideLMDB", "TideColumnar", "TideModel", "TideFormats", "TidePlanning",
            "TideSQL",
            "TideCheckpoint", "TideReference", "TideExecution", "TideConnectors", "Tidemark", "TideAdmin",
            "TestSupport",
        ],
        path: "Tests/FuzzTargets"),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "TidyTests"),
    .testTarget(name: "TideDurableIOTests", dependencies: ["TideDurableIO", "CTideSystem", "TestSupport"]),
    .testTarget(name: "TideLMDBTests", dependencies: ["TideLMDB", "TideDurableIO", "TestSupport"]),
    .testTarget(
        name: "TideColumnarTests", dependencies: ["TideColumnar", "TideDurableIO", "TestSupport"],
        exclude: ["Fixtures"]),
    .testTarget(
        name: "TidePlotsTests", dependencies: ["TidePlots", "TideColumnar", "TideModel", "TestSupport"]),
    .testTarget(name: "TideModelTests", dependencies: ["TideModel"]),
    .testTarget(
        name: "TideFormatsTests", dependencies: ["TideFormats", "TideColumnar", "TideModel", "TestSupport"],
        exclude: ["Fixtures"]),
    .testTarget(
        name: "TidePlanningTests",
        dependencies: ["TidePlanning", "TideSQL", "TideColumnar", "TideModel", "TideFormats", "TestSupport"]),
    .testTarget(
        name: "TideSQLTests",
        dependencies: ["TideSQL", "TidePlanning", "TideColumnar", "TideModel", "TestSupport"],
        exclude: ["Fixtures"]),
    .testTarget(
        name: "TideCheckpointTests",
        dependencies: [
            "TideCheckpoint", "TideLMDB", "TideDurableIO", "TideColumnar", "TideModel", "TestSupport",
        ]),
    .testTarget(
        name: "TideReferenceTests",
        dependencies: [
            "TestSupport", "TideReference", "TideExecution", "TideSQL", "TidePlanning", "TideColumnar",
            "TideModel",
            "TideFormats",
        ],
        exclude: ["Oracles"]),
    .testTarget(
        name: "TideExecutionTests",
        dependencies: [
            "TideExecution", "TideReference", "TidePlanning", "TideSQL", "TideColumnar", "TideModel",
            "TideFormats", "TideCheckpoint", "TestSupport",
        ]),
    .testTarget(
        name: "TideConnectorsTests",
        dependencies: [
            "TideConnectors", "TideColumnar", "TideModel", "TideFormats", "TideDurableIO", "TestSupport",
        ],
        exclude: ["Fixtures"]),
    .testTarget(
        name: "TideStreamingTests",
        dependencies: [
            "TideStreaming", "TideCheckpoint", "TideColumnar", "TideModel", "TideDurableIO", "TideFormats",
            "TideConnectors", "Tidemark", "TestSupport", "StreamSupport",
        ],
        exclude: ["Oracles"]),
    .testTarget(
        name: "TidemarkTests",
        dependencies: [
            "Tidemark", "TideInspection", "TideStreaming", "TideCheckpoint", "TideLMDB", "TideColumnar",
            "TideModel",
            "TideFormats", "TidePlanning", "TideSQL", "TideDurableIO", "TideSamples", "TideReference",
            "TestSupport", "StreamSupport",
        ],
        exclude: ["Fixtures"]),
    // Tests/Conformance holds its scenarios.
    .testTarget(
        name: "ConformanceTests",
        dependencies: [
            "TideInspection", "Tidemark", "TideStreaming", "TideCheckpoint", "TideExecution", "TideFormats",
            "TideModel", "TideDurableIO", "TestSupport", "StreamSupport",
        ]),
    .testTarget(
        name: "TideCrashHarnessTests",
        dependencies: ["TideCrashHarness", "TideDurableIO", "TideModel", "TestSupport"]),
    // Sees what a program outside of the package sees.
    .testTarget(name: "PublicAPITests", dependencies: ["Tidemark"], packageAccess: false),
    .executableTarget(
        name: "notebook", dependencies: ["Tidemark", "TideSamples"], path: "Tests/Notebook",
        exclude: ["notebook.sql"]),
    // Only scripts/ratchet runs it.
    .executableTarget(
        name: "ratchet",
        dependencies: [
            "TideDurableIO", "TideColumnar", "TideModel", "TideFormats", "TidePlanning", "TideSQL",
            "TideCheckpoint", "TideExecution", "TideStreaming", "Tidemark", "TideSamples", "TestSupport",
        ],
        path: "Tests/Ratchet"),
    .executableTarget(name: "resumable", dependencies: ["Tidemark"], path: "Tests/ResumableProgram"),
    .testTarget(
        name: "CommandLineTests",
        dependencies: [
            "TidemarkCLI", "Tidemark", "TestSupport", "TideDurableIO", "TideFormats",
            "TideModel",
            "TideSamples",
        ],
        exclude: ["Fixtures"]),
]

// Only scripts/fuzz builds it: its main function is libFuzzer's.
let fuzzer: [Target] =
    Context.environment["TIDEMARK_FUZZ"] == nil
    ? []
    : [.executableTarget(name: "fuzz", dependencies: ["FuzzTargets", "TideDurableIO"], path: "Tests/Fuzz")]

let package = Package(
    name: "tidemark",
    products: [
        .executable(name: "tidemark", targets: ["TidemarkCLI"]),
        .library(name: "Tidemark", targets: ["Tidemark"]),
        .library(name: "TidemarkRecorder", type: .dynamic, targets: ["CTideRecorder"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: engine + tests + fuzzer,
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),  // SE-0335
        .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409
        .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),  // SE-0461
    ]
}

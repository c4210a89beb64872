// swift-tools-version: 6.2
// The dependency graph, in layer order: a target may use what stands above it, as its line says.
// The rules behind it are in CONTRIBUTING.md; Tests/TidyTests holds the sources to them.
import PackageDescription

/// Every target speaks Swift 6 with warnings as errors, and its `async` functions stay on their
/// caller's executor (which is the event loop).
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),  // methods that lend a Span of what they own
]

/// What ships marks every unsafe expression besides; tests may use pointers freely.
///
/// Exclusivity is enforced by the compiler where it can be, and checked at run time in debug builds, which
/// all tests run; in release builds those checks would be a fifth of a request's instructions
/// (docs/performance.md).
let strict =
    common + [
        .strictMemorySafety(),
        .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    ]

let package = Package(
    name: "sallyport",
    products: [.executable(name: "sallyport", targets: ["GatewayCommand"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // Layer 0: C libraries, a module map and a shim header each.
        .systemLibrary(
            name: "CEvent", pkgConfig: "libevent", providers: [.apt(["libevent-dev"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // Debian's LMDB comes without a pkg-config file; the module map names the library.
        .systemLibrary(name: "CLMDB", providers: [.apt(["liblmdb-dev"])]),
        .systemLibrary(
            name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),

        // Layer 1: mechanism; knows nothing of identity.
        .target(name: "Codecs", swiftSettings: strict),
        .target(
            name: "Crypto", dependencies: ["COpenSSL", "CCrypt", "Codecs"], swiftSettings: strict),
        .target(name: "Configuration", dependencies: ["CYAML", "Codecs"], swiftSettings: strict),
        .target(
            name: "Transport",
            dependencies: ["CEvent", "COpenSSL", "Codecs", "Crypto", "Configuration"],
            swiftSettings: strict),
        .target(
            name: "Telemetry",
            dependencies: [
                "Codecs", "Crypto", "Configuration",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),

        // Layer 2: protocols; pure, no I/O.
        .target(name: "HTTP", dependencies: ["Codecs", "Configuration"], swiftSettings: strict),
        .target(
            name: "JOSE", dependencies: ["Codecs", "Crypto", "Configuration"], swiftSettings: strict
        ),

        // Layer 3: domain; pure, no I/O.
        .target(
            name: "Identity", dependencies: ["Codecs", "Crypto", "Configuration", "JOSE"],
            swiftSettings: strict),
        .target(
            name: "Policy",
            dependencies: ["Codecs", "Configuration", "HTTP", "JOSE", "Identity"],
            swiftSettings: strict),

        // Layer 4: edges.
        .target(
            name: "Stores",
            dependencies: ["CLMDB", "Codecs", "Crypto", "Transport", "Identity"],
            swiftSettings: strict),

        // Layer 5: assembly.
        .target(
            name: "Gateway",
            dependencies: [
                "Codecs", "Crypto", "Configuration", "Transport", "Telemetry", "HTTP", "JOSE",
                "Identity", "Policy", "Stores",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "GatewayCommand",
            dependencies: [
                "Gateway", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests: a mirror of Sources, then the whole line, then the rules of the house.
        .target(
            name: "TestKit", dependencies: ["Codecs", "Crypto", "HTTP"], path: "Tests/TestKit",
            swiftSettings: common),
        .testTarget(
            name: "CodecsTests", dependencies: ["Codecs", "TestKit"], swiftSettings: common),
        .testTarget(
            name: "CryptoTests", dependencies: ["Crypto", "TestKit"], swiftSettings: common),
        .testTarget(
            name: "ConfigurationTests", dependencies: ["Configuration", "Codecs", "TestKit"],
            exclude: ["Golden"], swiftSettings: common),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "TestKit"], swiftSettings: common),
        .testTarget(
            name: "JOSETests", dependencies: ["JOSE", "TestKit"], swiftSettings: common),
        .testTarget(
            name: "IdentityTests",
            dependencies: ["Identity", "Codecs", "Configuration", "Crypto", "TestKit"],
            swiftSettings: common),
        .testTarget(
            name: "PolicyTests",
            dependencies: ["Policy", "Codecs", "Configuration", "HTTP", "Identity", "TestKit"],
            swiftSettings: common),
        .testTarget(
            name: "StoresTests",
            dependencies: [
                "Stores", "TestKit", "CLMDB", "Codecs", "Crypto", "Identity", "Transport",
            ],
            swiftSettings: common),
        .executableTarget(
            name: "StoreProbe",
            dependencies: ["Stores", "Codecs", "Crypto", "Identity", "Transport"],
            path: "Tests/StoreProbe", swiftSettings: common),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "TestKit"],
            swiftSettings: common),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Telemetry", "Codecs", "Configuration", "TestKit"],
            swiftSettings: common),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "TestKit", "Codecs", "Configuration", "Crypto", "HTTP", "Identity",
                "JOSE",
                "Policy", "Stores", "Telemetry", "Transport",
            ],
            swiftSettings: common),
        .testTarget(
            name: "EndToEndTests", dependencies: ["TestKit", "Codecs", "Crypto", "JOSE"],
            swiftSettings: common),
        .testTarget(
            name: "TidyTests", dependencies: ["Telemetry", "TestKit"], exclude: ["Surface"],
            swiftSettings: common),
    ]
)

// Fuzzing is asked for by the environment (scripts/fuzz): all parsers and their one fuzzer are then built
// with libFuzzer and AddressSanitizer.
if Context.environment["SALLYPORT_FUZZ"] != nil {
    let sanitized = ["-sanitize=fuzzer,address"]
    for target in package.targets where target.type == .regular {
        target.swiftSettings?.append(.unsafeFlags(sanitized))
    }
    package.targets.append(
        .executableTarget(
            name: "FuzzTargets",
            dependencies: [
                "Codecs", "Crypto", "Configuration", "HTTP", "JOSE", "Identity", "Gateway",
            ],
            path: "Tests/FuzzTargets", exclude: ["Corpora"],
            swiftSettings: common + [.unsafeFlags(sanitized + ["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(sanitized + ["-use-ld=lld"])]))
    package.products.append(.executable(name: "FuzzTargets", targets: ["FuzzTargets"]))
}

// Measuring the session store and the revocation set is asked for by the environment, too: it ships nowhere.
if Context.environment["SALLYPORT_BENCH"] != nil {
    package.targets.append(
        .executableTarget(
            name: "StoreBenchmark",
            dependencies: ["Stores", "Codecs", "Crypto", "Identity", "Transport"],
            path: "Benchmarks/StoreBenchmark",
            swiftSettings: common + [.unsafeFlags(["-parse-as-library"])]))
    package.targets.append(
        .executableTarget(
            name: "RevocationBenchmark", dependencies: ["Codecs", "Crypto", "Identity"],
            path: "Benchmarks/RevocationBenchmark",
            swiftSettings: common + [.unsafeFlags(["-parse-as-library"])]))
    for name in ["StoreBenchmark", "RevocationBenchmark"] {
        package.products.append(.executable(name: name, targets: [name]))
    }
}

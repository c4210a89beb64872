import Testing

/// Imports point down, as CONTRIBUTING.md draws it, so that protocol and decision code can do no I/O
/// and each C library has one home.
@Suite("Tidy: imports")
struct ImportTests {
    /// What each module may import of ours. A new module gets a row before its first file.
    static let allowed: [String: Set<String>] = [
        "Codecs": [],
        "Crypto": ["Codecs", "COpenSSL", "CCrypt"],
        "Configuration": ["Codecs", "CYAML"],
        "Transport": ["Codecs", "Crypto", "Configuration", "CEvent", "COpenSSL"],
        "Telemetry": ["Codecs", "Crypto", "Configuration", "Logging"],
        "HTTP": ["Codecs", "Configuration", "Telemetry", "CNghttp2"],
        "JOSE": ["Codecs", "Crypto", "Configuration", "Telemetry"],
        "Identity": ["Codecs", "Crypto", "Configuration", "HTTP", "JOSE"],
        "OIDC": ["Codecs", "Crypto", "Configuration", "HTTP", "JOSE", "Identity"],
        "Policy": ["Codecs", "Crypto", "Configuration", "HTTP", "JOSE", "Identity"],
        "Stores": [
            "Codecs", "Crypto", "Configuration", "Transport", "Telemetry", "JOSE", "Identity",
            "CLMDB", "CHiredis",
        ],
        "Gateway": [
            "Codecs", "Crypto", "Configuration", "Transport", "Telemetry", "HTTP", "JOSE",
            "Identity", "OIDC", "Policy", "Stores",
        ],
        "GatewayCommand": ["Gateway", "ArgumentParser"],
    ]

    /// Of the system: the standard library's parts everywhere, the C library only where the program
    /// meets the machine.
    static let standard: Set<String> = ["Swift", "Synchronization"]
    static let pure: Set<String> = ["HTTP", "JOSE", "Identity", "OIDC", "Policy"]

    @Test("every import is one its module may make")
    func imports() throws {
        let files = try Repository.swiftFiles(below: "Sources")
        #expect(files.flatMap(Self.forbidden) == [])
    }

    @Test("every module has a row, and layers come in order in the manifest")
    func manifest() throws {
        for module in try Repository.modules() {
            #expect(Self.allowed[module] != nil, "\(module) has no row")
        }
        let manifest = SwiftFile(
            path: "Package.swift", text: try Repository.text(of: "Package.swift"))
        let targets = Self.targets(in: manifest.lines.joined(separator: "\n"))
        #expect(targets.count > 10)
        var known: Set<String> = ["Logging", "ArgumentParser"]
        for target in targets {
            let later = target.dependencies.filter { !known.contains($0) }
            #expect(later.isEmpty, "\(target.name) depends on \(later), declared below it")
            if let allowed = Self.allowed[target.name] {
                #expect(allowed.isSuperset(of: target.dependencies), "\(target.name)")
            }
            known.insert(target.name)
        }
    }

    @Test("the rule bites")
    func planted() {
        func count(_ path: String, _ text: String) -> Int {
            Self.forbidden(in: SwiftFile(path: path, text: text)).count
        }
        #expect(count("Sources/HTTP/A.swift", "import Codecs\npublic import Configuration\n") == 0)
        #expect(count("Sources/HTTP/A.swift", "import Crypto\n") == 1)
        #expect(count("Sources/HTTP/A.swift", "import Glibc\n") == 1)
        #expect(count("Sources/Transport/A.swift", "import Glibc\n") == 0)
        #expect(count("Sources/Transport/A.swift", "internal import Foundation\n") == 1)
        #expect(count("Sources/Policy/A.swift", "import struct Transport.Listener\n") == 1)
        #expect(count("Sources/Gateway/A.swift", "import COpenSSL\n") == 1)
    }

    private static func forbidden(in file: SwiftFile) -> [String] {
        let module = String(file.path.split(separator: "/")[1])
        var allowed = (allowed[module] ?? []).union(standard)
        if !pure.contains(module) { allowed.insert("Glibc") }
        let pattern =
            /^\s*(?:@\w+ )?(?:(?:public|internal|private|package) )?import (?:(?:struct|enum|class|func|protocol) )?(\w+)/
        return file.codeLines.compactMap { line in
            guard let found = line.firstMatch(of: pattern), !allowed.contains(String(found.1))
            else { return nil }
            return "\(file.path): \(module) may not import \(found.1)"
        }
    }

    /// The targets of a manifest in its order, each with what it depends on.
    private static func targets(in manifest: String) -> [(name: String, dependencies: [String])] {
        let starts = manifest.matches(
            of: /\.(?:systemLibrary|target|executableTarget|testTarget)\(\s*name: "(\w+)"/)
        return starts.enumerated().map { index, start in
            let end =
                index + 1 < starts.count ? starts[index + 1].range.lowerBound : manifest.endIndex
            let text = manifest[start.range.upperBound..<end]
            guard let list = text.firstMatch(of: /dependencies: \[((?:[^\[\]]|\[[^\]]*\])*)\]/)
            else { return (String(start.1), []) }
            let names = list.1.replacing(/package: "[^"]*"/, with: "").matches(of: /"(\w+)"/)
            return (String(start.1), names.map { String($0.1) })
        }
    }
}

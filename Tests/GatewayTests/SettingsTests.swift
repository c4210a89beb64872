import Configuration
import Gateway
import Policy
import Testing

/// Files and variables as dictionaries.
struct Scene {
    var files: [String: String] = [
        "keys.json": "{}", "issuer.secret": String(repeating: "k", count: 32),
    ]
    var worldReadable: Set<String> = []
    var variables: [String: String] = [:]

    var surroundings: Surroundings {
        Surroundings(
            contents: { [files, worldReadable] path in
                guard let text = files[path] else { return .unreadable("no such file") }
                return .bytes(Array(text.utf8), isWorldReadable: worldReadable.contains(path))
            },
            variable: { [variables] in variables[$0] })
    }

    func read(_ text: String) throws -> ReadSettings<Settings> {
        try Settings.read(Array(text.utf8), from: "sallyport.yaml", in: surroundings)
    }

    /// The faults of a text, one a line; empty for a good one.
    func faults(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch {
            return "\(error)"
        }
    }
}

@Suite("Configuration: what an operator writes")
struct SettingsTests {
    @Test("the small configuration of the handbook is read")
    func small() throws {
        let read = try Scene().read(
            """
            listen: {http: "localhost:8080"}
            issuers:
              local: {issuer: https://issuer.example, audience: [api], algorithms: [ES256], keys: {file: keys.json}}
            identity: {X-User: sub, X-Groups: groups}
            hosts:
              localhost:
                upstream: http://127.0.0.1:9000
                routes:
                  GET,HEAD /public/**: {auth: none}
                  /api/**: {auth: bearer, issuer: local, allow: {scopes: [read]}}
            """)
        #expect(read.settings.hosts[0].routes.map(\.key) == ["GET,HEAD /public/**", "/api/**"])
        #expect(read.settings.hosts[0].routes[1].allow == .scopes(["read"]))
        #expect(read.warnings.isEmpty)
    }
}

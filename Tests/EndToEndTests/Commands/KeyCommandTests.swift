import Foundation
import TestKit
import Testing

@Suite("keys new, token mint, token inspect, token verify")
struct KeyCommandTests {
    static let algorithms = ["ES256", "ES384", "ES512", "EdDSA", "RS256", "PS512"]

    /// Makes a key and returns its private file's path.
    static func makeKey(_ algorithm: String, in folder: TemporaryFolder) throws -> String {
        let result = try Sallyport.run([
            "keys", "new", "--algorithm", algorithm, "--out", folder.path,
        ])
        try #require(result.code == 0, "\(result.errors)")
        let name = try #require(try folder.names().first { $0.hasSuffix(".private.jwk") })
        return folder.path(of: name)
    }

    static func mint(_ key: String, _ more: [String] = []) throws -> String {
        let result = try Sallyport.run(
            [
                "token", "mint", "--key", key, "--issuer", "https://issuer.test", "--audience",
                "api",
                "--subject", "alice", "--lifetime", "5m",
            ] + more)
        try #require(result.code == 0, "\(result.errors)")
        return result.output.trimmingCharacters(in: .newlines)
    }

    @Test("Files are private where they must be, and the key ID is the thumbprint")
    func files() throws {
        let folder = try TemporaryFolder()
        let path = try Self.makeKey("ES256", in: folder)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let keyID = try #require(path.split(separator: "/").last).replacing(
            ".private.jwk", with: "")
        #expect(keyID.count == 43)
        let set = try folder.read("keys.json")
        #expect(set.contains(keyID) && !set.contains("\"d\""))
        // A second key joins the set.
        let more = try Sallyport.run(["keys", "new", "--algorithm", "EdDSA", "--out", folder.path])
        #expect(more.code == 0)
        #expect(try folder.read("keys.json").components(separatedBy: "\"kid\"").count == 3)
        #expect(try folder.names().filter { $0.hasSuffix(".private.jwk") }.count == 2)
    }

    @Test("A minted token is good at the gateway, and verify says the same", arguments: algorithms)
    func roundTrip(algorithm: String) throws {
        let folder = try TemporaryFolder()
        let key = try Self.makeKey(algorithm, in: folder)
        let claims = try folder.write(#"{"scope":"read","groups":["staff"]}"#, to: "claims.json")
        let token = try Self.mint(key, ["--claims", claims])
        let upstream = try ScriptedUpstream()
        let gateway = try RunningGateway(
            configuration: CommandTests.configuration(upstream.endpoint)
                .replacing("[ES256, EdDSA, RS256]", with: "[\(algorithm)]"),
            in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        try stage.expectValid(token)
        try gateway.stop()
        let file = folder.path(of: "sallyport.yaml")
        let verified = try Sallyport.run(
            ["token", "verify", "--config", file, "--issuer", "local", "-"], input: token)
        #expect(verified.code == 0, "\(verified.errors)")
    }

    @Test("verify says no with exit code 1 and the reason")
    func verifyRefuses() throws {
        let folder = try TemporaryFolder()
        let key = try Self.makeKey("ES256", in: folder)
        let file = try folder.write(CommandTests.configuration(), to: "sallyport.yaml")
        let other = try TemporaryFolder()
        let stranger = try Self.mint(try Self.makeKey("ES256", in: other))
        let wrongAudience = try Sallyport.run(
            [
                "token", "mint", "--key", key, "--issuer", "https://issuer.test", "--audience",
                "web",
                "--subject", "alice", "--lifetime", "5m",
            ]).output
        for token in [stranger, wrongAudience, "x", ""] {
            let result = try Sallyport.run(
                ["token", "verify", "--config", file, "-"], input: token)
            #expect(result.code == 1, "\(result.output) \(result.errors)")
        }
    }

    @Test("inspect shows header and claims and says that nothing is verified")
    func inspect() throws {
        let folder = try TemporaryFolder()
        let token = try Self.mint(try Self.makeKey("ES256", in: folder))
        let file = try folder.write(token, to: "token")
        for arguments in [["token", "inspect", "-"], ["token", "inspect", "@\(file)"]] {
            let result = try Sallyport.run(arguments, input: token)
            #expect(result.code == 0, "\(result.errors)")
            for word in ["ES256", "https://issuer.test", "alice", "api"] {
                #expect(result.output.contains(word))
            }
            let signature = try #require(token.split(separator: ".").last)
            #expect(!result.output.contains(signature))
        }
        #expect(try Sallyport.run(["token", "inspect", "-"], input: "no token").code == 1)
    }

    @Test("mint refuses what it cannot sign well")
    func mintRefuses() throws {
        let folder = try TemporaryFolder()
        let key = try Self.makeKey("ES256", in: folder)
        let base = ["token", "mint", "--issuer", "i", "--audience", "a", "--subject", "s"]
        let rows: [([String], Int32)] = [
            (base + ["--key", key, "--lifetime", "5"], 2),
            (base + ["--key", key], 2),
            (base + ["--key", folder.path(of: "keys.json"), "--lifetime", "5m"], 1),
            (base + ["--key", folder.path(of: "missing"), "--lifetime", "5m"], 3),
        ]
        for (arguments, code) in rows {
            let result = try Sallyport.run(arguments)
            #expect(result.code == code, "\(arguments): \(result.errors)")
            #expect(result.output.isEmpty)
        }
    }
}

import Foundation
import TestKit
import Testing

@Suite("Tokens of our own: keys", .tokenStage())
struct KeyFolderTests {
    private static func keyIDs(_ stage: Stage) throws -> [String] {
        let response = try stage.visitor().get("/.sallyport/keys")
        try #require(response.status == 200)
        return response.text.matches(of: /"kid":"([^"]+)"/).map { String($0.1) }
    }

    @Test("the key set is published, to be kept for a while, and holds nothing secret")
    func published() throws {
        let stage = try Stage.required()
        let response = try stage.visitor().get("/.sallyport/keys")
        #expect(response.status == 200)
        #expect(response["content-type"] == "application/json")
        #expect(response["cache-control"] == "public, max-age=300")
        #expect(response.text.contains("\"kty\":\"EC\"") && !response.text.contains("\"d\""))
        let tag = try #require(response["etag"])
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = try stage.visitor().get(
                "/.sallyport/keys", fields: "If-None-Match: \(known)\r\n")
            #expect(again.status == 304 && again.text.isEmpty, "\(known)")
        }
        let other = try stage.visitor().get(
            "/.sallyport/keys", fields: "If-None-Match: \"x\"\r\n")
        #expect(other.status == 200)
        #expect(try stage.visitor().request("POST", "/.sallyport/keys").status == 405)
    }

    @Test("RFC 8414 §3 the issuer tells where its endpoints are")
    func metadata() throws {
        let stage = try Stage.required()
        let response = try stage.visitor().get("/.well-known/oauth-authorization-server")
        #expect(response.status == 200)
        let document = try #require(JSONLine(response.text))
        #expect(document["issuer"] == "https://app.test")
        #expect(document["jwks_uri"] == "https://app.test/.sallyport/keys")
    }

    @Test("a new key is taken without a restart, and the old one stays until it is due")
    func rotation() throws {
        let folder = try TemporaryFolder()
        let upstream = try ScriptedUpstream()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(configuration: plan.tokenConfiguration(), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        let first = try Self.keyIDs(stage)
        #expect(first.count == 1)
        func rotate(_ arguments: String...) throws -> String {
            let result = try Sallyport.run(
                ["keys", "rotate", "--folder", folder.path(of: "keys")] + arguments)
            try #require(result.code == 0, "\(result.errors)")
            return result.output
        }
        #expect(try rotate().contains("signs from now on"))
        var keyIDs = first
        let limit = ContinuousClock.now + .failureBound
        while keyIDs == first, ContinuousClock.now < limit { keyIDs = try Self.keyIDs(stage) }
        #expect(keyIDs.count == 2 && keyIDs.first == first[0])
        #expect(try rotate("--retire") == "no key is due\n")
        // A second from the change on, counted in whole seconds.
        Thread.sleep(forTimeInterval: 2.05)
        #expect(try rotate("--retire", "--overlap", "1s").contains("\(first[0])  dropped"))
        while keyIDs.count == 2, ContinuousClock.now < limit { keyIDs = try Self.keyIDs(stage) }
        #expect(keyIDs.count == 1 && keyIDs != first)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "keys"))
        #expect(names.sorted() == ["\(keyIDs[0]).private.jwk", "keys.json"].sorted())
        for name in names {
            let mode = try FileManager.default.attributesOfItem(
                atPath: folder.path(of: "keys/\(name)"))[.posixPermissions]
            #expect(mode as? Int == (name == "keys.json" ? 0o644 : 0o600))
        }
        try gateway.stop()
    }

    @Test("without a key it refuses to start, and names the command that makes one")
    func noKey() throws {
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: .ipv4(port: 1), folder: folder)
        let file = try folder.write(plan.tokenConfiguration(), to: "sallyport.yaml")
        try FileManager.default.removeItem(atPath: folder.path(of: "keys"))
        for command in ["run", "check"] {
            let result = try Sallyport.run([command, "--config", file])
            #expect(result.code == 1)
            #expect(result.errors.contains("sallyport keys rotate --folder"), "\(result.errors)")
        }
        let made = try Sallyport.run(["keys", "rotate", "--folder", folder.path(of: "keys")])
        #expect(made.code == 0)
        let checked = try Sallyport.run(["check", "--config", file])
        #expect(checked.code == 0, "\(checked.errors)")
        #expect(checked.output.contains("tokens of our own"))
    }

    @Test("a private key that is not the last one's half, or none at all, refuses to start")
    func mismatched() throws {
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: .ipv4(port: 1), folder: folder)
        let file = try folder.write(plan.tokenConfiguration(), to: "sallyport.yaml")
        func check(_ words: String, code: Int32 = 1) throws {
            let result = try Sallyport.run(["check", "--config", file])
            #expect(result.code == code)
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        let keys = folder.path(of: "keys")
        func privateName() throws -> String {
            try #require(
                try FileManager.default.contentsOfDirectory(atPath: keys)
                    .first { $0.hasSuffix(".private.jwk") })
        }
        let name = try privateName()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: "\(keys)/\(name)")
        try check("can read the private key", code: 0)
        let other = try TemporaryFolder()
        _ = try Sallyport.run(["keys", "rotate", "--folder", other.path])
        let stranger = try #require(try other.names().first { $0.hasSuffix(".private.jwk") })
        try folder.write(try other.read(stranger), to: "keys/\(name)")
        try check("another key's private half")
        try folder.write("{}", to: "keys/\(name)")
        try check("allowed: a private JWK")
        try FileManager.default.removeItem(atPath: "\(keys)/\(name)")
        try check("no private half of the last key")
    }

    @Test("--algorithm says what the next key signs with, and the one after is like it")
    func algorithm() throws {
        let folder = try TemporaryFolder()
        func rotate(_ arguments: String...) throws -> Int32? {
            try Sallyport.run(
                ["keys", "rotate", "--folder", folder.path(of: "keys")] + arguments
            ).code
        }
        #expect(try rotate("--algorithm", "EdDSA") == 0)
        #expect(try rotate() == 0)
        let set = try folder.read("keys/keys.json")
        #expect(set.components(separatedBy: "\"alg\":\"EdDSA\"").count == 3)
        #expect(try rotate("--algorithm", "HS256") == 2)
        #expect(try rotate("--algorithm", "ES256", "--retire") == 2)
        #expect(try rotate("--overlap", "1") == 2)
        try folder.write("{}", to: "keys/keys.json")
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "keys"))
        #expect(try rotate() == 1)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "keys")) == before)
    }
}

import Foundation
import TestKit
import Testing

@Suite("Key files: watched, limited, never replaced by something worse")
struct KeyFileTests {
    private static func start(keys: String) throws -> Stage {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        try folder.write(keys, to: "keys.json")
        let gateway = try RunningGateway(
            configuration: configuration(upstream.endpoint), in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    private static func configuration(_ upstream: Endpoint) -> String {
        """
        listen: {http: "127.0.0.1:0"}
        workers: 2
        log: {access: off}
        issuers:
          local: {issuer: https://issuer.test, audience: [api], keys: {file: keys.json}}
        identity: {X-User: sub}
        hosts:
          app.test: {upstream: "http://\(upstream)", routes: {"/**": {auth: bearer}}}
        """
    }

    /// Presents the token until the answer is `status`; the bound is for failing only.
    private func awaitStatus(_ status: Int, of token: String, at stage: Stage) throws -> Bool {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            if try stage.present(token).response.status == status { return true }
        }
        return false
    }

    private func set(_ keys: [SigningKey]) -> String {
        #"{"keys":[\#(keys.map(\.jwk).joined(separator: ","))]}"#
    }

    @Test("a changed key file is in force without a restart, and what it dropped is out")
    func rotation() throws {
        let issuer = try TestIssuer.shared.get()
        let old = try issuer.key("ES256")
        let new = try issuer.key("EdDSA")
        let stage = try Self.start(keys: set([old]))
        let oldToken = try issuer.token(.good(), "ES256")
        let newToken = try issuer.token(.good(), "EdDSA")
        try stage.expectValid(oldToken)
        try stage.expectInvalid(newToken)
        try stage.folder.write(set([old, new]), to: "keys.json")
        #expect(try awaitStatus(200, of: newToken, at: stage))
        try stage.expectValid(oldToken)
        try stage.folder.write(set([new]), to: "keys.json")
        #expect(try awaitStatus(401, of: oldToken, at: stage), "a cached token outlived its key")
        try stage.expectValid(newToken)
        try stage.gateway.stop()
    }

    @Test(
        "T51 T81 a broken key file leaves the old keys in force and says so",
        arguments: [
            "", "{", #"{"keys":[]}"#, #"{"keys":[{"kty":"oct","k":"AAAA"}]}"#, "-----BEGIN",
        ])
    func brokenFile(text: String) throws {
        let issuer = try TestIssuer.shared.get()
        let stage = try Self.start(keys: set([issuer.key("ES256")]))
        let token = try issuer.token()
        try stage.expectValid(token)
        try stage.folder.write(text, to: "keys.json")
        let complaint = try stage.gateway.process.wait { transcript in
            transcript.errorLines.compactMap(JSONLine.init)
                .first { ["warning", "error"].contains($0["level"]) }
        }
        #expect(complaint["message"] != nil)
        try stage.expectValid(token)
        try stage.gateway.stop()
    }

    static let unusable: [(String, @Sendable () throws -> String)] = [
        (
            "Q36 more than 100 keys",
            {
                #"{"keys":[\#(try (0..<101).map { _ in try TestIssuer.shared.get().key("ES256").jwk }.joined(separator: ","))]}"#
            }
        ),
        (
            "Q36 more than 256 KiB",
            {
                #"{"keys":[\#(try TestIssuer.shared.get().key("ES256").jwk)],"x":"\#(String(repeating: "x", count: 262_144))"}"#
            }
        ),
        (
            "Q30 a private key",
            {
                #"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}]}"#
            }
        ),
        (
            "Q30 a point off its curve",
            {
                #"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a1"}]}"#
            }
        ),
        (
            "Q30 T38 a secret among public keys",
            {
                #"{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA"}]}"#
            }
        ),
        ("no JSON and no PEM", { "hello" }),
        ("empty", { "" }),
    ]

    @Test("T81 Q36 unusable keys refuse to start and name the file", arguments: unusable.indices)
    func unusableKeys(index: Int) throws {
        let folder = try TemporaryFolder()
        let (name, keys) = Self.unusable[index]
        try folder.write(keys(), to: "keys.json")
        let file = try folder.write(Self.configuration(.ipv4(port: 1)), to: "sallyport.yaml")
        let result = try Sallyport.run(["run", "--config", file])
        #expect(result.code == 1, "\(name)")
        #expect(result.errors.contains("keys.json"), "\(name): \(result.errors)")
    }
}

import Foundation
import TestKit
import Testing

@Suite("Tokens of other people's libraries, and ours in their hands")
struct ForeignTokenTests {
    static let algorithms = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    /// A key pair that openssl made: `private.pem` and `public.pem` in the folder.
    private func makeKeys(_ algorithm: String, in folder: TemporaryFolder) throws {
        let kind =
            switch algorithm {
            case "ES256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
            case "ES384": ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"]
            case "ES512": ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"]
            case "EdDSA": ["ED25519"]
            default: ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
            }
        let (secret, open) = (folder.path(of: "private.pem"), folder.path(of: "public.pem"))
        for arguments in [
            ["genpkey", "-out", secret, "-algorithm"] + kind,
            ["pkey", "-in", secret, "-pubout", "-out", open],
        ] {
            let result = try CommandResult.of("openssl", arguments)
            try #require(result.code == 0, "\(result.errors)")
        }
    }

    private func start(_ algorithm: String, in folder: TemporaryFolder) throws -> Stage {
        let upstream = try ScriptedUpstream()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                issuers:
                  local: {issuer: https://issuer.test, audience: [api], algorithms: [\(algorithm)], keys: {file: public.pem}}
                identity: {X-User: sub}
                hosts:
                  app.test: {upstream: "http://\(upstream.endpoint)", routes: {"/**": {auth: bearer}}}
                """, in: folder)
        return Stage(gateway: gateway, upstream: upstream, folder: folder)
    }

    @Test(
        "A3 PyJWT and joserfc sign with an openssl key, the gateway has its PEM",
        .enabled(if: Python.path != nil, Python.whySkipped), arguments: algorithms)
    func foreignSigner(algorithm: String) throws {
        let folder = try TemporaryFolder()
        try makeKeys(algorithm, in: folder)
        let stage = try start(algorithm, in: folder)
        for library in ["pyjwt", "joserfc"] {
            func sign(_ claims: Claims) throws -> String {
                try Python.run([
                    "sign", library, algorithm, folder.path(of: "private.pem"), claims.json,
                ])
            }
            try stage.expectValid(sign(.good(library)), as: library)
            try stage.expectInvalid(sign(.good().setting("aud", #""other""#)))
            try stage.expectInvalid(sign(.good().setting("exp", "\(Claims.now - 600)")))
        }
        try stage.gateway.stop()
    }

    @Test(
        "O6 PyJWT and joserfc verify what token mint signs by the set keys new writes",
        .enabled(if: Python.path != nil, Python.whySkipped), arguments: algorithms)
    func foreignVerifier(algorithm: String) throws {
        let folder = try TemporaryFolder()
        let token = try KeyCommandTests.mint(try KeyCommandTests.makeKey(algorithm, in: folder))
        for library in ["pyjwt", "joserfc"] {
            let subject = try Python.run(
                [
                    "verify", library, algorithm, folder.path(of: "keys.json"),
                    "https://issuer.test",
                    "api",
                ], input: token)
            #expect(subject == "alice", "\(library)")
        }
    }

    @Test("A3 a token signed by the openssl command alone")
    func opensslSigner() throws {
        let folder = try TemporaryFolder()
        try makeKeys("RS256", in: folder)
        let stage = try start("RS256", in: folder)
        let input = base64URL(#"{"alg":"RS256"}"#.utf8) + "." + base64URL(Claims.good().json.utf8)
        try folder.write(input, to: "input")
        let result = try CommandResult.of(
            "openssl",
            [
                "dgst", "-sha256", "-sign", folder.path(of: "private.pem"), "-out",
                folder.path(of: "signature"), folder.path(of: "input"),
            ])
        try #require(result.code == 0, "\(result.errors)")
        let signature = try Data(contentsOf: URL(filePath: folder.path(of: "signature")))
        try stage.expectValid(input + "." + base64URL(signature))
        try stage.expectInvalid(input + "." + base64URL(signature.reversed()))
        try stage.gateway.stop()
    }

    @Test(
        "P3 the websockets library talks to echo through the gateway",
        .enabled(if: Python.path != nil, Python.whySkipped))
    func webSocket() throws {
        let folder = try TemporaryFolder()
        let echo = try RunningGateway(command: ["echo", "--listen", "127.0.0.1:0"], in: folder)
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off}
                hosts:
                  app.test:
                    upstream: http://\(echo.endpoint(of: "echo"))
                    routes: {"/**": {auth: none, websocket: true}}
                """, in: folder)
        for endpoint in [try echo.endpoint(of: "echo"), try gateway.endpoint()] {
            #expect(try Python.run(["websocket", "\(endpoint)", "/ws", "app.test"]) == "ok")
        }
        try gateway.stop()
        try echo.stop()
    }
}

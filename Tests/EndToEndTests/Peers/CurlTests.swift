import Foundation
import TestKit
import Testing

@Suite("curl is a satisfied client")
struct CurlTests {
    private func start() throws -> (echo: RunningGateway, gateway: RunningGateway, token: String) {
        let folder = try TemporaryFolder()
        let issuer = try TestIssuer.shared.get()
        try folder.write(issuer.keySet, to: "keys.json")
        let echo = try RunningGateway(command: ["echo", "--listen", "127.0.0.1:0"], in: folder)
        let gateway = try RunningGateway(
            configuration: """
                listen: {tcp: {http: "127.0.0.1:0"}, local: {http: "unix:in.sock"}}
                workers: 2
                log: {access: off}
                issuers:
                  local: {issuer: https://issuer.test, audience: [api], keys: {file: keys.json}}
                identity: {X-User: sub}
                hosts:
                  localhost:
                    upstream: http://\(echo.endpoint(of: "echo"))
                    routes: {/public/**: {auth: none}, /api/**: {auth: bearer}}
                """, in: folder)
        return (echo, gateway, try issuer.token())
    }

    /// curl's own words on the answer: body, then status.
    private func curl(
        _ arguments: [String], _ gateway: RunningGateway, _ target: String, input: [UInt8] = []
    ) throws -> (status: String, text: String) {
        let port = try gateway.endpoint(of: "tcp").port ?? 0
        let result = try CommandResult.of(
            "curl",
            ["-sS", "--max-time", "30", "-w", "\n%{http_code}"] + arguments
                + ["http://localhost:\(port)\(target)"], input: input)
        #expect(result.code == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (String(lines.last ?? ""), lines.dropLast().joined(separator: "\n"))
    }

    @Test("P1 methods, bodies, Expect, several requests, a Unix socket")
    func session() throws {
        let (echo, gateway, token) = try start()
        #expect(try curl([], gateway, "/public/x").status == "200")
        #expect(try curl(["-I"], gateway, "/public/x").status == "200")
        #expect(try curl([], gateway, "/nowhere").status == "404")
        #expect(try curl([], gateway, "/api/x").status == "401")
        let known = try curl(
            ["-H", "Authorization: Bearer \(token)", "-H", "X-User: mallory"], gateway, "/api/x")
        #expect(
            known.status == "200" && known.text.contains("alice") && !known.text.contains("mallory")
        )

        let body = [UInt8](repeating: 0x61, count: 3_000_000)
        for options in [
            [], ["-H", "Transfer-Encoding: chunked"], ["-H", "Expect: 100-continue"],
            ["-H", "Expect:"],
        ] {
            let sent = try curl(
                options + ["-X", "POST", "--data-binary", "@-"], gateway, "/public/x", input: body)
            #expect(
                sent.status == "200" && sent.text.contains("3000000"), "\(options) \(sent.text)")
        }
        let local = try curl(
            ["--unix-socket", gateway.folder.path(of: "in.sock")], gateway, "/public/x")
        #expect(local.status == "200")
        let http10 = try curl(["-0"], gateway, "/public/x")
        #expect(http10.status == "200")
        let upgrade = try curl(["--http2"], gateway, "/public/x")
        #expect(upgrade.status == "200")
        try gateway.stop()
        try echo.stop()
    }
}

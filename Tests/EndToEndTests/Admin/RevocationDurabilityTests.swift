import Foundation
import TestKit
import Testing

@Suite("R2 What was revoked stays revoked")
struct RevocationDurabilityTests {
    @Test("after kill -9, ten times, on every worker", .timeLimit(.minutes(5)))
    func killed() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        var gateway = try RunningGateway(
            configuration: plan.adminConfiguration(), in: folder)
        let issuer = try TestIssuer.shared.get()
        var tokens: [String] = []
        for round in 0..<10 {
            let token = try issuer.token(.good("user-\(round)"))
            let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
            try stage.expectValid(token, as: "user-\(round)", at: "/api/x", host: "localhost")
            try stage.revoke(#"{"kind":"token","token":"\#(token)"}"#)
            tokens.append(token)
            gateway.process.signal(SIGKILL)
            _ = try gateway.process.waitUntilEnd()
            gateway = try RunningGateway(
                command: ["run", "--config", folder.path(of: "sallyport.yaml")], in: folder)
            for token in tokens {
                for _ in 0..<4 {
                    let answer = try gateway.exchange(
                        "GET /api/x HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: Bearer \(token)\r\n\r\n")
                    #expect(answer.status == 401, "round \(round)")
                }
            }
        }
        try gateway.stop()
    }

    @Test(
        "a file of 200,000 lines is taken in, in memory that is the set's", .timeLimit(.minutes(5)))
    func large() throws {
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 2
                log: {access: off, audit: audit.log}
                issuers: {local: {issuer: i, audience: [a], symmetric: {secret: {file: secret}}, algorithms: [HS256]}}
                sessions: {path: state}
                admin: {listen: "unix:adm/admin.sock"}
                hosts: {localhost: {upstream: "http://127.0.0.1:1", routes: {/**: {auth: bearer}}}}
                """,
            in: {
                try folder.write(String(repeating: "s", count: 64), to: "secret")
                return folder
            }())
        let count = 200_000
        let lines = (0..<count).map {
            #"{"kind":"token","value":"jti-\#($0)","issuer":"local","reason":"test"}"#
        }
        try folder.write(lines.joined(separator: "\n"), to: "many.ndjson")
        let before = try gateway.residentKiB()
        let result = try Sallyport.run(
            [
                "revocations", "import", folder.path(of: "many.ndjson"), "--socket",
                "adm/admin.sock",
            ],
            in: folder.path)
        #expect(result.output == "200000 lines: 200000 taken, 200000 of them new, 0 refused\n")
        // The set takes some 6 MB, twice where all of it changes; the rest is the store's pages in memory.
        #expect(try gateway.residentKiB() - before < 150_000)
        let exported = try Sallyport.run(
            ["revocations", "export", "--socket", "adm/admin.sock"], in: folder.path)
        #expect(exported.output.utf8.count { $0 == 0x0A } == count)
        try gateway.stop()
    }
}

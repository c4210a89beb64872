import Foundation
import TestKit
import Testing

@Suite("T91 Secrets and line ends never reach a log")
struct SecretsTests {
    @Test("tokens, cookies and the shared secret are in no log at any level")
    func canaries() throws {
        let issuer = try TestIssuer.shared.get()
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        try folder.write(issuer.secret, to: "secret")
        try folder.write(issuer.keySet, to: "keys.json")
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: stdout, level: debug}
                metrics: {listen: "127.0.0.1:0"}
                issuers:
                  local: {issuer: https://issuer.test, audience: [api], keys: {file: keys.json}}
                  shared: {issuer: https://shared.test, audience: [api], symmetric: {secret: {file: secret}}}
                identity: {X-User: sub}
                hosts:
                  app.test:
                    upstream: http://\(upstream.endpoint)
                    routes: {"/**": {auth: bearer}}
                """, in: folder)
        let canaries = try [
            issuer.token(), issuer.token(.good().setting("exp", "1")),
            issuer.token(.good().setting("iss", #""https://shared.test""#), "HS256"),
            issuer.token(Claims.good().json, signedBy: issuer.stranger), "canary.token.value",
        ]
        for canary in canaries {
            let request =
                "GET /x?access_token=canary-query HTTP/1.1\r\nHost: app.test\r\nAuthorization: Bearer \(canary)\r\n"
                + "Cookie: session=canary-cookie\r\nX-API-Key: canary-field\r\n\r\n"
            _ = try gateway.exchange(request)
        }
        _ = try gateway.exchange(
            "GET /x HTTP/1.1\r\nHost: app.test\r\nAuthorization: canary-scheme canary-value\r\n\r\n"
        )
        let metrics = try gateway.exchange(
            "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", with: "metrics"
        ).text
        let transcript = try gateway.stop()
        let written =
            String(decoding: transcript.output + transcript.errors, as: UTF8.self) + metrics
        #expect(written.contains("\"status\""), "nothing was logged at all")
        #expect(!written.contains("canary"))
        #expect(!written.contains(issuer.secret))
        for token in canaries {
            for part in token.split(separator: ".") where part.count > 8 {
                #expect(!written.contains(part))
            }
        }
    }

    @Test("an access line is one JSON object with the agreed fields, whatever the request holds")
    func accessLines() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: access.log}
                hosts:
                  app.test:
                    upstream: http://\(upstream.endpoint)
                    routes: {"/**": {auth: none}}
                """, in: folder)
        let requests = [
            "GET /a%22%7B%C3%A4 HTTP/1.1\r\nHost: app.test\r\nUser-Agent: \"}\\\u{FF}\r\n\r\n",
            "GET /%0aINJECTED HTTP/1.1\r\nHost: app.test\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: \"}\r\n\r\n", "BAD\r\n\r\n", "\u{1}\u{2}\r\n\r\n",
            "GET /nowhere HTTP/1.1\r\nHost: nobody.test\r\n\r\n",
        ]
        for request in requests {
            let client = try gateway.connect()
            try client.send(request)
            _ = try client.receive()
        }
        try gateway.stop()
        let lines = try folder.read("access.log").split(separator: "\n")
        #expect(lines.count == requests.count)
        for line in lines {
            let object = try #require(JSONLine(String(line)), "\(line)")
            #expect(object.names.isSuperset(of: ["time", "request_id", "status", "decision"]))
            #expect(!line.utf8.contains { $0 < 0x20 || $0 == 0x7F })
        }
        #expect(lines.allSatisfy { !$0.hasPrefix("INJECTED") })
    }

    @Test("SIGUSR1 opens the access log anew")
    func reopen() throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: access.log}
                hosts:
                  app.test: {upstream: "http://\(upstream.endpoint)", routes: {"/**": {auth: none}}}
                """, in: folder)
        let get = "GET /x HTTP/1.1\r\nHost: app.test\r\n\r\n"
        _ = try gateway.exchange(get)
        try FileManager.default.moveItem(
            atPath: folder.path(of: "access.log"), toPath: folder.path(of: "access.log.1"))
        gateway.process.signal(SIGUSR1)
        let limit = ContinuousClock.now + .failureBound
        while try !folder.names().contains("access.log"), ContinuousClock.now < limit {
            _ = try gateway.exchange(get)
        }
        _ = try gateway.exchange(get)
        try gateway.stop()
        #expect(try !folder.read("access.log").isEmpty && !folder.read("access.log.1").isEmpty)
    }
}

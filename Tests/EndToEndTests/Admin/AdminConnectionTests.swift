import Foundation
import TestKit
import Testing

@Suite("The operator's connections")
struct AdminConnectionTests {
    private static let line = #"{"kind":"client","value":"app","issuer":"local"}"# + "\n"

    @Test("several orders on one connection, with bodies by length and in chunks, in any pieces")
    func persistent() throws {
        try Stage.own { stage in
            let client = try stage.gateway.connect(to: "admin")
            for number in 0..<3 {
                let body = #"{"kind":"client","value":"app-\#(number)","issuer":"local"}"#
                let head = "POST /v1/revocations HTTP/1.1\r\nHost: localhost\r\n"
                try client.send(head + "Content-Length: \(body.utf8.count)\r\n\r\n")
                for byte in body.utf8 { try client.send([byte]) }
                #expect(try client.receive().status == 200)
                let size = String(body.utf8.count, radix: 16)
                try client.send(
                    head + "Transfer-Encoding: chunked\r\n\r\n\(size)\r\n\(body)\r\n0\r\n\r\n")
                #expect(try client.receive().status == 200)
            }
            #expect(
                try client.exchange("GET /v1/revocations HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .status == 200)
            // Who asks first whether to send is answered first.
            try client.send(
                "POST /v1/revocations/import HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(Self.line.utf8.count)\r\n\r\n")
            #expect(try client.receiveAnyHead().status == 100)
            try client.send(Self.line)
            #expect(try client.receive().status == 200)
        }
    }

    @Test("whoever is cut off amid an import loses what was not sent, and no more")
    func cutOff() throws {
        try Stage.own { stage in
            let client = try stage.gateway.connect(to: "admin")
            try client.send(
                "POST /v1/revocations/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
                    + Self.line + #"{"kind":"client","value":"half"#)
            client.socket.close()
            let limit = ContinuousClock.now + .failureBound
            var exported = ""
            while ContinuousClock.now < limit, !exported.contains(#""value":"app""#) {
                exported = try stage.order("GET", "/v1/revocations/export").text
            }
            #expect(exported.contains(#""value":"app""#) && !exported.contains("half"))
        }
    }

    @Test("a client that does not take its export delays nobody")
    func slowExport() throws {
        try Stage.own { stage in
            let lines = (0..<20_000).map {
                #"{"kind":"client","value":"app-\#($0)","issuer":"local"}"#
            }
            let imported = try stage.order(
                "POST", "/v1/revocations/import", lines.joined(separator: "\n"))
            #expect(imported.text.contains(#""taken":20000"#), "\(imported.text)")
            let slow = try stage.gateway.connect(to: "admin", receiveBuffer: 4_096)
            try slow.send("GET /v1/revocations/export HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let head = try slow.receiveHead()
            try stage.revoke(#"{"kind":"client","value":"other","issuer":"local"}"#)
            let body = try slow.receiveBody(of: head)
            #expect(body.ending == .complete)
            #expect(body.bytes.count { $0 == 0x0A } >= 20_000)
        }
    }

    @Test("drain is answered, and the gateway ends as it should")
    func drain() throws {
        let folder = try TemporaryFolder()
        let gateway = try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 2
                log: {access: off, audit: audit.log}
                sessions: {path: state}
                admin: {listen: "unix:adm/admin.sock"}
                hosts: {localhost: {upstream: "http://127.0.0.1:1", routes: {/**: {auth: none}}}}
                """, in: folder)
        #expect(try gateway.order("POST", "/v1/drain", "").status == 202)
        #expect(try gateway.process.waitUntilEnd().ending == .exited(0))
    }
}

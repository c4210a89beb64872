import TestKit
import Testing

/// The harness holds against itself: what it would report of a gateway, it reports of its own peers.
@Suite("The harness sees what is on the wire")
struct HarnessTests {
    @Test("A scripted client and a scripted upstream exchange exact bytes")
    func exactBytes() throws {
        let upstream = try ScriptedUpstream()
        let request = "POST /a?x HTTP/1.1\r\nhOsT: y\r\nContent-Length: 3\r\n\r\nabc"
        let response = try ScriptedClient(to: upstream.endpoint).exchange(request)
        #expect(response.status == 200)
        #expect(response.text == "ok")
        #expect(upstream.connections.map(\.bytes) == [Array(request.utf8)])
        let seen = try #require(upstream.requests(with: "/a?x").first)
        #expect(seen.method == "POST" && seen.target == "/a?x" && seen["Host"] == "y")
        #expect(seen.body.text == "abc")
    }

    @Test("A chunked body comes with its chunks and trailers; interim heads stand apart")
    func chunked() throws {
        let upstream = try ScriptedUpstream()
        upstream.answer(
            "/chunked",
            with: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nA: b\r\n\r\n")
        let response = try ScriptedClient(to: upstream.endpoint)
            .exchange("GET /chunked HTTP/1.1\r\nHost: y\r\n\r\n")
        #expect(response.interim.map(\.status) == [103])
        #expect(response.text == "abcde" && response.body.chunks == [3, 2])
        #expect(response.body.trailers.map(\.name) == ["A"])
        #expect(response.body.ending == .complete)
    }

    @Test(
        "A body cut short is told from a whole one, and a reset from an end",
        arguments: [false, true])
    func truncation(isReset: Bool) throws {
        let upstream = try ScriptedUpstream()
        upstream.answer("/cut") { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
            _ = try exchange.receiveBytes(upTo: 1)
            if isReset { exchange.reset() } else { exchange.close() }
        }
        let client = try ScriptedClient(to: upstream.endpoint)
        try client.send("GET /cut HTTP/1.1\r\nHost: y\r\n\r\n")
        let head = try client.receiveHead()
        try client.send("!")
        let body = try client.receiveBody(of: head)
        #expect(body.text == "abc")
        #expect(body.ending == (isReset ? .reset : .truncated))
    }

    @Test("Unix and IPv6 endpoints connect as well")
    func endpoints() throws {
        let folder = try TemporaryFolder()
        for endpoint in [Endpoint.ipv6(port: 0), .unix(path: folder.path(of: "socket"))] {
            let upstream = try ScriptedUpstream(on: endpoint)
            let response = try ScriptedClient(to: upstream.endpoint)
                .exchange("GET / HTTP/1.1\r\nHost: y\r\n\r\n")
            #expect(response.status == 200)
        }
    }

    @Test("A child's output and end are collected, and a hanging one is stopped")
    func children() throws {
        let result = try CommandResult.of(
            "sh", ["-c", "cat; echo no >&2; exit 3"], input: Array("yes".utf8))
        #expect(result.output == "yes" && result.errors == "no\n" && result.code == 3)
        let hanging = try ChildProcess("sleep", ["1000"])
        #expect(try hanging.stop().ending == .killed(signal: 15))
    }
}

import Foundation
import TestKit
import Testing

@Suite(
    "Upstreams by name: start does not wait for DNS, requests do for a while",
    .stage { plan in
        """
        listen: {http: "127.0.0.1:0"}
        workers: 2
        log: {access: off}
        timeouts: {upstream_connect: 300ms}
        hosts:
          hosts.test:
            upstream: http://\(hostsFileName ?? "localhost"):\(plan.upstream.port ?? 0)
            routes: {"/**": {auth: none}}
          nowhere.test:
            upstream: http://no-such-name.invalid:80
            routes: {"/**": {auth: none}}
        """
    })
struct UpstreamNameTests {
    /// A name other than localhost that the system's hosts file has for 127.0.0.1.
    static let name = hostsFileName

    @Test("a name of the hosts file is served at once", .enabled(if: name != nil))
    func hostsFile() throws {
        #expect(try Stage.required().forwarded(host: "hosts.test").target.hasPrefix("/echo"))
    }

    @Test("C27 a name that nobody knows is 503 with Retry-After, and the gateway serves on")
    func unknownName() throws {
        let gateway = try Stage.required().gateway
        let request = "GET / HTTP/1.1\r\nHost: nowhere.test\r\n\r\n"
        let response = try gateway.exchange(request)
        #expect(response.status == 503)
        #expect(response["retry-after"] == "1")
        #expect(try Stage.required().forwarded(host: "hosts.test").target.hasPrefix("/echo"))
    }

    @Test("a client that goes while its request waits for a name leaves nothing behind")
    func clientGoesMeanwhile() throws {
        let gateway = try Stage.required().gateway
        for _ in 0..<20 {
            let client = try gateway.connect()
            try client.send("GET / HTTP/1.1\r\nHost: nowhere.test\r\n\r\n")
            client.socket.close()
        }
        #expect(try gateway.exchange("GET / HTTP/1.1\r\nHost: nowhere.test\r\n\r\n").status == 503)
    }
}

private let hostsFileName: String? = {
    let text = try? String(contentsOfFile: "/etc/hosts", encoding: .utf8)
    for line in (text ?? "").split(separator: "\n") {
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.first == "127.0.0.1" else { continue }
        if let name = words.dropFirst().first(where: { $0 != "localhost" }) { return name }
    }
    return nil
}()

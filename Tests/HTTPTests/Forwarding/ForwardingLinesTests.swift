import Codecs
import HTTP
import Testing

@Suite("T18 forwarding fields are made from scratch")
struct ForwardingLinesTests {
    @Test("an IPv4 client on a named port")
    func version4() throws {
        let facts = ClientFacts(
            address: IPAddress(parsing: "192.0.2.7"), scheme: .http, port: 8080)
        #expect(
            try lines(facts, host: "App.Example.com:8080") == """
                X-Forwarded-For: 192.0.2.7\r
                X-Forwarded-Proto: http\r
                X-Forwarded-Host: app.example.com:8080\r
                X-Forwarded-Port: 8080\r
                Forwarded: for=192.0.2.7;proto=http;host="app.example.com:8080"\r

                """)
    }

    @Test("an IPv6 client, with X-Real-IP and a prefix")
    func version6() throws {
        let facts = ClientFacts(
            address: IPAddress(parsing: "2001:DB8::7"), scheme: .https, port: 443)
        let extras = ForwardingExtras(realIP: true, prefix: "/wiki".utf8Array)
        #expect(
            try lines(facts, host: "a", extras) == """
                X-Forwarded-For: 2001:db8::7\r
                X-Real-IP: 2001:db8::7\r
                X-Forwarded-Proto: https\r
                X-Forwarded-Host: a\r
                X-Forwarded-Port: 443\r
                X-Forwarded-Prefix: /wiki\r
                Forwarded: for="[2001:db8::7]";proto=https;host="a"\r

                """)
    }

    @Test("an IPv4 client on an IPv6 socket is an IPv4 client")
    func mapped() throws {
        let facts = ClientFacts(
            address: IPAddress(parsing: "::ffff:192.0.2.7"), scheme: .http, port: 80)
        #expect(try lines(facts, host: "a").contains("X-Forwarded-For: 192.0.2.7\r\n"))
        #expect(try lines(facts, host: "a").contains("for=192.0.2.7;"))
    }

    @Test("a peer on a Unix socket has no address; the port is the Host field's or the scheme's")
    func unixSocket() throws {
        let facts = ClientFacts(address: nil, scheme: .https, port: nil)
        #expect(
            try lines(facts, host: "a:8443", ForwardingExtras(realIP: true)) == """
                X-Forwarded-Proto: https\r
                X-Forwarded-Host: a:8443\r
                X-Forwarded-Port: 8443\r
                Forwarded: for=unknown;proto=https;host="a:8443"\r

                """)
        #expect(try lines(facts, host: "a").contains("X-Forwarded-Port: 443\r\n"))
    }

    @Test("HTTP/1.0 without Host has no host to tell")
    func noHost() {
        let facts = ClientFacts(
            address: IPAddress(parsing: "192.0.2.7"), scheme: .http, port: 80)
        var buffer = ByteBuffer()
        facts.appendLines(host: CanonicalHost(), extras: ForwardingExtras(), to: &buffer)
        #expect(!String(decoding: buffer.span).lowercased().contains("host"))
    }

    private func lines(
        _ facts: ClientFacts, host name: String, _ extras: ForwardingExtras = ForwardingExtras()
    ) throws -> String {
        var host = CanonicalHost()
        try host.set(name.utf8Array.span)
        var buffer = ByteBuffer()
        facts.appendLines(host: host, extras: extras, to: &buffer)
        return String(decoding: buffer.span)
    }
}

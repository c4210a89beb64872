import Codecs
import HTTP
import Testing

@Suite("Hosts of this machine")
struct LoopbackHostTests {
    @Test(
        "localhost and the loopback addresses are of this machine, names that look so are not",
        arguments: [
            ("localhost", true, false), ("LOCALHOST:8080", true, false),
            ("localhost.", true, false),
            ("127.0.0.1", true, false), ("127.1.2.3:80", true, false), ("[::1]", true, false),
            ("[::1]:8080", true, false), ("app.localhost", false, true),
            ("a.b.localhost:1", false, true), ("localhost.evil.example", false, false),
            ("evil-localhost", false, false), ("evillocalhost", false, false),
            ("128.0.0.1", false, false), ("127.0.0.1.example", false, false),
            ("[::2]", false, false), ("[::ffff:127.0.0.1]", true, false),
            ("0.0.0.0", false, false),
            ("10.0.0.1", false, false),
        ])
    func hosts(text: String, isLoopback: Bool, isBelow: Bool) throws {
        var host = CanonicalHost()
        try host.set(Array(text.utf8).span)
        #expect(host.isLoopback == isLoopback)
        #expect(host.isBelowLocalhost == isBelow)
    }
}

import Configuration
import Gateway
import Policy
import Testing
import Transport

/// Addresses have one reading, or none.
@Suite("Configuration: addresses")
struct SettingsAddressTests {
    @Test(
        "where to listen",
        arguments: [
            ("localhost:8080", "localhost:8080"), (":443", ":443"),
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("[::1]:80", "[::1]:80"), ("[2001:DB8::1]:80", "[2001:db8::1]:80"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("unix:/run/a b.sock", "unix:/run/a b.sock"), ("LOCALHOST:80", nil), ("::1:80", nil),
            ("[127.0.0.1]:80", nil), ("1.2.3:80", nil), ("*:80", nil), ("http://localhost:80", nil),
            ("localhost:80/", nil), ("localhost:080", nil), ("[fe80::1%eth0]:80", nil),
            ("unix:", nil),
        ] as [(String, String?)])
    func listen(written: String, read: String?) {
        let text = SettingsScene.text(listen: written)
        #expect((try? SettingsScene.read(text))?.settings.listen.first?.http.description == read)
    }

    @Test(
        "an upstream",
        arguments: [
            ("http://app", "http://app:80"), ("http://APP.Internal.:81", "http://app.internal:81"),
            ("http://10.0.0.1", "http://10.0.0.1:80"), ("http://[::1]:81", "http://[::1]:81"),
            ("http://my_service:80", "http://my_service:80"), ("unix:/a", "unix:/a"),
            ("https://app", nil), ("app:80", nil), ("http://app/", nil), ("http://app/a", nil),
            ("http://app?a", nil), ("http://app#a", nil), ("http://u@app", nil), ("http://", nil),
            ("http://app:0", nil), ("http://app:65536", nil), ("http://app:", nil),
            ("http://::1", nil),
            ("http://127.1", nil), ("http://010.0.0.1", nil), ("http://0x7f000001", nil),
            ("http://2130706433", nil), ("http://a..b", nil), ("http://a b", nil),
            ("HTTP://app", nil),
        ] as [(String, String?)])
    func upstream(written: String, read: String?) {
        let text = SettingsScene.text(route: "auth: none, upstream: \"\(written)\"")
        let servers = (try? SettingsScene.read(text))?.settings.hosts.first?.routes.first?.upstream?
            .servers
        #expect(servers?.first?.description == read)
    }

    @Test(
        "an origin",
        arguments: [
            ("https://app.example.com", "https://app.example.com"),
            ("HTTPS://app.example.com", nil),
            ("https://App.Example.com:443", "https://app.example.com"),
            ("http://app:80", "http://app"), ("http://app:443", "http://app:443"),
            ("https://app/", nil), ("null", nil), ("*", nil), ("app.example.com", nil),
            ("https://", nil),
            ("https://[::1]:8443", "https://[::1]:8443"), ("https://u@a", nil), ("ftp://a", nil),
        ] as [(String, String?)])
    func origin(written: String, read: String?) {
        let text = SettingsScene.text(host: "url: \"\(written)\"")
        #expect((try? SettingsScene.read(text))?.settings.hosts.first?.url?.description == read)
    }

    @Test(
        "an identity header is a name that nothing else depends on (T01, T12)",
        arguments: [
            ("X-User", true), ("REMOTE-USER", true), ("X_User", false), ("Host", false),
            ("authorization", false), ("Cookie", false), ("X-Forwarded-User", false),
            ("Forwarded", false), ("X-Real-IP", false), ("Connection", false),
            ("Content-Length", false),
            ("Transfer-Encoding", false), ("X User", false), ("X-User:", false), ("", false),
            ("Sec-User", false), ("X-Request-ID", false), (String(repeating: "x", count: 64), true),
            (String(repeating: "x", count: 65), false),
        ])
    func identity(header: String, isTaken: Bool) {
        let text = SettingsScene.text(top: "identity: {\"\(header)\": sub}")
        #expect(SettingsScene.faults(text).isEmpty == isTaken)
    }

    @Test(
        "a claim's value is what YAML's versions agree on",
        arguments: [
            ("a", true), ("\"5\"", true), ("5", true), ("-5", true), ("true", true),
            ("false", true),
            ("\"no\"", true), ("9223372036854775807", true), ("9223372036854775808", false),
            ("no", false), ("On", false), ("y", false), ("TRUE", false), ("1.5", false),
            ("1e3", false),
            ("010", false), ("+5", false), ("0x10", false), ("null", false), ("~", false),
            ("{}", false),
            ("[]", false), ("[a, 5, true]", true), ("2001-01-01", false), (".5", false),
        ])
    func claim(value: String, isTaken: Bool) {
        let text = SettingsScene.text(route: "auth: bearer, allow: {claims: {a: \(value)}}")
        #expect(SettingsScene.faults(text).isEmpty == isTaken)
    }
}

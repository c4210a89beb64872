import Testing

@testable import Configuration

@Suite("Configuration: did you mean")
struct NearestTests {
    static let keys = ["listen", "workers", "trusted_proxies", "issuers", "hosts", "health", "log"]

    @Test(
        "the key that was probably meant",
        arguments: [
            ("lsiten", "listen"), ("liste", "listen"), ("listenn", "listen"), ("Listen", "listen"),
            ("trusted-proxies", "trusted_proxies"), ("host", "hosts"), ("issuer", "issuers"),
            ("worker", "workers"), ("heatlh", "health"), ("logs", "log"), ("lgo", "log"),
        ])
    func near(written: String, meant: String) {
        #expect(nearest(to: written, among: Self.keys) == meant)
    }

    @Test(
        "nothing where nothing is near",
        arguments: ["sessions", "x", "", "accounts", "tls", "lo.g.s"])
    func far(written: String) {
        #expect(nearest(to: written, among: Self.keys) == nil)
    }

    @Test("never what was written")
    func itself() {
        #expect(nearest(to: "log", among: ["log"]) == nil)
    }

    @Test("a text of any length costs little")
    func long() {
        #expect(nearest(to: String(repeating: "a", count: 1 << 20), among: Self.keys) == nil)
    }
}

@Suite("Configuration: what a fault shows")
struct QuotedTests {
    @Test(
        "control characters and quotes are escaped, long texts cut (T91)",
        arguments: [
            ("a", "\"a\""), ("a\"b\\", "\"a\\\"b\\\\\""), ("a\nb\tc", "\"a\\nb\\tc\""),
            ("\u{1B}[31m", "\"\\u{1b}[31m\""), ("\u{202E}a", "\"\\u{202e}a\""), ("é", "\"é\""),
            (String(repeating: "a", count: 61), "\"" + String(repeating: "a", count: 60) + "…\""),
            (String(repeating: "a", count: 60), "\"" + String(repeating: "a", count: 60) + "\""),
        ])
    func shown(text: String, expected: String) {
        #expect(quoted(text) == expected)
    }
}

import Codecs
import Foundation
import Testing

@testable import Telemetry

@Suite("Operator's log")
struct OperatorLogTests {
    @Test("one JSON line an event: time, level, message, then the fields by name")
    func lines() throws {
        let text = try logged(level: .info) { log in
            log.info("listening", ["listener": "main", "address": "127.0.0.1:41234"])
            log.debug("not shown")
            log.warning("a \"quoted\"\nmessage")
            log.error("failed")
        }
        #expect(
            text == """
                {"time":"2023-11-14T22:13:20.007Z","level":"info","message":"listening",\
                "address":"127.0.0.1:41234","listener":"main"}
                {"time":"2023-11-14T22:13:20.007Z","level":"warning",\
                "message":"a \\"quoted\\"\\nmessage"}
                {"time":"2023-11-14T22:13:20.007Z","level":"error","message":"failed"}

                """)
    }

    @Test("a level shows itself and what is more important", arguments: LogSettings.Level.allCases)
    func levels(level: LogSettings.Level) throws {
        let text = try logged(level: level) { log in
            log.debug("m")
            log.info("m")
            log.warning("m")
            log.error("m")
        }
        let shown = LogSettings.Level.allCases.drop { $0 != level }
        #expect(text.split(separator: "\n").count == shown.count)
    }

    static let canary = "c4n4ry-c4n4ry"
    static let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl"

    @Test(
        "T91 secrets are redacted at every level",
        arguments: [
            ("authorization", canary), ("Proxy-Authorization", canary), ("cookie", canary),
            ("set_cookie", canary), ("refresh_token", canary), ("client.secret", canary),
            ("password", canary), ("detail", token), ("detail", "got \(token), refused"),
            ("detail", "Bearer \(canary)"), ("detail", "header 'basic \(canary)'"),
            ("detail", "https://name:\(canary)@host/path"),
            ("url", "/cb?access_token=\(canary)&state=1"),
        ])
    func secrets(name: String, value: String) throws {
        let text = try logged(level: .debug) { log in
            log.debug("a message", [name: value])
            if name == "detail" { log.error(value) }
        }
        #expect(!text.contains(Self.canary) && !text.contains(Self.token))
        #expect(text.contains(Redaction.replacement))
    }

    @Test(
        "what is no secret stays",
        arguments: [
            "https://idp.example.com/keys", "kid eyJ", "a@b", "user@host:/path@x",
            "the bearer, standing",
            "config.yaml:12:3: found \"x\"; allowed y", "",
        ])
    func kept(value: String) throws {
        guard !value.contains("bearer") else {
            // The word behind a scheme is taken for its credential; a false alarm costs a word.
            #expect(Redaction.redacted(value) == "the bearer, [redacted]")
            return
        }
        #expect(Redaction.redacted(value) == value)
    }

    private func logged(level: LogSettings.Level, _ body: (OperatorLog) -> Void) throws -> String {
        let path = NSTemporaryDirectory() + "sallyport-operator-" + UUID().uuidString
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        defer {
            close(descriptor)
            try? FileManager.default.removeItem(atPath: path)
        }
        body(
            OperatorLog(level: level, descriptor: descriptor) {
                LogTime(second: WallTime(secondsSince1970: 1_700_000_000), millisecond: 7)
            })
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}

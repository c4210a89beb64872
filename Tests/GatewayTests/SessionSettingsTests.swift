import Configuration
import Testing

@testable import Gateway

@Suite("Settings of sessions")
struct SessionSettingsTests {
    private static func text(
        host: String = "localhost: {upstream: \"http://127.0.0.1:9\", ", top: String = "",
        routes: String = "/**: {auth: session}"
    ) -> String {
        """
        listen: {http: "localhost:8080"}
        accounts: {file: users.htpasswd}
        \(top)
        hosts:
          \(host)routes: {\(routes)}}
        """
    }

    private static func warnings(_ text: String) throws -> [String] {
        try SettingsScene.read(text).warnings.map(\.description)
    }

    @Test("a host that only plain HTTP leads to is warned of, one of this machine is not")
    func unusableLogin() throws {
        let far = "app.example: {upstream: \"http://127.0.0.1:9\", "
        #expect(
            try Self.warnings(Self.text(host: far)).contains { $0.contains("nobody can log in") })
        #expect(
            try Self.warnings(Self.text(host: far + "url: \"http://app.example\", "))
                .contains { $0.contains("nobody can log in") })
        for fine in [
            Self.text(), Self.text(host: far + "url: \"https://app.example\", "),
            Self.text(host: far, top: "trusted_proxies: [10.0.0.0/8]"),
            Self.text(host: "app.localhost: {upstream: \"http://127.0.0.1:9\", "),
            Self.text(host: "127.0.0.1: {upstream: \"http://127.0.0.1:9\", "),
            Self.text(host: "\"[::1]\": {upstream: \"http://127.0.0.1:9\", "),
            Self.text(host: "\"*.localhost\": {upstream: \"http://127.0.0.1:9\", "),
            Self.text(host: "\"*\": {upstream: \"http://127.0.0.1:9\", "),
        ] {
            #expect(try !Self.warnings(fine).contains { $0.contains("nobody can log in") })
        }
    }

    @Test("sessions that no route takes are warned of")
    func withoutEffect() throws {
        let text = Self.text(top: "sessions: {idle: 1h}", routes: "/**: {auth: none}")
        #expect(try Self.warnings(text).contains { $0.contains("sessions without effect") })
    }

    @Test("an idle timeout is at least a minute, and never longer than the absolute one")
    func lifetimes() {
        #expect(SettingsScene.faults(Self.text(top: "sessions: {idle: 1m, absolute: 1m}")) == [])
        #expect(SettingsScene.faults(Self.text(top: "sessions: {idle: 59s}")).count == 1)
        let faults = SettingsScene.faults(Self.text(top: "sessions: {idle: 2h, absolute: 1h}"))
        #expect(faults.first?.contains("an absolute lifetime shorter than idle") == true)
    }

    @Test("what cannot work without a store is refused where it is written")
    func sealed() throws {
        let keys = "keys: {folder: keys}"
        #expect(SettingsScene.faults(Self.text(top: "sessions: {store: cookie, \(keys)}")) == [])
        let bare = SettingsScene.faults(Self.text(top: "sessions: {store: cookie}"))
        #expect(bare.first?.hasPrefix("3:12:") == true, "\(bare)")
        #expect(bare.first?.contains("store: cookie without keys") == true)
        let refresh = SettingsScene.faults(
            Self.text(top: "sessions: {store: cookie, \(keys), refresh: 30d}"))
        #expect(refresh.first?.hasPrefix("3:49:") == true, "\(refresh)")
        #expect(refresh.first?.contains("refresh beside store: cookie") == true)
        #expect(
            try Self.warnings(Self.text(top: "sessions: {\(keys)}"))
                .contains { $0.contains("keys without effect") })
    }

    @Test("auth: session needs accounts, and an issuer that can begin one")
    func unopenable() {
        let routes = "/**: {auth: session}"
        let without = """
            listen: {http: "localhost:8080"}
            hosts: {localhost: {upstream: "http://127.0.0.1:9", routes: {\(routes)}}}
            """
        #expect(
            SettingsScene.faults(without).first?.contains("nobody who could log in") == true)
        let issuers = "issuers: {corp: {issuer: corp, audience: api, keys: {file: keys.json}}}"
        #expect(
            SettingsScene.faults(
                Self.text(top: issuers, routes: "/**: {auth: session, issuer: corp}")
            ).first?.contains("nobody who could log in") == true)
        #expect(
            SettingsScene.faults(
                Self.text(top: issuers, routes: "/**: {auth: bearer, issuer: [corp, accounts]}")
            ).first?.contains("issuer: accounts beside auth: bearer") == true)
        #expect(
            SettingsScene.faults(
                Self.text(
                    top: issuers, routes: "/**: {auth: [bearer, session], issuer: [corp, accounts]}"
                )) == [])
    }

    @Test("the folder is the configuration's, else systemd's, else the usual one")
    func folder() {
        var settings = SessionSettings()
        #expect(settings.folder { _ in nil } == "/var/lib/sallyport/sessions")
        #expect(settings.folder { _ in "/run/state:/other" } == "/run/state/sessions")
        settings.path = FilePath("here")
        #expect(settings.folder { _ in "/run/state" } == "here")
    }
}

import Testing

@Suite("Configuration: tokens")
struct TokenSettingsTests {
    private static func faults(
        _ tokens: String, accounts: String = "accounts: {file: users}",
        route: String = "auth: bearer"
    ) -> [String] {
        let text = SettingsScene.text(
            top: """
                \(accounts)
                tokens: {issuer: "https://a.example", audience: api, keys: {folder: keys}, \(tokens)}
                """, route: route)
        return SettingsScene.faults(text)
    }

    @Test("access is at least twice grace, refresh at least access, at both sides of each")
    func lifetimes() {
        #expect(Self.faults("access: 1m, grace: 30s").isEmpty)
        #expect(Self.faults("access: 59s, grace: 30s").first?.hasPrefix("4:") == true)
        #expect(Self.faults("access: 1m, refresh: 1m").isEmpty)
        #expect(Self.faults("access: 2m, refresh: 1m, grace: 1s").count == 1)
        #expect(Self.faults("access: 1d").isEmpty && Self.faults("access: 25h").count == 1)
        #expect(Self.faults("access: 10s, grace: 5s").isEmpty)
        #expect(Self.faults("access: 9s, grace: 1s").count == 1)
    }

    @Test("tokens are for accounts, and for an issuer that is reached safely")
    func foundations() {
        #expect(Self.faults("", accounts: "").count == 1)
        #expect(Self.faults("").isEmpty)
        for (issuer, count) in [
            ("http://a.example", 1), ("http://localhost:8080", 0), ("http://app.localhost", 0),
            ("https://a.example/x", 1), ("ftp://a.example", 1),
        ] {
            let text = SettingsScene.text(
                top: """
                    accounts: {file: users}
                    tokens: {issuer: "\(issuer)", audience: api, keys: {folder: keys}}
                    """, route: "auth: bearer, issuer: own")
            #expect(SettingsScene.faults(text).count == count, "\(issuer)")
        }
    }

    @Test("own is an issuer where there are tokens, and nowhere else")
    func own() {
        #expect(Self.faults("", route: "auth: bearer, issuer: own").isEmpty)
        #expect(Self.faults("", route: "auth: bearer, issuer: [corp, own]").isEmpty)
        let without = SettingsScene.text(route: "auth: bearer, issuer: own")
        #expect(
            SettingsScene.faults(without).contains { $0.contains("issuer: own, and no tokens") })
        let alone = SettingsScene.text(
            top: """
                accounts: {file: users}
                tokens: {issuer: "https://corp", audience: api, keys: {folder: keys}}
                """, route: "auth: bearer"
        ).replacing(
            "issuers: {corp: {issuer: corp,", with: "issuers: {corp: {issuer: \"https://corp\",")
        #expect(SettingsScene.faults(alone).contains { $0.contains("with the same iss") })
    }

    @Test("cookies are for routes that take sessions; clients have a secret worth the name")
    func deliveryAndClients() {
        #expect(Self.faults("delivery: cookies").count == 1)
        #expect(Self.faults("delivery: [json, cookies]", route: "auth: session").isEmpty)
        #expect(Self.faults("clients: {m: {secret: {file: open.secret}}}").isEmpty)
        #expect(Self.faults("clients: {m: {secret: {file: metrics.secret}}}").count == 1)
        #expect(Self.faults("clients: {sallyport: {secret: {file: open.secret}}}").count == 1)
    }
}

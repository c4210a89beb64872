import TestKit
import Testing

@Suite("A bad configuration refuses to start and says where and why")
struct ConfigurationFaultTests {
    /// A configuration, the line and column of its fault, and words that its message must hold.
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let line: Int
        let words: [String]

        init(_ name: String, line: Int, _ words: String..., text: String) {
            (self.name, self.line, self.words, self.text) = (name, line, words, text)
        }

        var testDescription: String { name }
    }

    static let listen = "listen: {http: \"127.0.0.1:0\"}\n"
    static let hosts = """
        hosts:
          app.test:
            upstream: http://127.0.0.1:1
            routes:

        """

    static let rows = [
        Row(
            "an unknown key, with the nearest", line: 2, "worker", "workers",
            text: listen + "worker: 1\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "a duplicate key", line: 3, "workers",
            text: listen + "workers: 1\nworkers: 2\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "a duration without a unit", line: 2, "10",
            text: listen + "timeouts: {head: 10}\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "a size without a unit", line: 2, "8192",
            text: listen + "limits: {request_line: 8192}\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "a number out of range", line: 2, "0",
            text: listen + "workers: 0\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "a wrong type", line: 2,
            text: listen + "workers: [1]\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "an alias", line: 2,
            text: listen + "limits: &a {fields: 1}\ntimeouts: *a\n" + hosts
                + "      /**: {auth: none}\n"),
        Row("an unquoted star", line: 6, "quot", text: listen + hosts + "      *: {auth: none}\n"),
        Row("no YAML", line: 3, "YAML", text: listen + "hosts: {\n"),
        Row(
            "an unknown kind of credential", line: 6, "beerer", "bearer",
            text: listen + hosts + "      /**: {auth: beerer}\n"),
        Row("no auth", line: 6, "auth", text: listen + hosts + "      /**: {}\n"),
        Row(
            "bearer without any issuer", line: 6, "issuer",
            text: listen + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "an unknown issuer", line: 6, "corp",
            text: listen + hosts + "      /**: {auth: bearer, issuer: corp}\n"),
        Row(
            "Y1 two routes that tie, with a path of both", line: 7, "/x/z",
            text: listen + hosts
                + "      /x/*y: {auth: none}\n      /x/z*: {auth: none}\n"
        ),
        Row(
            "a route under our own prefix", line: 6, "/.sallyport/",
            text: listen + hosts + "      /.sallyport/x: {auth: none}\n"),
        Row(
            "a route that is no canonical path", line: 6, "/a/../b",
            text: listen + hosts + "      /a/../b: {auth: none}\n"),
        Row(
            "an upstream that is no address", line: 4, "htp://x",
            text: listen
                + "hosts:\n  app.test:\n    upstream: htp://x\n    routes: {\"/**\": {auth: none}}\n"
        ),
        Row(
            "T16 everyone as trusted proxy", line: 2, "0.0.0.0/0",
            text: listen + "trusted_proxies: [0.0.0.0/0]\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "T16 everyone as trusted proxy, IPv6", line: 2, "::/0",
            text: listen + "trusted_proxies: [\"::/0\"]\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "T44 an issuer without audience", line: 3, "audience",
            text: listen + "issuers:\n  local: {issuer: https://x.test, keys: {file: keys.json}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T44 an empty audience", line: 3, "empty",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [], keys: {file: keys.json}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T38 HS256 without a declared secret", line: 3, "HS256",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], algorithms: [HS256], keys: {file: keys.json}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T38 none as algorithm", line: 3, "none",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], algorithms: [none], keys: {file: keys.json}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T81 a missing key file", line: 3, "missing.json",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], keys: {file: missing.json}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T81 a missing secret", line: 3, "missing.secret",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], symmetric: {secret: {file: missing.secret}}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T81 an empty secret", line: 3, "empty secret",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], symmetric: {secret: {file: empty.secret}}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "T81 a secret from an unset variable", line: 3, "SALLYPORT_TEST_UNSET",
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], symmetric: {secret: {env: SALLYPORT_TEST_UNSET}}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "a secret in the file itself", line: 3,
            text: listen
                + "issuers:\n  local: {issuer: https://x.test, audience: [a], symmetric: {secret: hunter2hunter2hunter2hunter2hunter2}}\n"
                + hosts + "      /**: {auth: bearer}\n"),
        Row(
            "an identity header that is no name", line: 2, "X User",
            text: listen + "identity: {\"X User\": sub}\n" + hosts + "      /**: {auth: none}\n"),
        Row(
            "T03 two identity headers that fold to one", line: 2, "X_User",
            text: listen + "identity: {X-User: sub, X_User: email}\n" + hosts
                + "      /**: {auth: none}\n"),
        Row(
            "an identity header that frames", line: 2, "Content-Length",
            text: listen + "identity: {Content-Length: sub}\n" + hosts + "      /**: {auth: none}\n"
        ),
        Row(
            "a later release's key", line: 2, "links",
            text: listen + "links: {}\n" + hosts + "      /**: {auth: none}\n"),
    ]

    private func folder(with text: String) throws -> (TemporaryFolder, String) {
        let folder = try TemporaryFolder()
        try folder.write(TestIssuer.shared.get().keySet, to: "keys.json")
        try folder.write("\n", to: "empty.secret")
        return (folder, try folder.write(text, to: "sallyport.yaml"))
    }

    @Test("T16 T38 T44 T81 run and check refuse alike, at file:line:column", arguments: rows)
    func refuses(row: Row) throws {
        let (folder, file) = try folder(with: row.text)
        defer { withExtendedLifetime(folder) {} }
        for command in ["run", "check"] {
            let result = try Sallyport.run([command, "--config", file])
            let text = result.errors + result.output
            #expect(result.code == 1, "\(command): \(text)")
            #expect(
                text.contains(try Regex("sallyport\\.yaml:\(row.line):[0-9]+: ")),
                "\(command): \(text)")
            for word in row.words { #expect(text.contains(word), "\(command): \(text)") }
            #expect(!text.contains("hunter2"), "the secret is printed")
        }
    }

    @Test("All faults of a file come at once, in its order")
    func dozen() throws {
        let (folder, file) = try folder(
            with: """
                listen: {http: "127.0.0.1:99999"}
                worker: 2
                workers: many
                trusted_proxies: [10.0.0.0/33]
                timeouts: {head: 10, drain: soon}
                limits: {body: 1}
                issuers:
                  local: {issuer: 7, audience: [], algorithms: [ES999], keys: {file: nowhere.json}}
                hosts:
                  app.test:
                    upstream: nowhere
                    routes:
                      no-slash: {auth: nobody}
                      /x: {auth: none, allow: {groups: [a]}}
                """)
        defer { withExtendedLifetime(folder) {} }
        let result = try Sallyport.run(["check", "--config", file])
        #expect(result.code == 1)
        let lines = (result.errors + result.output).matches(
            of: /sallyport\.yaml:(\d+):(\d+): found\b/
        )
        .compactMap { Int($0.1) }
        #expect(lines.count >= 12, "\(result.errors)\(result.output)")
        #expect(lines == lines.sorted())
        #expect(Set(lines).isSuperset(of: [1, 2, 3, 4, 5, 6, 8, 11, 13, 14]), "\(lines)")
    }

    @Test("A missing file is named; so is a missing option's value")
    func missingFile() throws {
        let missing = try Sallyport.run(["run", "--config", "/nonexistent/sallyport.yaml"])
        #expect(missing.code == 3 || missing.code == 1)
        #expect(missing.errors.contains("/nonexistent/sallyport.yaml"))
        #expect(try Sallyport.run(["run", "--config"]).code == 2)
        #expect(try Sallyport.run(["frobnicate"]).code == 2)
        #expect(try Sallyport.run(["run", "--frobnicate"]).code == 2)
    }
}

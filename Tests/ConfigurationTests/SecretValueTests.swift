import Configuration
import Testing

@Suite("Configuration: secrets come from elsewhere and are never shown (T81, T91)")
struct SecretValueTests {
    @Test(
        "from a file without the newline at its end, or from the environment",
        arguments: [
            ("{file: secret}", "s3cret"), ("{file: two}", "s3cret\n"), ("{file: open}", "s3cret"),
            ("{env: SAFE}", "from outside"),
        ])
    func good(source: String, secret: String) throws {
        #expect(
            try Kitchen.read("name: a\nsafe: \(source)").settings.safe?.bytes == Array(secret.utf8))
    }

    @Test("a file that everyone can read is warned of")
    func worldReadable() throws {
        let read = try Kitchen.read("name: a\nsafe: {file: open}")
        #expect(
            read.warnings.map(\.description) == [
                "2:14: warning: every user of this machine can read the secret in \"house/open\""
            ])
        #expect(try Kitchen.read("name: a\nsafe: {file: secret}").warnings.isEmpty)
    }

    @Test(
        "what gives no secret refuses the start",
        arguments: [
            (
                "{file: none}",
                "2:14: found \"house/none\": no such file; allowed: a file that can be read"
            ),
            (
                "{env: NONE}",
                "2:7: found \"NONE\", which is not set; allowed: a variable that is set"
            ),
            ("{env: EMPTY}", "2:7: found an empty secret; allowed: a secret of at least one byte"),
            ("{file: empty}", "2:7: found an empty secret; allowed: a secret of at least one byte"),
            ("{}", "2:7: found neither \"file\" nor \"env\"; allowed: one of file, env"),
            (
                "{file: secret, env: SAFE}",
                "2:7: found both \"file\" and \"env\"; allowed: one of file, env"
            ),
            (
                "hunter2",
                "2:7: found a text, which is not shown here; allowed: a mapping with file, env"
            ),
            ("{value: hunter2}", "2:8: found unknown key \"value\"; allowed: file, env"),
            ("[hunter2]", "2:7: found a list; allowed: a mapping with file, env"),
        ])
    func refused(source: String, fault: String) {
        let faults = Kitchen.faults("name: a\nsafe: \(source)")
        #expect(faults == [fault])
        #expect(!faults.joined().contains("hunter2"))
    }

    @Test("no description, dump or mirror shows it")
    func unshown() throws {
        let settings = try Kitchen.read("name: a\nsafe: {file: secret}").settings
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), dumped] {
            #expect(!text.contains("s3cret") && !text.contains("115"))
        }
    }
}

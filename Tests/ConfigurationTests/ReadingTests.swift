import Testing

@testable import Configuration

@Suite("Configuration: declared keys")
struct ReadingTests {
    @Test("what is not written keeps its default")
    func defaults() throws {
        var expected = Kitchen()
        expected.name = "a"
        #expect(try Kitchen.read("name: a").settings == expected)
    }

    @Test("every kind of value is read")
    func everything() throws {
        let kitchen = try Kitchen.read(
            """
            name: "true"
            heat: high
            portions: 12
            is_open: false
            simmer: 250ms
            pot: 2GiB
            spices: [pepper, no]
            recipe: recipe.txt
            safe: {file: secret}
            stove: {plates: 2}
            guests:
              anna: {stove: {gas: true}, likes: ben}
              ben: {}
            """
        ).settings
        #expect(kitchen.name == "true")
        #expect(kitchen.heat == .high)
        #expect(kitchen.portions == 12)
        #expect(!kitchen.isOpen)
        #expect(kitchen.simmer == .milliseconds(250))
        #expect(kitchen.pot == .gibibytes(2))
        #expect(kitchen.spices == ["pepper", "no"])
        #expect(
            kitchen.recipe == FilePath("house/recipe.txt", position: Position(line: 8, column: 9)))
        #expect(kitchen.safe?.bytes == Array("s3cret".utf8))
        #expect(kitchen.stove == Stove(plates: 2, gas: false))
        #expect(kitchen.guests.map(\.name) == ["anna", "ben"], "in the order of the file")
    }

    @Test("an entry starts from what its section says, wherever that stands")
    func inherited() throws {
        let kitchen = try Kitchen.read(
            "guests: {anna: {stove: {gas: true}}, ben: {}}\nstove: {plates: 2}\nname: a"
        ).settings
        #expect(
            kitchen.guests.map(\.stove) == [
                Stove(plates: 2, gas: true), Stove(plates: 2, gas: false),
            ])
    }

    @Test("one element needs no brackets")
    func oneElement() throws {
        #expect(try Kitchen.read("name: a\nspices: salt").settings.spices == ["salt"])
    }

    @Test("an absolute path stays")
    func absolutePath() throws {
        #expect(
            try Kitchen.read("name: a\nrecipe: /etc/recipe.txt").settings.recipe?.path
                == "/etc/recipe.txt")
    }

    @Test(
        "the nearest bad value of each kind is refused",
        arguments: [
            (
                "heat: hihg",
                "1:7: found \"hihg\"; allowed: low, medium or high; did you mean \"high\"?"
            ),
            (
                "heat: High",
                "1:7: found \"High\"; allowed: low, medium or high; did you mean \"high\"?"
            ),
            ("heat: [high]", "1:7: found a list; allowed: low, medium or high"),
            ("portions: 0", "1:11: found \"0\"; allowed: a whole number from 1 to 12"),
            ("portions: 13", "1:11: found \"13\"; allowed: a whole number from 1 to 12"),
            ("portions: \"4\"", "1:11: found \"4\"; allowed: a whole number from 1 to 12"),
            ("portions: +4", "1:11: found \"+4\"; allowed: a whole number from 1 to 12"),
            ("portions: 4.0", "1:11: found \"4.0\"; allowed: a whole number from 1 to 12"),
            (
                "portions: 99999999999999999999",
                "1:11: found \"99999999999999999999\"; allowed: a whole number from 1 to 12"
            ),
            ("portions:", "1:10: found nothing; allowed: a whole number from 1 to 12"),
            ("is_open: yes", "1:10: found \"yes\"; allowed: true or false"),
            ("is_open: True", "1:10: found \"True\"; allowed: true or false"),
            ("is_open: \"true\"", "1:10: found \"true\"; allowed: true or false"),
            ("spices: []", "1:9: found an empty list; allowed: at least one element"),
            ("spices: [salt, salt]", "1:16: found \"salt\" a second time; allowed: once"),
            ("spices: {salt: 1}", "1:9: found a mapping; allowed: a text, or a list of such"),
            ("spices: [\"\"]", "1:10: found \"\"; allowed: a text"),
            ("spices: [~]", "1:10: found \"~\"; allowed: a text"),
            ("spices: [\"a\\nb\"]", "1:10: found \"a\\nb\"; allowed: a text"),
            (
                "recipe: none.txt",
                "1:9: found \"house/none.txt\": no such file; allowed: a file that can be read"
            ),
            ("stove: 4", "1:8: found \"4\"; allowed: a mapping with plates, gas"),
            (
                "stove: {plate: 4}",
                "1:9: found unknown key \"plate\"; allowed: plates, gas; did you mean \"plates\"?"
            ),
            (
                "guests: {}",
                "1:9: found an empty mapping; allowed: a mapping with a name of letters, digits, - and _, at most 64, not nobody as keys"
            ),
            (
                "guests: {nobody: {}}",
                "1:10: found \"nobody\"; allowed: a name of letters, digits, - and _, at most 64, not nobody"
            ),
            (
                "guests: {a b: {}}",
                "1:10: found \"a b\"; allowed: a name of letters, digits, - and _, at most 64, not nobody"
            ),
            (
                "guests: {anna: {likes: bne}, ben: {}}",
                "1:24: found \"bne\", which is no guest; allowed: anna, ben; did you mean \"ben\"?"
            ),
            (
                "guests: {anna: {stove: {plates: 1}}}",
                "1:25: found \"plates\", which is one setting for the whole gateway; allowed: gas"
            ),
        ])
    func refused(text: String, fault: String) {
        #expect(Kitchen.faults(text + "\nname: a") == [fault])
    }

    @Test("a key that is required and not there")
    func required() {
        #expect(
            Kitchen.faults("heat: low") == [
                "1:1: found no \"name\", which is required; allowed: a text"
            ])
        #expect(Kitchen.faults("name:") == ["1:6: found nothing; allowed: a text"])
    }

    @Test("a file that is no mapping", arguments: ["", "# nothing\n", "[]", "a"])
    func noMapping(text: String) {
        #expect(Kitchen.faults(text).count == 1)
    }

    @Test("all faults at once, in the order of the file, whatever found them")
    func order() throws {
        let text =
            "guests: {anna: {likes: x}}\nname: *a\nheat: hot\nheat: low\npotr: 1KiB\nsimmer: 1\n"
        let faults = Kitchen.faults(text)
        #expect(faults.map { $0.prefix(2) } == ["1:", "2:", "3:", "4:", "5:", "6:"])
        do {
            _ = try Kitchen.read(text)
        } catch let error as ConfigurationFaults {
            #expect(error.description.split(separator: "\n").count == 6)
            #expect(error.description.hasPrefix("house/kitchen.yaml:1:24: found \"x\""))
        }
    }

    @Test("a name of 64 characters is one, of 65 is none")
    func nameLength() {
        func text(_ count: Int) -> String {
            "name: a\nguests: {\(String(repeating: "n", count: count)): {}}"
        }
        #expect(Kitchen.faults(text(63)) == [])
        #expect(Kitchen.faults(text(64)) == [])
        #expect(Kitchen.faults(text(65)).count == 1)
    }
}

@Suite("Configuration: durations and sizes carry units")
struct UnitTests {
    @Test(
        "a whole number and a unit",
        arguments: [
            ("5ms", 5), ("250ms", 250), ("1s", 1000), ("90s", 90_000), ("2m", 120_000),
            ("1h", 3_600_000), ("2d", 172_800_000), ("48h", 172_800_000),
        ])
    func durations(text: String, milliseconds: Int) throws {
        #expect(
            try Kitchen.read("name: a\nsimmer: \(text)").settings.simmer
                == .milliseconds(milliseconds))
    }

    @Test(
        "everything else is refused, with what was probably meant",
        arguments: [
            ("4ms", nil), ("0s", nil), ("49h", nil), ("3d", nil), ("10", "10s"), ("10 s", "10s"),
            ("1.5s", nil), ("-1s", nil), ("+1s", nil), ("s", nil), ("1sec", "1s"), ("1min", "1m"),
            ("1H", "1h"), ("1h30m", nil), ("99999999999999999999s", nil),
            ("9223372036854775807d", nil),
            ("0x10s", nil), ("١s", nil),
        ] as [(String, String?)])
    func badDurations(text: String, meant: String?) {
        let suggestion = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        #expect(
            Kitchen.faults("name: a\nsimmer: \(text)") == [
                "2:9: found \"\(text)\"; allowed: a duration from 5ms to 2d, with its unit\(suggestion)"
            ])
    }

    @Test(
        "sizes count in powers of 1024",
        arguments: [("0B", 0), ("1B", 1), ("8KiB", 8192), ("3MiB", 3 << 20), ("2GiB", 2 << 30)])
    func sizes(text: String, bytes: Int) throws {
        #expect(try Kitchen.read("name: a\npot: \(text)").settings.pot == ByteCount(bytes: bytes))
    }

    @Test(
        "everything else is refused, with what was probably meant",
        arguments: [
            ("10", "10B"), ("8kb", "8KiB"), ("8K", nil), ("8k", nil), ("8KB", "8KiB"),
            ("8Mib", "8MiB"),
            ("1gb", "1GiB"), ("2147483649B", nil), ("3GiB", nil), ("-1B", nil), ("1.5MiB", nil),
            ("9223372036854775807GiB", nil), ("8 KiB", "8KiB"),
        ] as [(String, String?)])
    func badSizes(text: String, meant: String?) {
        let suggestion = meant.map { "; did you mean \"\($0)\"?" } ?? ""
        #expect(
            Kitchen.faults("name: a\npot: \(text)") == [
                "2:6: found \"\(text)\"; allowed: a size from 0B to 2GiB, with its unit\(suggestion)"
            ])
    }

    @Test("are written with the largest unit that divides them")
    func text() {
        #expect(ByteCount.bytes(8192).description == "8KiB")
        #expect(ByteCount.bytes(8193).description == "8193B")
        #expect(ByteCount.bytes(0).description == "0B")
        #expect(Duration.seconds(3600).settingsText == "1h")
        #expect(Duration.seconds(90).settingsText == "90s")
        #expect(Duration.milliseconds(1500).settingsText == "1500ms")
    }
}

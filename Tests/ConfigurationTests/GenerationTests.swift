import Codecs
import Configuration
import Testing

@Suite("Configuration: schema, reference and sample follow from the declarations")
struct GenerationTests {
    @Test("the sample is itself valid, and its defaults are the defaults")
    func sample() throws {
        let settings = try Kitchen.read(Kitchen.sample).settings
        var expected = Kitchen()
        expected.name = "ours"
        #expect(settings.guests.map(\.name) == ["anna", "ben"])
        expected.guests = settings.guests
        #expect(settings == expected)
    }

    @Test("the sample says every key, what is seldom wanted as a comment")
    func sampleKeys() {
        for key in Kitchen.keys { #expect(Kitchen.sample.contains("\(key.form.name):")) }
        #expect(Kitchen.sample.contains("\n# recipe: recipe.txt\n"))
        #expect(Kitchen.sample.contains("    # stove: {gas: true}\n"))
    }

    @Test("no line of the sample is longer than 100 characters")
    func sampleWidth() {
        #expect(Kitchen.sample.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test("the schema is JSON and says types, limits, defaults and what is required")
    func schema() throws {
        let schema = try JSONDocument(parsing: Array(Kitchen.schema.utf8), depthLimit: 32)
        let root = schema.root
        #expect(root["additionalProperties"]?.bool == false)
        #expect(Self.texts(root["required"]) == ["name"])
        let properties = try #require(root["properties"])
        #expect(properties["portions"]?["maximum"]?.integer == 12)
        #expect(properties["portions"]?["default"]?.integer == 4)
        #expect(
            Self.texts(properties["heat"]?["enum"]) == ["low", "medium", "high"])
        #expect(properties["simmer"]?["default"]?.string == "90s")
        #expect(properties["guests"]?["additionalProperties"]?["properties"]?["likes"] != nil)
    }

    private static func texts(_ array: JSONValue?) -> [String?] {
        array?.elements?.map(\.string) ?? []
    }

    @Test("the reference has a table for each section")
    func reference() {
        let reference = Kitchen.reference
        for heading in [
            "## The file", "## `stove`", "## `guests.GUEST`", "## `guests.GUEST.stove`",
            "## `safe`",
        ] {
            #expect(reference.contains("\n\(heading)\n"))
        }
        #expect(
            reference.contains("| `portions` | a whole number from 1 to 12 | `4` | How many. |"))
        #expect(reference.contains("| `name` | a text | **required** | What it is called. |"))
    }
}

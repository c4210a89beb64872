import Configuration

/// A configuration of its own for these tests: each kind of value once.
struct Kitchen: SettingsSection, Equatable {
    var name = ""
    var heat = Heat.low
    var portions = 4
    var isOpen = true
    var simmer = Duration.seconds(90)
    var pot = ByteCount.kibibytes(8)
    var spices: [String] = ["salt"]
    var recipe: FilePath?
    var safe: SecretText?
    var stove = Stove()
    var guests: [Guest] = []

    enum Heat: String, CaseIterable { case low, medium, high }

    static let summary = "A kitchen."

    static let keys: [Setting<Self>] = [
        Setting("name", \.name, .text("a text"), "What it is called.").required().example("ours"),
        Setting("heat", \.heat, .word, "How hot."),
        Setting("portions", \.portions, .integer(in: 1...12), "How many."),
        Setting("is_open", \.isOpen, .boolean, "Whether anyone may come."),
        Setting(
            "simmer", \.simmer, .duration(in: .milliseconds(5) ... .seconds(172_800)), "How long."),
        Setting("pot", \.pot, .size(in: .bytes(0) ... .gibibytes(2)), "How much."),
        Setting("spices", \.spices, .oneOrMore(.text("a text")), "What is in it."),
        Setting("recipe", \.recipe, .readableFile, "How it is done.").absent("by heart")
            .example("recipe.txt").seldom(),
        Setting("safe", \.safe, .secret, "What no one knows.").absent("no secret")
            .example("{env: SAFE}").seldom(),
        Setting("stove", \.stove, .section(), "What it cooks on."),
        Setting("guests", \.guests, entriesFrom: { Guest(stove: $0.stove) }, "Who comes.")
            .entries("anna", "ben: {likes: anna}"),
    ]
}

struct Stove: SettingsSection, Equatable {
    var plates = 4
    var gas = false

    static let summary = "A stove."
    static let ownKeys: [Setting<Self>] = [Setting("gas", \.gas, .boolean, "Whether it burns gas.")]
    static let keys: [Setting<Self>] =
        [Setting("plates", \.plates, .integer(in: 1...8), "How many plates.")] + ownKeys
}

struct Guest: NamedSection, Equatable {
    var name = ""
    var likes: [String] = []
    var stove = Stove()

    init() {}
    init(stove: Stove) { self.stove = stove }

    static let summary = "Who comes."
    static let space: SettingsReader.Space? = SettingsReader.Space("guest")
    static let keys: [Setting<Self>] = [
        Setting(
            "likes", \.likes, .oneOrMore(.reference(to: SettingsReader.Space("guest"))), "Whom."
        )
        .absent("everyone").example("ben"),
        Setting("stove", \.stove, .overriding { Stove.ownKeys }, "A stove of their own.")
            .absent("the kitchen's").example("{gas: true}").seldom(),
    ]
    static let nameValue = SettingValue<String>.name(
        "a name", placeholder: "GUEST", except: ["nobody"])

    mutating func take(_ name: String, at position: Position) { self.name = name }
}

extension Kitchen {
    static let surroundings = Surroundings(
        contents: { path in
            switch path {
            case "house/recipe.txt", "/etc/recipe.txt":
                .bytes(Array("stir".utf8), isWorldReadable: true)
            case "house/secret": .bytes(Array("s3cret\n".utf8), isWorldReadable: false)
            case "house/two": .bytes(Array("s3cret\n\n".utf8), isWorldReadable: false)
            case "house/open": .bytes(Array("s3cret".utf8), isWorldReadable: true)
            case "house/empty": .bytes(Array("\n".utf8), isWorldReadable: false)
            default: .unreadable("no such file")
            }
        },
        variable: { ["SAFE": "from outside", "EMPTY": ""][$0] })

    static func read(_ text: String) throws -> ReadSettings<Kitchen> {
        try read(Array(text.utf8), from: "house/kitchen.yaml", in: surroundings)
    }

    /// Without the file's name; empty for a good text.
    static func faults(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let error as ConfigurationFaults {
            return error.faults.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}

/// How a value is written, as data: the JSON Schema, the reference and the sample are made from it.
public indirect enum WrittenForm: Sendable {
    case scalar(Scalar)
    /// - Parameter allowsOne: whether one element may stand without the brackets.
    case list(WrittenForm, allowsOne: Bool)
    /// A mapping whose keys are names the operator chooses.
    case entries(name: Scalar, WrittenForm)
    /// A mapping whose keys are declared.
    case section(SectionForm)
    case either(WrittenForm, WrittenForm)
    /// A form that contains itself; `name` is unique.
    case recursive(name: String, @Sendable () -> WrittenForm)

    /// A value without parts.
    public struct Scalar: Sendable {
        /// In faults and in the reference: `a duration from 1ms to 1h, such as 10s`.
        public let allowed: String
        public let schema: Schema
        /// Stands for an operator's own choice, in headings and fault texts: `HOST`.
        public let placeholder: String

        public init(_ allowed: String, _ schema: Schema = .text, placeholder: String = "TEXT") {
            self.allowed = allowed
            self.schema = schema
            self.placeholder = placeholder
        }
    }

    /// What JSON Schema can say of a scalar.
    public enum Schema: Sendable {
        case text
        /// An ECMA 262 regular expression.
        case pattern(String)
        case word([String])
        case integer(ClosedRange<Int>)
        case boolean
        /// A text, an integer or a boolean.
        case any
    }
}

/// A mapping with declared keys, as data.
public struct SectionForm: Sendable {
    public let summary: String
    /// Computed, since sections may lie deep.
    public let keys: @Sendable () -> [SettingForm]

    public init(summary: String, keys: @escaping @Sendable () -> [SettingForm]) {
        self.summary = summary
        self.keys = keys
    }
}

/// A declared key, as data.
public struct SettingForm: Sendable {
    public let name: String
    public let meaning: String
    public let form: WrittenForm
    public var presence: Presence
    /// The value in the sample: YAML, in flow style. nil: the default, or the keys of the section.
    public var example: String?
    /// Whether the sample has the key as a comment.
    public var isOptionalInSample = false
    /// Of named entries: what the sample calls the one that it spells out.
    public var entryName = ""
    /// Of named entries: those that follow it in the sample, each a line of YAML.
    public var furtherEntries: [String] = []

    public enum Presence: Sendable, Equatable {
        case required
        /// YAML, in flow style.
        case defaultValue(String)
        /// In words.
        case absent(String)
    }
}

extension WrittenForm {
    /// What the form allows, in one phrase.
    var allowed: String {
        switch self {
        case .scalar(let scalar): scalar.allowed
        case .list(let element, let allowsOne):
            (allowsOne
                ? "\(element.allowed), or a list of such" : "a list, each \(element.allowed)")
        case .entries(let name, _): "a mapping with \(name.allowed) as keys"
        case .section(let section):
            "a mapping with " + section.keys().map(\.name).joined(separator: ", ")
        case .either(let first, let second): "\(first.allowed); or \(second.allowed)"
        case .recursive(_, let form): form().allowed
        }
    }

    /// Whether a value of this shape can be read by this form, whatever is in it.
    func fits(_ node: ConfigurationNode) -> Bool {
        switch (self, node.content) {
        case (_, .refused): true
        case (.scalar, .scalar), (.list, .list), (.entries, .mapping), (.section, .mapping): true
        case (.list(let element, allowsOne: true), _): element.fits(node)
        case (.either(let first, let second), _): first.fits(node) || second.fits(node)
        case (.recursive(_, let form), _): form().fits(node)
        default: false
        }
    }
}

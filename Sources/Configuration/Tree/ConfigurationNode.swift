/// A piece of a configuration file, with its place: what libyaml's events say, and no meaning yet.
public struct ConfigurationNode: Sendable {
    public let position: Position
    public let content: Content

    public init(position: Position, content: Content) {
        self.position = position
        self.content = content
    }

    public enum Content: Sendable {
        /// `isPlain` where it stands without quotes.
        case scalar(String, isPlain: Bool)
        case list([ConfigurationNode])
        case mapping([Entry])
        /// Already reported; no more is said of it.
        case refused
    }

    /// A key with its value. Keys of a mapping are scalars and differ.
    public struct Entry: Sendable {
        public let key: ConfigurationNode
        public let name: String
        public let value: ConfigurationNode
    }

    /// How a fault speaks of it.
    public var shown: String {
        switch content {
        case .scalar(let text, let isPlain): text.isEmpty && isPlain ? "nothing" : quoted(text)
        case .list(let elements): elements.isEmpty ? "an empty list" : "a list"
        case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
        case .refused: "a refused value"
        }
    }

    public var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    var isRefused: Bool {
        if case .refused = content { true } else { false }
    }
}

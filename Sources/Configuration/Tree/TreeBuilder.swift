/// Builds the tree of a text from libyaml's events: one document of scalars, lists and mappings.
/// What YAML has beyond that is refused: aliases (they expand without bound), anchors, tags, merge
/// keys, keys that are not scalars, a key twice. A loop with a stack of its own, so that no nesting of
/// the input reaches the stack of the thread.
struct TreeBuilder: ~Copyable {
    private let text: [UInt8]
    private let limits: TreeLimits
    private var events: YAMLEvents
    private var open: [OpenCollection] = []
    private var root: ConfigurationNode?
    private var nodeCount = 0
    private(set) var faults: [ConfigurationFault] = []

    init(_ text: [UInt8], limits: TreeLimits = TreeLimits()) {
        self.text = text
        self.limits = limits
        events = YAMLEvents(text.count > limits.bytes ? [] : text)
    }

    /// The whole tree, nil for a text without a document; what is wrong is in `faults`.
    mutating func build() -> ConfigurationNode? {
        guard text.count <= limits.bytes else {
            refuse(at: .start, "a file of \(text.count) bytes", "at most \(limits.bytes) bytes")
            return nil
        }
        do throws(YAMLFault) {
            while try takeNext() {}
        } catch {
            faults.append(ConfigurationFault(error, in: text))
            return nil
        }
        return root
    }

    /// False when there is no more to come, or no use in it.
    private mutating func takeNext() throws(YAMLFault) -> Bool {
        let event = try events.next()
        switch event.kind {
        case .streamStart, .documentEnd: return true
        case .streamEnd: return false
        case .documentStart:
            guard root != nil else { return true }
            refuse(at: event.position, "a second document", "one document")
            return false
        case .end:
            close()
            return true
        case .listStart, .mappingStart:
            refuseDecorations(of: event)
            guard begin(at: event.position) else { return false }
            open.append(OpenCollection(event))
            return true
        case .alias:
            refuse(
                at: event.position, "an alias, or \"*\" without quotes",
                "no aliases; a text that begins with \"*\" in quotes")
            return add(ConfigurationNode(position: event.position, content: .refused))
        case .scalar(let text, let isPlain):
            refuseDecorations(of: event)
            return add(
                ConfigurationNode(
                    position: event.position, content: .scalar(text, isPlain: isPlain)))
        }
    }

    private mutating func refuseDecorations(of event: YAMLEvents.Event) {
        if event.isAnchored { refuse(at: event.position, "an anchor", "no anchors") }
        if event.isTagged { refuse(at: event.position, "a tag", "no tags") }
    }

    /// Counts a node; false past a limit, which ends the reading.
    private mutating func begin(at position: Position) -> Bool {
        nodeCount += 1
        guard nodeCount <= limits.nodes else {
            refuse(at: position, "more than \(limits.nodes) values", "at most \(limits.nodes)")
            return false
        }
        guard open.count < limits.depth else {
            refuse(
                at: position, "more than \(limits.depth) levels of nesting",
                "at most \(limits.depth)")
            return false
        }
        return true
    }

    private mutating func add(_ node: ConfigurationNode) -> Bool {
        guard begin(at: node.position) else { return false }
        place(node)
        return true
    }

    private mutating func close() {
        guard let collection = open.popLast() else { return }
        place(collection.node)
    }

    private mutating func place(_ node: ConfigurationNode) {
        if open.isEmpty {
            root = node
        } else if let fault = open[open.count - 1].take(node) {
            faults.append(fault)
        }
    }

    private mutating func refuse(at position: Position, _ found: String, _ allowed: String) {
        faults.append(ConfigurationFault(at: position, found: found, allowed: allowed))
    }
}

/// How much of a text is read before it is refused.
struct TreeLimits {
    /// Bytes of the text.
    var bytes = 1 << 20
    /// Lists and mappings inside each other.
    var depth = 32
    /// Scalars, lists and mappings.
    var nodes = 100_000
}

/// A list or mapping whose end has not come yet.
private struct OpenCollection {
    private let position: Position
    private let isMapping: Bool
    private var elements: [ConfigurationNode] = []
    private var entries: [ConfigurationNode.Entry] = []
    private var names: [String: Position] = [:]
    /// A key whose value has not come yet.
    private var key: ConfigurationNode?

    init(_ event: YAMLEvents.Event) {
        position = event.position
        isMapping = event.kind == .mappingStart
    }

    var node: ConfigurationNode {
        ConfigurationNode(
            position: position, content: isMapping ? .mapping(entries) : .list(elements))
    }

    /// Takes an element, a key or a value in turn. An entry whose key is refused is left out.
    mutating func take(_ node: ConfigurationNode) -> ConfigurationFault? {
        guard isMapping else {
            elements.append(node)
            return nil
        }
        guard let key else {
            self.key = node
            return nil
        }
        self.key = nil
        return enter(key, node)
    }

    private mutating func enter(_ key: ConfigurationNode, _ value: ConfigurationNode)
        -> ConfigurationFault?
    {
        guard !key.isRefused else { return nil }
        guard case .scalar(let name, let isPlain) = key.content else {
            return ConfigurationFault(
                at: key.position, found: "\(key.shown) as a key", allowed: "a text")
        }
        guard !(isPlain && name == "<<") else {
            return ConfigurationFault(
                at: key.position, found: "a merge key", allowed: "no merge keys")
        }
        if let first = names.updateValue(key.position, forKey: name) {
            names[name] = first
            return ConfigurationFault(
                at: key.position, found: "\(quoted(name)) a second time",
                allowed: "once; it stands at \(first) already")
        }
        entries.append(ConfigurationNode.Entry(key: key, name: name, value: value))
        return nil
    }
}

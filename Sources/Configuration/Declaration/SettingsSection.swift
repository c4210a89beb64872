/// A mapping of the configuration with declared keys. A feature's settings conform beside its code:
/// adding a key is one property and one line in `keys`; the parser, the JSON Schema, the reference
/// and the sample follow from that line.
public protocol SettingsSection: Sendable {
    /// Defaults for everything. What is required stays empty here; no value read with faults is ever
    /// given out.
    init()

    /// What the section is for, in one sentence.
    static var summary: String { get }

    static var keys: [Setting<Self>] { get }

    /// Rules between keys, and defaults that hang on other keys; called when every key of the section
    /// has been read without a fault.
    mutating func complete(_ written: WrittenKeys, _ reader: inout SettingsReader)
}

extension SettingsSection {
    public mutating func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {}
}

/// A section of which there are several, each under a name that the operator chooses.
public protocol NamedSection: SettingsSection {
    associatedtype Name: Hashable & Sendable

    /// What other sections refer to the entries by; nil where nothing does.
    static var space: SettingsReader.Space? { get }

    static var nameValue: SettingValue<Name> { get }

    /// Called before the keys are read.
    mutating func take(_ name: Name, at position: Position)

    /// Rules among entries; called with those that have no fault of their own.
    static func validate(_ entries: [Self], _ reader: inout SettingsReader)
}

extension NamedSection {
    public static var space: SettingsReader.Space? { nil }

    public static func validate(_ entries: [Self], _ reader: inout SettingsReader) {}
}

/// Where the keys of a section stand in the file.
public struct WrittenKeys: Sendable {
    /// Of the section.
    public let position: Position
    let positions: [String: Position]

    public func contains(_ key: String) -> Bool { positions[key] != nil }

    /// Of the key, or the section where it is not written.
    public subscript(key: String) -> Position { positions[key] ?? position }
}

extension SettingsSection {
    static func form(_ keys: @escaping @Sendable () -> [Setting<Self>]) -> SectionForm {
        SectionForm(summary: summary) { keys().map(\.form) }
    }

    /// Reads a mapping over `section`. Faults go to the reader.
    mutating func read(
        _ node: ConfigurationNode, keys: [Setting<Self>], _ reader: inout SettingsReader
    ) -> Bool {
        guard case .mapping(let entries) = node.content else {
            reader.refuse(
                node, allowed: "a mapping with " + keys.map(\.form.name).joined(separator: ", "))
            return false
        }
        let faultCount = reader.faults.count
        let values = Dictionary(entries.map { ($0.name, $0.value) }) { first, _ in first }
        for entry in entries where !keys.contains(where: { $0.form.name == entry.name }) {
            Self.refuseUnknown(entry, keys, &reader)
        }
        for key in keys {
            if let value = values[key.form.name] {
                key.read(value, &self, &reader)
            } else if key.form.presence == .required {
                reader.refuse(
                    at: node.position, found: "no \(quoted(key.form.name)), which is required",
                    allowed: key.form.form.allowed)
            }
        }
        guard reader.faults.count == faultCount else { return false }
        let positions = Dictionary(entries.map { ($0.name, $0.key.position) }) { first, _ in first }
        complete(WrittenKeys(position: node.position, positions: positions), &reader)
        return reader.faults.count == faultCount
    }

    private static func refuseUnknown(
        _ entry: ConfigurationNode.Entry, _ keys: [Setting<Self>], _ reader: inout SettingsReader
    ) {
        let names = keys.map(\.form.name)
        let isElsewhere = Self.keys.contains { $0.form.name == entry.name }
        reader.refuse(
            at: entry.key.position,
            found: isElsewhere
                ? "\(quoted(entry.name)), which is one setting for the whole gateway"
                : "unknown key \(quoted(entry.name))",
            allowed: names.joined(separator: ", "),
            suggestion: nearest(to: entry.name, among: names))
    }
}

extension SettingValue where Output: SettingsSection {
    /// A mapping with the section's keys.
    public static func section() -> SettingValue {
        section(form: Output.form { Output.keys }) { Output.keys }
    }

    /// A mapping with some of the section's keys, over what holds outside.
    public static func overriding(
        _ keys: @escaping @Sendable () -> [Setting<Output>]
    ) -> SettingValue {
        let form = Output.form { keys().map { $0.absent("what holds outside") } }
        return section(form: form, keys)
    }

    private static func section(
        form: SectionForm, _ keys: @escaping @Sendable () -> [Setting<Output>]
    ) -> SettingValue {
        SettingValue(form: .section(form), text: { _ in "{}" }) { node, before, reader in
            var section = before ?? Output()
            return section.read(node, keys: keys(), &reader) ? section : nil
        }
    }
}

extension SettingValue {
    /// A mapping from names to sections, in the order of the file; not empty.
    /// - Parameter start: what an entry is before its keys are read.
    public static func entries<Element: NamedSection>(_ start: @escaping @Sendable () -> Element)
        -> SettingValue
    where Output == [Element] {
        guard case .scalar(let name) = Element.nameValue.form else {
            preconditionFailure("names are scalars")
        }
        let form = WrittenForm.entries(name: name, .section(Element.form { Element.keys }))
        return SettingValue(form: form, text: { _ in "{}" }) { node, _, reader in
            guard case .mapping(let entries) = node.content, !entries.isEmpty else {
                reader.refuse(node, allowed: form.allowed)
                return nil
            }
            return read(entries, from: start, &reader)
        }
    }

    private static func read<Element: NamedSection>(
        _ entries: [ConfigurationNode.Entry], from start: () -> Element,
        _ reader: inout SettingsReader
    ) -> [Element] where Output == [Element] {
        var names: [Element.Name: Position] = [:]
        var sections: [Element] = []
        for entry in entries {
            var section = start()
            let name = Element.nameValue.read(entry.key, nil, &reader)
            if let name {
                section.take(name, at: entry.key.position)
                if let first = names.updateValue(entry.key.position, forKey: name) {
                    names[name] = first
                    reader.refuseRepetition(of: entry.key, first: first)
                }
                if let space = Element.space {
                    reader.define(entry.name, in: space, at: entry.key.position)
                }
            }
            if section.read(entry.value, keys: Element.keys, &reader) && name != nil {
                sections.append(section)
            }
        }
        Element.validate(sections, &reader)
        return sections
    }
}

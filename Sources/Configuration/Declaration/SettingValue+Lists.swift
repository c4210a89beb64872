extension SettingValue {
    /// A list, or one element alone; not empty, nothing twice.
    public static func oneOrMore<Element: Hashable>(_ element: SettingValue<Element>)
        -> SettingValue
    where Output == [Element] {
        list(element, allowsOne: true)
    }

    /// A list; not empty, nothing twice.
    public static func list<Element: Hashable>(of element: SettingValue<Element>) -> SettingValue
    where Output == [Element] {
        list(element, allowsOne: false)
    }

    private static func list<Element: Hashable>(
        _ element: SettingValue<Element>, allowsOne: Bool
    ) -> SettingValue where Output == [Element] {
        let form = WrittenForm.list(element.form, allowsOne: allowsOne)
        return SettingValue(
            form: form, text: { "[" + $0.map(element.text).joined(separator: ", ") + "]" }
        ) { node, _, reader in
            guard case .list(let nodes) = node.content else {
                guard allowsOne, element.form.fits(node) else {
                    reader.refuse(node, allowed: form.allowed)
                    return nil
                }
                return element.read(node, nil, &reader).map { [$0] }
            }
            if nodes.isEmpty {
                reader.refuse(
                    at: node.position, found: "an empty list", allowed: "at least one element")
            }
            return elements(nodes, by: element, &reader)
        }
    }

    private static func elements<Element: Hashable>(
        _ nodes: [ConfigurationNode], by element: SettingValue<Element>,
        _ reader: inout SettingsReader
    ) -> [Element] {
        var seen: Set<Element> = []
        return nodes.compactMap { node in
            guard let value = element.read(node, nil, &reader) else { return nil }
            guard seen.insert(value).inserted else {
                reader.refuse(
                    at: node.position, found: "\(node.shown) a second time", allowed: "once")
                return nil
            }
            return value
        }
    }
}

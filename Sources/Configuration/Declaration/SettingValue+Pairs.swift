extension SettingValue {
    /// A mapping from scalars to scalars, in the order of the file; not empty.
    /// - Parameters:
    ///   - make: of a key, its value and the position of the key.
    ///   - identity: what no two pairs may share, though their keys differ as text.
    public static func pairs<Key, Content, Pair>(
        _ key: SettingValue<Key>, _ content: SettingValue<Content>,
        make: @escaping @Sendable (Key, Content, Position) -> Pair,
        same identity: @escaping @Sendable (Pair) -> String
    ) -> SettingValue where Output == [Pair] {
        guard case .scalar(let name) = key.form else { preconditionFailure("keys are scalars") }
        let form = WrittenForm.entries(name: name, content.form)
        return SettingValue(form: form, text: { _ in "{}" }) { node, _, reader in
            guard case .mapping(let entries) = node.content, !entries.isEmpty else {
                reader.refuse(node, allowed: form.allowed)
                return nil
            }
            var seen: [String: Position] = [:]
            return entries.compactMap { entry in
                let written = key.read(entry.key, nil, &reader)
                let content = content.read(entry.value, nil, &reader)
                guard let written, let content else { return nil }
                let pair = make(written, content, entry.key.position)
                if let first = seen.updateValue(entry.key.position, forKey: identity(pair)) {
                    reader.refuseRepetition(of: entry.key, first: first)
                }
                return pair
            }
        }
    }
}

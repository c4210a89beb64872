extension SettingValue where Output == String {
    /// A text that is not empty and has no control characters.
    public static func text(_ allowed: String, placeholder: String = "TEXT") -> SettingValue {
        .text(allowed, placeholder: placeholder) { _ in true }
    }

    /// A text that is not empty, has no control characters and for which `isAllowed` holds.
    public static func text(
        _ allowed: String, placeholder: String = "TEXT", pattern: String? = nil,
        where isAllowed: @escaping @Sendable (String) -> Bool
    ) -> SettingValue {
        let schema =
            pattern.map(WrittenForm.Schema.pattern) ?? .pattern("^[^\\u0000-\\u001F\\u007F]+$")
        return .scalar(
            WrittenForm.Scalar(allowed, schema, placeholder: placeholder), text: yamlText
        ) { text throws(UnreadableSetting) in
            let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
            guard !text.isEmpty && isClean && isAllowed(text) else { throw UnreadableSetting() }
            return text
        }
    }

    /// A name the operator chooses: what entries are called and referred to by.
    public static func name(
        _ what: String, placeholder: String = "NAME", except reserved: [String] = []
    ) -> SettingValue {
        let exception = reserved.isEmpty ? "" : ", not " + alternatives(reserved)
        return .text(
            "\(what) of letters, digits, - and _, at most 64\(exception)",
            placeholder: placeholder, pattern: "^[A-Za-z0-9_-]{1,64}$"
        ) { name in
            name.utf8.count <= 64 && !reserved.contains(name)
                && name.utf8.allSatisfy(isNameByte)
        }
    }

    /// A name that `space` must have.
    /// - Parameter builtIn: names that it always has.
    public static func reference(
        to space: SettingsReader.Space, builtIn: [String] = []
    ) -> SettingValue {
        text("the name of a defined \(space.name)", placeholder: "NAME")
            .also { name, position, reader in
                for known in builtIn { reader.define(known, in: space, at: position) }
                reader.refer(to: name, in: space, at: position)
            }
    }
}

extension SettingValue where Output == Int {
    public static func integer(in range: ClosedRange<Int>) -> SettingValue {
        let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return .plain(
            WrittenForm.Scalar(allowed, .integer(range), placeholder: "N"), text: { "\($0)" }
        ) {
            text in
            guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
            return Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingValue where Output == Bool {
    public static var boolean: SettingValue {
        .plain(
            WrittenForm.Scalar("true or false", .boolean, placeholder: "BOOLEAN"),
            text: { $0 ? "true" : "false" }
        ) { ["true": true, "false": false][$0] }
    }
}

extension SettingValue where Output: CaseIterable & RawRepresentable<String> {
    /// One of the words that the cases of an enumeration are called.
    public static var word: SettingValue {
        let words = Output.allCases.map(\.rawValue)
        return .scalar(
            WrittenForm.Scalar(alternatives(words), .word(words), placeholder: "WORD"),
            text: \.rawValue
        ) { text throws(UnreadableSetting) in
            guard let value = Output(rawValue: text) else {
                throw UnreadableSetting(suggestion: nearest(to: text, among: words))
            }
            return value
        }
    }
}

extension SettingValue {
    /// A scalar that must stand without quotes, since in quotes it would be a text.
    private static func plain(
        _ scalar: WrittenForm.Scalar, text: @escaping @Sendable (Output) -> String,
        parse: @escaping @Sendable (String) -> Output?
    ) -> SettingValue {
        SettingValue(form: .scalar(scalar), text: text) { node, _, reader in
            if case .scalar(let written, isPlain: true) = node.content, let value = parse(written) {
                return value
            }
            reader.refuse(node, allowed: scalar.allowed)
            return nil
        }
    }
}

/// ASCII letters, digits, `-` and `_`.
private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
}

/// `text` as a YAML scalar: bare where that is safe in every place, else in quotes.
public func yamlText(_ text: String) -> String {
    let isBare =
        text.utf8.allSatisfy { isNameByte($0) || $0 == 0x2E || $0 == 0x2F }
        && text.utf8.first.map { $0 >= 0x41 || $0 == 0x2F } ?? false
        && !["true", "false", "null", "yes", "no", "on", "off"].contains(text.lowercased())
    return isBare ? text : quoted(text)
}

/// `a, b or c`
func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
}

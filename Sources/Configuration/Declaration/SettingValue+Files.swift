extension SettingValue where Output == FilePath {
    /// The path of a file; relative to the configuration file.
    public static var path: SettingValue {
        SettingValue<String>.text("a path, relative to this file", placeholder: "PATH").placed()
    }

    /// The path of a file that can be read now; what is in it is its feature's affair.
    public static var readableFile: SettingValue {
        path.also { file, _, reader in _ = reader.contents(of: file) }
    }
}

extension SettingValue where Output == String {
    /// The text as a path, made relative to the configuration file.
    fileprivate func placed() -> SettingValue<FilePath> {
        SettingValue<FilePath>(form: form, text: { yamlText($0.path) }) { node, _, reader in
            read(node, nil, &reader).map {
                FilePath(reader.resolved($0), position: node.position)
            }
        }
    }
}

extension SettingValue where Output == SecretText {
    /// A secret from a file or from the environment. Written into the configuration itself it is
    /// refused, and the fault does not show it.
    public static var secret: SettingValue {
        let source = SettingValue<SecretSource>.section()
        return SettingValue(form: source.form, text: { _ in "{file: …}" }) { node, _, reader in
            source.read(node, nil, &reader)?.load(at: node.position, &reader)
        }.confidential()
    }
}

extension SettingValue {
    /// This value, for places where a secret may stand by mistake: a scalar is refused unseen.
    public func confidential() -> SettingValue {
        SettingValue(form: form, text: text) { node, before, reader in
            if case .scalar(let text, _) = node.content, !text.isEmpty {
                reader.refuse(
                    at: node.position, found: "a text, which is not shown here",
                    allowed: form.allowed)
                return nil
            }
            return read(node, before, &reader)
        }
    }
}

/// `{file: …}` or `{env: …}`.
struct SecretSource: SettingsSection {
    var file: FilePath?
    var env: String?

    static let summary = "Where a secret is read from: exactly one of the two."

    static let keys: [Setting<Self>] = [
        Setting(
            "file", \.file, .path,
            "A file that holds the secret and nothing else; one newline at its end is not part of it."
        ).absent("from `env`"),
        Setting(
            "env", \.env, .text("the name of a variable of the environment", placeholder: "NAME"),
            "A variable that holds the secret."
        ).absent("from `file`"),
    ]

    func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard (file == nil) == (env == nil) else { return }
        reader.refuse(
            at: written.position,
            found: file == nil ? "neither \"file\" nor \"env\"" : "both \"file\" and \"env\"",
            allowed: "one of file, env")
    }

    /// The secret itself; nil when the reader has a fault instead. Nothing starts without it.
    func load(at position: Position, _ reader: inout SettingsReader) -> SecretText? {
        let found: [UInt8]?
        if let file {
            found = read(file, &reader)
        } else {
            found = read(variable: env ?? "", at: position, &reader)
        }
        guard let found else { return nil }
        guard !found.isEmpty else {
            reader.refuse(
                at: position, found: "an empty secret", allowed: "a secret of at least one byte")
            return nil
        }
        return SecretText(bytes: found, position: position)
    }

    private func read(
        variable name: String, at position: Position, _ reader: inout SettingsReader
    ) -> [UInt8]? {
        guard let value = reader.surroundings.variable(name) else {
            reader.refuse(
                at: position, found: "\(quoted(name)), which is not set",
                allowed: "a variable that is set")
            return nil
        }
        return Array(value.utf8)
    }

    private func read(_ file: FilePath, _ reader: inout SettingsReader) -> [UInt8]? {
        switch reader.surroundings.contents(file.path) {
        case .unreadable(let reason):
            reader.refuse(
                at: file.position, found: "\(quoted(file.path)): \(reason)",
                allowed: "a file that can be read")
            return nil
        case .bytes(var bytes, let isWorldReadable):
            if isWorldReadable {
                reader.warn(
                    at: file.position,
                    "every user of this machine can read the secret in \(quoted(file.path))")
            }
            if bytes.last == 0x0A { bytes.removeLast() }
            return bytes
        }
    }
}

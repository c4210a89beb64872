extension SettingsSection {
    /// A configuration with every key: what each means, its default or an example. It is itself valid,
    /// given the files it names.
    public static var sample: String {
        var writer = SampleWriter()
        writer.add(form { keys })
        return writer.text
    }
}

/// Makes a commented YAML file of forms.
struct SampleWriter {
    private(set) var text = """
        # A configuration of Sallyport with every key there is: the value given is the default, or an
        # example. What is commented out is not in force by itself. `sallyport check` judges a file,
        # `sallyport reference` says more of each key.

        """
    private static let width = 98

    mutating func add(_ root: SectionForm) {
        for key in root.keys() {
            text += "\n"
            add(key, indent: "", isComment: false)
        }
    }

    private mutating func add(_ key: SettingForm, indent: String, isComment: Bool) {
        explain(key, indent: indent)
        let isComment = isComment || key.isOptionalInSample
        if let value = Self.value(of: key) {
            line("\(key.name): \(value)", indent: indent, isComment: isComment)
            return
        }
        line("\(key.name):", indent: indent, isComment: isComment)
        expand(key.form, of: key, indent: indent + "  ", isComment: isComment)
    }

    /// What stands behind the key; nil where lines of its own stand below it.
    private static func value(of key: SettingForm) -> String? {
        if let example = key.example { return example }
        if case .defaultValue(let value) = key.presence, value != "{}" { return value }
        return nil
    }

    private mutating func expand(
        _ form: WrittenForm, of key: SettingForm, indent: String, isComment: Bool
    ) {
        switch form {
        case .section(let section):
            for key in section.keys() { add(key, indent: indent, isComment: isComment) }
        case .entries(_, let value):
            line("\(yamlKey(key.entryName)):", indent: indent, isComment: isComment)
            expand(value, of: key, indent: indent + "  ", isComment: isComment)
            for entry in key.furtherEntries { line(entry, indent: indent, isComment: isComment) }
        case .either(let first, let second):
            expand(first.hasKeys ? first : second, of: key, indent: indent, isComment: isComment)
        case .scalar, .list, .recursive:
            preconditionFailure("\(key.name) needs an example")
        }
    }

    /// The meaning, what is allowed, and what holds without the key, as comment lines.
    private mutating func explain(_ key: SettingForm, indent: String) {
        var words = key.meaning
        if case .scalar(let scalar) = key.form { words += " Allowed: \(scalar.allowed)." }
        if case .absent(let absence) = key.presence { words += " Left out: \(absence)." }
        var comment = "\(indent)#"
        for word in words.split(separator: " ") {
            if comment.count + 1 + word.count > Self.width {
                text += comment + "\n"
                comment = "\(indent)#"
            }
            comment += " \(word)"
        }
        text += comment + "\n"
    }

    private mutating func line(_ content: String, indent: String, isComment: Bool) {
        text += indent + (isComment ? "# " : "") + content + "\n"
    }

    private func yamlKey(_ name: String) -> String {
        name.hasPrefix("*") ? "\"\(name)\"" : name
    }
}

extension WrittenForm {
    /// Whether it is a mapping with declared keys.
    fileprivate var hasKeys: Bool {
        if case .section = self { true } else { false }
    }
}

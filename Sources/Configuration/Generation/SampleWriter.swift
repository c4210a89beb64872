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
    private static let width = 100

    mutating func add(_ root: SectionForm) {
        for key in root.keys() {
            text += "\n"
            add(key, at: Place())
        }
    }

    /// Where a line goes: how deep, and whether a comment sign stands before it. A whole block that is
    /// commented out has its signs in one column, and is valid once they are taken away.
    private struct Place {
        var indent = ""
        /// Before the sign; nil for what is in force.
        var commentIndent: String?

        func line(_ content: String) -> String {
            guard let commentIndent else { return indent + content + "\n" }
            return "\(commentIndent)# \(indent.dropFirst(commentIndent.count))\(content)\n"
        }

        var deeper: Place { Place(indent: indent + "  ", commentIndent: commentIndent) }
    }

    private mutating func add(_ key: SettingForm, at outer: Place) {
        explain(key, at: outer)
        var place = outer
        if key.isOptionalInSample && place.commentIndent == nil {
            place.commentIndent = place.indent
        }
        if let value = Self.value(of: key) {
            text += place.line("\(key.name): \(value)")
            return
        }
        text += place.line("\(key.name):")
        expand(key.form, of: key, at: place.deeper)
    }

    /// What stands behind the key; nil where lines of its own stand below it.
    private static func value(of key: SettingForm) -> String? {
        if let example = key.example { return example }
        if case .defaultValue(let value) = key.presence, value != "{}" { return value }
        return nil
    }

    private mutating func expand(_ form: WrittenForm, of key: SettingForm, at place: Place) {
        switch form {
        case .section(let section):
            for key in section.keys() { add(key, at: place) }
        case .entries(_, let value):
            text += place.line("\(key.entryName):")
            expand(value, of: key, at: place.deeper)
            for entry in key.furtherEntries { text += place.line(entry) }
        case .either(let first, let second):
            expand(first.hasKeys ? first : second, of: key, at: place)
        case .scalar, .list, .recursive:
            preconditionFailure("\(key.name) needs an example")
        }
    }

    /// The meaning, what is allowed, and what holds without the key, as comment lines.
    private mutating func explain(_ key: SettingForm, at place: Place) {
        var words = key.meaning
        if case .scalar(let scalar) = key.form, !scalar.isPlain {
            words += " Allowed: \(scalar.allowed)."
        }
        if case .absent(let absence) = key.presence { words += " Left out: \(absence)." }
        var comment = "#"
        for word in words.split(separator: " ") {
            if place.line(comment).count + word.count > Self.width {
                text += place.line(comment)
                comment = "#"
            }
            comment += " \(word)"
        }
        text += place.line(comment)
    }
}

extension WrittenForm.Scalar {
    /// Whether the value in the sample says enough of what else may stand there.
    fileprivate var isPlain: Bool {
        switch schema {
        case .boolean: true
        default: allowed == "a text"
        }
    }
}

extension WrittenForm {
    /// Whether it is a mapping with declared keys.
    fileprivate var hasKeys: Bool {
        if case .section = self { true } else { false }
    }
}

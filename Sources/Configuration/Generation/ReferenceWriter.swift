extension SettingsSection {
    /// The reference of a configuration with this root, as Markdown: a table of keys for each section.
    public static var reference: String {
        var writer = ReferenceWriter()
        writer.add(form { keys })
        return writer.text
    }
}

/// Makes Markdown of forms: sections one after another, each with a table of its keys.
struct ReferenceWriter {
    private(set) var text = """
        # Configuration reference

        One YAML file. Made from the declarations that the file is read by; `sallyport reference` prints
        this page, `sallyport schema` a JSON Schema for editors.

        - Durations and sizes carry a unit: `ms`, `s`, `m`, `h`, `d`; `B`, `KiB`, `MiB`, `GiB`.
        - Paths are relative to the file. Secrets come from a file or from the environment, never from a
          literal.
        - A key that is not listed here, or stands twice, is a fault, as are anchors, aliases, tags and
          merge keys. All faults of a file are reported together.
        - Words in capitals stand for what you choose.

        """
    private var begun: Set<String> = []

    mutating func add(_ root: SectionForm) { add(root, at: "") }

    private mutating func add(_ section: SectionForm, at path: String) {
        let keys = section.keys()
        text += "\n## \(path.isEmpty ? "The file" : "`\(path)`")\n\n\(section.summary)\n\n"
        text += "| key | value | if left out | meaning |\n|---|---|---|---|\n"
        for key in keys {
            text += "| `\(key.name)` | \(words(for: key.form)) | \(absence(of: key)) "
            text += "| \(key.meaning.replacing("|", with: "\\|")) |\n"
        }
        for key in keys {
            addSections(of: key.form, at: path.isEmpty ? key.name : "\(path).\(key.name)")
        }
    }

    private mutating func addSections(of form: WrittenForm, at path: String) {
        switch form {
        case .scalar: return
        case .list(let element, _): addSections(of: element, at: path)
        case .entries(let name, let value):
            addSections(of: value, at: "\(path).\(name.placeholder)")
        case .section(let section): add(section, at: path)
        case .either(let first, let second):
            addSections(of: first, at: path)
            addSections(of: second, at: path)
        case .recursive(let name, let form):
            if begun.insert(name).inserted { addSections(of: form(), at: path) }
        }
    }

    private func words(for form: WrittenForm) -> String {
        switch form {
        case .scalar(let scalar): escaped(scalar.allowed)
        case .list(let element, let allowsOne):
            (allowsOne ? "one or a list, each: " : "a list, each: ") + words(for: element)
        case .entries(let name, .scalar(let value)):
            "a mapping from \(escaped(name.allowed)) to \(escaped(value.allowed))"
        case .entries(let name, .section): "a mapping from \(escaped(name.allowed)) to a mapping"
        case .entries(let name, let value):
            "a mapping from \(escaped(name.allowed)) to \(words(for: value))"
        case .section: "a mapping"
        case .either(let first, let second): "\(words(for: first)); or \(words(for: second))"
        case .recursive(let name, let form):
            begun.contains(name) ? "a \(name)" : Self.shape(of: form())
        }
    }

    /// Without a look inside.
    private static func shape(of form: WrittenForm) -> String {
        switch form {
        case .list: "a list"
        case .either(let first, let second): "\(shape(of: first)), or \(shape(of: second))"
        default: "a mapping"
        }
    }

    private func absence(of key: SettingForm) -> String {
        switch key.presence {
        case .required: "**required**"
        case .defaultValue("{}"): "its own defaults"
        case .defaultValue(let value): "`\(value)`"
        case .absent(let words): words.replacing("|", with: "\\|")
        }
    }

    private func escaped(_ text: String) -> String {
        var safe = ""
        for character in text {
            if "*_|<>[]".contains(character) { safe += "\\" }
            safe.append(character)
        }
        return safe
    }
}

/// One key of a section: its name, the property it sets, how its value is written, and what it means.
///
///     Setting("head", \.head, .duration(in: .milliseconds(1) ... .seconds(3600)),
///         "From the first byte of a request until its head is complete; then 408 and close.")
///
/// A property that is no Optional has its default from the section's `init()`.
public struct Setting<Section: SettingsSection>: Sendable {
    public private(set) var form: SettingForm
    let read: @Sendable (ConfigurationNode, inout Section, inout SettingsReader) -> Void
    /// The value in a section as the configuration writes it; nil where it is absent, and for entries.
    public let text: @Sendable (Section) -> String?

    /// A key whose default is what the section starts with.
    public init<Output>(
        _ name: String, _ property: Property<Section, Output>,
        _ value: SettingValue<Output>, _ meaning: String
    ) {
        form = SettingForm(
            name: name, meaning: meaning, form: value.form,
            presence: .defaultValue(value.text(Section()[keyPath: property])))
        text = { value.text($0[keyPath: property]) }
        read = { node, section, reader in
            let before = section[keyPath: property]
            if let after = value.read(node, before, &reader) { section[keyPath: property] = after }
        }
    }

    /// A key that may be left out; `absent` says what holds then.
    public init<Output>(
        _ name: String, _ property: Property<Section, Output?>, _ value: SettingValue<Output>,
        _ meaning: String
    ) {
        form = SettingForm(name: name, meaning: meaning, form: value.form, presence: .absent(""))
        text = { $0[keyPath: property].map(value.text) }
        read = { node, section, reader in
            let before = section[keyPath: property]
            if let after = value.read(node, before, &reader) { section[keyPath: property] = after }
        }
    }

    /// A key with named entries, each of which starts from what the section says up to here: keys
    /// declared before this one have been read then.
    public init<Element: NamedSection>(
        _ name: String, _ property: Property<Section, [Element]>,
        entriesFrom start: @escaping @Sendable (Section) -> Element, _ meaning: String
    ) {
        form = SettingForm(
            name: name, meaning: meaning, form: SettingValue.entries { Element() }.form,
            presence: .absent("none"))
        text = { _ in nil }
        read = { node, section, reader in
            let before = section
            let value = SettingValue.entries { start(before) }
            if let after = value.read(node, nil, &reader) { section[keyPath: property] = after }
        }
    }

    /// A key that must be there.
    public func required() -> Setting { changed { $0.presence = .required } }

    /// In the sample the key has this value, YAML in flow style, instead of its default.
    public func example(_ value: String) -> Setting { changed { $0.example = value } }

    /// In the sample the key is a comment, because it excludes another or is seldom wanted.
    public func seldom() -> Setting { changed { $0.isOptionalInSample = true } }

    /// The entries that the sample shows: one spelt out under this name, then these lines.
    public func entries(_ name: String, _ further: String...) -> Setting {
        changed {
            $0.entryName = name
            $0.furtherEntries = further
        }
    }

    /// What holds where the key is not written, in words.
    public func absent(_ words: String) -> Setting {
        changed { $0.presence = .absent(words) }
    }

    private func changed(_ change: (inout SettingForm) -> Void) -> Setting {
        var setting = self
        change(&setting.form)
        return setting
    }
}

/// The property of a section that a key sets.
public typealias Property<Section, Value> = any WritableKeyPath<Section, Value> & Sendable

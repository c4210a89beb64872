/// How a setting's value is written, limited, read and shown. Values are built from a few kinds of
/// scalars and put together by `list`, `section`, `entries` and `either`.
public struct SettingValue<Output: Sendable>: Sendable {
    public let form: WrittenForm
    /// The value as YAML, for defaults in the reference and the sample.
    public let text: @Sendable (Output) -> String
    /// Reads a node over what is there already: a section keeps what the node does not say. nil when
    /// the value is refused; the reader has the fault then.
    public let read:
        @Sendable (_ node: ConfigurationNode, _ before: Output?, inout SettingsReader) -> Output?

    public init(
        form: WrittenForm, text: @escaping @Sendable (Output) -> String,
        read:
            @escaping @Sendable (_ node: ConfigurationNode, _ before: Output?, inout SettingsReader)
            -> Output?
    ) {
        self.form = form
        self.text = text
        self.read = read
    }
}

/// Why a scalar is refused, where its form's own sentence would not help enough.
public struct UnreadableSetting: Error {
    /// nil: what the form allows.
    let allowed: String?
    let suggestion: String?

    public init(allowed: String? = nil, suggestion: String? = nil) {
        self.allowed = allowed
        self.suggestion = suggestion
    }
}

extension SettingValue {
    /// A scalar that `parse` makes a value of.
    /// - Parameter text: the way back, for defaults.
    public static func scalar(
        _ scalar: WrittenForm.Scalar, text: @escaping @Sendable (Output) -> String,
        parse: @escaping @Sendable (String) throws(UnreadableSetting) -> Output
    ) -> SettingValue {
        SettingValue(form: .scalar(scalar), text: text) { node, _, reader in
            guard case .scalar(let written, let isPlain) = node.content,
                !(isPlain && ["", "~", "null"].contains(written))
            else {
                reader.refuse(node, allowed: scalar.allowed)
                return nil
            }
            do throws(UnreadableSetting) {
                return try parse(written)
            } catch {
                reader.refuse(
                    node, allowed: error.allowed ?? scalar.allowed, suggestion: error.suggestion)
                return nil
            }
        }
    }

    /// This value, with a look at what was read: to refuse it, warn of it or take note of it.
    public func also(
        _ look: @escaping @Sendable (Output, Position, inout SettingsReader) -> Void
    ) -> SettingValue {
        SettingValue(form: form, text: text) { node, before, reader in
            let value = read(node, before, &reader)
            if let value { look(value, node.position, &reader) }
            return value
        }
    }

    /// This value, and `standIn` where it is refused: what is there but wrong is not also missing.
    public func standingIn(_ standIn: Output) -> SettingValue {
        SettingValue(form: form, text: text) { node, before, reader in
            read(node, before, &reader) ?? standIn
        }
    }

    /// The same writing for another type.
    public func map<Other>(
        _ convert: @escaping @Sendable (Output) -> Other,
        back: @escaping @Sendable (Other) -> Output
    ) -> SettingValue<Other> {
        SettingValue<Other>(form: form, text: { text(back($0)) }) { node, before, reader in
            read(node, before.map(back), &reader).map(convert)
        }
    }

    /// Written one way or the other; the shape decides (a scalar, a list, a mapping). Defaults are shown
    /// the first way.
    public static func either(_ first: SettingValue, or second: SettingValue) -> SettingValue {
        let form = WrittenForm.either(first.form, second.form)
        return SettingValue(form: form, text: first.text) { node, before, reader in
            if first.form.fits(node) { return first.read(node, before, &reader) }
            if second.form.fits(node) { return second.read(node, before, &reader) }
            reader.refuse(node, allowed: form.allowed)
            return nil
        }
    }
}

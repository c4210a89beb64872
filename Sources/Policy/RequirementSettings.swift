import Configuration

/// What a principal must satisfy, as `allow` writes it.
public indirect enum RequirementSettings: Hashable, Sendable {
    /// Every one; never empty.
    case all([RequirementSettings])
    /// At least one; never empty.
    case any([RequirementSettings])
    case not(RequirementSettings)
    /// The principal is in one of these groups; never empty.
    case groups([String])
    /// The token grants one of these scopes; never empty.
    case scopes([String])
    /// The claim is one of these values, or an array that holds one; never empty.
    case claim(String, [ClaimValue])

    /// A value to compare a claim with: the same type and the same value.
    public enum ClaimValue: Hashable, Sendable {
        case text(String)
        case integer(Int64)
        case boolean(Bool)
    }
}

extension SettingValue where Output == RequirementSettings {
    /// A list, any of it; or a mapping, all of it. Nests, as deep as a file may.
    static var requirement: SettingValue {
        let form = WrittenForm.recursive(name: "requirement") {
            .either(.section(Parts.form), .list(self.requirement.form, allowsOne: false))
        }
        return SettingValue(form: form, text: { $0.sentence }) { node, _, reader in
            switch node.content {
            case .mapping:
                return SettingValue<Parts>.section().read(node, nil, &reader)?.requirement
            case .list:
                let parts = SettingValue<[RequirementSettings]>.list(of: self.requirement)
                return parts.read(node, nil, &reader).map { $0.count == 1 ? $0[0] : .any($0) }
            default:
                reader.refuse(
                    node,
                    allowed:
                        "a mapping with groups, scopes, claims, all, any or not, or a list of such")
                return nil
            }
        }
    }
}

/// A mapping below `allow`: every key that is there must hold.
private struct Parts: SettingsSection {
    var groups: [String]?
    var scopes: [String]?
    var claims: [RequirementSettings]?
    var all: [RequirementSettings]?
    var any: [RequirementSettings]?
    var not: RequirementSettings?

    static let summary = "What a principal must be; every key that is there must hold."

    static let keys: [Setting<Self>] = [
        Setting(
            "groups", \.groups, .oneOrMore(.text("a text")), "In one of these groups."
        ).absent("not asked for").example("[staff]"),
        Setting(
            "scopes", \.scopes, .oneOrMore(.text("a text")), "Granted one of these scopes."
        ).absent("not asked for").example("[read]"),
        Setting(
            "claims", \.claims, .claims,
            "Each claim has the value, or one of the list; same type, same value."
        ).absent("not asked for").example("{email_verified: true}"),
        Setting(
            "all", \.all, .list(of: .requirement), "Every one of the list holds."
        ).absent("not asked for").example("[{scopes: [read]}, {scopes: [write]}]"),
        Setting(
            "any", \.any, .list(of: .requirement), "At least one of the list holds."
        ).absent("not asked for").example("[{groups: [staff]}, {scopes: [admin]}]"),
        Setting(
            "not", \.not, .requirement,
            "It does not hold. A claim that is missing or of another type never satisfies, here either."
        ).absent("not asked for").example("{groups: [guests]}"),
    ]

    static var form: SectionForm { SectionForm(summary: summary) { keys.map(\.form) } }

    var requirement: RequirementSettings {
        var parts = claims ?? []
        if let groups { parts.append(.groups(groups)) }
        if let scopes { parts.append(.scopes(scopes)) }
        if let all { parts.append(.all(all)) }
        if let any { parts.append(.any(any)) }
        if let not { parts.append(.not(not)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    func complete(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        guard groups == nil, scopes == nil, claims == nil, all == nil, any == nil, not == nil
        else { return }
        reader.refuse(
            at: written.position, found: "an empty mapping",
            allowed: "at least one of groups, scopes, claims, all, any, not")
    }
}

extension SettingValue where Output == [RequirementSettings] {
    /// A mapping from claims to values.
    fileprivate static var claims: SettingValue {
        .pairs(
            SettingValue<String>.text("the name of a claim", placeholder: "CLAIM"),
            SettingValue<[RequirementSettings.ClaimValue]>.oneOrMore(.claimValue)
        ) { name, values, _ in
            .claim(name, values)
        } same: {
            if case .claim(let name, _) = $0 { name } else { "" }
        }
    }
}

extension SettingValue where Output == RequirementSettings.ClaimValue {
    /// A text, a whole number, true or false. What YAML's versions read differently needs quotes.
    fileprivate static var claimValue: SettingValue {
        let scalar = WrittenForm.Scalar(
            "a text, a whole number, true or false", .any, placeholder: "VALUE")
        return SettingValue(form: .scalar(scalar), text: { $0.yaml }) { node, _, reader in
            guard case .scalar(let text, let isPlain) = node.content, !text.isEmpty else {
                reader.refuse(node, allowed: scalar.allowed)
                return nil
            }
            if !isPlain { return .text(text) }
            if text == "true" || text == "false" { return .boolean(text == "true") }
            if let number = Int64(text), "\(number)" == text { return .integer(number) }
            guard !isAmbiguous(text) else {
                reader.refuse(
                    node, allowed: "\(scalar.allowed); a text like this in quotes", suggestion: nil)
                return nil
            }
            return .text(text)
        }
    }

    /// Whether some reader of YAML takes the bare text for a number, a boolean or nothing.
    private static func isAmbiguous(_ text: String) -> Bool {
        let first = text.utf8.first ?? 0
        let isNumeric = (0x30...0x39).contains(first) || "+-.".utf8.contains(first)
        return isNumeric
            || ["~", "null", "yes", "no", "on", "off", "y", "n", "true", "false"]
                .contains(text.lowercased())
    }
}

extension RequirementSettings.ClaimValue {
    fileprivate var yaml: String {
        switch self {
        case .text(let text): yamlText(text)
        case .integer(let number): "\(number)"
        case .boolean(let boolean): "\(boolean)"
        }
    }
}

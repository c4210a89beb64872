extension RequirementSettings {
    /// The requirement in words: `is in the group staff or admins, and not (…)`.
    public var sentence: String {
        switch self {
        case .all(let parts): Self.joined(parts, by: " and ")
        case .any(let parts): Self.joined(parts, by: " or ")
        case .not(let part): "not (\(part.sentence))"
        case .groups(let names): "in the group " + names.quotedAlternatives
        case .scopes(let names): "granted the scope " + names.quotedAlternatives
        case .claim(let name, let values):
            "\(name) is " + values.map(\.sentence).joined(separator: " or ")
        }
    }

    private static func joined(_ parts: [RequirementSettings], by word: String) -> String {
        guard parts.count > 1 else { return parts.first?.sentence ?? "nothing" }
        return parts.map { $0.isCompound ? "(\($0.sentence))" : $0.sentence }
            .joined(separator: word)
    }

    private var isCompound: Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.count > 1
        case .groups(let names), .scopes(let names): names.count > 1
        case .claim(_, let values): values.count > 1
        case .not: false
        }
    }
}

extension RequirementSettings.ClaimValue {
    fileprivate var sentence: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .integer(let number): "\(number)"
        case .boolean(let boolean): "\(boolean)"
        }
    }
}

extension [String] {
    fileprivate var quotedAlternatives: String {
        map { "\"\($0)\"" }.joined(separator: " or ")
    }
}

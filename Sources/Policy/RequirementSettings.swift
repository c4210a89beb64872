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

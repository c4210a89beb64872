/// Why policy said no. What the client is told of it is decided elsewhere, and vaguely.
public enum PolicyRefusal: Error, Equatable, Sendable {
    /// The route lets no one in: 403.
    case denied
    /// The route wants a credential and there is none that it takes: 401.
    case credentialRequired
    /// A token with more scopes would do; these are the ones the route names: 403 (RFC 6750 §3.1).
    case insufficientScope
    /// The requirement is not satisfied: 403.
    case requirementNotSatisfied
    /// The principal cannot be told to the upstream: 403.
    case identityNotPresentable
}

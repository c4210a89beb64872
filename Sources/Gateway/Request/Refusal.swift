import HTTP
import Identity
import JOSE
import Policy

/// Why a request is not forwarded, or not answered by its upstream. Every way out of the line but the
/// last is one of these; what the client is told of it stands in `RefusalResponse`, what the log is
/// told is `reason`.
enum Refusal: Error {
    // receive
    case malformed(RequestFault)
    case malformedBody(BodyFault)
    case bodyTooLarge
    case requestTimedOut

    // normalize
    case badHost(HostFault)
    case badPath(PathFault)
    /// With and without its parameters the path belongs to two routes (T27).
    case ambiguousPath
    case underscoredField
    case expectationUnknown
    case badDestination

    // matchRoute
    case hostUnknown
    /// For https, on a connection that is not.
    case misdirected
    case noRoute
    case methodUnknown
    /// Known, but on no matching route; these are, as `Allow` lists them.
    case methodNotAllowed(allow: String)
    case traceRefused
    /// The client may already be tunnelling, so its connection ends (Q10).
    case connectRefused
    case redirected(to: String)

    // findCredential, authenticate
    case severalCredentials
    case noCredential
    case invalidCredential(CredentialFault)

    // preflight, authorize
    /// Answered with what the route's `cors` allows.
    case preflight
    case preflightRefused
    case denied
    case insufficientScope
    case requirementNotSatisfied
    case identityNotPresentable

    // forward, relay
    case upstreamUnresolved
    case upstreamUnreachable
    case upstreamTimedOut
    case badResponse
}

/// Why a credential that was presented is none.
enum CredentialFault: Error {
    /// No `Bearer` scheme, or more than one word behind it (RFC 6750 §2.1).
    case malformed
    case token(TokenFault)
}

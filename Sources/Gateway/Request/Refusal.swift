import HTTP
import Identity
import JOSE
import Policy

/// Why a request is not forwarded, or not answered by its upstream. Every way out of the line but the
/// last is one of these; what the client and the log are told of it stands in `RefusalResponse`.
enum Refusal: Error {
    // receive
    case malformed(RequestFault)
    case malformedBody(BodyFault)
    case bodyTooLarge
    case requestTimedOut

    // normalize
    case traceRefused
    /// The client may already be tunnelling, so its connection ends (Q10).
    case connectRefused
    case expectationUnknown
    case badHost(HostFault)
    case hostUnknown
    /// For https, on a connection that is not.
    case misdirected
    case badPath(PathFault)

    // matchRoute
    case redirected(to: String)
    /// With and without its parameters the path belongs to two routes (T27).
    case ambiguousPath
    case noRoute
    case methodUnknown
    /// Known, but on no matching route; these are, as `Allow` lists them.
    case methodNotAllowed(allow: String)

    // stripIdentity
    case underscoredField

    // answerPreflight
    /// Answered with what the route's `cors` allows.
    case preflight
    case preflightRefused

    // findCredential, refuseForgery, authenticate
    case noCredential
    /// Two credentials of kinds that the route accepts, or two session cookies.
    case ambiguousCredential
    /// A page of another site made the browser send the session along.
    case forged
    case invalidCredential(CredentialFault)
    /// The store cannot be asked.
    case sessionsUnavailable

    // authorize, authorizeDestination
    case denied
    case insufficientScope
    case requirementNotSatisfied
    case identityNotPresentable
    case badDestination

    // forward, relay
    case upstreamUnresolved
    case upstreamUnreachable
    case upstreamTimedOut
    case badResponse
}

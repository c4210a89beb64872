import Codecs
import HTTP

/// Where a connection came from: by which listener, and what its socket says of the client.
struct Origin {
    /// Index of the listener in the settings.
    let listener: Int
    let client: ClientFacts
}

/// Where a request goes and whence it comes, in the one form that is decided on and forwarded. Reused
/// from request to request.
struct Target: ~Copyable {
    var host = CanonicalHost()
    var path = CanonicalPath()
    /// WebDAV's second target, where the request has one.
    var destination = CanonicalPath()
    var hasDestination = false
    /// The client behind trusted proxies.
    var client = ClientFacts(address: nil, scheme: .http, port: nil)
    var requestID = RequestID()
}

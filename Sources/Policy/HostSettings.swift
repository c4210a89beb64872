public import Configuration
public import HTTP

/// What one host name of the gateway serves.
public struct HostSettings: Hashable, Sendable {
    /// A host name, `*.` with a domain, or `*` alone; in lower case, without port.
    public var name: String
    /// Names of the listeners that serve it; empty: all.
    public var on: [String] = []
    /// Scheme and authority that clients use, where a TLS terminator stands in front.
    public var url: OriginURL?
    /// For the routes that name none.
    public var upstream: UpstreamSettings?
    /// Answer every request by sending the client elsewhere; then there are no routes.
    public var redirect: Redirect?
    public var encodedSlash = EncodedSlash.refuse
    public var underscoredFields = UnderscoredFields.drop
    public var limits = LimitSettings()
    public var timeouts = TimeoutSettings()
    public var routes: [RouteSettings] = []
    public var position = Position.start

    public init(name: String) { self.name = name }

    public enum Redirect: String, CaseIterable, Hashable, Sendable {
        /// To the same host and target by https.
        case https
    }

    /// What becomes of `%2F` and `%5C` in a path.
    public enum EncodedSlash: String, CaseIterable, Hashable, Sendable {
        /// 400.
        case refuse
        /// Data of its segment, forwarded as it stands.
        case keep
    }

    /// What becomes of request fields with `_` in the name.
    public enum UnderscoredFields: String, CaseIterable, Hashable, Sendable {
        case drop
        /// 400.
        case refuse
        /// Forwarded, save those that fold to a protected name.
        case keep
    }
}

/// A scheme with an authority and nothing behind it: `https://app.example.com`, without a port where
/// it is the scheme's own.
public struct OriginURL: Hashable, Sendable {
    public let isSecure: Bool
    /// Host and, where it is not the scheme's own, port; in lower case.
    public let authority: String

    public init(isSecure: Bool, authority: String) {
        self.isSecure = isSecure
        self.authority = authority
    }
}

extension OriginURL: CustomStringConvertible {
    public var description: String { (isSecure ? "https://" : "http://") + authority }
}

import Codecs

extension FieldSet {
    /// Fields that speak about one connection only (RFC 9110 §7.6.1): never passed on, whether or not
    /// `Connection` names them. Framing, `Connection` and `Upgrade` are written anew (Q11).
    static let hopByHop: FieldSet = [
        .connection, .keepAlive, .proxyConnection, .proxyAuthorization, .proxyAuthenticate,
        .proxyAuthenticationInfo, .te, .trailer, .transferEncoding, .contentLength, .upgrade,
        .http2Settings,
    ]

    /// Fields that a client cannot take away by naming them in `Connection` (Q23, T11): those that
    /// the gateway decides by.
    fileprivate static let protectedFromConnection = FieldSet.forwarding.union([
        .host, .authorization, .cookie, .origin, .contentLength,
    ])

    /// The forwarding family: believed from trusted proxies alone, always written anew (Q25).
    public static let forwarding: FieldSet = [
        .forwarded, .xForwardedFor, .xForwardedProto, .xForwardedHost, .xForwardedPort,
        .xForwardedPrefix, .xForwardedServer, .xForwardedURI, .xForwardedMethod, .xRealIP,
        .xOriginalURL, .xRewriteURL,
    ]
}

extension Fields {
    /// Removes the lines that `Connection` names (RFC 9110 §7.6.1), except those that the gateway
    /// itself relies on. To be called before any field of ours is added, so that none can be named
    /// (Q23). The fields that are always hop-by-hop stay readable; no serialiser writes them.
    public mutating func removeLinesNamedByConnection() {
        for index in 0..<count where self[index].name == .connection {
            var elements = ListElements(self[index].valueRange)
            while let element = elements.next(in: bytes.span) { remove(named: element) }
        }
    }

    private mutating func remove(named name: Range<Int>) {
        let field = KnownField(name: bytes.span.extracting(name))
        if field != .other {
            if !FieldSet.protectedFromConnection.contains(field) { remove(field) }
            return
        }
        for index in 0..<count
        where self[index].name == .other
            && bytes.span.hasSameText(ignoringCase: self[index].nameRange, name)
        {
            remove(at: index)
        }
    }
}

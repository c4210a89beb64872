/// The counters without labels. A case's position is its cell's: order is free to change.
public enum Counter: Int, CaseIterable, Sendable {
    case connectionsAccepted, connectionsRefused
    case upstreamConnects, upstreamConnectFailures, upstreamReuses, upstreamRetries
    case upstreamFailures
    case clientBytesReceived, clientBytesSent, upstreamBytesReceived, upstreamBytesSent
    case tokenCacheHits, tokenCacheMisses
    case ignoredKeyHeaders
    case sessionCacheHits, sessionCacheMisses, unreadableSessions
    case setCookiesRemoved
    case logLinesLost, logWriteErrors
}

/// The gauges without labels that each thread keeps its part of; the sum is shown.
public enum Gauge: Int, CaseIterable, Sendable {
    case clientConnections, upstreamConnections, tokenCacheEntries
    case revocations, revocationBytes
    case sessions, sessionStoreUsedBytes, sessionStoreLimitBytes
}

/// Counters with a `reason` label, whose values are a list of the program's own.
public enum ReasonCounter: Int, CaseIterable, Sendable {
    case decisions, parseFaults
}

/// What a request's time goes to.
public enum RequestPhase: Int, CaseIterable, Sendable {
    /// From the head's last byte to the decision.
    case decide
    /// From the decision to the upstream's response head.
    case upstream
    /// From the head's first byte to the response's last.
    case total

    var name: StaticString {
        switch self {
        case .decide: "decide"
        case .upstream: "upstream"
        case .total: "total"
        }
    }
}

// The one table of metrics: rendering and the reference page are made from it.

extension MetricDefinition {
    /// All metrics, in the order they are shown.
    public static var all: [MetricDefinition] {
        [requests, requestDuration] + ReasonCounter.allCases.map(\.definition)
            + Gauge.allCases.map(\.definition) + Counter.allCases.map(\.definition)
            + [loopLag] + ProcessFacts.definitions
    }

    static let requests = MetricDefinition(
        stem: "requests_total", kind: .counter, labels: [.route, .status],
        help:
            "Requests answered, by route and first digit of the status; route is empty where none matched."
    )

    static let requestDuration = MetricDefinition(
        stem: "request_duration_seconds", kind: .histogram, labels: [.route, .phase],
        help:
            "Time to decide, time until the upstream's response head, and time from first byte to last."
    )

    static let loopLag = MetricDefinition(
        stem: "loop_lag_seconds", kind: .histogram, labels: [],
        help:
            "How much later than asked for an event loop ran a timer: what every request there waits."
    )
}

extension ReasonCounter {
    var definition: MetricDefinition {
        switch self {
        case .decisions:
            reasons("decisions_total", "Decisions, by the reason code that the access log shows.")
        case .parseFaults:
            reasons(
                "parse_faults_total", "Messages that no parser of ours accepts, by what is wrong.")
        }
    }

    private func reasons(_ stem: StaticString, _ help: StaticString) -> MetricDefinition {
        MetricDefinition(stem: stem, kind: .counter, labels: [.reason], help: help)
    }
}

extension Gauge {
    var definition: MetricDefinition {
        switch self {
        case .clientConnections: gauge("client_connections", "Connections that clients hold open.")
        case .upstreamConnections:
            gauge("upstream_connections", "Connections open to upstreams, idle ones included.")
        case .tokenCacheEntries:
            gauge("token_cache_entries", "Verified tokens remembered.")
        case .revocations: gauge("revocations", "Revocations in force.")
        case .revocationBytes:
            gauge("revocation_bytes", "What the revocations in force take of memory.")
        case .sessions:
            gauge("sessions", "Sessions stored, those included that have just expired.")
        case .sessionStoreUsedBytes:
            gauge("session_store_used_bytes", "What the session store holds.")
        case .sessionStoreLimitBytes:
            gauge("session_store_limit_bytes", "What the session store may hold.")
        }
    }

    private func gauge(_ stem: StaticString, _ help: StaticString) -> MetricDefinition {
        MetricDefinition(stem: stem, kind: .gauge, labels: [], help: help)
    }
}

extension Counter {
    // flat: one switch, a line for each counter
    var definition: MetricDefinition {
        switch self {
        case .connectionsAccepted:
            counter("connections_accepted_total", "Client connections accepted.")
        case .connectionsRefused:
            counter(
                "connections_refused_total",
                "Client connections closed at once, a limit being reached.")
        case .upstreamConnects:
            counter("upstream_connects_total", "Connections made to upstreams.")
        case .upstreamConnectFailures:
            counter(
                "upstream_connect_failures_total",
                "Connections to upstreams that failed or took too long.")
        case .upstreamReuses:
            counter(
                "upstream_reuses_total",
                "Requests sent on an upstream connection that was used before.")
        case .upstreamRetries:
            counter("upstream_retries_total", "Requests tried once more after a failure.")
        case .upstreamFailures:
            counter(
                "upstream_failures_total",
                "Requests that no upstream answered properly: our 502, 503 and 504, and broken answers."
            )
        case .clientBytesReceived:
            counter("client_received_bytes_total", "Bytes read from clients.")
        case .clientBytesSent: counter("client_sent_bytes_total", "Bytes written to clients.")
        case .upstreamBytesReceived:
            counter("upstream_received_bytes_total", "Bytes read from upstreams.")
        case .upstreamBytesSent:
            counter("upstream_sent_bytes_total", "Bytes written to upstreams.")
        case .tokenCacheHits:
            counter("token_cache_hits_total", "Tokens recognised without verifying them again.")
        case .tokenCacheMisses:
            counter("token_cache_misses_total", "Tokens that had to be verified.")
        case .ignoredKeyHeaders:
            counter(
                "ignored_key_headers_total",
                "Tokens whose header offered a key of its own (jwk, jku, x5u, x5c), which is ignored."
            )
        case .sessionCacheHits:
            counter(
                "session_cache_hits_total",
                "Sessions recognised without opening their record again; the store was asked all the same."
            )
        case .sessionCacheMisses:
            counter("session_cache_misses_total", "Sessions whose record had to be opened.")
        case .unreadableSessions:
            counter(
                "unreadable_sessions_total",
                "Sessions refused because what the store holds is no record of ours.")
        case .setCookiesRemoved:
            counter(
                "set_cookies_removed_total",
                "Cookies in the gateway's own name that an upstream tried to set.")
        case .logLinesLost:
            counter(
                "log_lines_lost_total",
                "Log lines dropped: a full ring, or a destination that failed.")
        case .logWriteErrors: counter("log_write_errors_total", "Writes of log lines that failed.")
        }
    }

    private func counter(_ stem: StaticString, _ help: StaticString) -> MetricDefinition {
        MetricDefinition(stem: stem, kind: .counter, labels: [], help: help)
    }
}

import Codecs

/// What is noted of an exchange while it runs, for its record.
struct ExchangeFacts {
    /// When the first byte of the request came; nil before.
    private(set) var begun: Instant?
    var decided: Instant?
    var decision = Course.refuse
    var responseBegun: Instant?
    /// Of the request's body, without framing; of a tunnel, all that the client sent.
    var bytesIn = 0
    /// Of the response's body, without framing; of a tunnel, all that the client was sent.
    var bytesOut = 0
    /// Status of the response; 0 where the client got none.
    var status = 0
    var reason = ReasonCode.permitted

    /// What was decided, whatever came of it.
    enum Course {
        case refuse
        /// Policy said yes.
        case forward
        /// Answered by an endpoint of our own.
        case serve

        /// As the access log writes it.
        var name: StaticString {
            switch self {
            case .refuse: "refuse"
            case .forward: "forward"
            case .serve: "serve"
            }
        }
    }

    var hasBegun: Bool { begun != nil }

    mutating func begin(at now: Instant) {
        if begun == nil { begun = now }
    }
}

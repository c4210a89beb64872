import Codecs

/// What is noted of an exchange while it runs, for its record.
struct ExchangeFacts {
    /// When the first byte of the request came; nil before.
    private(set) var begun: Instant?
    var decided: Instant?
    /// Policy said yes, whatever came of it.
    var isPermitted = false
    var responseBegun: Instant?
    /// Of the request's body, without framing; of a tunnel, all that the client sent.
    var bytesIn = 0
    /// Of the response's body, without framing; of a tunnel, all that the client was sent.
    var bytesOut = 0
    /// Status of the response; 0 where the client got none.
    var status = 0
    var reason = ReasonCode.permitted

    var hasBegun: Bool { begun != nil }

    mutating func begin(at now: Instant) {
        if begun == nil { begun = now }
    }
}

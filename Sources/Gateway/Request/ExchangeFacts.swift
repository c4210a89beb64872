import Codecs

/// What is noted of an exchange while it runs, for its record.
struct ExchangeFacts {
    /// When the first byte of the request came; nil before.
    private(set) var begun: Instant?
    var decided: Instant?
    var responseBegun: Instant?
    /// Of the request, head and framing included.
    var bytesIn = 0
    /// Of the response, head and framing included.
    var bytesOut = 0
    /// Of the request's body, without framing.
    var bodyBytes = 0
    /// Status of the response; 0 where the client got none.
    var status = 0
    var reason = ReasonCode.permitted

    var hasBegun: Bool { begun != nil }

    mutating func begin(at now: Instant) {
        if begun == nil { begun = now }
    }
}

internal import Codecs

/// What the audit trail tells of one event: who did what from where, and what came of it. An empty text
/// is written as null. Nothing here may be a secret, and no name that nobody verified: people type
/// their password into the wrong field (T91).
public struct AuditLine: Sendable {
    /// What was done.
    public enum Event: String, CaseIterable, Sendable {
        case login
        case logout
        /// Sessions ended because their account's line is gone or has changed.
        case accountChanged = "account_changed"
        /// Sessions ended because a refresh ID was presented again after it had been redeemed.
        case refreshReused = "refresh_reused"
        /// Something was revoked, with all that it means.
        case revoked
        /// A session ended because its account logged in once more than it may.
        case sessionEvicted = "session_evicted"
        /// A session ended because its account, from another or the same, or the operator asked for it.
        case sessionEnded = "session_ended"
        /// A program gave a token back, and all that came of its login ended.
        case tokenRevoked = "token_revoked"
        /// A revocation was taken back.
        case unrevoked
        /// Many revocations were taken over from a file.
        case imported
    }

    public var time: LogTime
    public var event: Event
    /// What came of it: a reason as in the access log.
    public var reason: StaticString
    /// Name of the issuer's entry in the configuration.
    public var issuer = ""
    /// Only of an account that exists.
    public var subject = ""
    public var address = ""
    public var host = ""
    public var requestID = ""
    /// ID of the session, which is no credential.
    public var session = ""
    /// ID of the revocation, where there is one.
    public var revocation = ""
    /// How many revocations were taken over; nil where the event takes none.
    public var revocationCount: Int?
    /// Who ordered it, where that was no request's own principal.
    public var author = ""
    /// How many sessions were ended; nil where the event ends none.
    public var endedCount: Int?

    public init(_ event: Event, _ reason: StaticString, at time: LogTime) {
        self.event = event
        self.reason = reason
        self.time = time
    }

    /// One line of JSON, with its line end.
    func append(to line: inout ByteBuffer) {
        line.append("{\"time\":\"")
        time.append(to: &line)
        line.append("\",\"audit\":\"")
        line.append(event.rawValue)
        line.append("\",\"reason\":\"")
        line.append(reason)
        line.append("\"")
        append(",\"issuer\":", issuer, to: &line)
        append(",\"subject\":", subject, to: &line)
        append(",\"address\":", address, to: &line)
        append(",\"host\":", host, to: &line)
        append(",\"request_id\":", requestID, to: &line)
        append(",\"session\":", session, to: &line)
        if !revocation.isEmpty { append(",\"revocation\":", revocation, to: &line) }
        if let revocationCount {
            line.append(",\"revocations\":")
            line.append(decimal: revocationCount)
        }
        if !author.isEmpty { append(",\"author\":", author, to: &line) }
        if let endedCount {
            line.append(",\"sessions_ended\":")
            line.append(decimal: endedCount)
        }
        line.append("}\n")
    }

    private func append(_ name: StaticString, _ text: String, to line: inout ByteBuffer) {
        line.append(name)
        if text.isEmpty {
            line.append("null")
        } else {
            line.append(jsonString: text.utf8Span.span)
        }
    }
}

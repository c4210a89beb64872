public import Codecs

/// The claims of a token about to be signed.
public struct NewClaims: Sendable {
    public var issuer: String
    /// Written as a string when it is one, else as an array (RFC 7519 §4.1.3).
    public var audience: [String]
    public var subject: String
    public var issuedAt: WallTime
    public var expires: WallTime
    /// `jti`.
    public var tokenID: String?
    /// Further claims: a JSON object that names none of the above.
    public var additional: JSONDocument?

    public init(
        issuer: String, audience: [String], subject: String, lifetime: ClosedRange<WallTime>
    ) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        issuedAt = lifetime.lowerBound
        expires = lifetime.upperBound
    }

    /// Why further claims cannot be added.
    public enum Fault: Error, Equatable, Sendable {
        case notAnObject
        /// A claim that is given elsewhere; two values of one name would have two readings.
        case reservedClaim(String)
    }

    /// The claims as JSON text.
    public func serialized() throws(Fault) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("iss", issuer)
        writer.member("sub", subject)
        writer.name("aud")
        if audience.count == 1, let only = audience.first {
            writer.string(only)
        } else {
            writer.beginArray()
            for name in audience { writer.string(name) }
            writer.endArray()
        }
        writer.member("iat", issuedAt)
        writer.member("exp", expires)
        if let tokenID { writer.member("jti", tokenID) }
        try appendAdditional(to: &writer)
        writer.endObject()
        return [UInt8](writer.span)
    }

    private func appendAdditional(to writer: inout JSONWriter) throws(Fault) {
        guard let additional else { return }
        guard let members = additional.root.members else { throw .notAnObject }
        for (name, value) in members {
            let text = name.string ?? ""
            guard !["iss", "sub", "aud", "iat", "exp", "jti"].contains(text) else {
                throw .reservedClaim(text)
            }
            writer.name(name.utf8)
            writer.value(value)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ text: String) {
        self.name(name)
        string(text)
    }

    fileprivate mutating func member(_ name: StaticString, _ time: WallTime) {
        self.name(name)
        integer(Int(time.secondsSince1970))
    }
}

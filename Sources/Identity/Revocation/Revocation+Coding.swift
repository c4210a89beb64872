public import Codecs

/// The plain bytes of a revocation: version, kind, three times, then four texts behind their lengths. What is
/// read is what was written, byte for byte, or nothing.
extension Revocation {
    private static let version: UInt8 = 1
    /// Stands for a time that is not there.
    private static let never = UInt64(bitPattern: Int64.max)

    /// - Precondition: it has no `fault`, so that each text fits.
    public func append(to buffer: inout ByteBuffer) {
        buffer.append(Self.version)
        buffer.append(kind.rawValue)
        for time in [created, before, expires] {
            let number = time.map { UInt64(bitPattern: $0.secondsSince1970) } ?? Self.never
            buffer.append(bigEndian: number, byteCount: 8)
        }
        for text in [issuer, value, reason, author] {
            precondition(buffer.append(field: text.utf8Span.span), "texts are bounded")
        }
    }

    /// - Returns: nil for bytes that no revocation is written as.
    public init?(parsing bytes: Span<UInt8>) {
        var reader = FieldReader()
        guard reader.byte(in: bytes) == Self.version,
            let kind = reader.byte(in: bytes).flatMap(RevocationKind.init),
            let created = reader.time(in: bytes), let before = reader.time(in: bytes),
            let expires = reader.time(in: bytes), let issuer = reader.text(in: bytes),
            let value = reader.text(in: bytes), let reason = reader.text(in: bytes),
            let author = reader.text(in: bytes), reader.offset == bytes.count
        else { return nil }
        self.init(kind, value, issuer: issuer, created: created)
        self.before = before.secondsSince1970 == .max ? nil : before
        self.expires = expires.secondsSince1970 == .max ? nil : expires
        self.reason = reason
        self.author = author
    }
}

import Codecs

/// The plain bytes of an index part: kind and grant in half a byte each, three times in seconds, what of
/// its second had passed at the first, then eight fields behind their lengths. What is read is what was
/// written, byte for byte, or nothing.
extension SessionIndex {
    /// Bytes that an index part may have, so that what is written can be read back.
    static let bytesLimit = 4096

    /// - Returns: false, with nothing to be used appended, where a field is too long.
    func append(to buffer: inout ByteBuffer) -> Bool {
        let before = buffer.count
        guard fingerprint.count <= Self.fingerprintBytesLimit else { return false }
        buffer.append(grant.rawValue << 4 | kind.rawValue)
        for time in [created, lastSeen, absoluteExpiry] {
            buffer.append(bigEndian: UInt64(bitPattern: time.secondsSince1970), byteCount: 8)
        }
        buffer.append(bigEndian: UInt64(createdNanoseconds), byteCount: 4)
        for text in [issuer, subject, host, device, address] {
            guard buffer.append(field: text.utf8.span) else { return false }
        }
        for bytes in [family, deviceID, fingerprint] {
            guard buffer.append(field: bytes.span) else { return false }
        }
        return buffer.count - before <= Self.bytesLimit
    }

    /// - Returns: nil for bytes that no index is written as.
    init?(parsing bytes: Span<UInt8>) {
        var reader = FieldReader()
        guard bytes.count <= Self.bytesLimit,
            let byte = reader.byte(in: bytes), let kind = Kind(rawValue: byte & 0x0F),
            let grant = Grant(rawValue: byte >> 4), kind != .session || grant == .session,
            let created = reader.time(in: bytes), let lastSeen = reader.time(in: bytes),
            let absoluteExpiry = reader.time(in: bytes),
            let nanoseconds = reader.number(byteCount: 4, in: bytes),
            let issuer = reader.text(in: bytes),
            let subject = reader.text(in: bytes), let host = reader.text(in: bytes),
            let device = reader.text(in: bytes), let address = reader.text(in: bytes),
            let family = reader.field(in: bytes), let deviceID = reader.field(in: bytes),
            let fingerprint = reader.field(in: bytes),
            reader.offset == bytes.count, device.utf8.count <= Self.deviceBytesLimit,
            fingerprint.count <= Self.fingerprintBytesLimit
        else { return nil }
        self.init(
            Owner(issuer: issuer, subject: subject, host: host), created: created,
            absoluteExpiry: absoluteExpiry)
        self.kind = kind
        self.grant = grant
        createdNanoseconds = UInt32(truncatingIfNeeded: nanoseconds)
        self.lastSeen = lastSeen
        self.device = device
        self.address = address
        self.family = [UInt8](bytes.extracting(family))
        self.deviceID = [UInt8](bytes.extracting(deviceID))
        self.fingerprint = [UInt8](bytes.extracting(fingerprint))
    }
}

/// Takes fields off the front of bytes, never past their end.
struct FieldReader {
    private(set) var offset = 0

    mutating func byte(in bytes: Span<UInt8>) -> UInt8? {
        number(byteCount: 1, in: bytes).map { UInt8(truncatingIfNeeded: $0) }
    }

    mutating func time(in bytes: Span<UInt8>) -> WallTime? {
        guard let number = number(byteCount: 8, in: bytes) else { return nil }
        return WallTime(secondsSince1970: Int64(bitPattern: number))
    }

    mutating func field(in bytes: Span<UInt8>) -> Range<Int>? {
        guard let count = number(byteCount: 2, in: bytes), bytes.count - offset >= Int(count) else {
            return nil
        }
        defer { offset += Int(count) }
        return offset..<offset + Int(count)
    }

    mutating func text(in bytes: Span<UInt8>) -> String? {
        guard let field = field(in: bytes) else { return nil }
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(field)))
        } catch { return nil }
    }

    mutating func number(byteCount: Int, in bytes: Span<UInt8>) -> UInt64? {
        guard bytes.count - offset >= byteCount else { return nil }
        var number: UInt64 = 0
        for index in offset..<offset + byteCount { number = number << 8 | UInt64(bytes[index]) }
        offset += byteCount
        return number
    }
}

extension ByteBuffer {
    mutating func append(bigEndian number: UInt64, byteCount: Int) {
        for place in (0..<byteCount).reversed() {
            append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place)))
        }
    }

    /// A field behind its length in two bytes.
    /// - Returns: false, with nothing appended, for one that is longer than they tell.
    mutating func append(field: Span<UInt8>) -> Bool {
        guard field.count <= UInt16.max else { return false }
        append(bigEndian: UInt64(field.count), byteCount: 2)
        append(field)
        return true
    }
}

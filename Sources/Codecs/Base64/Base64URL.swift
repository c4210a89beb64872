/// Why a text is not base64url or base64.
public enum Base64Fault: Error, Equatable, Sendable {
    /// A byte outside the alphabet; padding and white space are such bytes in base64url.
    case invalidByte(at: Int)
    /// A number of characters that no whole number of bytes encodes to, or wrong padding.
    case invalidLength(Int)
    /// The last character carries bits that no byte uses: a second spelling of the same bytes (T53).
    case strayBits
}

/// base64url without padding (RFC 4648 §5, RFC 7515 §2), in its one canonical spelling: what
/// `encode` writes is exactly what `decode` accepts, so no two texts decode to the same bytes.
public enum Base64URL {
    /// The bytes that `text` encodes; one allocation.
    public static func decode(_ text: Span<UInt8>) throws(Base64Fault) -> [UInt8] {
        let byteCount = try decodedCount(of: text.count)
        var fault: Base64Fault?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { room, filled in
            do throws(Base64Fault) {
                unsafe try decode(text, into: UnsafeMutableRawBufferPointer(room))
                filled = byteCount
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
        return bytes
    }

    /// Appends the bytes that `text` encodes; appends nothing when it throws.
    public static func decode(
        _ text: Span<UInt8>, into buffer: inout ByteBuffer
    ) throws(Base64Fault) {
        let byteCount = try decodedCount(of: text.count)
        guard byteCount > 0 else { return }
        var fault: Base64Fault?
        unsafe buffer.append(upTo: byteCount) { room in
            do throws(Base64Fault) {
                unsafe try decode(text, into: room)
                return byteCount
            } catch {
                fault = error
                return 0
            }
        }
        if let fault { throw fault }
    }

    /// Appends `bytes` as base64url text.
    public static func encode(_ bytes: Span<UInt8>, into buffer: inout ByteBuffer) {
        Base64Alphabet.encode(bytes, into: &buffer)
    }

    public static func encode(_ bytes: Span<UInt8>) -> String {
        var text = ByteBuffer(capacity: bytes.count / 3 * 4 + 4)
        encode(bytes, into: &text)
        return String(decoding: text.span)
    }

    /// Bytes in a text of `characterCount` characters; one character alone encodes nothing.
    private static func decodedCount(of characterCount: Int) throws(Base64Fault) -> Int {
        guard characterCount % 4 != 1 else { throw .invalidLength(characterCount) }
        return characterCount / 4 * 3 + max(0, characterCount % 4 - 1)
    }

    /// Fills the whole of `room`, which holds exactly the decoded count of bytes.
    private static func decode(
        _ text: Span<UInt8>, into room: UnsafeMutableRawBufferPointer
    ) throws(Base64Fault) {
        var read = 0
        var written = 0
        while text.count - read >= 4 {
            let bits = Base64Alphabet.quantum(of: text, at: read)
            guard bits >= 0 else { throw invalidByte(in: text, from: read) }
            unsafe room[written] = UInt8(truncatingIfNeeded: bits >> 16)
            unsafe room[written + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            unsafe room[written + 2] = UInt8(truncatingIfNeeded: bits)
            read += 4
            written += 3
        }
        guard read < text.count else { return }
        guard let bits = Base64Alphabet.ending(of: text, at: read) else {
            throw invalidByte(in: text, from: read)
        }
        let unusedBits: Int32 = written + 1 == room.count ? 0xFFFF : 0xFF
        guard bits & unusedBits == 0 else { throw .strayBits }
        unsafe room[written] = UInt8(truncatingIfNeeded: bits >> 16)
        if written + 1 < room.count {
            unsafe room[written + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        }
    }

    private static func invalidByte(in text: Span<UInt8>, from start: Int) -> Base64Fault {
        var index = start
        while Base64Alphabet.sextet(of: text[index]) >= 0 { index += 1 }
        return .invalidByte(at: index)
    }
}

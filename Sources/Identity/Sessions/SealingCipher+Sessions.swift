import Codecs
import Crypto

extension SHA256Context {
    /// The key that this one session is sealed under: SHA-256(secret ‖ ID), over two fixed lengths.
    /// - Parameter secret: 32 bytes, derived for one purpose.
    func key(of secret: Secret, for id: SessionID) -> InlineArray<32, UInt8> {
        var message = InlineArray<64, UInt8>(repeating: 0)
        let secret = secret.span
        let name = id.bytes
        for index in 0..<32 {
            message[index] = secret[index]
            message[32 + index] = name[index]
        }
        return hash(message.span)
    }
}

/// The cipher's calls with whole buffers, which the compiler can tell apart where it cannot the spans that
/// their owner lends.
extension SealingCipher {
    mutating func seal(
        _ plain: borrowing ByteBuffer, under key: InlineArray<32, UInt8>,
        for context: borrowing ByteBuffer, into buffer: inout ByteBuffer
    ) {
        seal(plain.span, under: key.span, context: context.span, into: &buffer)
    }

    mutating func seal(
        _ plain: Span<UInt8>, under key: InlineArray<32, UInt8>,
        for context: borrowing ByteBuffer, into buffer: inout ByteBuffer
    ) {
        seal(plain, under: key.span, context: context.span, into: &buffer)
    }

    mutating func open(
        _ sealed: Span<UInt8>, under key: InlineArray<32, UInt8>,
        for context: borrowing ByteBuffer, into buffer: inout ByteBuffer
    ) -> Bool {
        open(sealed, under: key.span, context: context.span, into: &buffer)
    }

    /// - Parameter start: where the sealed bytes begin.
    mutating func open(
        _ sealed: borrowing ByteBuffer, from start: Int, under key: InlineArray<32, UInt8>,
        for context: borrowing ByteBuffer, into buffer: inout ByteBuffer
    ) -> Bool {
        open(
            sealed.span.extracting(droppingFirst: start), under: key.span, context: context.span,
            into: &buffer)
    }
}

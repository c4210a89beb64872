public import Codecs

/// One key that seals and opens for long: AES-256-GCM as `SealingCipher` does it, with the key's schedule
/// computed once. Each owner makes its own from the shared `Secret`; used by one thread at a time.
public struct SealingKey: ~Copyable, Sendable {
    public static let byteCount = SealingCipher.keyByteCount
    /// Bytes that sealing adds.
    public static let overheadByteCount = SealingCipher.overheadByteCount

    private var cipher: SealingCipher

    /// - Parameter key: exactly `byteCount` bytes.
    /// - Throws: `unavailable` where no provider offers AES-256-GCM.
    public init(_ key: Secret) throws(CryptoFault) {
        cipher = try SealingCipher()
        cipher.schedule(key.span)
    }

    /// Appends what `plain` is sealed to, `overheadByteCount` bytes longer.
    /// - Parameter context: what the bytes are for; must be said again to open them.
    public mutating func seal(
        _ plain: Span<UInt8>, context: Span<UInt8>, into buffer: inout ByteBuffer
    ) {
        cipher.seal(plain, context: context, into: &buffer)
    }

    /// Appends what was sealed under this key for that context.
    /// - Returns: false, with nothing appended, for anything else; why is not said (T57).
    public mutating func open(
        _ sealed: Span<UInt8>, context: Span<UInt8>, into buffer: inout ByteBuffer
    ) -> Bool {
        cipher.open(sealed, context: context, into: &buffer)
    }
}

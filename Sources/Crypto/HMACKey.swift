import COpenSSL

/// An HMAC key (RFC 2104) with its two inner states computed once; each use copies them. Usable from
/// any thread.
@safe
public final class HMACKey: @unchecked Sendable {
    // Sendable: the prepared context is only read, by EVP_MAC_CTX_dup, which takes it as const and
    // counts references atomically; each use works on its own copy.

    public let algorithm: DigestAlgorithm
    /// Bytes of the key, for rules about its least length.
    public let byteCount: Int
    /// Owned until `deinit`.
    private let prepared: OpaquePointer

    /// - Throws: `unusableKey(.empty)`; `unavailable` where no provider offers the algorithm.
    public init(_ key: Secret, algorithm: DigestAlgorithm) throws(CryptoFault) {
        guard key.count > 0 else { throw .unusableKey(.empty) }
        let mac = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
        defer { unsafe EVP_MAC_free(mac) }
        guard let context = unsafe EVP_MAC_CTX_new(mac) else {
            OpenSSLErrors.clear()
            throw .unavailable("HMAC")
        }
        self.algorithm = algorithm
        byteCount = key.count
        unsafe prepared = context
        guard initialize(with: key) else { throw OpenSSLErrors.taken() }
    }

    deinit { unsafe EVP_MAC_CTX_free(prepared) }

    /// The whole tag of `message`, `algorithm.byteCount` long.
    public func tag(of message: Span<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { room, count in
            unsafe compute(of: message, into: room)
            count = algorithm.byteCount
        }
    }

    /// Whether `tag` is the whole tag of `message`; never a truncated one. Constant time.
    public func verifies(_ tag: Span<UInt8>, of message: Span<UInt8>) -> Bool {
        guard tag.count == algorithm.byteCount else { return false }
        var expected = InlineArray<64, UInt8>(repeating: 0)
        var room = expected.mutableSpan
        unsafe room.withUnsafeMutableBufferPointer { unsafe compute(of: message, into: $0) }
        return constantTimeEquals(expected.span.extracting(first: tag.count), tag)
    }

    private func compute(of message: Span<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>) {
        let context = unsafe EVP_MAC_CTX_dup(prepared)
        defer { unsafe EVP_MAC_CTX_free(context) }
        let made = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_MAC_update(context, message.baseAddress, message.count) == 1
                && EVP_MAC_final(context, room.baseAddress, nil, room.count) == 1
        }
        precondition(made, "a prepared MAC context works")
    }

    private func initialize(with key: Secret) -> Bool {
        var name = Array(algorithm.name.utf8CString)
        return unsafe name.withUnsafeMutableBufferPointer { name in
            let parameters = unsafe [
                OSSL_PARAM_construct_utf8_string(
                    StaticString.macDigest.cString, name.baseAddress, 0),
                OSSL_PARAM_construct_end(),
            ]
            return unsafe key.span.withUnsafeBufferPointer { key in
                unsafe EVP_MAC_init(prepared, key.baseAddress, key.count, parameters) == 1
            }
        }
    }
}

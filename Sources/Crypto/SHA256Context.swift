import COpenSSL

/// SHA-256 for one owner who hashes often: the function is fetched and its context made once, so that a hash
/// needs no memory. `Digest` is for everyone else.
@safe
public struct SHA256Context: ~Copyable {
    public static let byteCount = 32

    /// Owned until `deinit`. Not Sendable: each hash changes it.
    private let context: OpaquePointer

    /// - Throws: `unavailable` where no provider offers the algorithm.
    public init() throws(CryptoFault) {
        let algorithm = unsafe EVP_MD_fetch(nil, DigestAlgorithm.sha256.name, nil)
        defer { unsafe EVP_MD_free(algorithm) }
        guard let made = unsafe EVP_MD_CTX_new() else { throw OpenSSLErrors.taken() }
        guard unsafe EVP_DigestInit_ex2(made, algorithm, nil) == 1 else {
            unsafe EVP_MD_CTX_free(made)
            OpenSSLErrors.clear()
            throw .unavailable(DigestAlgorithm.sha256.name)
        }
        unsafe context = made
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// The hash of `bytes`.
    public func hash(_ bytes: Span<UInt8>) -> InlineArray<32, UInt8> {
        var result = InlineArray<32, UInt8>(repeating: 0)
        var room = result.mutableSpan
        let isDone = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe room.withUnsafeMutableBufferPointer { room in
                unsafe EVP_DigestInit_ex2(context, nil, nil) == 1
                    && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
                    && EVP_DigestFinal_ex(context, room.baseAddress, nil) == 1
            }
        }
        precondition(isDone, "a prepared context hashes")
        return result
    }
}

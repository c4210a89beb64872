import COpenSSL

/// A hash function, fetched from OpenSSL once and used from any thread. Fetching costs more than
/// hashing a short input, so make one at start and keep it. Hashing never fails. Each hash makes a context of its
/// own; whoever hashes often keeps an `SHA256Context`.
@safe
public final class Digest: @unchecked Sendable {
    // Sendable: immutable after init; a fetched EVP_MD is a constant table of functions that OpenSSL
    // documents as shareable, and each call below works on a context of its own.

    public let algorithm: DigestAlgorithm
    /// Owned: fetched in `init`, freed in `deinit`.
    private let implementation: OpaquePointer

    /// - Throws: `unavailable` where no provider offers the algorithm.
    public init(_ algorithm: DigestAlgorithm) throws(CryptoFault) {
        guard let fetched = unsafe EVP_MD_fetch(nil, algorithm.name, nil) else {
            OpenSSLErrors.clear()
            throw .unavailable(algorithm.name)
        }
        self.algorithm = algorithm
        unsafe implementation = fetched
    }

    deinit { unsafe EVP_MD_free(implementation) }

    /// The hash of `bytes`, `algorithm.byteCount` long.
    public func hash(_ bytes: Span<UInt8>) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { result, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                let done = unsafe EVP_Digest(
                    input.baseAddress, input.count, result.baseAddress, nil, implementation, nil)
                precondition(done == 1, "hashing needs memory only")
            }
            count = algorithm.byteCount
        }
    }
}

public import Codecs
import COpenSSL

/// AES-256-GCM (RFC 5116 §5.2) with the key given at each call: for keys that belong to one session and
/// come with its cookie. Sealed bytes are a random 96-bit nonce, the ciphertext and a 128-bit tag, so
/// equal input never gives equal output (T58); the context is authenticated and not stored, so what was
/// sealed for one purpose opens for no other (T56). Every failure to open is the same answer (T57).
///
/// The algorithm is fetched once and one context is used for all calls; a new key costs its schedule.
/// Under one key at most 2³² messages may be sealed, or nonces may meet: seal under keys derived for a
/// narrow purpose (`KeyDerivation`). Used by one thread at a time.
@safe
public struct SealingCipher: ~Copyable, @unchecked Sendable {
    // Sendable: the one owner may move to another thread; `mutating` rules out concurrent use.

    public static let keyByteCount = 32
    /// Bytes that sealing adds.
    public static let overheadByteCount = nonceByteCount + tagByteCount
    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// Owned until `deinit`, which wipes the key in it.
    private let cipher: OpaquePointer

    /// - Throws: `unavailable` where no provider offers AES-256-GCM.
    public init() throws(CryptoFault) {
        let algorithm = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
        defer { unsafe EVP_CIPHER_free(algorithm) }
        guard let made = unsafe EVP_CIPHER_CTX_new() else { throw OpenSSLErrors.taken() }
        guard unsafe EVP_CipherInit_ex2(made, algorithm, nil, nil, 1, nil) == 1 else {
            unsafe EVP_CIPHER_CTX_free(made)
            OpenSSLErrors.clear()
            throw .unavailable("AES-256-GCM")
        }
        unsafe cipher = made
    }

    deinit { unsafe EVP_CIPHER_CTX_free(cipher) }

    /// Appends what `plain` is sealed to.
    /// - Parameters:
    ///   - key: exactly `keyByteCount` bytes.
    ///   - context: what the bytes are for; must be said again to open them.
    public mutating func seal(
        _ plain: Span<UInt8>, under key: Span<UInt8>, context: Span<UInt8>,
        into buffer: inout ByteBuffer
    ) {
        schedule(key)
        seal(plain, context: context, into: &buffer)
    }

    /// Appends what was sealed under that key for that context; appends nothing for anything else.
    public mutating func open(
        _ sealed: Span<UInt8>, under key: Span<UInt8>, context: Span<UInt8>,
        into buffer: inout ByteBuffer
    ) -> Bool {
        schedule(key)
        return open(sealed, context: context, into: &buffer)
    }

    /// What follows is done under `key`.
    mutating func schedule(_ key: Span<UInt8>) {
        precondition(key.count == Self.keyByteCount)
        let isSet = unsafe key.withUnsafeBufferPointer { key in
            unsafe EVP_CipherInit_ex2(cipher, nil, key.baseAddress, nil, -1, nil) == 1
        }
        precondition(isSet, "a prepared cipher takes a key of its size")
    }

    mutating func seal(
        _ plain: Span<UInt8>, context: Span<UInt8>, into buffer: inout ByteBuffer
    ) {
        unsafe buffer.append(upTo: plain.count + Self.overheadByteCount) { room in
            unsafe SecureRandom().fill(
                UnsafeMutableRawBufferPointer(rebasing: room[..<Self.nonceByteCount]))
            guard let start = room.baseAddress else { return 0 }
            let output = unsafe start.assumingMemoryBound(to: UInt8.self)
            let isSealed =
                unsafe begin(nonce: output, isSealing: 1) && authenticate(context)
                && update(plain, into: output + Self.nonceByteCount)
                && finish()
                && EVP_CIPHER_CTX_ctrl(
                    cipher, EVP_CTRL_AEAD_GET_TAG, CInt(Self.tagByteCount),
                    output + Self.nonceByteCount + plain.count) == 1
            precondition(isSealed, "a prepared cipher seals")
            return room.count
        }
    }

    mutating func open(
        _ sealed: Span<UInt8>, context: Span<UInt8>, into buffer: inout ByteBuffer
    ) -> Bool {
        let plainCount = sealed.count - Self.overheadByteCount
        guard plainCount >= 0 else { return false }
        let text = sealed.extracting(Self.nonceByteCount..<Self.nonceByteCount + plainCount)
        var isGenuine = false
        // A buffer without memory lends none, and an empty text must be found genuine, too.
        unsafe buffer.append(upTo: max(1, plainCount)) { room in
            let output = unsafe room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            isGenuine = unsafe sealed.withUnsafeBufferPointer { sealed in
                guard let start = sealed.baseAddress else { return false }
                let tag = unsafe UnsafeMutablePointer(mutating: start + sealed.count)
                return unsafe begin(nonce: start, isSealing: 0)
                    // OpenSSL copies the tag; it is not written to.
                    && EVP_CIPHER_CTX_ctrl(
                        cipher, EVP_CTRL_AEAD_SET_TAG, CInt(Self.tagByteCount),
                        tag - Self.tagByteCount) == 1
                    && authenticate(context) && update(text, into: output) && finish()
            }
            if isGenuine { return plainCount }
            // Nobody may see what a forged text decrypts to.
            unsafe OPENSSL_cleanse(room.baseAddress, room.count)
            OpenSSLErrors.clear()
            return 0
        }
        return isGenuine
    }

    private func begin(nonce: UnsafePointer<UInt8>, isSealing: CInt) -> Bool {
        unsafe EVP_CipherInit_ex2(cipher, nil, nil, nonce, isSealing, nil) == 1
    }

    private func authenticate(_ context: Span<UInt8>) -> Bool {
        unsafe update(context, into: nil)
    }

    private func update(_ bytes: Span<UInt8>, into output: UnsafeMutablePointer<UInt8>?) -> Bool {
        guard !bytes.isEmpty else { return true }
        var count: CInt = 0
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_CipherUpdate(
                cipher, output, &count, bytes.baseAddress, CInt(bytes.count)) == 1
        }
    }

    /// GCM has no bytes left at the end.
    private func finish() -> Bool {
        var count: CInt = 0
        var none: UInt8 = 0
        return unsafe EVP_CipherFinal_ex(cipher, &none, &count) == 1
    }
}

import COpenSSL

/// One public key bound to one scheme, prepared once: verifying copies the prepared context, which
/// costs a quarter less than setting one up. The scheme comes from here and never from a token, so
/// no token can choose how it is checked. Usable from any thread.
@safe
public final class SignatureVerifier: @unchecked Sendable {
    // Sendable: the prepared context is only read after `init`. EVP_MD_CTX_copy_ex takes it as const,
    // raises reference counts atomically, and each verification works on its own copy.

    public let scheme: SignatureScheme
    /// Keeps the key alive for the context.
    private let publicKey: PublicKey
    /// Owned until `deinit`.
    private let prepared: OpaquePointer
    /// The only length a signature can have.
    private let signatureByteCount: Int

    /// - Throws: `unusableKey(.unsupportedType)` where the scheme is not for this type of key.
    public init(_ publicKey: PublicKey, scheme: SignatureScheme) throws(CryptoFault) {
        guard publicKey.components.supports(scheme) else {
            throw .unusableKey(.unsupportedType)
        }
        guard let context = unsafe EVP_MD_CTX_new() else { throw OpenSSLErrors.taken() }
        self.scheme = scheme
        self.publicKey = publicKey
        unsafe prepared = context
        signatureByteCount = publicKey.components.signatureByteCount
        var keyContext: OpaquePointer?
        guard
            unsafe EVP_DigestVerifyInit_ex(
                prepared, &keyContext, scheme.digest?.name, nil, nil, publicKey.key.pointer, nil)
                == 1,
            unsafe scheme.configure(keyContext)
        else { throw OpenSSLErrors.taken() }
    }

    deinit { unsafe EVP_MD_CTX_free(prepared) }

    /// Whether `signature` is a signature of `message` under the key. Never throws: whatever is wrong
    /// with a signature, it is not one.
    public func verifies(_ signature: Span<UInt8>, of message: Span<UInt8>) -> Bool {
        guard signature.count == signatureByteCount else { return false }
        guard case .ecdsa(let curve) = scheme else { return matches(signature, message) }
        var der = ECDSASignature.DER(repeating: 0)
        guard let count = ECDSASignature.writeDER(ofRaw: signature, on: curve, into: &der) else {
            return false
        }
        return matches(der.span.extracting(first: count), message)
    }

    private func matches(_ signature: Span<UInt8>, _ message: Span<UInt8>) -> Bool {
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_MD_CTX_copy_ex(context, prepared) == 1 else {
            OpenSSLErrors.clear()
            return false
        }
        // The copy is used up by this one call; without the flag OpenSSL would copy it once more.
        unsafe EVP_MD_CTX_set_flags(context, EVP_MD_CTX_FLAG_FINALISE)
        let isValid = unsafe message.withUnsafeBufferPointer { message in
            unsafe signature.withUnsafeBufferPointer { signature in
                unsafe EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress,
                    message.count) == 1
            }
        }
        if !isValid { OpenSSLErrors.clear() }
        return isValid
    }
}

extension SignatureScheme {
    /// Sets what the scheme fixes beyond the digest.
    func configure(_ context: OpaquePointer?) -> Bool {
        switch self {
        case .rsaPKCS1:
            unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        case .rsaPSS:
            unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
        case .ecdsa, .ed25519:
            true
        }
    }
}

extension PublicKeyComponents {
    fileprivate var signatureByteCount: Int {
        switch self {
        case .rsa(let modulus, _): modulus.count
        case .ellipticCurve(let curve, _, _): 2 * curve.fieldByteCount
        case .ed25519: 64
        }
    }
}

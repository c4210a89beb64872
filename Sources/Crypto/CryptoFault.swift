/// Why a cryptographic object could not be made. Never thrown for a bad signature: that is an answer,
/// not a fault.
public enum CryptoFault: Error, Equatable, Sendable {
    /// The installed OpenSSL does not offer the named algorithm (a provider is missing).
    case unavailable(String)
    /// The key is refused, for the stated reason.
    case unusableKey(KeyWeakness)
    /// OpenSSL refused the operation; its own reason text, which never holds key material.
    case refused(String)
}

/// What makes a key unusable here.
public enum KeyWeakness: Equatable, Sendable {
    /// An RSA modulus outside 2,048 to 8,192 bits; the size found.
    case modulusSize(bits: Int)
    /// An even RSA modulus, or one built by a generator known to be broken (CVE-2017-15361, "ROCA").
    case weakModulus
    /// An RSA exponent that is even, below 3 or above 64 bits.
    case publicExponent
    /// A coordinate or scalar whose length is not the curve's.
    case coordinateLength(expected: Int, found: Int)
    /// A point that does not lie on its curve.
    case notOnCurve
    /// A private part that does not belong to the public one.
    case mismatchedParts
    /// Neither RSA, nor EC on a named P-256, P-384 or P-521, nor Ed25519.
    case unsupportedType
    /// Bytes that are no key in the stated encoding, or that have bytes after it.
    case malformed
    /// An empty HMAC key.
    case empty
}

import COpenSSL

/// Owns one EVP_PKEY. Built from numbers or from DER, read back as numbers.
@safe
final class OpenSSLKey: @unchecked Sendable {
    // Sendable: the key is never changed after `init`; OpenSSL 3 keys are safe to use from several
    // threads as long as none changes them (openssl-threads(7)).

    /// Owned until `deinit`.
    let pointer: OpaquePointer

    /// Takes over `pointer`.
    init(owning pointer: OpaquePointer) { unsafe self.pointer = pointer }

    /// A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7); nil where the bytes are none, or not all of them.
    convenience init?(subjectPublicKeyInfo der: Span<UInt8>) {
        let parsed = unsafe der.withUnsafeBufferPointer { der -> OpaquePointer? in
            var next = der.baseAddress
            guard let key = unsafe d2i_PUBKEY_ex(nil, &next, der.count, nil, nil) else {
                return nil
            }
            guard unsafe next == der.baseAddress.map({ unsafe $0 + der.count }) else {
                unsafe EVP_PKEY_free(key)
                return nil
            }
            return unsafe key
        }
        OpenSSLErrors.clear()
        guard let parsed = unsafe parsed else { return nil }
        unsafe self.init(owning: parsed)
    }

    deinit { unsafe EVP_PKEY_free(pointer) }

    /// The numbers of the public part; nil for types not supported here.
    var publicComponents: PublicKeyComponents? {
        defer { OpenSSLErrors.clear() }
        if isOfType("RSA") {
            guard let modulus = number("n"), let exponent = number("e") else { return nil }
            return .rsa(modulus: modulus, publicExponent: exponent)
        }
        if isOfType("ED25519") { return bytes("pub", count: 32).map { .ed25519($0) } }
        guard isOfType("EC"), let curve, let x = number("qx", paddedTo: curve.fieldByteCount),
            let y = number("qy", paddedTo: curve.fieldByteCount)
        else { return nil }
        return .ellipticCurve(curve, x: x, y: y)
    }

    /// The numbers of the private part; nil where there is none.
    var privateComponents: PrivateKeyComponents? {
        defer { OpenSSLErrors.clear() }
        if isOfType("RSA") { return rsaComponents.map { .rsa($0) } }
        if isOfType("ED25519") {
            return bytes("priv", count: 32).map { .ed25519(seed: Secret(wiping: $0)) }
        }
        return curve.flatMap { number("priv", paddedTo: $0.fieldByteCount) }
            .map { .ellipticCurve(scalar: Secret(wiping: $0)) }
    }

    /// Whether private and public part belong together.
    var isConsistent: Bool {
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil)
        defer {
            unsafe EVP_PKEY_CTX_free(context)
            OpenSSLErrors.clear()
        }
        return unsafe EVP_PKEY_pairwise_check(context) == 1
    }

    private func isOfType(_ name: String) -> Bool { unsafe EVP_PKEY_is_a(pointer, name) == 1 }

    private var curve: EllipticCurve? {
        guard let groupName else { return nil }  // explicit parameters have no name: refused
        return EllipticCurve.allCases.first { $0.isNamed(groupName) }
    }

    private var groupName: String? {
        var room = [CChar](repeating: 0, count: 64)
        var count = 0
        guard unsafe EVP_PKEY_get_group_name(pointer, &room, room.count, &count) == 1 else {
            return nil
        }
        return String(
            decoding: room.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private var rsaComponents: PrivateKeyComponents.RSA? {
        guard let exponent = secretNumber("d"), let firstPrime = secretNumber("rsa-factor1"),
            let secondPrime = secretNumber("rsa-factor2"),
            let firstExponent = secretNumber("rsa-exponent1"),
            let secondExponent = secretNumber("rsa-exponent2"),
            let coefficient = secretNumber("rsa-coefficient1")
        else { return nil }
        return PrivateKeyComponents.RSA(
            privateExponent: exponent, primes: (firstPrime, secondPrime),
            exponents: (firstExponent, secondExponent), coefficient: coefficient)
    }

    private func secretNumber(_ name: String) -> Secret? {
        number(name).map { Secret(wiping: $0) }
    }

    /// A parameter as big-endian bytes, without leading zeros unless a length is asked for.
    private func number(_ name: String, paddedTo byteCount: Int? = nil) -> [UInt8]? {
        var value: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(pointer, name, &value) == 1 else { return nil }
        defer { unsafe BN_clear_free(value) }
        let needed = byteCount ?? Int((unsafe BN_num_bits(value) + 7) / 8)
        var result = [UInt8](repeating: 0, count: needed)
        return unsafe BN_bn2binpad(value, &result, Int32(needed)) == needed ? result : nil
    }

    private func bytes(_ name: String, count: Int) -> [UInt8]? {
        var result = [UInt8](repeating: 0, count: count)
        var found = 0
        guard
            unsafe EVP_PKEY_get_octet_string_param(pointer, name, &result, count, &found) == 1
        else { return nil }
        return found == count ? result : nil
    }
}

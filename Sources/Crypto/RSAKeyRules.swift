/// What an RSA public key must satisfy before it is used (NIST SP 800-131A, RFC 7518 §3.3): the sizes
/// keep forgers out below and denial of service out above.
enum RSAKeyRules {
    static let modulusBits = 2_048...8_192
    /// OpenSSL's own bound for large moduli: the exponent decides what a verification costs.
    static let publicExponentBitsLimit = 64

    /// - Parameters: big-endian numbers without leading zeros.
    static func validate(modulus: [UInt8], publicExponent: [UInt8]) throws(CryptoFault) {
        let bits = bitCount(modulus)
        guard modulusBits.contains(bits) else { throw .unusableKey(.modulusSize(bits: bits)) }
        guard let last = modulus.last, last & 1 == 1, !isFromBrokenGenerator(modulus) else {
            throw .unusableKey(.weakModulus)
        }
        let exponentBits = bitCount(publicExponent)
        guard let last = publicExponent.last, last & 1 == 1, exponentBits >= 2,
            exponentBits <= publicExponentBitsLimit
        else { throw .unusableKey(.publicExponent) }
    }

    private static func bitCount(_ number: [UInt8]) -> Int {
        guard let first = number.first else { return 0 }
        return number.count * 8 - first.leadingZeroBitCount
    }

    /// CVE-2017-15361: Infineon's generator made primes of the form k·M + 65537^a mod M, so that the
    /// modulus is a power of 65537 modulo every small prime. A sound key passes by chance with a
    /// probability below 2^-27.
    private static func isFromBrokenGenerator(_ modulus: [UInt8]) -> Bool {
        for prime in 3...167 where isPrime(prime) {
            let remainder = modulus.reduce(0) { ($0 << 8 | Int($1)) % prime }
            var power = 1
            repeat { power = power * 65_537 % prime } while power != remainder && power != 1
            if power != remainder { return false }
        }
        return true
    }

    private static func isPrime(_ number: Int) -> Bool {
        var divisor = 2
        while divisor * divisor <= number {
            if number % divisor == 0 { return false }
            divisor += 1
        }
        return true
    }
}

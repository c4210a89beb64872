/// A set of ASCII characters as two words of bits; bytes from 0x80 on are in no set. Constants, since a
/// table would be a global with a once-check.
struct ByteSet: Sendable {
    /// One bit for each of 0x00–0x3F.
    let low: UInt64
    /// One bit for each of 0x40–0x7F.
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return false }
        return ((byte < 0x40 ? low : high) &>> UInt64(byte)) & 1 != 0
    }

    /// Whether every byte of `range` is in the set.
    func containsAll(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) -> Bool {
        for index in range where !contains(bytes[index]) { return false }
        return true
    }

    /// `tchar` (RFC 9110 §5.6.2): ``!#$%&'*+-.^_`|~``, digits and letters.
    static var token: ByteSet { ByteSet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE) }

    /// What a registered name of a host is made of (RFC 3986 §3.2.2): unreserved, sub-delims and the
    /// `%` of an encoded byte.
    static var hostName: ByteSet {
        ByteSet(low: 0x2BFF_7FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
    }

    /// What stands between the brackets of an IP literal: hexadecimal digits, `:` and `.`.
    static var ipLiteral: ByteSet {
        ByteSet(low: 0x07FF_4000_0000_0000, high: 0x0000_007E_0000_007E)
    }

    /// Decimal digits.
    static var digit: ByteSet { ByteSet(low: 0x03FF_0000_0000_0000, high: 0) }

    /// Hexadecimal digits of either case.
    static var hexDigit: ByteSet {
        ByteSet(low: 0x03FF_0000_0000_0000, high: 0x0000_007E_0000_007E)
    }

    /// A cookie's name is a token; its value may hold all visible ASCII but `"`, `,`, `;` and `\`
    /// (RFC 6265 §4.1.1).
    static var cookieOctet: ByteSet {
        ByteSet(low: 0xF7FF_EFFA_0000_0000, high: 0x7FFF_FFFF_EFFF_FFFF)
    }
}

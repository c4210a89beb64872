import Codecs

extension ASCIISet {
    /// `tchar` (RFC 9110 §5.6.2): ``!#$%&'*+-.^_`|~``, digits and letters.
    static var token: ASCIISet { ASCIISet(bits: 0x57FF_FFFF_C7FF_FFFE_03FF_6CFA_0000_0000) }

    /// What a registered name of a host is made of (RFC 3986 §3.2.2): unreserved, sub-delims and the
    /// `%` of an encoded byte.
    static var hostName: ASCIISet { ASCIISet(bits: 0x47FF_FFFE_87FF_FFFE_2BFF_7FF2_0000_0000) }

    /// What stands between the brackets of an IP literal: hexadecimal digits, `:` and `.`.
    static var ipLiteral: ASCIISet { ASCIISet(bits: 0x0000_007E_0000_007E_07FF_4000_0000_0000) }

    /// Decimal digits.
    static var digit: ASCIISet { ASCIISet(bits: 0x03FF_0000_0000_0000) }

    /// Hexadecimal digits of either case.
    static var hexDigit: ASCIISet { ASCIISet(bits: 0x0000_007E_0000_007E_03FF_0000_0000_0000) }
}

extension Span<UInt8> {
    /// Whether every byte of `range` is a `tchar`.
    @inline(__always)
    func isToken(in range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            guard self[index].isLetter || ASCIISet.token.contains(self[index]) else { return false }
            index &+= 1
        }
        return true
    }
}

extension UInt8 {
    /// Nearly all bytes of names are letters, and these are cheaper to tell than a set.
    @inline(__always)
    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// What nearly all hosts are made of; `/` is the one other character between `-` and `9`.
    @inline(__always)
    var isLetterDigitDotOrHyphen: Bool { isLetter || (self &- 0x2D < 13 && self != 0x2F) }
}

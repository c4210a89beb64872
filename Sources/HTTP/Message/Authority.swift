import Codecs

/// The grammar of `host[:port]` (RFC 3986 §3.2, RFC 9110 §4.2): what a Host field or an absolute
/// target may say. User information is no part of it. Whether the host is one of ours, and its
/// canonical form, is decided elsewhere.
enum Authority {
    /// Whether the bytes of `range` are a non-empty host and perhaps a port up to 65,535; an empty
    /// port behind the colon is legal unless a port is required.
    static func isValid(
        _ bytes: Span<UInt8>, _ range: Range<Int>, requiringPort: Bool
    ) -> Bool {
        guard let hostEnd = hostEnd(bytes, range) else { return false }
        guard hostEnd < range.upperBound else { return !requiringPort }
        guard bytes[hostEnd] == UInt8(ascii: ":") else { return false }
        var port = 0
        for index in hostEnd + 1..<range.upperBound {
            guard ASCIISet.digit.contains(bytes[index]) else { return false }
            port = port * 10 + Int(bytes[index] &- 0x30)
            guard port <= 65_535 else { return false }
        }
        return !requiringPort || hostEnd + 1 < range.upperBound
    }

    /// Where the host that begins the range ends; nil where there is none.
    private static func hostEnd(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var index = range.lowerBound
        guard index < range.upperBound else { return nil }
        if bytes[index] == UInt8(ascii: "[") {
            index += 1
            while index < range.upperBound, ASCIISet.ipLiteral.contains(bytes[index]) { index += 1 }
            guard index < range.upperBound, bytes[index] == UInt8(ascii: "]") else { return nil }
            return index > range.lowerBound + 2 ? index + 1 : nil
        }
        while index < range.upperBound {
            let byte = bytes[index]
            if !byte.isLetterDigitDotOrHyphen {
                guard ASCIISet.hostName.contains(byte) else { break }
                if byte == UInt8(ascii: "%") {
                    guard index + 2 < range.upperBound,
                        ASCIISet.hexDigit.contains(bytes[index + 1]),
                        ASCIISet.hexDigit.contains(bytes[index + 2])
                    else { return nil }
                }
            }
            index &+= 1
        }
        return index > range.lowerBound ? index : nil
    }
}

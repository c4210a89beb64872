/// An IPv4 or IPv6 address. Its text is read strictly: four decimal numbers without leading zeros, or
/// RFC 4291 §2.2 without a zone, because `010.0.0.1` has two readings. It is written as RFC 5952 asks.
public enum IPAddress: Hashable, Sendable {
    case v4(UInt32)
    case v6(UInt128)

    public init?(parsing text: Span<UInt8>) {
        var reader = AddressReader(text)
        if let address = reader.dottedDecimal(), reader.isAtEnd {
            self = .v4(address)
        } else {
            reader = AddressReader(text)
            guard let address = reader.groups(), reader.isAtEnd else { return nil }
            self = .v6(address)
        }
    }

    public init?(parsing text: String) {
        let utf8 = [UInt8](text.utf8)
        self.init(parsing: utf8.span)
    }

    /// The IPv4 address inside an IPv4-mapped IPv6 one (`::ffff:192.0.2.1`), which is the same host:
    /// compare and match on this.
    public var unmapped: IPAddress {
        guard case .v6(let bits) = self, bits >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: bits))
    }

    /// 127.0.0.0/8 or `::1`, mapped or not.
    public var isLoopback: Bool {
        switch unmapped {
        case .v4(let bits): bits >> 24 == 127
        case .v6(let bits): bits == 1
        }
    }

    /// Appends the address's one canonical text.
    public func append(to buffer: inout ByteBuffer) {
        switch self {
        case .v4(let bits): Self.append(dottedDecimal: bits, to: &buffer)
        case .v6(let bits) where bits >> 32 == 0xFFFF:
            buffer.append("::ffff:")
            Self.append(dottedDecimal: UInt32(truncatingIfNeeded: bits), to: &buffer)
        case .v6(let bits): Self.append(groups: bits, to: &buffer)
        }
    }

    private static func append(dottedDecimal bits: UInt32, to buffer: inout ByteBuffer) {
        for shift in stride(from: 24, through: 0, by: -8) {
            buffer.append(decimal: Int(bits >> UInt32(shift) & 255))
            if shift > 0 { buffer.append(UInt8(ascii: ".")) }
        }
    }

    private static func append(groups bits: UInt128, to buffer: inout ByteBuffer) {
        let zeros = longestZeroRun(in: bits)
        var index = 0
        while index < 8 {
            if index == zeros.lowerBound, !zeros.isEmpty {
                buffer.append("::")
                index = zeros.upperBound
                continue
            }
            if index > 0, index != zeros.upperBound || zeros.isEmpty {
                buffer.append(UInt8(ascii: ":"))
            }
            buffer.append(hexadecimal: group(index, of: bits))
            index += 1
        }
    }

    /// The first of the longest runs of zero groups; one group alone is not shortened (RFC 5952 §4.2).
    private static func longestZeroRun(in bits: UInt128) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in 0..<8 {
            guard group(index, of: bits) == 0 else {
                start = index + 1
                continue
            }
            if index + 1 - start > max(1, longest.count) { longest = start..<index + 1 }
        }
        return longest
    }

    private static func group(_ index: Int, of bits: UInt128) -> Int {
        Int(truncatingIfNeeded: bits >> UInt128(112 - 16 * index) & 0xFFFF)
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        var text = ByteBuffer(capacity: 48)
        append(to: &text)
        return String(decoding: text.span)
    }
}

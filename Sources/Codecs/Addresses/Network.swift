/// A range of addresses in CIDR form (RFC 4632 §3.1), `10.0.0.0/8`; an address alone is the range of
/// itself. IPv4-mapped networks and addresses count as the IPv4 ones they are.
public struct Network: Hashable, Sendable {
    /// Why a text is no network.
    public enum Fault: Error, Equatable, Sendable {
        case invalidAddress
        /// No number, or more bits than the address has.
        case invalidPrefixLength
        /// Bits behind the prefix are set: `10.1.0.0/8` is either a slip or `10.0.0.0/8`.
        case bitsBehindPrefix
    }

    /// The first address of the range.
    public let address: IPAddress
    /// Leading bits that all its addresses share: 0 to 32, or to 128.
    public let prefixLength: Int

    public init(parsing text: Span<UInt8>) throws(Fault) {
        var end = 0
        while end < text.count, text[end] != UInt8(ascii: "/") { end += 1 }
        guard let address = IPAddress(parsing: text.extracting(0..<end)) else {
            throw .invalidAddress
        }
        guard end < text.count else {
            self.init(of: address.unmapped)
            return
        }
        var reader = AddressReader(text.extracting(end + 1..<text.count))
        guard let prefixLength = reader.lastNumber(upTo: address.bitCount) else {
            throw .invalidPrefixLength
        }
        guard address == address.masked(to: prefixLength) else { throw .bitsBehindPrefix }
        self.init(address, prefixLength: prefixLength)
    }

    public init(parsing text: String) throws(Fault) {
        let utf8 = [UInt8](text.utf8)
        try self.init(parsing: utf8.span)
    }

    /// The network of one address.
    public init(of address: IPAddress) {
        self.init(address, prefixLength: address.bitCount)
    }

    private init(_ address: IPAddress, prefixLength: Int) {
        let isMapped = address != address.unmapped && prefixLength >= 96
        self.address = isMapped ? address.unmapped : address
        self.prefixLength = isMapped ? prefixLength - 96 : prefixLength
    }

    public func contains(_ candidate: IPAddress) -> Bool {
        switch (address, candidate.unmapped) {
        case (.v4, .v4(let bits)): IPAddress.v4(bits).masked(to: prefixLength) == address
        case (.v6, .v6(let bits)): IPAddress.v6(bits).masked(to: prefixLength) == address
        default: false
        }
    }
}

extension Network: CustomStringConvertible {
    public var description: String { "\(address)/\(prefixLength)" }
}

extension IPAddress {
    var bitCount: Int {
        switch self {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The address with all but its first `prefixLength` bits cleared.
    func masked(to prefixLength: Int) -> IPAddress {
        // Smart shifts: shifting by the whole width gives 0.
        switch self {
        case .v4(let bits): .v4(bits & ~(UInt32.max >> UInt32(prefixLength)))
        case .v6(let bits): .v6(bits & ~(UInt128.max >> UInt128(prefixLength)))
        }
    }
}

/// An address with or without a port: `192.0.2.1`, `192.0.2.1:80`, `[2001:db8::1]:80`, `[::1]`, `::1`.
public struct AddressAndPort: Hashable, Sendable {
    public let address: IPAddress
    public let port: UInt16?

    public init(address: IPAddress, port: UInt16?) {
        self.address = address
        self.port = port
    }

    /// nil where the address or the port is not valid; a colon needs a port behind it.
    public init?(parsing text: Span<UInt8>) {
        if let address = IPAddress(parsing: text) {
            self.init(address: address, port: nil)
            return
        }
        let isBracketed = !text.isEmpty && text[0] == UInt8(ascii: "[")
        let last = isBracketed ? UInt8(ascii: "]") : UInt8(ascii: ":")
        let start = isBracketed ? 1 : 0
        var end = start
        while end < text.count, text[end] != last { end += 1 }
        guard end < text.count, let address = IPAddress(parsing: text.extracting(start..<end)),
            isBracketed == (address.bitCount == 128)
        else { return nil }
        let rest = text.extracting(end + start..<text.count)
        guard !(isBracketed && rest.isEmpty) else {
            self.init(address: address, port: nil)
            return
        }
        var reader = AddressReader(rest)
        guard reader.skip(UInt8(ascii: ":")), let port = reader.lastNumber(upTo: 65_535) else {
            return nil
        }
        self.init(address: address, port: UInt16(port))
    }
}

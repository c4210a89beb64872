import Codecs

/// Why a request's authority names no host; each is answered 400 (Q9).
public enum HostFault: Error, Equatable, Sendable {
    case empty
    /// A byte that no host name holds, user information among them.
    case forbiddenByte(at: Int)
    /// An empty label, one over 63 bytes, or a name over 253.
    case badLabel
    /// Brackets that do not enclose an IPv6 address; zones and future forms are none.
    case badAddress
    /// No decimal number from 1 to 65535.
    case badPort
}

/// The one form of a request's host: lower case, without a trailing dot (T31, T32).
///
/// Routes are looked up by `name`; the upstream is told `authority`, which keeps the port. A value is
/// reused from request to request; before the first `set` and after a refused one it is empty.
public struct CanonicalHost: ~Copyable {
    private var text = ByteBuffer()
    private var nameCount = 0
    /// The port the client named; nil for none.
    public private(set) var port: UInt16?

    public init() {}

    /// The name without its port; an IPv6 address keeps its brackets.
    public var name: Span<UInt8> {
        @_lifetime(borrow self) get { text.span.extracting(..<nameCount) }
    }

    /// `name`, and `:` with the port where the client named one.
    public var authority: Span<UInt8> {
        @_lifetime(borrow self) get { text.span }
    }

    /// Takes over the canonical form of `raw`: the value of Host, or the authority of an
    /// absolute-form target (RFC 9112 §3.2). Names are DNS names with `_` allowed besides.
    public mutating func set(_ raw: Span<UInt8>) throws(HostFault) {
        text.removeAll()
        (nameCount, port) = (0, nil)
        do throws(HostFault) {
            let nameEnd = try raw.isEmpty || raw[0] != 0x5B ? appendName(raw) : appendAddress(raw)
            nameCount = text.count
            try appendPort(raw.extracting(nameEnd...))
        } catch {
            text.removeAll()
            nameCount = 0
            throw error
        }
    }

    /// Appends the DNS name that begins `raw` and answers where it ends.
    private mutating func appendName(_ raw: Span<UInt8>) throws(HostFault) -> Int {
        var labelStart = 0
        var hasCapitals = false
        var end = 0
        while end < raw.count, raw[end] != 0x3A {
            switch raw[end] {
            case 0x61...0x7A, 0x30...0x39, 0x2D, 0x5F: break
            case 0x41...0x5A: hasCapitals = true
            case 0x2E where 1...63 ~= end - labelStart: labelStart = end + 1
            case 0x2E: throw .badLabel
            default: throw .forbiddenByte(at: end)
            }
            end += 1
        }
        if end - labelStart > 63 { throw .badLabel }
        let nameEnd = end > 0 && labelStart == end ? end - 1 : end
        if nameEnd == 0 { throw .empty }
        if nameEnd > 253 { throw .badLabel }
        if hasCapitals {
            for index in 0..<nameEnd {
                text.append(0x41...0x5A ~= raw[index] ? raw[index] | 0x20 : raw[index])
            }
        } else {
            text.append(raw.extracting(..<nameEnd))
        }
        return end
    }

    /// Appends the bracketed IPv6 address that begins `raw` and answers where it ends.
    private mutating func appendAddress(_ raw: Span<UInt8>) throws(HostFault) -> Int {
        var end = 1
        while end < raw.count, raw[end] != 0x5D { end += 1 }
        guard end < raw.count, let address = IPAddress(parsing: raw.extracting(1..<end)),
            case .v6 = address
        else { throw .badAddress }
        text.append(0x5B)
        address.append(to: &text)
        text.append(0x5D)
        return end + 1
    }

    /// Appends what follows the name: nothing, or `:` and a port; `:` alone names none (RFC 3986 §3.2.3).
    private mutating func appendPort(_ rest: Span<UInt8>) throws(HostFault) {
        guard !rest.isEmpty else { return }
        guard rest[0] == 0x3A else { throw .badAddress }
        guard rest.count > 1 else { return }
        var number: UInt32 = 0
        for index in 1..<rest.count {
            guard case 0x30...0x39 = rest[index] else { throw .badPort }
            number = number * 10 + UInt32(rest[index] - 0x30)
            guard number <= 0xFFFF else { throw .badPort }
        }
        guard number > 0 else { throw .badPort }
        port = UInt16(number)
        text.append(0x3A)
        text.append(decimal: Int(number))
    }
}

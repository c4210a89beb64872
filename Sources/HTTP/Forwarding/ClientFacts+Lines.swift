public import Codecs

/// Which forwarding fields are written besides those that every upstream gets.
public struct ForwardingExtras: Sendable {
    /// Whether `X-Real-IP` is written.
    public var realIP: Bool
    /// What was taken off the path, for `X-Forwarded-Prefix`; empty writes none.
    public var prefix: [UInt8]

    public init(realIP: Bool = false, prefix: [UInt8] = []) {
        self.realIP = realIP
        self.prefix = prefix
    }
}

extension ClientFacts {
    /// Appends the forwarding family, made from scratch: lines that end in CRLF each. A peer without
    /// an address is `unknown` to `Forwarded` (RFC 7239 §6.1) and absent from the rest.
    public func appendLines(
        host: borrowing CanonicalHost, extras: ForwardingExtras, to buffer: inout ByteBuffer
    ) {
        let client = address.map { AddressText($0.unmapped) }
        if let client {
            buffer.append("X-Forwarded-For: ")
            client.append(to: &buffer)
            if extras.realIP {
                buffer.append("\r\nX-Real-IP: ")
                client.append(to: &buffer)
            }
            buffer.append("\r\n")
        }
        appendTarget(host: host, prefix: extras.prefix, to: &buffer)
        buffer.append("\r\nForwarded: for=")
        if let client {
            client.append(quotedTo: &buffer)
        } else {
            buffer.append("unknown")
        }
        buffer.append(scheme == .https ? ";proto=https" : ";proto=http")
        if host.authority.count > 0 {
            // Quoted, since it may hold a colon (RFC 7239 §4).
            buffer.append(";host=\"")
            buffer.append(host.authority)
            buffer.append("\"\r\n")
        } else {
            buffer.append("\r\n")
        }
    }

    /// What the client asked for: scheme, host, port and what was taken off the path; the last line
    /// is left open.
    private func appendTarget(
        host: borrowing CanonicalHost, prefix: [UInt8], to buffer: inout ByteBuffer
    ) {
        buffer.append(scheme == .https ? "X-Forwarded-Proto: https" : "X-Forwarded-Proto: http")
        if host.authority.count > 0 {
            buffer.append("\r\nX-Forwarded-Host: ")
            buffer.append(host.authority)
        }
        buffer.append("\r\nX-Forwarded-Port: ")
        buffer.append(decimal: Int(port ?? host.port ?? scheme.defaultPort))
        if !prefix.isEmpty {
            buffer.append("\r\nX-Forwarded-Prefix: ")
            buffer.append(prefix.span)
        }
    }
}

/// An address as text, written once and appended several times; an IPv4 address, as most are, without
/// the detour over a general formatter.
private struct AddressText {
    private let address: IPAddress
    /// Of an IPv4 address alone.
    private var text = InlineArray<15, UInt8>(repeating: 0)
    private var count = 0

    init(_ address: IPAddress) {
        self.address = address
        guard case .v4(let bits) = address else { return }
        write(octet: UInt8(truncatingIfNeeded: bits &>> 24))
        for shift in stride(from: UInt32(16), through: 0, by: -8) {
            write(UInt8(ascii: "."))
            write(octet: UInt8(truncatingIfNeeded: bits &>> shift))
        }
    }

    func append(to buffer: inout ByteBuffer) {
        switch address {
        case .v4: buffer.append(text.span.extracting(..<count))
        case .v6: address.append(to: &buffer)
        }
    }

    /// As RFC 7239 §6 wants it: an IPv6 address in brackets and quoted.
    func append(quotedTo buffer: inout ByteBuffer) {
        if case .v4 = address {
            append(to: &buffer)
        } else {
            buffer.append("\"[")
            append(to: &buffer)
            buffer.append("]\"")
        }
    }

    private mutating func write(octet: UInt8) {
        if octet >= 100 { write(0x30 + octet / 100) }
        if octet >= 10 { write(0x30 + octet / 10 % 10) }
        write(0x30 + octet % 10)
    }

    private mutating func write(_ byte: UInt8) {
        text[count] = byte
        count += 1
    }
}

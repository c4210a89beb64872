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
        if let address {
            append("X-Forwarded-For: ", address, to: &buffer)
            if extras.realIP { append("X-Real-IP: ", address, to: &buffer) }
        }
        buffer.append("X-Forwarded-Proto: ")
        buffer.append(scheme.name)
        if host.authority.count > 0 {
            buffer.append("\r\nX-Forwarded-Host: ")
            buffer.append(host.authority)
        }
        buffer.append("\r\nX-Forwarded-Port: ")
        buffer.append(decimal: Int(port ?? host.port ?? scheme.defaultPort))
        if !extras.prefix.isEmpty {
            buffer.append("\r\nX-Forwarded-Prefix: ")
            buffer.append(extras.prefix.span)
        }
        appendForwarded(host: host, to: &buffer)
    }

    private func append(_ name: StaticString, _ address: IPAddress, to buffer: inout ByteBuffer) {
        buffer.append(name)
        address.unmapped.append(to: &buffer)
        buffer.append("\r\n")
    }

    /// RFC 7239 §4; what holds a colon is quoted.
    private func appendForwarded(
        host: borrowing CanonicalHost, to buffer: inout ByteBuffer
    ) {
        buffer.append("\r\nForwarded: for=")
        switch address?.unmapped {
        case nil: buffer.append("unknown")
        case .v4(let bits): IPAddress.v4(bits).append(to: &buffer)
        case .v6(let bits):
            buffer.append("\"[")
            IPAddress.v6(bits).append(to: &buffer)
            buffer.append("]\"")
        }
        buffer.append(";proto=")
        buffer.append(scheme.name)
        if host.authority.count > 0 {
            buffer.append(";host=\"")
            buffer.append(host.authority)
            buffer.append("\"")
        }
        buffer.append("\r\n")
    }
}

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
        let client = address?.unmapped
        // Written once and copied from there.
        let addressPlace = buffer.count + Self.addressName.utf8CodeUnitCount
        var addressEnd = addressPlace
        if let client {
            buffer.append(Self.addressName)
            client.append(to: &buffer)
            addressEnd = buffer.count
            buffer.append("\r\n")
        }
        let place = addressPlace..<addressEnd
        if extras.realIP, client != nil {
            buffer.append("X-Real-IP: ")
            buffer.appendCopy(of: place)
            buffer.append("\r\n")
        }
        appendTarget(host: host, prefix: extras.prefix, to: &buffer)
        buffer.append("Forwarded: for=")
        switch client {
        case nil: buffer.append("unknown")
        case .v4: buffer.appendCopy(of: place)
        case .v6:
            buffer.append("\"[")
            buffer.appendCopy(of: place)
            buffer.append("]\"")
        }
        buffer.append(scheme == .https ? ";proto=https" : ";proto=http")
        if host.authority.count > 0 {
            // Quoted, since it may hold a colon (RFC 7239 §4).
            buffer.append(";host=\"")
            buffer.append(host.authority)
            buffer.append("\"")
        }
        buffer.append("\r\n")
    }

    /// What the client asked for: scheme, host, port and what was taken off the path.
    private func appendTarget(
        host: borrowing CanonicalHost, prefix: [UInt8], to buffer: inout ByteBuffer
    ) {
        buffer.append(
            scheme == .https ? "X-Forwarded-Proto: https\r\n" : "X-Forwarded-Proto: http\r\n")
        if host.authority.count > 0 {
            buffer.append("X-Forwarded-Host: ")
            buffer.append(host.authority)
            buffer.append("\r\n")
        }
        buffer.append("X-Forwarded-Port: ")
        buffer.append(decimal: Int(port ?? host.port ?? scheme.defaultPort))
        if !prefix.isEmpty {
            buffer.append("\r\nX-Forwarded-Prefix: ")
            buffer.append(prefix.span)
        }
        buffer.append("\r\n")
    }

    private static var addressName: StaticString { "X-Forwarded-For: " }
}

extension ByteBuffer {
    /// Appends once more the bytes that stand at `place`, an address's text at most.
    fileprivate mutating func appendCopy(of place: Range<Int>) {
        let copy = AddressText(span.extracting(place))
        append(copy.bytes.span.extracting(..<place.count))
    }
}

/// The text of an address, copied so that a buffer can take it again.
private struct AddressText {
    var bytes = InlineArray<48, UInt8>(repeating: 0)

    /// - Precondition: at most 48 bytes, which no address exceeds.
    init(_ text: Span<UInt8>) {
        for index in text.indices { bytes[index] = text[index] }
    }
}

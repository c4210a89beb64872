public import Codecs

/// Whose forwarding fields are believed: none by default (T16). For a peer that is not listed no
/// forwarding field changes anything (T17); one that is listed is believed in `X-Forwarded-For`,
/// `-Proto` and `-Port` and `X-Request-ID`, spelled so and in no other way.
public struct TrustedProxies: Sendable {
    private let networks: [Network]

    public init(_ networks: [Network] = []) { self.networks = networks }

    public func contains(_ address: IPAddress) -> Bool {
        for network in networks where network.contains(address) { return true }
        return false
    }

    /// The facts of the client behind `peer`; the peer's own where it is not trusted.
    ///
    /// - Parameter fields: the request's, before protected names are removed.
    public func facts(behind peer: ClientFacts, _ fields: borrowing Fields) -> ClientFacts {
        guard isTrusted(peer) else { return peer }
        var facts = peer
        facts.address = client(behind: peer.address, fields)
        if let scheme = scheme(fields) {
            facts.scheme = scheme
            facts.port = scheme.defaultPort
        }
        if let port = port(fields) { facts.port = port }
        return facts
    }

    /// The request ID that a trusted peer sent: one field of 1 to 128 letters, digits and `-._~+/=:`.
    @_lifetime(borrow fields)
    public func requestID(from peer: ClientFacts, _ fields: borrowing Fields) -> Span<UInt8>? {
        guard isTrusted(peer), fields.count(of: .xRequestID) == 1,
            let value = fields.first(.xRequestID), 1...128 ~= value.count
        else { return nil }
        for index in value.indices where !Self.isRequestIDByte(value[index]) { return nil }
        return value
    }

    private func isTrusted(_ peer: ClientFacts) -> Bool {
        guard !networks.isEmpty, let address = peer.address else { return false }
        return contains(address)
    }

    /// Goes back through `X-Forwarded-For`, nearest first, as long as the addresses are trusted: the
    /// first that is not is the client. What is no address ends the walk, since nobody vouches for
    /// what stands before it.
    private func client(behind peer: IPAddress?, _ fields: borrowing Fields) -> IPAddress? {
        var nearest = peer
        var index = fields.count
        while index > 0 {
            index -= 1
            let line = fields[index]
            guard line.name == .xForwardedFor, !line.isRemoved else { continue }
            let value = fields.value(of: line)
            var end = value.count
            while end >= 0 {
                var start = end
                while start > 0, value[start - 1] != 0x2C { start -= 1 }
                let element = value.extracting(start..<end).trimmed
                guard let parsed = AddressAndPort(parsing: element) else { return nearest }
                nearest = parsed.address.unmapped
                guard contains(parsed.address) else { return nearest }
                end = start - 1
            }
        }
        return nearest
    }

    /// The word of the nearest proxy: the last element of the last field.
    private func scheme(_ fields: borrowing Fields) -> Scheme? {
        guard let value = lastElement(of: .xForwardedProto, fields) else { return nil }
        if value.equals(ignoringCase: "https") || value.equals(ignoringCase: "wss") {
            return .https
        }
        if value.equals(ignoringCase: "http") || value.equals(ignoringCase: "ws") { return .http }
        return nil
    }

    private func port(_ fields: borrowing Fields) -> UInt16? {
        guard let value = lastElement(of: .xForwardedPort, fields), value.count <= 5,
            let number = Int64(decimal: value), 1...65_535 ~= number
        else { return nil }
        return UInt16(number)
    }

    @_lifetime(borrow fields)
    private func lastElement(
        of field: KnownField, _ fields: borrowing Fields
    ) -> Span<UInt8>? {
        var last: Int?
        var next = fields.firstIndex(of: field)
        while let index = next {
            last = index
            next = fields.firstIndex(of: field, from: index + 1)
        }
        guard let last else { return nil }
        let value = fields.value(of: fields[last])
        var start = value.count
        while start > 0, value[start - 1] != 0x2C { start -= 1 }
        return value.extracting(start...).trimmed
    }

    private static func isRequestIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A: true
        case 0x2B, 0x2D, 0x2E, 0x2F, 0x3D, 0x5F, 0x7E: true
        default: false
        }
    }
}

extension Span<UInt8> {
    /// Without the spaces and tabs around it.
    fileprivate var trimmed: Span<UInt8> {
        @_lifetime(copy self) get {
            var range = indices
            while let first = range.first, self[first] == 0x20 || self[first] == 0x09 {
                range = range.dropFirst()
            }
            while let last = range.last, self[last] == 0x20 || self[last] == 0x09 {
                range = range.dropLast()
            }
            return extracting(range)
        }
    }
}

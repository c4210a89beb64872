import Codecs
import HTTP

/// The host of a URL in the configuration, in the one form that requests' hosts are compared in.
struct HostAndPort {
    /// A name, an IPv4 address, or an IPv6 address in brackets; in lower case.
    let name: String
    let port: UInt16?

    /// - Returns: nil where a request with this host would be refused.
    init?(_ text: String) {
        var canonical = CanonicalHost()
        let bytes = Array(text.utf8)
        guard !text.hasSuffix(":") else { return nil }
        do throws(HostFault) {
            try canonical.set(bytes.span)
        } catch {
            return nil  // Whoever asks says what is allowed, whatever the reason.
        }
        name = String(decoding: canonical.name)
        port = canonical.port
        if address == nil && Self.endsInNumber(name) { return nil }
    }

    /// Such a name is an IPv4 address that not everyone reads alike: `127.1`, `010.0.0.1`, `0x7f000001`.
    private static func endsInNumber(_ name: String) -> Bool {
        guard let label = name.split(separator: ".").last?.utf8 else { return true }
        let isHexadecimal = label.starts(with: "0x".utf8)
        return label.dropFirst(isHexadecimal ? 2 : 0).allSatisfy { byte in
            switch byte {
            case 0x30...0x39: true
            case 0x61...0x66: isHexadecimal
            default: false
            }
        }
    }

    /// nil for a name.
    var address: IPAddress? {
        IPAddress(parsing: name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name)
    }
}

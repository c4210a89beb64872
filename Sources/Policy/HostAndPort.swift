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
        guard !text.hasSuffix(":"), (try? canonical.set(bytes.span)) != nil else { return nil }
        name = String(decoding: canonical.name)
        port = canonical.port
        // A name that ends in a number is an IPv4 address with two readings: 010.1 or 127.1.
        if address == nil, name.split(separator: ".").last?.allSatisfy(\.isNumber) ?? true {
            return nil
        }
    }

    /// nil for a name.
    var address: IPAddress? {
        IPAddress(parsing: name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name)
    }
}

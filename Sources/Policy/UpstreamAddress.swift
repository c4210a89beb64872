public import Codecs
import Configuration
import HTTP

/// One server of an upstream, as the configuration writes it.
public enum UpstreamAddress: Hashable, Sendable {
    /// `http://app.internal:8080`: a name for DNS, in lower case; `localhost` is not asked for.
    case name(String, port: UInt16)
    /// `http://10.0.0.1:8080` or `http://[fd00::1]:8080`.
    case ip(IPAddress, port: UInt16)
    /// `unix:/run/app.sock`.
    case unix(path: String)
}

extension UpstreamAddress {
    /// Whether only this machine can connect to it.
    var isLocal: Bool {
        switch self {
        case .name(let name, _): name == "localhost"
        case .ip(let address, _): address.isLoopback
        case .unix: true
        }
    }

    /// - Returns: nil for what is none of the forms above; a path behind the authority is none.
    init?(parsing text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard (1...107).contains(path.utf8.count), !path.utf8.contains(0) else { return nil }
            self = .unix(path: path)
        } else if text.hasPrefix("http://"), let host = HostAndPort(String(text.dropFirst(7))) {
            let port = host.port ?? 80
            if let address = host.address {
                self = .ip(address, port: port)
            } else {
                self = .name(host.name, port: port)
            }
        } else {
            return nil
        }
    }
}

extension UpstreamAddress: CustomStringConvertible {
    /// As the configuration writes it.
    public var description: String {
        switch self {
        case .name(let name, let port): "http://\(name):\(port)"
        case .ip(.v4(let bits), let port): "http://\(IPAddress.v4(bits)):\(port)"
        case .ip(let address, let port): "http://[\(address)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

extension SettingValue where Output == UpstreamAddress {
    /// The address of a server; the path of a Unix socket is relative to the configuration file.
    static var upstreamAddress: SettingValue {
        let text = SettingValue.scalar(
            WrittenForm.Scalar(
                "http://HOST[:PORT] without a path, or unix:PATH",
                .pattern("^(unix:.+|http://[^/?#@]+)$"), placeholder: "URL"),
            text: { yamlText($0.description) }
        ) { written throws(UnreadableSetting) in
            guard let address = UpstreamAddress(parsing: written) else {
                throw UnreadableSetting(suggestion: near(written))
            }
            return address
        }
        return SettingValue(form: text.form, text: text.text) { node, _, reader in
            let address = text.read(node, nil, &reader)
            guard case .unix(let path) = address else { return address }
            return .unix(path: reader.resolved(path))
        }
    }

    /// What was probably meant by an address without a scheme, or with a path.
    private static func near(_ written: String) -> String? {
        let hasScheme = written.hasPrefix("http://")
        let authority = (hasScheme ? written.dropFirst(7) : written[...]).prefix { $0 != "/" }
        let address = "http://\(authority)"
        return UpstreamAddress(parsing: address) == nil ? nil : address
    }
}

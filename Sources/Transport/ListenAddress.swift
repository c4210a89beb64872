public import Codecs
public import Configuration

/// An address to accept connections on, as the configuration writes it.
public enum ListenAddress: Hashable, Sendable {
    /// `:443`: every address of the machine, IPv4 and IPv6.
    case everywhere(port: UInt16)
    /// `localhost:8080`: 127.0.0.1 and ::1.
    case localhost(port: UInt16)
    /// `127.0.0.1:8080` or `[::1]:8080`.
    case ip(IPAddress, port: UInt16)
    /// `unix:/run/sallyport/gateway.sock`.
    case unix(path: String)
}

extension ListenAddress {
    /// Whether nobody beyond this machine can connect to it.
    public var isLocal: Bool {
        switch self {
        case .everywhere: false
        case .localhost, .unix: true
        case .ip(let address, _): address.isLoopback
        }
    }

    /// nil for a Unix socket; 0 lets the system choose.
    public var port: UInt16? {
        switch self {
        case .everywhere(let port), .localhost(let port), .ip(_, let port): port
        case .unix: nil
        }
    }

    /// - Returns: nil for what is none of the forms above.
    public init?(parsing text: String) {
        if text.hasPrefix("unix:") {
            self.init(unixPath: String(text.dropFirst(5)))
            return
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let host = text[..<colon]
        guard let port = UInt16(decimal: text[text.index(after: colon)...]) else { return nil }
        if host.isEmpty {
            self = .everywhere(port: port)
        } else if host == "localhost" {
            self = .localhost(port: port)
        } else if let address = IPAddress(bracketed: host) {
            self = .ip(address, port: port)
        } else {
            return nil
        }
    }

    /// The kernel takes at most 107 bytes.
    private init?(unixPath path: String) {
        guard (1...107).contains(path.utf8.count), !path.utf8.contains(0) else { return nil }
        self = .unix(path: path)
    }
}

extension ListenAddress: CustomStringConvertible {
    /// As the configuration writes it.
    public var description: String {
        switch self {
        case .everywhere(let port): ":\(port)"
        case .localhost(let port): "localhost:\(port)"
        case .ip(.v4(let bits), let port): "\(IPAddress.v4(bits)):\(port)"
        case .ip(let address, let port): "[\(address)]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}

extension SettingValue where Output == ListenAddress {
    /// An address to accept connections on; the path of a Unix socket is relative to the
    /// configuration file.
    public static var listenAddress: SettingValue {
        let text = SettingValue.scalar(
            WrittenForm.Scalar(
                "localhost:PORT, IP:PORT, :PORT for every address, or unix:PATH",
                .pattern("^(unix:.+|.*:[0-9]{1,5})$"), placeholder: "ADDRESS"),
            text: { yamlText($0.description) }
        ) { written throws(UnreadableSetting) in
            guard let address = ListenAddress(parsing: written) else {
                let isPort = UInt16(decimal: written[...]) != nil
                throw UnreadableSetting(suggestion: isPort ? "localhost:\(written)" : nil)
            }
            return address
        }
        return SettingValue(form: text.form, text: text.text) { node, _, reader in
            let address = text.read(node, nil, &reader)
            guard case .unix(let path) = address else { return address }
            return .unix(path: reader.resolved(path))
        }
    }
}

extension UInt16 {
    /// Decimal digits without a leading zero, and nothing else.
    fileprivate init?(decimal text: Substring) {
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            text == "0" || text.utf8.first != 0x30
        else { return nil }
        self.init(text)
    }
}

extension IPAddress {
    /// An IPv4 address, or an IPv6 address in brackets.
    fileprivate init?(bracketed text: Substring) {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        self.init(parsing: String(isBracketed ? text.dropFirst().dropLast() : text))
        if case .v6 = self, !isBracketed { return nil }
        if case .v4 = self, isBracketed { return nil }
    }
}

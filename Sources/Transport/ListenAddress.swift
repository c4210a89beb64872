/// An address to accept connections on, as the configuration writes it.
public enum ListenAddress: Hashable, Sendable {
    /// `:443`: every address of the machine, IPv4 and IPv6.
    case everywhere(port: UInt16)
    /// `localhost:8080`: 127.0.0.1 and ::1.
    case localhost(port: UInt16)
    /// `127.0.0.1:8080` or `[::1]:8080`.
    case ip(String, port: UInt16)
    /// `unix:/run/sallyport/gateway.sock`.
    case unix(path: String)
}

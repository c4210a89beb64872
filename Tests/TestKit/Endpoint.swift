import Glibc

/// Where a stream socket listens: an address of the loopback interface or a path.
public enum Endpoint: Sendable, Hashable, CustomStringConvertible {
    case ipv4(port: UInt16)
    case ipv6(port: UInt16)
    case unix(path: String)

    /// Reads what the gateway logs for a listener: `127.0.0.1:41234`, `[::1]:41234`, `unix:/path`.
    public init?(parsing text: String) {
        if text.hasPrefix("unix:") {
            self = .unix(path: String(text.dropFirst("unix:".count)))
            return
        }
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        self = text.hasPrefix("[") ? .ipv6(port: port) : .ipv4(port: port)
    }

    /// The text that a configuration's `http:` key or an upstream URL takes.
    public var description: String {
        switch self {
        case .ipv4(let port): "127.0.0.1:\(port)"
        case .ipv6(let port): "[::1]:\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The port, where there is one.
    public var port: UInt16? {
        switch self {
        case .ipv4(let port), .ipv6(let port): port
        case .unix: nil
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    /// Lends the endpoint as the kernel's structure.
    func withAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        var storage = sockaddr_storage()
        let length = write(into: &storage)
        return try withUnsafePointer(to: &storage) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try body(address, socklen_t(length))
            }
        }
    }

    private func write(into storage: inout sockaddr_storage) -> Int {
        withUnsafeMutableBytes(of: &storage) { bytes in
            switch self {
            case .ipv4(let port):
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
                bytes.storeBytes(of: address, as: sockaddr_in.self)
                return MemoryLayout<sockaddr_in>.size
            case .ipv6(let port):
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                address.sin6_addr = in6addr_loopback
                bytes.storeBytes(of: address, as: sockaddr_in6.self)
                return MemoryLayout<sockaddr_in6>.size
            case .unix(let path):
                var address = sockaddr_un()
                address.sun_family = sa_family_t(AF_UNIX)
                withUnsafeMutableBytes(of: &address.sun_path) { target in
                    precondition(path.utf8.count < target.count, "socket path too long: \(path)")
                    target.copyBytes(from: path.utf8)
                }
                bytes.storeBytes(of: address, as: sockaddr_un.self)
                return MemoryLayout<sockaddr_un>.size
            }
        }
    }
}

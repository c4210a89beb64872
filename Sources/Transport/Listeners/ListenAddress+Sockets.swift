public import Codecs

extension ListenAddress {
    /// Binds and listens, for `count` workers each: outer by address, inner by worker.
    /// - Throws: what the kernel refused, with the address.
    public func open(count: Int) throws(SystemError) -> [[ListeningSocket]] {
        switch self {
        case .ip(let address, let port):
            return [try ListeningSocket.open(SocketAddress(address, port: port), count: count)]
        case .unix(let path):
            guard let address = SocketAddress(unixPath: path) else {
                throw SystemError("bind \(path)", code: 36)
            }
            return [try ListeningSocket.open(address, count: count)]
        case .localhost(let port):
            return try open(.loopback4, .loopback6, port: port, count: count)
        case .everywhere(let port):
            return try open(.any4, .any6, port: port, count: count)
        }
    }

    /// IPv4, and IPv6 at the same port where the machine has it.
    private func open(
        _ four: IPAddress, _ six: IPAddress, port: UInt16, count: Int
    ) throws(SystemError) -> [[ListeningSocket]] {
        let sockets = try ListeningSocket.open(SocketAddress(four, port: port), count: count)
        let chosen = sockets.first?.address.port ?? port
        do throws(SystemError) {
            return [
                sockets, try ListeningSocket.open(SocketAddress(six, port: chosen), count: count),
            ]
        } catch {
            guard error.isAddressFamilyMissing else { throw error }
            return [sockets]
        }
    }
}

extension IPAddress {
    public static let loopback4 = IPAddress.v4(0x7F00_0001)
    public static let loopback6 = IPAddress.v6(1)
    static let any4 = IPAddress.v4(0)
    static let any6 = IPAddress.v6(0)
}

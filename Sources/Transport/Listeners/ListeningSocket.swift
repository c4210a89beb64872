internal import CEvent
import Glibc

/// A socket that is bound and listens, before a loop takes it over. Closed when nobody holds it.
public final class ListeningSocket: Sendable {
    let number: CInt
    public let address: SocketAddress

    /// Connections the kernel keeps for us until they are accepted.
    private static let backlog: CInt = 4096

    private init(_ descriptor: consuming Descriptor) {
        address = SocketAddress(of: descriptor)
        number = descriptor.relinquish()
    }

    deinit {
        _ = Glibc.close(number)
    }

    /// One listening socket for each of `count` workers; for a path a single one, for worker 0.
    ///
    /// Each worker has its own socket (`SO_REUSEPORT`), so the kernel spreads connections and no
    /// worker waits for another. That option would also let a second gateway share the port without
    /// a word; so the address is first bound without it, which fails where it is in use.
    /// - Parameter address: port 0 lets the system choose one, the same for all.
    /// - Throws: what the kernel refused, with the address.
    public static func open(
        _ address: SocketAddress, count: Int
    ) throws(SystemError) -> [ListeningSocket] {
        if address.isUnix { return [try openUnix(address)] }
        let exact = try probe(address)
        var sockets: [ListeningSocket] = []
        for _ in 0..<count {
            let descriptor = try bind(exact, sharing: true)
            try listen(on: descriptor, exact)
            sockets.append(ListeningSocket(descriptor))
        }
        return sockets
    }

    /// Binds `address` for itself alone and lets go of it again: which port it has, if it is free.
    private static func probe(_ address: SocketAddress) throws(SystemError) -> SocketAddress {
        SocketAddress(of: try bind(address, sharing: false))
    }

    /// Binds a path for this process's user alone; a socket file that nobody listens on any more is replaced.
    private static func openUnix(_ address: SocketAddress) throws(SystemError) -> ListeningSocket {
        if isAbandoned(address) { unsafe unlink(address.unixPath) }
        let mask = umask(0o177)
        defer { umask(mask) }
        let descriptor = try bind(address, sharing: false)
        try listen(on: descriptor, address)
        return ListeningSocket(descriptor)
    }

    /// Whether the path is a socket that refuses connections: its process has gone without unlinking it.
    private static func isAbandoned(_ address: SocketAddress) -> Bool {
        var status = stat()
        guard unsafe lstat(address.unixPath, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK
        else { return false }
        let number = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { return false }
        let descriptor = Descriptor(owning: number)
        let result = unsafe address.withSocketAddress { unsafe connect(descriptor.number, $0, $1) }
        return result != 0 && errno == ECONNREFUSED
    }

    private static func bind(
        _ address: SocketAddress, sharing: Bool
    ) throws(SystemError) -> Descriptor {
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let number = socket(address.family, kind, 0)
        guard number >= 0 else { throw SystemError("socket for \(address)") }
        let descriptor = Descriptor(owning: number)
        if !address.isUnix {
            try set(SO_REUSEADDR, on: descriptor)
            // Accepted sockets inherit it: messages are written whole, nothing is gained by waiting.
            try set(TCP_NODELAY, of: CInt(IPPROTO_TCP), on: descriptor)
            // IPv4 has a socket of its own.
            if address.family == AF_INET6 {
                try set(IPV6_V6ONLY, of: CInt(IPPROTO_IPV6), on: descriptor)
            }
            if sharing { try set(SO_REUSEPORT, on: descriptor) }
        }
        let result = unsafe address.withSocketAddress { unsafe Glibc.bind(number, $0, $1) }
        guard result == 0 else { throw SystemError("bind \(address)") }
        return descriptor
    }

    private static func listen(
        on descriptor: borrowing Descriptor, _ address: SocketAddress
    ) throws(SystemError) {
        guard Glibc.listen(descriptor.number, backlog) == 0 else {
            throw SystemError("listen \(address)")
        }
    }

    private static func set(
        _ option: CInt, of level: CInt = SOL_SOCKET, on descriptor: borrowing Descriptor
    ) throws(SystemError) {
        var on: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        guard unsafe setsockopt(descriptor.number, level, option, &on, size) == 0 else {
            throw SystemError("setsockopt")
        }
    }
}

import Glibc

/// A listening socket that can be stopped while a thread waits on it.
final class ListeningSocket: @unchecked Sendable {
    // One thread accepts; `stop` only shuts the sockets down, which wakes it.
    let endpoint: Endpoint
    private let descriptor: Int32

    /// Listens; a port of 0 becomes the one the kernel gave.
    init(on wanted: Endpoint) throws(SocketFault) {
        let descriptor = Descriptors.make { socket(wanted.family, Int32(SOCK_STREAM.rawValue), 0) }
        guard descriptor >= 0 else { throw .failed("socket", errno) }
        self.descriptor = descriptor
        guard wanted.withAddress({ bind(descriptor, $0, $1) }) == 0 else {
            throw .failed("bind", errno)
        }
        guard listen(descriptor, 512) == 0 else { throw .failed("listen", errno) }
        endpoint = Self.bound(descriptor, wanted)
    }

    deinit {
        close(descriptor)
    }

    /// The next connection, or nil once stopped.
    func accept() -> StreamSocket? {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            guard poll(&polled, 1, -1) > 0 || errno == EINTR else { return nil }
            let connection = Descriptors.make { Glibc.accept(descriptor, nil, nil) }
            if connection >= 0 { return StreamSocket(adopting: connection) }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// Refuses connections from now on and ends a waiting `accept`.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        if case .unix(let path) = endpoint { unlink(path) }
    }

    /// What a socket was bound to: the wanted endpoint with its port filled in.
    static func bound(_ descriptor: Int32, _ wanted: Endpoint) -> Endpoint {
        guard wanted.port != nil else { return wanted }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = getsockname(descriptor, address, &length)
            }
            // The port stands at the same place for both families.
            return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                UInt16(bigEndian: $0.pointee.sin_port)
            }
        }
        return wanted.family == AF_INET6 ? .ipv6(port: port) : .ipv4(port: port)
    }
}

import Glibc

/// An address where connection attempts neither succeed nor fail.
///
/// A listener that never accepts and whose short queue is full: the kernel drops what comes next.
public final class BlackHole: @unchecked Sendable {
    // Written in `init` and read in `deinit` alone.
    public let endpoint: Endpoint
    private let listener: Int32
    private var fillers: [Int32] = []

    public init() throws(SocketFault) {
        let any = Endpoint.ipv4(port: 0)
        let listener = Descriptors.make { socket(any.family, Int32(SOCK_STREAM.rawValue), 0) }
        self.listener = listener
        guard any.withAddress({ bind(listener, $0, $1) }) == 0, listen(listener, 0) == 0 else {
            throw .failed("listen", errno)
        }
        endpoint = ListeningSocket.bound(listener, any)
        for _ in 0..<8 {
            let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
            let filler = Descriptors.make { socket(any.family, type, 0) }
            _ = endpoint.withAddress { connect(filler, $0, $1) }
            fillers.append(filler)
        }
    }

    deinit {
        for descriptor in fillers + [listener] { close(descriptor) }
    }
}

internal import CEvent
import Glibc

/// Keeps the addresses of names up to date over DNS, on one loop and without blocking it.
///
/// A name is asked for again when its answer's time to live has passed; while the servers give no
/// answer the last one stands. Literals and `localhost` never come here, and nobody waits for it at
/// start. The hosts file is read once, when the resolver is made.
@safe
public final class Resolver: Sendable {
    private let executor: LoopExecutor
    private let hosts: HostsFile
    /// Both used on the loop's thread only.
    nonisolated(unsafe) private let loop: EventLoop
    nonisolated(unsafe) private let dns: OpaquePointer

    /// An answer is kept at least so long whatever its time to live, and at most.
    private static let shortestSeconds = 1
    private static let longestSeconds = 300

    public init(on loop: EventLoop, hosts: HostsFile) throws(SystemError) {
        unsafe self.loop = loop
        self.hosts = hosts
        executor = loop.executor
        let flags = CInt(
            EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE)
        guard let dns = unsafe evdns_base_new(loop.base, flags) else {
            throw SystemError("evdns_base_new")
        }
        unsafe self.dns = dns
    }

    deinit { unsafe evdns_base_free(dns, 0) }

    /// Reports the addresses of `name` now and whenever they are asked for again.
    /// - Parameter found: runs on the loop; the addresses are never empty.
    public func follow(
        _ name: String, port: UInt16, found: @escaping @Sendable ([SocketAddress]) -> Void
    ) {
        executor.start { [self] in
            while true {
                let answer = await lookUp(name, port: port)
                if !answer.addresses.isEmpty { found(answer.addresses) }
                await pause(seconds: answer.secondsToLive)
            }
        }
    }

    fileprivate struct Answer {
        var addresses: [SocketAddress] = []
        /// 0 where there was no answer.
        var secondsToLive = 0
    }

    private func lookUp(_ name: String, port: UInt16) async -> Answer {
        let listed = hosts.addresses(of: name, port: port)
        if !listed.isEmpty { return Answer(addresses: listed, secondsToLive: Self.longestSeconds) }
        let four = await ask(name, port: port, family: AF_INET)
        let six = await ask(name, port: port, family: AF_INET6)
        let lives = [four, six].filter { !$0.addresses.isEmpty }.map(\.secondsToLive)
        return Answer(
            addresses: four.addresses + six.addresses,
            secondsToLive: min(max(lives.min() ?? 0, Self.shortestSeconds), Self.longestSeconds))
    }

    private func ask(_ name: String, port: UInt16, family: CInt) async -> Answer {
        await withCheckedContinuation { (continuation: CheckedContinuation<Answer, Never>) in
            let query = Query(port: port, continuation: continuation)
            let context = unsafe Unmanaged.passRetained(query).toOpaque()
            // libevent calls back in every case, at once where it cannot even ask.
            if family == AF_INET {
                unsafe evdns_base_resolve_ipv4(dns, name, 0, nameAnswered, context)
            } else {
                unsafe evdns_base_resolve_ipv6(dns, name, 0, nameAnswered, context)
            }
        }
    }

    private func pause(seconds: Int) async {
        let sleep = Sleep()
        await withCheckedContinuation { continuation in
            unsafe sleep.start(on: loop, seconds: seconds, continuation)
        }
    }

    /// One question under way; the callback owns it.
    fileprivate final class Query {
        let port: UInt16
        private let continuation: CheckedContinuation<Answer, Never>

        fileprivate init(port: UInt16, continuation: CheckedContinuation<Answer, Never>) {
            self.port = port
            self.continuation = continuation
        }

        func answer(addresses: [SocketAddress], secondsToLive: Int) {
            continuation.resume(
                returning: Answer(addresses: addresses, secondsToLive: secondsToLive))
        }
    }

    /// A timer that resumes a task; it lives until then.
    private final class Sleep: Sendable {
        nonisolated(unsafe) private var timer: LoopTimer?

        func start(
            on loop: EventLoop, seconds: Int, _ continuation: CheckedContinuation<Void, Never>
        ) {
            let timer = LoopTimer(on: loop) { _ in continuation.resume() }
            timer.set(nanoseconds: UInt64(seconds) * 1_000_000_000)
            unsafe self.timer = timer
        }
    }
}

private func nameAnswered(
    result: CInt, kind: CChar, count: CInt, secondsToLive: CInt,
    addresses: UnsafeMutableRawPointer?, context: UnsafeMutableRawPointer?
) {
    guard let context = unsafe context else { return }
    let query = unsafe Unmanaged<Resolver.Query>.fromOpaque(context).takeRetainedValue()
    var found: [SocketAddress] = []
    if result == CInt(DNS_ERR_NONE), let addresses = unsafe addresses {
        for index in 0..<Int(count) {
            if kind == CChar(DNS_IPv4_A) {
                let address = unsafe addresses.load(fromByteOffset: index * 4, as: in_addr.self)
                found.append(SocketAddress(address, port: query.port))
            } else if kind == CChar(DNS_IPv6_AAAA) {
                let address = unsafe addresses.load(fromByteOffset: index * 16, as: in6_addr.self)
                found.append(SocketAddress(address, port: query.port))
            }
        }
    }
    query.answer(addresses: found, secondsToLive: Int(secondsToLive))
}

import Foundation

/// An upstream on threads of its own that records every byte and answers as it is told.
///
/// A request whose head contains a scripted marker is answered by that script, any other by
/// `fallback`. So many tests share one upstream and each finds its own requests again.
public final class ScriptedUpstream: Sendable {
    /// What happens after a request's head was read.
    public typealias Script = @Sendable (UpstreamExchange) throws -> Void

    /// What one connection has brought.
    public struct Connection: Sendable {
        /// Every byte received, up to 1 MiB.
        public internal(set) var bytes: [UInt8] = []
        /// How it ended, once it did: as the gateway left it.
        public internal(set) var ending: BodyEnding?
    }

    struct State: Sendable {
        var connections: [Connection] = []
        var requests: [WireRequest] = []
        var scripts: [String: Script] = [:]
        var open: [Int: StreamSocket] = [:]
        var isStopped = false
    }

    public let endpoint: Endpoint
    private let listener: ListeningSocket
    private let state = Watched(State())

    /// Listens on a free port, or on the path of a Unix endpoint.
    public init(
        on endpoint: Endpoint = .ipv4(port: 0),
        fallback: @escaping Script = ScriptedUpstream.answer200
    ) throws(SocketFault) {
        listener = try ListeningSocket(on: endpoint)
        self.endpoint = listener.endpoint
        Self.accept(on: listener, into: state, fallback: fallback)
    }

    deinit {
        stop()
    }

    /// Answers every request whose head contains `marker` by `script` from now on.
    public func answer(_ marker: String, by script: @escaping Script) {
        state.update { $0.scripts[marker] = script }
    }

    /// Answers every request whose head contains `marker` with these bytes.
    public func answer(_ marker: String, with text: String) {
        answer(marker) { exchange in
            _ = try exchange.receiveBody()
            try exchange.send(text)
        }
    }

    /// The requests received whose head contains `marker`.
    public func requests(with marker: String) -> [WireRequest] {
        state.value.requests.filter { $0.contains(marker) }
    }

    /// Waits for a request whose head contains `marker`; nil when none comes.
    public func waitForRequest(
        with marker: String, within bound: Duration = .failureBound
    ) -> WireRequest? {
        state.wait(within: bound) { state in state.requests.first { $0.contains(marker) } }
    }

    /// Whether any byte string received, on whatever connection, contains `marker`.
    public func hasSeen(_ marker: String) -> Bool {
        let needle = Array(marker.utf8)
        return state.value.connections.contains { $0.bytes.firstRange(of: needle) != nil }
    }

    /// All connections so far, in the order they were accepted.
    public var connections: [Connection] { state.value.connections }

    /// Waits until the connection has ended and says how; nil when it stays open.
    public func waitForEnd(
        of connection: Int, within bound: Duration = .failureBound
    ) -> BodyEnding? {
        state.wait(within: bound) { $0.connections[connection].ending }
    }

    /// Stops listening and cuts all connections.
    public func stop() {
        listener.stop()
        let open = state.update { state in
            state.isStopped = true
            return state.open.values
        }
        for socket in open { socket.interrupt() }
    }

    /// Reads the body and answers 200 with the two bytes `ok`.
    public static let answer200: Script = { exchange in
        _ = try exchange.receiveBody()
        try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    }
}

extension ScriptedUpstream {
    private static func accept(
        on listener: ListeningSocket, into state: Watched<State>, fallback: @escaping Script
    ) {
        Thread.detachNewThread {
            while let socket = listener.accept() {
                let number: Int? = state.update { state in
                    guard !state.isStopped else { return nil }
                    state.connections.append(Connection())
                    state.open[state.connections.count - 1] = socket
                    return state.connections.count - 1
                }
                guard let number else { return socket.reset() }
                Thread.detachNewThread {
                    serve(socket, number: number, state, fallback)
                }
            }
        }
    }

    /// Serves one connection until either side ends it.
    private static func serve(
        _ socket: StreamSocket, number: Int, _ state: Watched<State>, _ fallback: @escaping Script
    ) {
        let reader = WireReader(socket, bound: .seconds(3_600)) { bytes in
            state.update { $0.connections[number].record(bytes) }
        }
        var ending = BodyEnding.complete
        do {
            while let head = try reader.readHead() {
                let exchange = UpstreamExchange(head, on: reader, number: number)
                let index = state.update { state in
                    state.requests.append(WireRequest(head: head, connection: number))
                    return state.requests.count - 1
                }
                let text = String(decoding: head.bytes, as: UTF8.self)
                let script = state.value.scripts.first { text.contains($0.key) }?.value ?? fallback
                exchange.whenReceived { body in state.update { $0.requests[index].body = body } }
                try script(exchange)
                if !exchange.isReusable { break }
            }
        } catch SocketFault.reset {
            ending = .reset
        } catch {
            ending = .truncated
        }
        socket.close()
        state.update { state in
            state.connections[number].ending = ending
            state.open[number] = nil
        }
    }
}

/// One request on an upstream's connection, in the hands of a script.
public final class UpstreamExchange {
    public let head: WireHead
    /// Which of the upstream's connections this is, counted from 0.
    public let connection: Int
    private let reader: WireReader
    private var mustClose = false
    private var body: WireBody?
    private var report: (WireBody) -> Void = { _ in }

    init(_ head: WireHead, on reader: WireReader, number: Int) {
        self.head = head
        self.reader = reader
        connection = number
    }

    /// Whether the next request may be read: the body was received and nobody closed.
    var isReusable: Bool {
        !mustClose && (body != nil || (!head.isChunked && (head.contentLength ?? 0) == 0))
    }

    func whenReceived(_ report: @escaping (WireBody) -> Void) {
        self.report = report
    }

    /// Receives the request's body; `consume` gets it piecemeal instead, when given.
    public func receiveBody(_ consume: (([UInt8]) -> Void)? = nil) throws -> WireBody {
        let received = try reader.readBody(of: head, untilClose: false, consume: consume)
        body = received
        report(received)
        return received
    }

    /// Receives raw bytes, whatever they are; none at the end of the stream.
    public func receiveBytes(upTo limit: Int = 65_536) throws(SocketFault) -> [UInt8] {
        mustClose = true
        return Array(try reader.read(upTo: limit))
    }

    /// Receives exactly `count` raw bytes; fewer when the stream ends.
    public func receiveBytes(count: Int) throws(SocketFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try receiveBytes(upTo: count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Sends text as it stands; line ends must be written out.
    public func send(_ text: String) throws(SocketFault) {
        try reader.socket.send(text.utf8)
    }

    /// Sends bytes as they are.
    public func send(_ bytes: [UInt8]) throws(SocketFault) {
        try reader.socket.send(bytes)
    }

    /// Sends up to `limit` bytes; 0 when the gateway takes no more.
    public func sendUntilStalled(_ bytes: [UInt8], of limit: Int) throws(SocketFault) -> Int {
        try reader.socket.sendUntilStalled(bytes, of: limit)
    }

    /// Waits until the gateway takes bytes again.
    public func waitUntilWritable() throws(SocketFault) {
        try reader.socket.waitUntilWritable()
    }

    /// Ends the connection after this exchange, orderly.
    public func close() {
        mustClose = true
    }

    /// Cuts the connection with a reset.
    public func reset() {
        mustClose = true
        reader.socket.reset()
    }

    /// Sends nothing and waits until the gateway ends the connection.
    public func waitUntilEnd() throws {
        mustClose = true
        while try reader.receiveMore() {}
    }
}

extension WireRequest {
    func contains(_ marker: String) -> Bool {
        head.bytes.firstRange(of: Array(marker.utf8)) != nil
    }
}

extension ScriptedUpstream.Connection {
    private static let recordedBytesLimit = 1 << 20

    mutating func record(_ received: [UInt8]) {
        bytes += received.prefix(Self.recordedBytesLimit - bytes.count)
    }
}

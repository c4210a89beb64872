/// A client that sends exactly the bytes it is given and reads exactly what comes back.
public final class ScriptedClient {
    public let socket: StreamSocket
    private let reader: WireReader

    /// Connects. A small `receiveBuffer` makes a client that soon stops taking bytes.
    public init(
        to endpoint: Endpoint, receiveBuffer: Int32? = nil, bound: Duration = .failureBound
    ) throws(SocketFault) {
        socket = try StreamSocket(connectingTo: endpoint, receiveBuffer: receiveBuffer)
        reader = WireReader(socket, bound: bound)
    }

    /// Sends text as it stands; line ends must be written out.
    public func send(_ text: String) throws(SocketFault) {
        try socket.send(text.utf8)
    }

    /// Sends bytes as they are.
    public func send(_ bytes: [UInt8]) throws(SocketFault) {
        try socket.send(bytes)
    }

    /// Sends piece after piece until the peer has reset the connection, which is no fault here: a
    /// server may refuse a message before all of it was sent.
    public func sendWhileOpen(_ pieces: [[UInt8]]) throws(SocketFault) {
        do throws(SocketFault) {
            for piece in pieces { try socket.send(piece) }
        } catch {
            if error != .reset { throw error }
        }
    }

    /// Sends text as `sendWhileOpen` sends bytes.
    public func sendWhileOpen(_ text: String) throws(SocketFault) {
        try sendWhileOpen([Array(text.utf8)])
    }

    /// Receives the next response, after its interim ones, to the end of its body.
    ///
    /// `method` is the request's: an answer to HEAD has no body whatever its fields say.
    public func receive(after method: String = "GET") throws -> WireResponse {
        var response = try receiveHead()
        let status = response.status
        let isEmpty = method == "HEAD" || status == 204 || status == 304 || status == 101
        if !isEmpty { response.body = try reader.readBody(of: response.head, untilClose: true) }
        return response
    }

    /// Receives the next final response's head only, after its interim ones.
    public func receiveHead() throws -> WireResponse {
        var interim: [WireHead] = []
        while let head = try reader.readHead() {
            guard (100..<200).contains(head.status), head.status != 101 else {
                return WireResponse(interim: interim, head: head)
            }
            interim.append(head)
        }
        throw WireFault.endedBeforeResponse(after: Array(reader.unread))
    }

    /// Receives the next final response's head; nil when the connection is reset instead.
    public func receiveHeadUnlessReset() throws -> WireResponse? {
        do {
            return try receiveHead()
        } catch SocketFault.reset {
            return nil
        }
    }

    /// Receives one head, interim or final.
    public func receiveAnyHead() throws -> WireHead {
        guard let head = try reader.readHead() else {
            throw WireFault.endedBeforeResponse(after: Array(reader.unread))
        }
        return head
    }

    /// Receives the body of a head already received, handing its bytes over as they arrive.
    public func receiveBody(
        of response: WireResponse, _ consume: (([UInt8]) -> Void)? = nil
    ) throws(SocketFault) -> WireBody {
        try reader.readBody(of: response.head, untilClose: true, consume: consume)
    }

    /// Receives exactly `count` bytes; fewer when the stream ends.
    public func receive(count: Int) throws(SocketFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try reader.read(upTo: count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// Receives everything until the peer closes; whether it did so orderly or by a reset.
    public func receiveUntilClose() throws(SocketFault) -> (bytes: [UInt8], ending: BodyEnding) {
        var bytes: [UInt8] = []
        do throws(SocketFault) {
            while true {
                let more = try reader.read(upTo: 65_536)
                if more.isEmpty { return (bytes, .complete) }
                bytes += more
            }
        } catch {
            guard error == .reset else { throw error }
            return (bytes, .reset)
        }
    }

    /// Sends a request and receives its response.
    public func exchange(_ request: String) throws -> WireResponse {
        try send(request)
        return try receive(after: String(request.prefix { $0 != " " }))
    }
}

/// What a scripted peer found instead of a message.
public enum WireFault: Error, CustomStringConvertible {
    case endedBeforeResponse(after: [UInt8])
    case endedBeforeRequest

    public var description: String {
        switch self {
        case .endedBeforeResponse(let bytes):
            "the connection ended without a response, after "
                + "\"\(String(decoding: bytes, as: UTF8.self))\""
        case .endedBeforeRequest: "the connection ended without a request"
        }
    }
}

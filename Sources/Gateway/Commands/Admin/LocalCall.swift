import Codecs
import HTTP
import Transport

/// One request of a command's to a listener of a gateway on this machine, on a loop that runs until it is answered.
/// Bodies pass piece by piece, both ways, and are held by nobody as a whole.
final class LocalCall: StreamHandler {
    /// What is asked.
    struct Question {
        var method = "GET"
        var target: String
        /// Field lines besides Host and framing, each with its line end.
        var fields = ""
        var body = Body.none
        /// Nobody may be silent for longer.
        var timeoutNanoseconds: UInt64

        enum Body {
            case none
            case bytes([UInt8])
            /// Asked for the next piece whenever the last one has gone; nil ends it.
            case pieces(() throws -> [UInt8]?)
        }
    }

    enum Outcome {
        case status(StatusCode)
        /// Nobody listens there.
        case unreachable(String)
        case failed(String)
    }

    private let stream: ByteStream
    private let timeoutNanoseconds: UInt64
    private let receive: (Span<UInt8>) -> Void
    private var pieces: (() throws -> [UInt8]?)?
    private var parser = ResponseParser(answering: .get)
    private var response = Response()
    private var decoder: BodyDecoder?
    private var outcome: Outcome?

    /// Runs `loop` until the listener has answered, or has not in time.
    /// - Parameter receive: given the answer's body as it comes.
    static func ask(
        _ question: Question, at address: SocketAddress, on loop: EventLoop,
        receive: @escaping (Span<UInt8>) -> Void = { _ in }
    ) -> Outcome {
        do throws(SystemError) {
            let descriptor = try Descriptor.connecting(to: address)
            let call = LocalCall(question, descriptor, on: loop, receive: receive)
            call.stream.start(reportingTo: call)
            loop.run()
            return call.outcome ?? .failed("no answer")
        } catch {
            return .unreachable("\(error)")
        }
    }

    private init(
        _ question: Question, _ descriptor: consuming Descriptor, on loop: EventLoop,
        receive: @escaping (Span<UInt8>) -> Void
    ) {
        stream = ByteStream(descriptor, isConnecting: true, on: loop)
        timeoutNanoseconds = question.timeoutNanoseconds
        self.receive = receive
        var request = ByteBuffer()
        request.append(
            "\(question.method) \(question.target) HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\n\(question.fields)")
        switch question.body {
        case .none: request.append("\r\n")
        case .bytes(let bytes):
            request.append("Content-Length: \(bytes.count)\r\n\r\n")
            request.append(bytes)
        case .pieces(let pieces):
            request.append("Transfer-Encoding: chunked\r\n\r\n")
            self.pieces = pieces
        }
        stream.write(request.span)
        waitOn()
    }

    private func waitOn() {
        stream.setTimeout(nanoseconds: timeoutNanoseconds, now: SystemClock.now())
    }

    private func end(_ outcome: Outcome) {
        guard self.outcome == nil else { return }
        self.outcome = outcome
        stream.close()
        stream.loop.stop()
    }

    // MARK: From the stream

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {
        if let error { end(.unreachable("\(error)")) }
    }

    func streamIsReadable(_ stream: ByteStream) {
        let loop = stream.loop
        switch stream.receive() {
        case .bytes(let count): received(loop.received(count))
        case .nothing: break
        case .end: ended()
        case .failed: end(.failed("the connection broke"))
        }
    }

    func streamIsWritable(_ stream: ByteStream) { sendPieces() }

    func streamTimedOut(_ stream: ByteStream) { end(.failed("no answer in time")) }

    private func sendPieces() {
        waitOn()
        while let pieces, !stream.hasPendingOutput {
            var output = ByteBuffer()
            do {
                if let piece = try pieces() {
                    output.append(chunk: piece.span)
                } else {
                    self.pieces = nil
                    output.appendLastChunk()
                }
            } catch {
                return end(.failed("\(error)"))
            }
            stream.write(output.span)
        }
    }

    private func received(_ bytes: Span<UInt8>) {
        waitOn()
        var offset = 0
        if decoder == nil {
            do throws(ResponseFault) {
                guard
                    case .complete(let consumed) = try parser.parse(
                        bytes, from: 0, into: &response)
                else { return }
                offset = consumed
            } catch {
                return end(.failed("no HTTP: \(error)"))
            }
            decoder = BodyDecoder(framing: response.framing)
        }
        decode(bytes, from: offset)
    }

    private func decode(_ bytes: Span<UInt8>, from start: Int) {
        var offset = start
        do throws(BodyFault) {
            while true {
                switch try decoder?.next(bytes, from: &offset) {
                case .data(let range): receive(bytes.extracting(range))
                case .needsMore, nil: return
                case .end: return end(.status(response.status))
                }
            }
        } catch {
            end(.failed("the answer is cut off: \(error)"))
        }
    }

    private func ended() {
        do throws(BodyFault) {
            guard decoder != nil else {
                return end(.failed("the connection ended without an answer"))
            }
            try decoder?.endOfInput()
            end(.status(response.status))
        } catch {
            end(.failed("the answer is cut off"))
        }
    }
}

extension ListenAddress {
    /// How to reach such a listener from this machine, in the order to try.
    var dialled: [SocketAddress] {
        switch self {
        case .everywhere(let port), .localhost(let port):
            [SocketAddress(.loopback4, port: port), SocketAddress(.loopback6, port: port)]
        case .ip(let address, let port): [SocketAddress(address, port: port)]
        case .unix(let path): SocketAddress(unixPath: path).map { [$0] } ?? []
        }
    }
}

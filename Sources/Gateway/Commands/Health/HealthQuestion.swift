import Codecs
import HTTP
import Transport

/// One `GET /ready` on a connection of its own, on a loop that runs until there is an answer.
final class HealthQuestion: StreamHandler {
    enum Answer {
        case status(UInt16)
        case failed(String)
    }

    private let stream: ByteStream
    private var parser = ResponseParser(answering: .get)
    private var response = Response()
    private var answer: Answer?

    /// Runs `loop` until the listener has answered, or has not in time.
    static func ask(
        _ address: SocketAddress, on loop: EventLoop, nanoseconds: UInt64
    ) -> Answer {
        do throws(SystemError) {
            let descriptor = try Descriptor.connecting(to: address)
            let question = HealthQuestion(descriptor, on: loop)
            question.stream.setTimeout(nanoseconds: nanoseconds, now: SystemClock.now())
            question.stream.start(reportingTo: question)
            loop.run()
            return question.answer ?? .failed("no answer")
        } catch {
            return .failed("\(error)")
        }
    }

    private init(_ descriptor: consuming Descriptor, on loop: EventLoop) {
        stream = ByteStream(descriptor, isConnecting: true, on: loop)
        var request = ByteBuffer()
        request.append("GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        stream.write(request.span)
    }

    private func end(_ answer: Answer) {
        guard self.answer == nil else { return }
        self.answer = answer
        stream.close()
        stream.loop.stop()
    }

    // MARK: From the stream

    func streamIsConnected(_ stream: ByteStream, error: SystemError?) {
        if let error { end(.failed("\(error)")) }
    }

    func streamIsReadable(_ stream: ByteStream) {
        let loop = stream.loop
        switch stream.receive() {
        case .bytes(let count): received(loop.received(count))
        case .nothing: break
        case .end: end(.failed("the connection ended without an answer"))
        case .failed: end(.failed("the connection broke"))
        }
    }

    func streamIsWritable(_ stream: ByteStream) {}

    func streamTimedOut(_ stream: ByteStream) { end(.failed("no answer in time")) }

    private func received(_ bytes: Span<UInt8>) {
        do throws(ResponseFault) {
            guard case .complete = try parser.parse(bytes, from: 0, into: &response) else { return }
            end(.status(response.status.rawValue))
        } catch {
            end(.failed("no HTTP: \(error)"))
        }
    }
}

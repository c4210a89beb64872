import Codecs
import Configuration
import HTTP
import Transport

/// Where a command gives its orders, as the command line says.
public struct AdminPlace {
    /// Path of the configuration, whose `admin` counts unless a socket is named.
    public var configuration = ""
    /// `PATH` or `unix:PATH` of a socket, or `HOST:PORT`.
    public var socket: String?
    /// What to present beside a named socket: `@FILE`, `-`, or itself.
    public var credential: String?

    public init() {}
}

/// A command's way to the gateway that runs: asks at its admin listener and turns what goes wrong into exit codes:
/// what is refused 1, nobody there 3.
struct AdminClient {
    private let listen: ListenAddress
    private let credential: [UInt8]?

    /// For each silence: an order may wait for the store.
    private static let timeoutNanoseconds: UInt64 = 60_000_000_000

    init(_ place: AdminPlace) throws(CommandFault) {
        guard let socket = place.socket else {
            let settings = try ConfigurationFile.read(place.configuration).settings
            guard let admin = settings.admin else {
                throw .invalid("\(place.configuration) has no admin listener")
            }
            self.init(admin)
            return
        }
        let isAddress = socket.hasPrefix("unix:") || !socket.contains("/") && socket.contains(":")
        guard let listen = ListenAddress(parsing: isAddress ? socket : "unix:\(socket)") else {
            throw .usage("no socket \(socket): PATH or HOST:PORT")
        }
        self.init(at: listen, presenting: try place.credential.map(CommandInput.secret))
    }

    init(_ admin: AdminSettings) {
        self.init(at: admin.listen, presenting: admin.credential?.bytes)
    }

    private init(at listen: ListenAddress, presenting credential: [UInt8]?) {
        self.listen = listen
        self.credential = credential
    }

    /// Whether somebody listens there.
    var isAnswered: Bool {
        get throws(CommandFault) {
            do throws(CommandFault) {
                return try outcome(of: question("GET", "/v1/"), { _ in }) != nil
            } catch {
                guard case .environment = error else { throw error }
                return false
            }
        }
    }

    /// Asks and answers with the document that comes; nil for an answer without one.
    func ask(
        _ method: String, _ target: String, _ body: LocalCall.Question.Body = .none
    ) throws(CommandFault) -> JSONDocument? {
        var answer: [UInt8] = []
        let status = try send(method, target, body) { answer += [UInt8]($0) }
        let document = answer.isEmpty ? nil : Self.document(answer)
        guard !status.isError else { throw Self.fault(status, document) }
        return document
    }

    /// Asks for what is to be passed on as it comes.
    func stream(
        _ target: String, receive: @escaping (Span<UInt8>) -> Void
    ) throws(CommandFault) {
        let status = try send("GET", target, .none, receive)
        guard !status.isError else { throw Self.fault(status, nil) }
    }

    private func send(
        _ method: String, _ target: String, _ body: LocalCall.Question.Body,
        _ receive: @escaping (Span<UInt8>) -> Void
    ) throws(CommandFault) -> StatusCode {
        var question = question(method, target)
        question.body = body
        guard let status = try outcome(of: question, receive) else {
            throw .environment(
                "no gateway runs, or not with this configuration: nobody at \(listen)")
        }
        return status
    }

    private func question(_ method: String, _ target: String) -> LocalCall.Question {
        var question = LocalCall.Question(
            target: target, timeoutNanoseconds: Self.timeoutNanoseconds)
        question.method = method
        if let credential {
            question.fields = "Authorization: Bearer \(String(decoding: credential.span))\r\n"
        }
        return question
    }

    /// - Returns: nil where nobody listens.
    private func outcome(
        of question: LocalCall.Question, _ receive: @escaping (Span<UInt8>) -> Void
    ) throws(CommandFault) -> StatusCode? {
        guard listen.port != 0 else {
            throw .environment("\(listen): nobody knows which port was chosen")
        }
        for address in listen.dialled {
            let loop: EventLoop
            do throws(SystemError) { loop = try EventLoop() } catch {
                throw .environment("\(error)")
            }
            switch LocalCall.ask(question, at: address, on: loop, receive: receive) {
            case .status(let status): return status
            case .unreachable: continue
            case .failed(let why): throw .environment("\(listen): \(why)")
            }
        }
        return nil
    }

    private static func document(_ bytes: [UInt8]) -> JSONDocument? {
        do throws(JSONFault) { return try JSONDocument(parsing: bytes, depthLimit: 8) } catch {
            return nil
        }
    }

    private static func fault(_ status: StatusCode, _ document: JSONDocument?) -> CommandFault {
        let detail = document?["detail"]?.string ?? "the gateway answered \(status.rawValue)"
        return status.rawValue < 500 ? .invalid(detail) : .environment(detail)
    }
}

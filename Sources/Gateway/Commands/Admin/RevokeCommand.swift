import Codecs
import Configuration
import Identity
import Transport

/// `sallyport revoke`: takes back a token, a session, a person, or more, at the gateway that runs.
public enum RevokeCommand {
    /// What is asked for, as the command line gives it.
    public struct Order {
        public var place = AdminPlace()
        public var kind = ""
        /// What is revoked; of a token the token itself, as `@FILE` or `-`, or its `jti`.
        public var value: String?
        public var issuer: String?
        public var before: String?
        public var reason: String?
        public var expires: String?
        /// Only says what it would mean.
        public var isDryRun = false
        /// The answer as it comes.
        public var isJSON = false

        public init() {}
    }

    /// - Returns: the exit code: 1 where the gateway refuses, 3 where none runs.
    public static func run(_ order: Order) -> Int32 {
        CommandFault.reporting {
            let client = try AdminClient(order.place)
            var order = order
            // The first digits, as `sessions list` shows them.
            if order.kind == "session", let prefix = order.value.flatMap(SessionIDPrefix.init),
                prefix.id == nil
            {
                order.value = try SessionSource.gateway(client).find(prefix).id.hex
            }
            let body = try order.body
            guard let answer = try client.ask("POST", "/v1/revocations", .bytes(body)) else {
                throw CommandFault.environment("the gateway answered nothing")
            }
            Console.print(order.isJSON ? answer.root.line : order.words(answer))
            return 0
        }
    }
}

extension RevokeCommand.Order {
    /// As the gateway takes it.
    fileprivate var body: [UInt8] {
        get throws(CommandFault) {
            guard kind == "token", let value, value.isToken else {
                return body(with: "value", value)
            }
            let token = try CommandInput.secret(value)
            return body(with: "token", String(decoding: token.span))
        }
    }

    private func body(with name: StaticString, _ value: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("kind", kind)
        writer.member(name, value)
        writer.member("issuer", issuer)
        writer.member("before", before)
        writer.member("reason", reason)
        writer.member("expires", expires)
        writer.member("author", Self.author)
        if isDryRun {
            writer.name("dry_run")
            writer.bool(true)
        }
        writer.endObject()
        return [UInt8](writer.span)
    }

    /// Who gives the order: who began the session, where somebody became another user in it.
    private static var author: String {
        let variable = Surroundings.system.variable
        return variable("SUDO_USER") ?? variable("USER") ?? "uid \(Process.user)"
    }

    fileprivate func words(_ answer: JSONDocument) -> String {
        let sessions = answer["matched"]?["sessions"]?.integer ?? 0
        let streams = answer["matched"]?["streams"]?.integer ?? 0
        let until = answer["until"]?.string ?? ""
        let matched =
            "\(sessions.counted("session")) and \(streams.counted("request")) under way"
        let proof =
            answer["verified"]?.bool == false
            ? "\nno issuer of the configuration vouches for the token; it was taken at its word"
            : ""
        guard !isDryRun else { return "would end \(matched)\(proof)" }
        return "revoked until \(until); ended \(matched)\nentry \(answer["entry"]?.string ?? "")"
            + proof
    }
}

extension String {
    /// Whether a token is meant, given by a file or itself, and not the ID of one.
    fileprivate var isToken: Bool {
        hasPrefix("@") || self == "-" || count { $0 == "." } == 2 && hasPrefix("ey")
    }
}

extension Int64 {
    fileprivate func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}

extension JSONValue {
    /// On one line.
    var line: String {
        var writer = JSONWriter(capacity: 256)
        writer.value(self)
        return String(decoding: writer.span)
    }
}

extension JSONWriter {
    /// A member that has a text; without one there is none.
    mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        self.name(name)
        string(value)
    }
}

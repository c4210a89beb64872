/// The head of an HTTP/1 message as it stood on the wire: nothing folded, merged or put in order.
public struct WireHead: Sendable {
    /// Exactly the bytes received, the empty line included.
    public let bytes: [UInt8]
    public let startLine: String
    /// Field lines in order; values without the white space around them.
    public let fields: [(name: String, value: String)]

    /// Reads a complete head leniently: a test wants to see what came, whatever it was.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: true)
        startLine = lines.first.map(String.init) ?? ""
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1] : ""
            return (String(parts.first ?? ""), value.trimmingSpaces())
        }
    }

    /// All values of a field, its name compared without case, in order.
    public func values(of name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The value of a field that stands there exactly once; nil when absent or repeated.
    public subscript(name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    /// The words of the start line.
    var words: [Substring] { startLine.split(separator: " ", omittingEmptySubsequences: false) }

    /// How the fields frame the body, for a message that may have one.
    var isChunked: Bool {
        values(of: "transfer-encoding").last?.lowercased().hasSuffix("chunked") ?? false
    }

    var contentLength: Int? { values(of: "content-length").first.flatMap { Int($0) } }
}

/// How a message's body came to its end.
public enum BodyEnding: Sendable, Equatable {
    /// As its framing says.
    case complete
    /// The connection ended (FIN) before the framing was satisfied.
    case truncated
    /// The connection was reset.
    case reset
}

/// A body as received.
public struct WireBody: Sendable {
    public var bytes: [UInt8] = []
    public var trailers: [(name: String, value: String)] = []
    public var ending = BodyEnding.complete
    /// The sizes of the chunks, where it came in chunks.
    public var chunks: [Int] = []

    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A response that a client received, with the interim ones before it.
public struct WireResponse: Sendable {
    public var interim: [WireHead] = []
    public let head: WireHead
    public var body = WireBody()

    public var status: Int { head.status }
    public var text: String { body.text }

    public func values(of name: String) -> [String] { head.values(of: name) }
    public subscript(name: String) -> String? { head[name] }
}

/// A request that an upstream received.
public struct WireRequest: Sendable {
    public let head: WireHead
    public var body = WireBody()
    /// Which of the upstream's connections it came on, counted from 0.
    public let connection: Int

    public var method: String { String(head.words.first ?? "") }
    public var target: String { head.words.count > 1 ? String(head.words[1]) : "" }

    public func values(of name: String) -> [String] { head.values(of: name) }
    public subscript(name: String) -> String? { head[name] }
}

extension WireHead {
    /// The status code of a response's head, 0 when it has none.
    public var status: Int { words.count > 1 ? Int(words[1]) ?? 0 : 0 }
}

extension Substring {
    fileprivate func trimmingSpaces() -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let start = self.drop(while: isSpace)
        return String(start.reversed().drop(while: isSpace).reversed())
    }
}

import Codecs
import HTTP

/// A response of our own: small, whole, and never cached by anybody where it says no.
struct Answer: ~Copyable {
    var status: StatusCode
    /// For the log and the metrics.
    var reason: ReasonCode
    /// Whether the connection ends with it: what follows cannot be told from a request any more.
    var closes = false
    /// Field lines that end in CRLF each; framing and `Connection` come on top.
    var lines = ByteBuffer()
    var body = ByteBuffer()

    init(_ status: StatusCode, reason: ReasonCode) {
        self.status = status
        self.reason = reason
    }

    mutating func add(_ name: StaticString, _ value: some StringProtocol) {
        lines.append(name)
        lines.append(": ")
        lines.append(value)
        lines.append("\r\n")
    }

    /// A problem document (RFC 9457): what kind of no it is, and nothing that helps an attacker.
    /// - Parameters:
    ///   - login: whether logging in would help; then it says where.
    ///   - detail: for the operator alone: what is wrong, in words.
    mutating func describeProblem(login: Bool = false, detail: String? = nil) {
        add("Content-Type", "application/problem+json")
        body.append("{\"type\":\"about:blank\",\"title\":\"")
        body.append(status.reason)
        body.append("\",\"status\":")
        body.append(decimal: Int(status.rawValue))
        if login {
            body.append(",\"login\":\"")
            body.append(Endpoint.login.path)
            body.append("\"")
        }
        if let detail {
            body.append(",\"detail\":")
            body.append(jsonString: Array(detail.utf8).span)
        }
        body.append("}\n")
    }
}

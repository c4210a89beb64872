import Codecs
import HTTP

/// Any split gives the same request or the same fault, and nothing behind the head is taken. What comes
/// out has one reading: one framing, at most one Host, a token for a method, nothing a line could end in.
func fuzzRequest(_ input: Span<UInt8>) {
    let outcomes = pieces(of: input.copied()).map(readRequest)
    precondition(outcomes.allSatisfy { $0 == outcomes[0] })
}

private func readRequest(_ pieces: [ArraySlice<UInt8>]) -> String {
    var parser = RequestParser()
    var request = Request()
    var taken = 0
    for piece in pieces {
        let bytes = Array(piece)
        do throws(RequestFault) {
            guard
                case .complete(let consumed) = try parser.parse(bytes.span, from: 0, into: &request)
            else {
                taken += bytes.count
                continue
            }
            precondition(consumed > 0 && consumed <= bytes.count)
            check(request)
            if request.targetForm == .origin { checkForwarding(of: request) }
            return "\(taken + consumed) " + described(request)
        } catch {
            return "\(error)"
        }
    }
    return "incomplete"
}

private func check(_ request: borrowing Request) {
    precondition(request.fields.count(of: .host) <= 1)
    precondition(request.fields.count(of: .contentLength) <= 1)
    precondition(
        !request.fields.contains(.contentLength) || !request.fields.contains(.transferEncoding))
    if case .untilClose = request.framing { preconditionFailure("a request without an end") }
    precondition(request.target.copied().allSatisfy { $0 > 0x20 && $0 < 0x7F })
    precondition(!request.methodText.isEmpty)
    check(request.fields)
}

/// What goes upstream is itself a request without a second reading, framed as the client's was.
private func checkForwarding(of request: borrowing Request) {
    var output = ByteBuffer()
    let host = Array("upstream.example".utf8)
    let line = Array("X-User: alice\r\n".utf8)
    request.serialize(
        as: ForwardedHead(
            path: request.path, query: request.query, host: host.span, lines: line.span),
        into: &output)
    // The upstream's own limits are not ours: only the form is looked at.
    var parser = RequestParser(
        limits: HeadLimits(
            startLineBytes: 1 << 20, headBytes: 1 << 20, fieldCount: 1000, fieldBytes: 1 << 16))
    var forwarded = Request()
    guard
        case .complete(let consumed) = try? parser.parse(output.span, from: 0, into: &forwarded)
    else { preconditionFailure("what is forwarded does not parse") }
    precondition(consumed == output.count)
    precondition(forwarded.framing == request.framing)
    precondition(forwarded.target.copied() == request.target.copied())
    precondition(forwarded.methodText.copied() == request.methodText.copied())
    precondition(forwarded.authority.copied() == host)
}

private func described(_ request: borrowing Request) -> String {
    "\(request.methodText.copied()) \(request.target.copied()) \(request.version)"
        + " \(request.authority.copied()) \(request.framing) \(request.isPersistent)"
        + described(request.fields)
}

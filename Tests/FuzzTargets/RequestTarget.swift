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

private func described(_ request: borrowing Request) -> String {
    "\(request.methodText.copied()) \(request.target.copied()) \(request.version)"
        + " \(request.authority.copied()) \(request.framing) \(request.isPersistent)"
        + described(request.fields)
}

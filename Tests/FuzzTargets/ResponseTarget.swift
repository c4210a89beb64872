import Codecs
import HTTP

/// Any split gives the same heads, interim ones and the final one, or the same fault.
func fuzzResponse(_ input: Span<UInt8>) {
    for method in [Method.get, .head, .connect] {
        let outcomes = pieces(of: input.copied()).map { readResponses($0, answering: method) }
        precondition(outcomes.allSatisfy { $0 == outcomes[0] })
    }
}

private func readResponses(_ pieces: [ArraySlice<UInt8>], answering method: Method) -> String {
    var parser = ResponseParser(answering: method)
    var response = Response()
    var outcome = ""
    for piece in pieces {
        let bytes = Array(piece)
        var offset = 0
        while offset < bytes.count {
            do throws(ResponseFault) {
                guard
                    case .complete(let consumed) = try parser.parse(
                        bytes.span, from: offset, into: &response)
                else { break }
                precondition(consumed > 0 && offset + consumed <= bytes.count)
                offset += consumed
                check(response.fields)
                outcome += "\(response.status) \(response.framing) \(response.isPersistent)"
                outcome += described(response.fields) + "\n"
                if !response.isInterim { return outcome }
            } catch {
                return outcome + "\(error)"
            }
        }
    }
    return outcome + "incomplete"
}

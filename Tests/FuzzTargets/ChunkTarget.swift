import Codecs
import HTTP

/// Any split gives the same body, trailers and rest, or the same fault after the same bytes at most; a body
/// is never longer than what carried it.
func fuzzChunk(_ input: Span<UInt8>) {
    let outcomes = pieces(of: input.copied()).map(readBody)
    precondition(outcomes.allSatisfy { $0 == outcomes[0] })
}

private func readBody(_ pieces: [ArraySlice<UInt8>]) -> String {
    var decoder = BodyDecoder(framing: .chunked)
    var body: [UInt8] = []
    var taken = 0
    for piece in pieces {
        let bytes = Array(piece)
        var offset = 0
        reading: while true {
            do throws(BodyFault) {
                switch try decoder.next(bytes.span, from: &offset) {
                case .data(let range):
                    precondition(!range.isEmpty && range.upperBound <= bytes.count)
                    body += bytes[range]
                case .needsMore: break reading
                case .end:
                    check(decoder.trailers)
                    precondition(body.count < taken + offset)
                    return "\(taken + offset) \(body)" + described(decoder.trailers)
                }
            } catch {
                return "\(error)"
            }
        }
        precondition(offset == bytes.count)
        taken += bytes.count
    }
    return "incomplete \(body)"
}

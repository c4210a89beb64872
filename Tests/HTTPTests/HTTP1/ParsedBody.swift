import Codecs
import HTTP
import TestKit
import Testing

/// What a decoder made of a body and of what follows it.
struct ParsedBody: Equatable {
    var data: String
    var trailers: [String]
    /// Bytes taken up to the end of the body.
    var consumed: Int
    var isComplete: Bool
}

enum BodyOutcome: Equatable {
    case read(ParsedBody)
    case fault(BodyFault)

    var fault: BodyFault? { if case .fault(let fault) = self { fault } else { nil } }
    var body: ParsedBody? { if case .read(let body) = self { body } else { nil } }
}

/// Reads `bytes` as a body, in every way of cutting them, and expects one outcome.
func readBody(
    _ bytes: String, framed framing: BodyFraming = .chunked,
    sourceLocation: SourceLocation = #_sourceLocation
) -> BodyOutcome {
    let (whole, different) = EverySplit(of: latin1(bytes)).results { readBody($0, framed: framing) }
    for (way, outcome) in different.prefix(3) {
        Issue.record("\(way): \(outcome), whole: \(whole)", sourceLocation: sourceLocation)
    }
    return whole
}

private func readBody(_ pieces: [[UInt8]], framed framing: BodyFraming) -> BodyOutcome {
    var decoder = BodyDecoder(framing: framing)
    var data: [UInt8] = []
    var consumed = 0
    do throws(BodyFault) {
        feeding: for piece in pieces {
            var offset = 0
            while true {
                let part = try decoder.next(piece.span, from: &offset)
                if case .data(let range) = part {
                    #expect(!range.isEmpty)
                    data += piece[range]
                } else {
                    consumed += offset
                    if part == .end { break feeding }
                    #expect(offset == piece.count)
                    break
                }
            }
        }
    } catch {
        return .fault(error)
    }
    return .read(
        ParsedBody(
            data: text(data.span), trailers: lines(of: decoder.trailers), consumed: consumed,
            isComplete: decoder.isComplete))
}

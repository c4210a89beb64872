import Codecs
import HTTP

/// Any split of a WebSocket's bytes leads to the same boundary or the same fault.
func fuzzFrames(_ input: Span<UInt8>) {
    for sender in [FrameBoundaryTracker.Sender.client, .server] {
        let outcomes = pieces(of: input.copied()).map { follow($0, from: sender) }
        precondition(outcomes.allSatisfy { $0 == outcomes[0] })
    }
}

private func follow(
    _ pieces: [ArraySlice<UInt8>], from sender: FrameBoundaryTracker.Sender
) -> String {
    var tracker = FrameBoundaryTracker(sender: sender)
    var taken = 0
    var boundary = 0
    for piece in pieces {
        let bytes = Array(piece)
        do throws(FrameFault) {
            if let last = try tracker.advance(over: bytes.span) { boundary = taken + last }
        } catch {
            return "\(error)"
        }
        taken += bytes.count
        precondition(tracker.isAtBoundary == (boundary == taken))
    }
    return "\(boundary) \(tracker.isAtBoundary) \(tracker.hasClosed)"
}

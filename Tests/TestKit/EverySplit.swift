/// All the ways a parser is given the same bytes: whole, byte by byte, and cut at every position.
/// Whatever way it is, the result must be the same; that one property stands for hundreds of cases.
public struct EverySplit: Sendable {
    public let bytes: [UInt8]

    public init(of bytes: [UInt8]) { self.bytes = bytes }

    /// One way of cutting: the pieces in order, and words for a failure.
    public struct Pieces: Sendable, CustomStringConvertible {
        public let pieces: [[UInt8]]
        public let description: String
    }

    public var ways: [Pieces] {
        let whole = Pieces(pieces: [bytes], description: "whole")
        let single = Pieces(pieces: bytes.map { [$0] }, description: "byte by byte")
        return [whole, single]
            + cuts.map { position in
                Pieces(
                    pieces: [Array(bytes[..<position]), Array(bytes[position...])],
                    description: "cut at \(position)")
            }
    }

    /// Every position; of a long input, where each costs as much as the input is long, those near its
    /// ends and some between them.
    private var cuts: [Int] {
        guard bytes.count > 1024 else { return Array(0...bytes.count) }
        let middle = stride(from: 8, to: bytes.count - 8, by: bytes.count / 16)
        return Array(0..<8) + Array(middle) + Array(bytes.count - 8...bytes.count)
    }

    /// The result of the input given whole, and of each way of cutting it the ones that differ.
    public func results<Result: Equatable>(
        _ parse: ([[UInt8]]) -> Result
    ) -> (whole: Result, different: [(way: String, result: Result)]) {
        let whole = parse([bytes])
        var different: [(way: String, result: Result)] = []
        for way in ways {
            let result = parse(way.pieces)
            if result != whole { different.append((way.description, result)) }
        }
        return (whole, different)
    }
}

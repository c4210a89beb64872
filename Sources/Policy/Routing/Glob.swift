/// One segment of a route's path with `*` in it: `v*`, `*.png`, `a*b*c`. A star stands for any number
/// of bytes, none included; nothing else is special, so that no literal becomes a pattern (T37).
struct Glob: Hashable, Sendable {
    /// What stands between the stars, in canonical form; the first and last are anchored.
    let pieces: [[UInt8]]

    /// - Precondition: at least two pieces, that is, one star.
    init(pieces: [[UInt8]]) {
        precondition(pieces.count > 1)
        self.pieces = pieces
    }

    /// Whether the whole segment fits. Each piece between is taken where it first occurs: if any
    /// choice fits, that one does. Time: the segment's length times the longest piece's.
    func matches(_ segment: Span<UInt8>) -> Bool {
        guard Self.fits(pieces[0], segment, at: 0) else { return false }
        var offset = pieces[0].count
        for index in 1..<pieces.count - 1 {
            while !Self.fits(pieces[index], segment, at: offset) {
                offset += 1
                if offset > segment.count { return false }
            }
            offset += pieces[index].count
        }
        let last = pieces[pieces.count - 1]
        return segment.count - last.count >= offset
            && Self.fits(last, segment, at: segment.count - last.count)
    }

    private static func fits(_ piece: [UInt8], _ segment: Span<UInt8>, at offset: Int) -> Bool {
        guard offset >= 0, segment.count - offset >= piece.count else { return false }
        for index in piece.indices where segment[offset + index] != piece[index] { return false }
        return true
    }
}

/// Walks the segments of a canonical path: `/a/` has the segments `a` and an empty one. A place is
/// the offset of a segment's first byte; the place behind the last segment is the end.
struct PathSegments {
    /// The first segment's place.
    static let start = 1

    /// The place that means no further segment.
    static func end(of path: Span<UInt8>) -> Int { path.count + 1 }

    /// The bytes of the segment at `place`.
    @inline(__always)
    static func range(at place: Int, of path: Span<UInt8>) -> Range<Int> {
        var end = place
        while end < path.count, path[end] != 0x2F { end += 1 }
        return place..<end
    }

    /// Whether everything from `place` on fits `tail`. Where a `**` could stand for more, only the
    /// last one has to be reconsidered, so the time is the product of both lengths at most.
    static func match(_ tail: [RoutePattern.Segment], at place: Int, of path: Span<UInt8>) -> Bool {
        var (place, index) = (place, 0)
        var retry: (place: Int, index: Int)?
        let end = end(of: path)
        while true {
            if index < tail.count, tail[index] == .deep {
                index += 1
                retry = (place, index)
                continue
            }
            if place == end, index == tail.count { return true }
            if place < end {
                let range = range(at: place, of: path)
                if index < tail.count, tail[index].matches(path.extracting(range)) {
                    (place, index) = (range.upperBound + 1, index + 1)
                    continue
                }
            }
            guard let last = retry, last.place < end else { return false }
            let next = range(at: last.place, of: path).upperBound + 1
            retry = (next, last.index)
            (place, index) = (next, last.index)
        }
    }
}

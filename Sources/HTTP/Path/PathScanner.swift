import Codecs

/// Writes the canonical form of a path that is not canonical already, one segment after the other.
/// Checks of dots and of double encoding look at what was written, never at what came: decoding
/// may have made them.
struct PathScanner {
    let keepsEncodedSlashes: Bool
    /// Whether an upstream may read the path otherwise: it holds `;` or an encoded delimiter.
    private(set) var hasLenientReading = false
    private var hasEncodedPercent = false
    private var segmentStart = 0

    init(keepsEncodedSlashes: Bool) { self.keepsEncodedSlashes = keepsEncodedSlashes }

    /// Appends the canonical form of `raw` to the empty `path`.
    mutating func scan(_ raw: Span<UInt8>, into path: inout ByteBuffer) throws(PathFault) {
        precondition(path.isEmpty)
        guard !raw.isEmpty, raw[0] == 0x2F else { throw .notRooted }
        path.append(0x2F)
        segmentStart = 1
        var index = 1
        while index < raw.count {
            switch raw[index] {
            case 0x2F:
                try endSegment(of: &path)
                if path.count > segmentStart {
                    path.append(0x2F)
                    segmentStart = path.count
                }
                index += 1
            case 0x25:
                index = try takeTriplets(at: index, of: raw, into: &path)
            case let byte:
                try take(byte, at: index, into: &path)
                index += 1
            }
        }
        try endSegment(of: &path)
        if hasEncodedPercent, Self.hidesDotOrSlash(path.span) { throw .doubleEncoding }
    }

    private mutating func take(
        _ byte: UInt8, at index: Int, into path: inout ByteBuffer
    ) throws(PathFault) {
        if PathByte.isPlain(byte) {
            path.append(byte)
        } else if byte == 0x3B {
            hasLenientReading = true
            path.append(byte)
        } else if PathByte.isSloppy(byte) {
            Self.append(triplet: byte, to: &path)
        } else {
            throw .forbiddenByte(at: index)
        }
    }

    /// Takes the triplet at `index`, with those that complete a UTF-8 sequence; answers where to go on.
    private mutating func takeTriplets(
        at index: Int, of raw: Span<UInt8>, into path: inout ByteBuffer
    ) throws(PathFault) -> Int {
        guard let byte = Self.triplet(at: index, of: raw) else { throw .brokenTriplet(at: index) }
        switch byte {
        case 0...0x1F, 0x7F: throw .encodedControl(at: index)
        case 0x2F where !keepsEncodedSlashes: throw .encodedSlash(at: index)
        case 0x5C where !keepsEncodedSlashes: throw .encodedBackslash(at: index)
        case 0x80...0xFF: return try takeSequence(from: byte, at: index, of: raw, into: &path)
        case 0x25: hasEncodedPercent = true
        default: break
        }
        if PathByte.isUnreserved(byte) {
            path.append(byte)
        } else {
            hasLenientReading = hasLenientReading || PathByte.isDelimiter(byte)
            Self.append(triplet: byte, to: &path)
        }
        return index + 3
    }

    /// Takes one UTF-8 sequence of two to four triplets; overlong forms, surrogates and what lies
    /// above U+10FFFF are none (RFC 3629 §4).
    private func takeSequence(
        from first: UInt8, at index: Int, of raw: Span<UInt8>, into path: inout ByteBuffer
    ) throws(PathFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw .invalidUTF8(at: index)
        }
        Self.append(triplet: first, to: &path)
        for position in 1..<length {
            let next = index + 3 * position
            let allowed = position == 1 ? second : 0x80...0xBF
            guard let byte = Self.triplet(at: next, of: raw), allowed.contains(byte) else {
                throw .invalidUTF8(at: index)
            }
            Self.append(triplet: byte, to: &path)
        }
        return index + 3 * length
    }

    /// Resolves the segment just written where it is a dot segment (RFC 3986 §5.2.4).
    private mutating func endSegment(of path: inout ByteBuffer) throws(PathFault) {
        switch try Self.dots(of: path.span.extracting(segmentStart...)) {
        case 0: return
        case 1: break
        default: segmentStart = Self.parent(of: segmentStart, in: path.span)
        }
        path.truncate(to: segmentStart)
    }

    /// How many dots the segment consists of, 0 for all but `.` and `..`. A parameter or an encoded
    /// slash beside dots would be a dot segment to some upstreams only: refused (T27).
    private static func dots(of segment: Span<UInt8>) throws(PathFault) -> Int {
        var start = 0
        while start <= segment.count {
            let end = pieceEnd(from: start, in: segment)
            let named = nameEnd(from: start, to: end, in: segment)
            if isDots(segment.extracting(start..<named)) {
                if start == 0, named == segment.count { return segment.count }
                throw .disguisedDotSegment
            }
            start = end + 3
        }
        return 0
    }

    private static func isDots(_ piece: Span<UInt8>) -> Bool {
        switch piece.count {
        case 1: piece[0] == 0x2E
        case 2: piece[0] == 0x2E && piece[1] == 0x2E
        default: false
        }
    }

    /// Where the next `%2F` or `%5C` stands in a written segment, else its end.
    private static func pieceEnd(from start: Int, in segment: Span<UInt8>) -> Int {
        var index = start
        while index < segment.count, !isTriplet(0x32, 0x46, at: index, of: segment),
            !isTriplet(0x35, 0x43, at: index, of: segment)
        {
            index += 1
        }
        return min(index, segment.count)
    }

    /// Where the parameters begin, as `;` or `%3B`, else `end`.
    private static func nameEnd(from start: Int, to end: Int, in segment: Span<UInt8>) -> Int {
        var index = start
        while index < end, segment[index] != 0x3B, !isTriplet(0x33, 0x42, at: index, of: segment) {
            index += 1
        }
        return index
    }

    /// Where the segment before the one at `start` begins; the first one has no parent but itself.
    private static func parent(of start: Int, in path: Span<UInt8>) -> Int {
        guard start > 1 else { return start }
        var index = start - 1
        while path[index - 1] != 0x2F { index -= 1 }
        return index
    }

    /// Whether a written path decodes to dots or slashes at a second or later decoding: `%25`, any
    /// number of `25`, then `2E`, `2F` or `5C` in either case (T28).
    private static func hidesDotOrSlash(_ path: Span<UInt8>) -> Bool {
        var index = 0
        while index < path.count {
            guard isTriplet(0x32, 0x35, at: index, of: path) else {
                index += 1
                continue
            }
            index += 3
            while index + 1 < path.count, path[index] == 0x32, path[index + 1] == 0x35 {
                index += 2
            }
            guard index + 1 < path.count else { return false }
            switch (path[index], path[index + 1] | 0x20) {
            case (0x32, 0x65), (0x32, 0x66), (0x35, 0x63): return true
            default: break
            }
        }
        return false
    }

    private static func isTriplet(
        _ high: UInt8, _ low: UInt8, at index: Int, of bytes: Span<UInt8>
    ) -> Bool {
        index + 2 < bytes.count && bytes[index] == 0x25 && bytes[index + 1] == high
            && bytes[index + 2] == low
    }

    /// The byte that the triplet at `index` stands for, nil where none stands there.
    private static func triplet(at index: Int, of bytes: Span<UInt8>) -> UInt8? {
        guard index + 2 < bytes.count, bytes[index] == 0x25,
            let high = PathByte.hexadecimalValue(bytes[index + 1]),
            let low = PathByte.hexadecimalValue(bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x37 + value
    }

    private static func append(triplet byte: UInt8, to path: inout ByteBuffer) {
        path.append(0x25)
        path.append(digit(byte >> 4))
        path.append(digit(byte & 15))
    }
}

extension PathScanner {
    /// Appends how an upstream reads the canonical `path` that cuts parameters off and decodes
    /// delimiters; segments that become empty merge (`/;x/admin` is `/admin` to it).
    static func appendLenientReading(
        of canonical: borrowing ByteBuffer, to plain: inout ByteBuffer
    ) {
        let path = canonical.span
        var index = 0
        var isParameter = false
        var previous: UInt8 = 0
        while index < path.count {
            var byte = path[index]
            var length = 1
            if let decoded = triplet(at: index, of: path), PathByte.isDelimiter(decoded) {
                (byte, length) = (decoded, 3)
            }
            isParameter = byte == 0x3B || isParameter && byte != 0x2F
            if !isParameter, byte != 0x2F || previous != 0x2F {
                plain.append(byte)
                previous = byte
            }
            index += length
        }
    }
}

import Codecs
public import HTTP

/// Why a glob names no set of paths.
public enum PatternFault: Error, Equatable, Sendable {
    /// It has no canonical form, for the reason a request's path would be refused for.
    case path(PathFault)
    /// A dot segment or an empty one, which no canonical path holds.
    case emptyOrDotSegment
    /// `**` beside other bytes in a segment, or twice in a row.
    case badDoubleStar
    /// `;`, since paths are matched with and without their parameters.
    case parameter
}

/// The paths of a route, segment by segment, in the canonical form that requests are matched in.
struct RoutePattern: Hashable, Sendable {
    let segments: [Segment]

    enum Segment: Hashable, Sendable {
        case literal([UInt8])
        case glob(Glob)
        /// `*`: any one segment but an empty one.
        case any
        /// `**`: any number of segments, none included.
        case deep
    }

    /// Reads `/api/v*/users/**`. Bytes that a request would have to encode may stand as they are.
    init(parsing glob: String) throws(PatternFault) {
        let path = try Self.canonical(glob)
        segments = try Self.segments(of: path.span)
    }

    /// The canonical form of a path that an operator wrote, where bytes that a request would have to
    /// encode may stand as they are. It has no `;`, no empty and no dot segment.
    static func canonical(_ text: String) throws(PatternFault) -> [UInt8] {
        var encoded = ByteBuffer()
        for byte in text.utf8 {
            if byte == 0x3B { throw .parameter }
            if byte > 0x7E || byte == 0x20 {
                encoded.append("%")
                encoded.append(hexadecimal: Int(byte))
            } else {
                encoded.append(byte)
            }
        }
        var path = CanonicalPath()
        do throws(PathFault) {
            try path.set(encoded.span, keepsEncodedSlashes: true)
        } catch {
            throw .path(error)
        }
        guard slashes(in: path.bytes) == slashes(in: encoded.span) else {
            throw .emptyOrDotSegment
        }
        return [UInt8](path.bytes)
    }

    private static func slashes(in text: Span<UInt8>) -> Int {
        var count = 0
        for index in text.indices where text[index] == 0x2F { count += 1 }
        return count
    }

    private static func segments(of path: Span<UInt8>) throws(PatternFault) -> [Segment] {
        var segments: [Segment] = []
        var start = 1
        for end in 1...path.count where end == path.count || path[end] == 0x2F {
            let segment = try segment(path.extracting(start..<end))
            if segment == .deep, segments.last == .deep { throw .badDoubleStar }
            segments.append(segment)
            start = end + 1
        }
        return segments
    }

    private static func segment(_ text: Span<UInt8>) throws(PatternFault) -> Segment {
        var pieces: [[UInt8]] = [[]]
        for index in text.indices {
            if text[index] == 0x2A {
                pieces.append([])
            } else {
                pieces[pieces.count - 1].append(text[index])
            }
        }
        if pieces.count == 1 { return .literal(decoded(pieces[0])) }
        if text.count == 1 { return .any }
        if text.count == 2, pieces.count == 3 { return .deep }
        if pieces.dropFirst().dropLast().contains([]) { throw .badDoubleStar }
        return .glob(Glob(pieces: pieces.map(decoded)))
    }

    /// Delimiters decoded, as in the lenient reading of a path, which is what patterns are held
    /// against besides the strict one; an encoded star thus stands for a star.
    private static func decoded(_ piece: [UInt8]) -> [UInt8] {
        var path = CanonicalPath()
        do throws(PathFault) {
            try path.set(([0x2F] + piece).span, keepsEncodedSlashes: true)
        } catch {
            return piece
        }
        guard let lenient = path.lenientReading else { return piece }
        return [UInt8](lenient.extracting(1...))
    }
}

extension RoutePattern {
    /// How specific each segment is, from the left, and where the pattern ends: the smaller of two
    /// lists, compared element by element, is the more specific pattern. A literal goes before a
    /// glob, that before `*`, that before nothing more, and `**` is last; so `/app` wins over
    /// `/app/**`, and `/**/b` over `/**`.
    var specificity: [UInt8] {
        segments.map { segment in
            switch segment {
            case .literal: 0
            case .glob: 1
            case .any: 2
            case .deep: 4
            }
        } + [3]
    }

    /// The literal segments it begins with.
    var literalPrefix: [[UInt8]] {
        var prefix: [[UInt8]] = []
        for case .literal(let text) in segments.prefix(while: { $0.isLiteral }) {
            prefix.append(text)
        }
        return prefix
    }
}

extension RoutePattern.Segment {
    var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }

    /// Whether a request's segment fits; never asked of `**`.
    func matches(_ segment: Span<UInt8>) -> Bool {
        switch self {
        case .literal(let text):
            guard text.count == segment.count else { return false }
            for index in text.indices where text[index] != segment[index] { return false }
            return true
        case .glob(let glob): return !segment.isEmpty && glob.matches(segment)
        case .any: return !segment.isEmpty
        case .deep: return true
        }
    }
}

import Codecs

/// Where the value of a cookie lies; good until the fields are next changed.
public struct CookiePlace: Equatable, Sendable {
    let valueRange: Range<Int>
}

/// What was found under one cookie name.
public enum CookieMatch: Equatable, Sendable {
    case absent
    case one(CookiePlace)
    /// Two cookies of that name: which one the browser meant cannot be known.
    case several
}

extension Fields {
    /// Looks for the cookie of that name, compared with case, in all Cookie lines (RFC 6265 §4.2).
    public func cookie(named name: Span<UInt8>) -> CookieMatch {
        var match = CookieMatch.absent
        var index = 0
        while let found = firstIndex(of: .cookie, from: index) {
            var pairs = CookiePairs(self[found].valueRange)
            while let pair = pairs.next(in: bytes.span) {
                guard bytes.span.extracting(pair.name).equals(name) else { continue }
                guard match == .absent else { return .several }
                match = .one(CookiePlace(valueRange: pair.value))
            }
            index = found + 1
        }
        return match
    }

    /// The cookie's value as it stands, quotes included.
    @_lifetime(borrow self)
    public func value(of place: CookiePlace) -> Span<UInt8> {
        bytes.span.extracting(place.valueRange)
    }

    /// Cuts every cookie with such a name out of the Cookie lines; all others pass byte for byte. A
    /// line of which nothing is left is removed.
    public mutating func cutCookies(named isMeant: (Span<UInt8>) -> Bool) {
        var index = 0
        while let found = firstIndex(of: .cookie, from: index) {
            while let hole = self.hole(ofCookie: isMeant, at: found) { cut(hole, at: found) }
            if self[found].valueRange.isEmpty { remove(at: found) }
            index = found + 1
        }
    }

    /// The bytes to take out for the first cookie with such a name: with the separator behind it, or
    /// before it where it is the last.
    private func hole(
        ofCookie isMeant: (Span<UInt8>) -> Bool, at index: Int
    ) -> Range<Int>? {
        let value = self[index].valueRange
        var pairs = CookiePairs(value)
        var end = value.lowerBound
        while let pair = pairs.next(in: bytes.span) {
            if isMeant(bytes.span.extracting(pair.name)) {
                let next = pairs.next(in: bytes.span)
                if let next { return pair.name.lowerBound..<next.name.lowerBound }
                return end..<value.upperBound
            }
            end = pair.end
        }
        return nil
    }

    private mutating func cut(_ hole: Range<Int>, at index: Int) {
        let value = self[index].valueRange
        var bytes = self.bytes.mutableSpan
        for source in hole.upperBound..<value.upperBound {
            bytes[source - hole.count] = bytes[source]
        }
        shortenValue(at: index, to: value.count - hole.count)
    }
}

/// Walks the pairs of one Cookie value: separated by `;`, white space around names and values passed
/// over, the name before the first `=` and empty where there is none. Browsers send exactly
/// `name=value; name=value`; everything else is read as an upstream might read it, so that a cookie of
/// ours is found in every spelling.
private struct CookiePairs {
    private var rest: Range<Int>

    struct Pair {
        let name: Range<Int>
        let value: Range<Int>
        /// Behind the value and before the separator.
        let end: Int
    }

    init(_ value: Range<Int>) { rest = value }

    mutating func next(in bytes: Span<UInt8>) -> Pair? {
        guard !rest.isEmpty else { return nil }
        let start = rest.lowerBound
        let end = bytes.first(UInt8(ascii: ";"), in: rest)
        let equals = bytes.first(UInt8(ascii: "="), in: start..<end)
        rest = min(end + 1, rest.upperBound)..<rest.upperBound
        guard equals < end else {
            let value = bytes.trimmed(start..<end)
            return Pair(name: value.lowerBound..<value.lowerBound, value: value, end: end)
        }
        return Pair(
            name: bytes.trimmed(start..<equals), value: bytes.trimmed(equals + 1..<end), end: end)
    }
}

extension Span<UInt8> {
    fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }
}

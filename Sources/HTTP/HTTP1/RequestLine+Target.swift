import Codecs

extension RequestLine {
    /// Tells the four forms apart and finds authority, path and query (RFC 9112 §3.2). What is none of
    /// them has two readings somewhere and is refused (T24, T30).
    mutating func parseTarget(in head: Span<UInt8>) throws(RequestFault) {
        let target = targetRange.range
        switch (method, head[target.lowerBound]) {
        case (.connect, _):
            targetForm = .authority
            authorityRange = targetRange
            guard Authority.isValid(head, target, requiringPort: true) else { throw .invalidTarget }
        case (_, UInt8(ascii: "/")):
            targetForm = .origin
            try parsePathAndQuery(in: head, from: target.lowerBound)
        case (.options, UInt8(ascii: "*")) where target.count == 1:
            targetForm = .asterisk
            pathRange = targetRange
        default:
            targetForm = .absolute
            try parseAbsoluteForm(in: head)
        }
    }

    /// `http://host[:port]` and then path and query, either of which may be missing.
    private mutating func parseAbsoluteForm(in head: Span<UInt8>) throws(RequestFault) {
        let target = targetRange.range
        let start = try schemeEnd(in: head)
        var end = start
        while end < target.upperBound, head[end] != UInt8(ascii: "/"),
            head[end] != UInt8(ascii: "?")
        {
            end += 1
        }
        guard Authority.isValid(head, start..<end, requiringPort: false) else { throw .invalidHost }
        authorityRange = ByteRange(start..<end)
        try parsePathAndQuery(in: head, from: end)
    }

    /// Where the authority begins, behind `http://` or `https://`.
    private func schemeEnd(in head: Span<UInt8>) throws(RequestFault) -> Int {
        let target = targetRange.range
        var end = target.lowerBound
        while end < target.upperBound, ASCIISet.token.contains(head[end]) { end += 1 }
        let scheme = target.lowerBound..<end
        guard !scheme.isEmpty, end + 3 <= target.upperBound, head.matches("://", at: end..<end + 3)
        else { throw .invalidTarget }
        guard
            head.matches(ignoringCase: "http", at: scheme)
                || head.matches(ignoringCase: "https", at: scheme)
        else { throw .unsupportedScheme }
        return end + 3
    }

    /// Splits what begins at `start` at its first `?`; a `#` or anything but visible ASCII is refused.
    private mutating func parsePathAndQuery(
        in head: Span<UInt8>, from start: Int
    ) throws(RequestFault) {
        let end = targetRange.range.upperBound
        let hash = UInt8(ascii: "#")
        let pathEnd = head.firstInvisible(or: UInt8(ascii: "?"), or: hash, in: start..<end)
        pathRange = ByteRange(start..<pathEnd)
        guard pathEnd < end else { return }
        guard head[pathEnd] == UInt8(ascii: "?"),
            head.firstInvisible(or: hash, in: pathEnd..<end) == end
        else { throw .invalidTarget }
        queryRange = ByteRange(pathEnd..<end)
    }
}

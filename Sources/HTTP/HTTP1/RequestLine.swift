import Codecs

/// Method, target and version of a request (RFC 9112 §3), as places in its head.
struct RequestLine: Sendable {
    var method = Method.other
    var version = HTTPVersion.http11
    var targetForm = TargetForm.origin
    var methodRange = ByteRange.empty
    var targetRange = ByteRange.empty
    /// `host[:port]` in absolute-form and authority-form.
    var authorityRange = ByteRange.empty
    /// Empty where an absolute-form has no path.
    var pathRange = ByteRange.empty
    /// With its leading `?`.
    var queryRange = ByteRange.empty

    /// Reads a line that holds no control character but tabs. One space stands on each side of the
    /// target and nowhere else (Q7). What was found before a fault stays, for the log.
    mutating func parse(_ line: Range<Int>, in head: Span<UInt8>) throws(RequestFault) {
        let methodEnd = head.firstInvisible(or: 0x20, in: line)
        guard methodEnd < line.upperBound, head[methodEnd] == 0x20, methodEnd > line.lowerBound
        else {
            throw .malformedRequestLine
        }
        let name = line.lowerBound..<methodEnd
        method = Method(parsing: head, name)
        methodRange = ByteRange(name)
        if method == .other, !head.isToken(in: name) { throw .invalidMethod }

        // The version has eight bytes, a space before it, and the target at least one.
        let versionStart = line.upperBound - 8
        guard versionStart - 2 > methodEnd, head[versionStart - 1] == 0x20 else {
            throw .malformedRequestLine
        }
        targetRange = ByteRange(methodEnd + 1..<versionStart - 1)
        version = try HTTPVersion(parsing: head, at: versionStart)
        try parseTarget(in: head)
    }
}

extension HTTPVersion {
    /// Reads the eight bytes at `start` (RFC 9112 §2.3).
    fileprivate init(parsing head: Span<UInt8>, at start: Int) throws(RequestFault) {
        let range = start..<start + 8
        if head.matches("HTTP/1.1", at: range) {
            self = .http11
        } else if head.matches("HTTP/1.0", at: range) {
            self = .http10
        } else {
            let isVersion =
                head.matches("HTTP/", at: start..<start + 5)
                && ASCIISet.digit.contains(head[start + 5]) && head[start + 6] == UInt8(ascii: ".")
                && ASCIISet.digit.contains(head[start + 7])
            guard isVersion else { throw .invalidVersion }
            throw head[start + 5] == UInt8(ascii: "1") ? .invalidVersion : .unsupportedVersion
        }
    }
}

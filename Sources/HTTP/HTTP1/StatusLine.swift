import Codecs

/// Version, status and reason phrase of a response (RFC 9112 §4).
struct StatusLine: Sendable {
    var version = HTTPVersion.http11
    var status = StatusCode.ok
    var reasonRange = ByteRange.empty

    init() {}

    /// Reads a line that holds no control character but tabs. The space behind the status may be
    /// missing where no reason follows: many servers leave it out, and it has one reading.
    init(parsing line: Range<Int>, in head: Span<UInt8>) throws(ResponseFault) {
        let start = line.lowerBound
        guard line.count >= 12, head.matches("HTTP/", at: start..<start + 5) else {
            throw .malformedStatusLine
        }
        if head.matches("HTTP/1.1", at: start..<start + 8) {
            version = .http11
        } else if head.matches("HTTP/1.0", at: start..<start + 8) {
            version = .http10
        } else {
            throw .unsupportedVersion
        }
        guard head[start + 8] == 0x20 else { throw .malformedStatusLine }
        status = try StatusLine.status(parsing: head, at: start + 9)
        guard line.count > 12 else { return }
        guard head[start + 12] == 0x20 else { throw .malformedStatusLine }
        reasonRange = ByteRange(start + 13..<line.upperBound)
    }

    private static func status(
        parsing head: Span<UInt8>, at start: Int
    ) throws(ResponseFault) -> StatusCode {
        var code: UInt16 = 0
        for index in start..<start + 3 {
            guard ASCIISet.digit.contains(head[index]) else { throw .malformedStatusLine }
            code = code * 10 + UInt16(head[index] &- 0x30)
        }
        guard let status = StatusCode(rawValue: code) else { throw .invalidStatus }
        return status
    }
}

import Codecs

/// A fault that can be the fault of a line.
protocol HeadFaultCarrier: Error {
    static func head(_ fault: HeadFault) -> Self
}

extension RequestFault: HeadFaultCarrier {}
extension ResponseFault: HeadFaultCarrier {}

/// What both head parsers share: gathers a head that comes in pieces and hands out its start line,
/// then its field lines. A head that lies in one input is read there and copied once.
struct HeadReader: Sendable {
    private var scanner = LineScanner()
    private var hasStartLine = false

    /// A reader of field lines alone, as trailers are.
    static var fieldLines: HeadReader {
        var reader = HeadReader()
        reader.hasStartLine = true
        return reader
    }

    /// Reads on with all of `input`; `fields` holds the earlier pieces, and what was read until then
    /// also after a fault. Calls `parseStartLine` once a head, with the line's place in the head.
    /// - Returns: how many bytes of `input` belong to the head, nil where it is not complete.
    @inline(__always)
    mutating func read<Fault: HeadFaultCarrier>(
        _ input: Span<UInt8>, within limits: HeadLimits, into fields: inout Fields,
        parseStartLine: (Range<Int>, Span<UInt8>) throws(Fault) -> Void
    ) throws(Fault) -> Int? {
        let held = fields.bytes.count
        // One byte over the limit lets the scanner see that it is passed.
        let piece = input.extracting(first: limits.headBytes + 1 - held)
        guard held == 0 else {
            // Out of the fields while their lines are written to.
            var head = ByteBuffer()
            swap(&head, &fields.bytes)
            defer { swap(&head, &fields.bytes) }
            head.append(piece)
            guard
                let length = try scan(
                    head.span, within: limits, into: &fields, parseStartLine: parseStartLine)
            else { return nil }
            head.forget(from: length)
            return length - held
        }
        var length: Int?
        defer { fields.bytes.append(piece.extracting(first: length ?? piece.count)) }
        length = try scan(piece, within: limits, into: &fields, parseStartLine: parseStartLine)
        return length
    }

    /// The length of the head where it ends in `head`.
    @inline(__always)
    private mutating func scan<Fault: HeadFaultCarrier>(
        _ head: Span<UInt8>, within limits: HeadLimits, into fields: inout Fields,
        parseStartLine: (Range<Int>, Span<UInt8>) throws(Fault) -> Void
    ) throws(Fault) -> Int? {
        if !hasStartLine {
            let line: Range<Int>?
            do throws(HeadFault) {
                line = try scanner.nextLine(
                    in: head, lineBytes: limits.startLineBytes, headBytes: limits.headBytes)
            } catch {
                throw .head(error == .fieldTooLarge ? .startLineTooLong : error)
            }
            guard let line else { return nil }
            try parseStartLine(line, head)
            hasStartLine = true
        }
        do throws(HeadFault) {
            return try scanner.fieldLines(in: head, within: limits, into: &fields)
        } catch {
            throw .head(error)
        }
    }
}

extension ByteBuffer {
    /// Truncates, and leaves no copy of what came behind: it may be a form with a password.
    fileprivate mutating func forget(from newCount: Int) {
        var bytes = mutableSpan
        for index in newCount..<bytes.count { bytes[index] = 0 }
        truncate(to: newCount)
    }
}

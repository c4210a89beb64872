internal import Codecs

/// One worker's end of the access log: makes a line of JSON and puts it into the worker's ring. No
/// allocation once warm, no lock, no system call but a wake-up when the ring is half full; a line that
/// does not fit is dropped and counted.
public struct AccessLog: ~Copyable {
    private let writer: LogWriter
    private let ring: LogRing
    private let metrics: ThreadMetrics
    private var line = ByteBuffer(capacity: 1_024)
    /// The start of the last line up to its second, which most lines share.
    private var stamp = ByteBuffer(capacity: 48)
    private var stampSecond = WallTime(secondsSince1970: .min)

    /// - Parameter metrics: the worker's own part.
    public init(_ writer: LogWriter, metrics: ThreadMetrics) {
        self.init(writer, ringCapacity: 1 << 20, metrics: metrics)
    }

    init(_ writer: LogWriter, ringCapacity: Int, metrics: ThreadMetrics) {
        self.writer = writer
        self.metrics = metrics
        ring = writer.makeRing(capacity: ringCapacity)
    }

    public mutating func record(_ entry: borrowing AccessLine) {
        line.removeAll()
        renewStamp(entry.time.second)
        line.append(start: stamp, of: entry.time)
        entry.appendMembers(to: &line)
        line.append("}\n")
        guard let held = ring.append(line.span) else {
            metrics.count(.logLinesLost)
            writer.hurry()
            return
        }
        if held > ring.capacity / 2 { writer.hurry() }
    }

    private mutating func renewStamp(_ second: WallTime) {
        guard second != stampSecond else { return }
        stamp.removeAll()
        stamp.append("{\"time\":\"")
        stamp.append(timestamp: second)
        stampSecond = second
    }
}

extension ByteBuffer {
    /// The start of a line: what lines of one second share, then the rest of the time.
    fileprivate mutating func append(start: borrowing ByteBuffer, of time: LogTime) {
        append(start.span)
        time.appendFraction(to: &self)
        append(UInt8(ascii: "\""))
    }
}

extension AccessLine {
    /// All members behind the time, each with the comma before it.
    func appendMembers(to line: inout ByteBuffer) {
        line.append(",\"request_id\":", text: requestID)
        line.append(",\"route\":", text: route)
        line.append(",\"method\":", text: method)
        line.append(",\"path\":", text: path)
        line.append(",\"status\":", number: status)
        line.append(",\"principal_kind\":", plain: principalKind)
        line.append(",\"decision\":", plain: decision)
        line.append(",\"reason\":", plain: reason)
        line.append(",\"upstream\":", text: upstream)
        phases.append(to: &line)
        line.append(",\"bytes_in\":", number: bytesIn)
        line.append(",\"bytes_out\":", number: bytesOut)
    }
}

extension PhaseDurations {
    /// Whole microseconds; what was never reached is null.
    fileprivate func append(to line: inout ByteBuffer) {
        line.append(",\"phases_us\":{\"decide\":", microseconds: decide)
        line.append(",\"upstream\":", microseconds: upstream)
        line.append(",\"total\":", microseconds: total)
        line.append(UInt8(ascii: "}"))
    }
}

extension ByteBuffer {
    fileprivate mutating func append(_ name: StaticString, text: Span<UInt8>) {
        append(name)
        if text.isEmpty { append("null") } else { append(jsonString: text) }
    }

    /// A word of the program's own, which needs no escape.
    fileprivate mutating func append(_ name: StaticString, plain word: StaticString) {
        append(name)
        guard word.utf8CodeUnitCount > 0 else { return append("null") }
        append(UInt8(ascii: "\""))
        append(word)
        append(UInt8(ascii: "\""))
    }

    fileprivate mutating func append(_ name: StaticString, number: Int) {
        append(name)
        append(decimal: number)
    }

    fileprivate mutating func append(_ name: StaticString, microseconds nanoseconds: UInt64?) {
        append(name)
        if let nanoseconds {
            append(decimal: Int(nanoseconds / 1_000))
        } else {
            append("null")
        }
    }
}

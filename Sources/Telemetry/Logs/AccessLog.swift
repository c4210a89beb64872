internal import Codecs

/// One worker's end of the access log: makes a line of JSON and puts it into the worker's ring. No
/// allocation once warm, no lock, no system call but a wake-up when the ring is half full; a line that
/// does not fit is dropped and counted.
public final class AccessLog {
    private let writer: LogWriter
    private let ring: LogRing
    private let metrics: ThreadMetrics
    private var line = ByteBuffer(capacity: 1_024)
    /// The text of the second of the last line, which most lines share.
    private var stamp = ByteBuffer(capacity: 32)
    private var stampSecond = WallTime(secondsSince1970: .min)

    /// - Parameter metrics: the worker's own part.
    public convenience init(_ writer: LogWriter, metrics: ThreadMetrics) {
        self.init(writer, ringCapacity: 1 << 20, metrics: metrics)
    }

    init(_ writer: LogWriter, ringCapacity: Int, metrics: ThreadMetrics) {
        self.writer = writer
        self.metrics = metrics
        ring = writer.makeRing(capacity: ringCapacity)
    }

    public func record(_ entry: borrowing AccessLine) {
        line.removeAll()
        appendTime(entry.time)
        entry.appendMembers(to: &line)
        line.append("}\n")
        guard let held = ring.append(line.span) else {
            metrics.count(.logLinesLost)
            writer.hurry()
            return
        }
        if held > ring.capacity / 2 { writer.hurry() }
    }

    private func appendTime(_ time: LogTime) {
        if time.second != stampSecond {
            stamp.removeAll()
            stamp.append(timestamp: time.second)
            stampSecond = time.second
        }
        line.append("{\"time\":\"")
        line.append(stamp.span)
        time.appendFraction(to: &line)
        line.append(UInt8(ascii: "\""))
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
        line.append(",\"principal_kind\":", text: principalKind.span)
        line.append(",\"decision\":", text: decision.span)
        line.append(",\"reason\":", text: reason.span)
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

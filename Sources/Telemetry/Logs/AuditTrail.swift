internal import Codecs

/// One worker's end of the audit trail. Events are few; a line that does not fit is counted as lost, as
/// in the access log, and keeps nobody waiting.
public final class AuditTrail {
    private let writer: LogWriter
    private let ring: LogRing
    private let metrics: ThreadMetrics

    /// - Parameter metrics: the worker's own part.
    public init(_ writer: LogWriter, metrics: ThreadMetrics) {
        self.writer = writer
        self.metrics = metrics
        ring = writer.makeRing(capacity: 1 << 16)
    }

    public func record(_ event: AuditLine) {
        var line = ByteBuffer(capacity: 512)
        event.append(to: &line)
        if ring.append(line.span) == nil { metrics.count(.logLinesLost) }
        writer.hurry()
    }
}

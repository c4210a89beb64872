/// The consumer's half: empties rings into an output. What cannot be written is dropped and counted,
/// because nobody may wait for a full disk, and lines that follow start on a line of their own.
struct LogDrain: ~Copyable {
    private var output: LogOutput
    private let metrics: ThreadMetrics
    private let operatorLog: OperatorLog
    /// Whether the last attempt failed.
    private var isFailing = false
    /// The last byte that the output took.
    private var lastByte = UInt8(ascii: "\n")
    /// Whether the run before, written or not, ended inside a line: where a ring wraps.
    private var isInsideLine = false

    init(_ output: consuming LogOutput, metrics: ThreadMetrics, operatorLog: OperatorLog) {
        self.output = output
        self.metrics = metrics
        self.operatorLog = operatorLog
    }

    mutating func drain(_ rings: [LogRing]) {
        for ring in rings {
            unsafe ring.drain { run in unsafe write(run) }
        }
    }

    mutating func reopen() {
        do throws(LogOutput.Fault) {
            try output.reopen()
            lastByte = UInt8(ascii: "\n")
        } catch {
            operatorLog.error("log not opened anew; the old file stays", ["reason": error.reason])
        }
    }

    mutating func write(_ run: UnsafeRawBufferPointer) {
        var done = 0
        defer { isInsideLine = unsafe run.last != UInt8(ascii: "\n") }
        if isFailing, isInsideLine {
            // The line's first half is lost; so is the second.
            done = unsafe run.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? run.count
            metrics.count(.logLinesLost)
        }
        do throws(LogOutput.Fault) {
            if isFailing, lastByte != UInt8(ascii: "\n") { try writeLineEnd() }
            while done < run.count {
                done += unsafe try output.write(UnsafeRawBufferPointer(rebasing: run[done...]))
                lastByte = unsafe run[done - 1]
            }
            if isFailing { operatorLog.info("log is written again") }
            isFailing = false
        } catch {
            metrics.count(.logWriteErrors)
            metrics.count(
                .logLinesLost, by: unsafe run[done...].count { $0 == UInt8(ascii: "\n") })
            if !isFailing { operatorLog.error("log lines are lost", ["reason": error.reason]) }
            isFailing = true
        }
    }

    private mutating func writeLineEnd() throws(LogOutput.Fault) {
        let lineEnd: [UInt8] = [UInt8(ascii: "\n")]
        var fault: LogOutput.Fault?
        unsafe lineEnd.withUnsafeBytes { bytes in
            do throws(LogOutput.Fault) { _ = unsafe try output.write(bytes) } catch {
                fault = error
            }
        }
        if let fault { throw fault }
        lastByte = UInt8(ascii: "\n")
    }
}

/// One thread's part of the metrics. That thread alone counts, without lock, allocation or system call;
/// `Metrics` adds the parts up when somebody asks.
public final class ThreadMetrics: Sendable {
    private let layout: MetricLayout
    private let cells: CellBlock

    init(layout: MetricLayout) {
        self.layout = layout
        cells = CellBlock(count: layout.cellCount)
    }

    public func count(_ counter: Counter, by amount: Int = 1) {
        assert(amount >= 0)
        cells.add(UInt64(truncatingIfNeeded: amount), at: layout.index(of: counter))
    }

    /// Counts a reason by its place in the list that `Metrics` was made with.
    public func count(_ counter: ReasonCounter, reason: Int) {
        cells.add(1, at: layout.index(of: counter, reason: reason))
    }

    public func adjust(_ gauge: Gauge, by amount: Int) {
        cells.add(UInt64(bitPattern: Int64(amount)), at: layout.index(of: gauge))
    }

    public func set(_ gauge: Gauge, to value: Int) {
        cells.set(UInt64(bitPattern: Int64(value)), at: layout.index(of: gauge))
    }

    /// One request answered, and how long its phases took.
    /// - Parameter status: 100 to 599; others count as 5xx.
    public func countRequest(on route: RouteSeries, status: Int, phases: PhaseDurations) {
        let statusClass = 100...599 ~= status ? status / 100 - 1 : 4
        cells.add(1, at: layout.index(of: route) + statusClass)
        if let decide = phases.decide {
            record(decide, inHistogramAt: layout.index(of: route, phase: .decide))
        }
        if let upstream = phases.upstream {
            record(upstream, inHistogramAt: layout.index(of: route, phase: .upstream))
        }
        if let total = phases.total {
            record(total, inHistogramAt: layout.index(of: route, phase: .total))
        }
    }

    /// How much later than asked for the loop ran a timer.
    public func recordLoopLag(nanoseconds: UInt64) {
        record(nanoseconds, inHistogramAt: layout.loopLag)
    }

    private func record(_ nanoseconds: UInt64, inHistogramAt index: Int) {
        cells.add(1, at: index + DurationBuckets.index(ofNanoseconds: nanoseconds))
        cells.add(nanoseconds, at: index + DurationBuckets.count)
    }

    func value(at index: Int) -> UInt64 { cells.value(at: index) }
}

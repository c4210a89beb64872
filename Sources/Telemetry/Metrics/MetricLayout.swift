/// Where each series has its cell in a thread's block: first what has no label, then the reasons, then
/// one run of cells a route.
struct MetricLayout: Sendable {
    /// Routes with series of their own, over all configurations since the start; later ones are counted
    /// together with those requests that match no route. At 640 bytes each, only once used.
    static let routeLimit = 4_096

    /// Status classes 1xx to 5xx.
    static let statusClassCount = 5
    /// A histogram is its buckets and the sum in nanoseconds.
    static let histogramCellCount = DurationBuckets.count + 1
    static let routeCellCount =
        statusClassCount + RequestPhase.allCases.count * histogramCellCount

    /// By `ReasonCounter`: the first cell and the number of reasons.
    private let reasons: [Range<Int>]
    let loopLag: Int
    let routes: Int
    let cellCount: Int

    init(reasonCounts: [Int]) {
        var next = Counter.allCases.count + Gauge.allCases.count
        reasons = reasonCounts.map { count in
            defer { next += count }
            return next..<next + count
        }
        loopLag = next
        routes = next + Self.histogramCellCount
        cellCount = routes + Self.routeLimit * Self.routeCellCount
    }

    func index(of counter: Counter) -> Int { counter.rawValue }
    func index(of gauge: Gauge) -> Int { Counter.allCases.count + gauge.rawValue }

    func index(of counter: ReasonCounter, reason: Int) -> Int {
        let cells = reasons[counter.rawValue]
        precondition(reason >= 0 && reason < cells.count)
        return cells.lowerBound + reason
    }

    /// The cell of status class 1xx; those of the other classes and the histograms follow.
    func index(of route: RouteSeries) -> Int { routes + route.slot * Self.routeCellCount }

    /// The first bucket of a route's histogram.
    func index(of route: RouteSeries, phase: RequestPhase) -> Int {
        index(of: route) + Self.statusClassCount + phase.rawValue * Self.histogramCellCount
    }
}

/// A route's place in the metrics: the same for the same key over all configurations.
public struct RouteSeries: Hashable, Sendable {
    let slot: Int

    /// For requests that match no route.
    public static let none = RouteSeries(slot: 0)
}

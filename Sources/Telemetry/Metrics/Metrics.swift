public import Codecs
internal import Synchronization

/// All metrics of the process: hands each thread its part and adds the parts up. The parts live as long
/// as this does, so that a counter never falls when a worker ends.
public final class Metrics: Sendable {
    private struct State {
        var parts: [ThreadMetrics] = []
        /// By slot; the first is for requests without a route.
        var routes: [String] = [""]
        var slots: [String: Int] = [:]
    }

    private let layout: MetricLayout
    private let reasons: [[String]]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - decisions: reason codes, counted by their place in this list.
    ///   - parseFaults: likewise.
    public init(decisions: [String], parseFaults: [String]) {
        reasons = ReasonCounter.allCases.map { counter in
            switch counter {
            case .decisions: decisions
            case .parseFaults: parseFaults
            }
        }
        layout = MetricLayout(reasonCounts: reasons.map(\.count))
    }

    /// A part for one thread; called once for each.
    public func makePart() -> ThreadMetrics {
        let part = ThreadMetrics(layout: layout)
        state.withLock { $0.parts.append(part) }
        return part
    }

    /// Where the routes of a configuration are counted, in their order: a key known before keeps its
    /// series. Beyond `MetricLayout.routeLimit` keys, `.none`.
    public func series(for routeKeys: [String]) -> [RouteSeries] {
        state.withLock { state in
            routeKeys.map { key in
                if let slot = state.slots[key] { return RouteSeries(slot: slot) }
                guard state.routes.count < MetricLayout.routeLimit else { return .none }
                state.slots[key] = state.routes.count
                state.routes.append(key)
                return RouteSeries(slot: state.routes.count - 1)
            }
        }
    }

    /// Appends all metrics in Prometheus' text format 0.0.4.
    public func render(_ facts: ProcessFacts, into text: inout ByteBuffer) {
        let (parts, routes) = state.withLock { ($0.parts, $0.routes) }
        var page = MetricPage(parts: parts, layout: layout)
        page.appendRequests(routes: routes)
        page.appendDurations(routes: routes)
        for counter in ReasonCounter.allCases {
            page.append(counter, reasons: reasons[counter.rawValue])
        }
        for gauge in Gauge.allCases { page.append(gauge) }
        for counter in Counter.allCases { page.append(counter) }
        page.appendLoopLag()
        page.append(facts)
        text.append(page.text.span)
    }
}

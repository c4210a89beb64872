internal import Codecs

/// The text that a scrape gets: sums over the threads' parts. A series with a route or reason that
/// nothing was counted for is left out; all others are there from the start.
struct MetricPage: ~Copyable {
    let parts: [ThreadMetrics]
    let layout: MetricLayout
    var text = ByteBuffer(capacity: 16_384)

    init(parts: [ThreadMetrics], layout: MetricLayout) {
        self.parts = parts
        self.layout = layout
    }

    mutating func append(_ counter: Counter) {
        appendHead(of: counter.definition)
        appendSample(counter.definition, value: sum(at: layout.index(of: counter)))
    }

    mutating func append(_ gauge: Gauge) {
        appendHead(of: gauge.definition)
        let value = Int(Int64(bitPattern: sum(at: layout.index(of: gauge))))
        appendSample(gauge.definition, value: value)
    }

    mutating func append(_ counter: ReasonCounter, reasons: [String]) {
        appendHead(of: counter.definition)
        for (index, reason) in reasons.enumerated() {
            let value = sum(at: layout.index(of: counter, reason: index))
            guard value > 0 else { continue }
            appendSample(counter.definition, labels: [(.reason, reason)], value: value)
        }
    }

    mutating func appendRequests(routes: [String]) {
        appendHead(of: .requests)
        for (slot, route) in routes.enumerated() {
            let first = layout.index(of: RouteSeries(slot: slot))
            for statusClass in 0..<MetricLayout.statusClassCount {
                let value = sum(at: first + statusClass)
                guard value > 0 else { continue }
                let status = "\(statusClass + 1)xx"
                appendSample(.requests, labels: [(.route, route), (.status, status)], value: value)
            }
        }
    }

    mutating func appendDurations(routes: [String]) {
        appendHead(of: .requestDuration)
        for (slot, route) in routes.enumerated() {
            for phase in RequestPhase.allCases {
                let index = layout.index(of: RouteSeries(slot: slot), phase: phase)
                let labels = [(MetricDefinition.Label.route, route), (.phase, "\(phase.name)")]
                appendHistogram(.requestDuration, labels: labels, at: index)
            }
        }
    }

    mutating func appendLoopLag() {
        appendHead(of: .loopLag)
        appendHistogram(.loopLag, labels: [], at: layout.loopLag)
    }

    mutating func append(_ facts: ProcessFacts) {
        appendHead(of: ProcessFacts.build)
        appendSample(ProcessFacts.build, labels: [(.version, facts.version)], value: 1)
        append(facts.configurationGeneration, of: ProcessFacts.generation)
        append(facts.openDescriptors, of: ProcessFacts.descriptors)
        append(facts.descriptorLimit, of: ProcessFacts.limit)
        append(facts.residentBytes, of: ProcessFacts.resident)
    }

    private mutating func append(_ value: Int?, of definition: MetricDefinition) {
        guard let value else { return }
        appendHead(of: definition)
        appendSample(definition, value: value)
    }

    /// Buckets are read once and their total is the count, so that the two always agree.
    private mutating func appendHistogram(
        _ definition: MetricDefinition, labels: [(MetricDefinition.Label, String)], at index: Int
    ) {
        let buckets = (0..<DurationBuckets.count).map { sum(at: index + $0) }
        let total = buckets.reduce(0, &+)
        guard total > 0 || labels.isEmpty else { return }
        var soFar: UInt64 = 0
        for bucket in 0..<DurationBuckets.boundedCount {
            soFar &+= buckets[bucket]
            appendName(of: definition, suffix: "_bucket")
            appendLabels(labels, bound: bucket)
            appendValue(soFar)
        }
        appendName(of: definition, suffix: "_bucket")
        appendLabels(labels, bound: DurationBuckets.boundedCount)
        appendValue(total)
        appendName(of: definition, suffix: "_sum")
        appendLabels(labels)
        text.append(UInt8(ascii: " "))
        text.append(seconds: sum(at: index + DurationBuckets.count))
        text.append(UInt8(ascii: "\n"))
        appendName(of: definition, suffix: "_count")
        appendLabels(labels)
        appendValue(total)
    }

    private func sum(at index: Int) -> UInt64 {
        parts.reduce(0) { $0 &+ $1.value(at: index) }
    }

    private mutating func appendHead(of definition: MetricDefinition) {
        text.append("# HELP ")
        appendName(of: definition, suffix: " ")
        text.append(definition.help)
        text.append("\n# TYPE ")
        appendName(of: definition, suffix: " ")
        text.append(definition.kind.rawValue)
        text.append(UInt8(ascii: "\n"))
    }

    private mutating func appendSample(
        _ definition: MetricDefinition, labels: [(MetricDefinition.Label, String)] = [],
        value: some BinaryInteger
    ) {
        appendName(of: definition, suffix: "")
        appendLabels(labels)
        appendValue(value)
    }

    private mutating func appendName(of definition: MetricDefinition, suffix: StaticString) {
        text.append("sallyport_")
        text.append(definition.stem)
        text.append(suffix)
    }

    private mutating func appendLabels(
        _ labels: [(MetricDefinition.Label, String)], bound: Int? = nil
    ) {
        guard !labels.isEmpty || bound != nil else { return }
        text.append(UInt8(ascii: "{"))
        for (place, (label, value)) in labels.enumerated() {
            if place > 0 { text.append(UInt8(ascii: ",")) }
            text.append(label.rawValue)
            text.append("=\"")
            appendEscaped(value)
            text.append(UInt8(ascii: "\""))
        }
        if let bound {
            text.append(labels.isEmpty ? "le=\"" : ",le=\"")
            if bound < DurationBuckets.boundedCount {
                DurationBuckets.appendBound(of: bound, to: &text)
            } else {
                text.append("+Inf")
            }
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
    }

    /// A label's value: backslash, quote and line feed are the three to escape.
    private mutating func appendEscaped(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): text.append("\\\\")
            case UInt8(ascii: "\""): text.append("\\\"")
            case UInt8(ascii: "\n"): text.append("\\n")
            default: text.append(byte)
            }
        }
    }

    private mutating func appendValue(_ value: some BinaryInteger) {
        text.append(UInt8(ascii: " "))
        text.append(String(value))
        text.append(UInt8(ascii: "\n"))
    }
}

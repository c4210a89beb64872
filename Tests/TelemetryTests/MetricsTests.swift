import Codecs
import Foundation
import Testing

@testable import Telemetry

@Suite("Metrics: counting")
struct MetricsTests {
    @Test("parts of several threads are added up; gauges rise and fall")
    func sums() {
        let metrics = Metrics(decisions: ["permitted", "token_expired"], parseFaults: ["bare_lf"])
        let first = metrics.makePart()
        let second = metrics.makePart()
        first.count(.connectionsAccepted)
        second.count(.connectionsAccepted, by: 2)
        first.adjust(.clientConnections, by: 3)
        second.adjust(.clientConnections, by: -1)
        first.set(.tokenCacheEntries, to: 7)
        first.set(.tokenCacheEntries, to: 5)
        second.set(.tokenCacheEntries, to: 1)
        first.count(.decisions, reason: 1)
        second.count(.parseFaults, reason: 0)
        let page = page(metrics)
        #expect(page.contains("\nsallyport_connections_accepted_total 3\n"))
        #expect(page.contains("\nsallyport_client_connections 2\n"))
        #expect(page.contains("\nsallyport_token_cache_entries 6\n"))
        #expect(page.contains("\nsallyport_decisions_total{reason=\"token_expired\"} 1\n"))
        #expect(!page.contains("permitted"))
        #expect(page.contains("\nsallyport_parse_faults_total{reason=\"bare_lf\"} 1\n"))
        #expect(page.contains("\nsallyport_upstream_retries_total 0\n"))
    }

    @Test("requests by route and status class, at the edges of the classes")
    func requests() {
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let route = metrics.series(for: ["app GET /a\"b\\c"])[0]
        for status in [100, 199, 200, 299, 304, 404, 499, 500, 599, 99, 600, -1] {
            part.countRequest(on: route, status: status, phases: PhaseDurations())
        }
        part.countRequest(on: .none, status: 421, phases: PhaseDurations())
        let page = page(metrics)
        let label = "{route=\"app GET /a\\\"b\\\\c\",status="
        for (status, count) in [("1xx", 2), ("2xx", 2), ("3xx", 1), ("4xx", 2), ("5xx", 5)] {
            #expect(page.contains("sallyport_requests_total\(label)\"\(status)\"} \(count)\n"))
        }
        #expect(page.contains("sallyport_requests_total{route=\"\",status=\"4xx\"} 1\n"))
    }

    @Test("a route keeps its series over configurations; past the limit there is none to have")
    func routes() {
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let first = metrics.series(for: ["a", "b"])
        #expect(metrics.series(for: ["b", "c", "a"])[2] == first[0])
        #expect(Set(metrics.series(for: ["a", "b", "c"])).count == 3)
        let many = metrics.series(for: (0..<MetricLayout.routeLimit).map { "route \($0)" })
        #expect(many[MetricLayout.routeLimit - 5] != .none)
        #expect(many[MetricLayout.routeLimit - 4] == .none)
        part.countRequest(
            on: many[MetricLayout.routeLimit - 5], status: 200, phases: PhaseDurations())
        part.countRequest(
            on: many[MetricLayout.routeLimit - 6], status: 200, phases: PhaseDurations(total: 1))
        #expect(
            page(metrics).contains(
                "route=\"route \(MetricLayout.routeLimit - 5)\",status=\"2xx\"} 1"))
    }

    @Test("buckets: at a bound inside, one nanosecond above outside")
    func buckets() {
        #expect(DurationBuckets.index(ofNanoseconds: 0) == 0)
        #expect(DurationBuckets.index(ofNanoseconds: .max) == DurationBuckets.boundedCount)
        for index in 0..<DurationBuckets.boundedCount {
            let bound = UInt64(DurationBuckets.boundMicroseconds(of: index)) * 1_000
            #expect(DurationBuckets.index(ofNanoseconds: bound - 1) == index)
            #expect(DurationBuckets.index(ofNanoseconds: bound) == index)
            #expect(DurationBuckets.index(ofNanoseconds: bound + 1) == index + 1)
        }
    }

    @Test("histograms are cumulative, in seconds, and end at their count")
    func histograms() {
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let route = metrics.series(for: ["r"])[0]
        for nanoseconds: UInt64 in [1_000, 16_000, 17_000, 250_000_000, 100_000_000_000] {
            part.countRequest(on: route, status: 200, phases: PhaseDurations(decide: nanoseconds))
        }
        let page = page(metrics)
        func sample(_ rest: String) -> Bool {
            page.contains("sallyport_request_duration_seconds\(rest)\n")
        }
        #expect(sample("_bucket{route=\"r\",phase=\"decide\",le=\"0.000016\"} 2"))
        #expect(sample("_bucket{route=\"r\",phase=\"decide\",le=\"0.000032\"} 3"))
        #expect(sample("_bucket{route=\"r\",phase=\"decide\",le=\"0.262144\"} 4"))
        #expect(sample("_bucket{route=\"r\",phase=\"decide\",le=\"67.108864\"} 4"))
        #expect(sample("_bucket{route=\"r\",phase=\"decide\",le=\"+Inf\"} 5"))
        #expect(sample("_sum{route=\"r\",phase=\"decide\"} 100.250034"))
        #expect(sample("_count{route=\"r\",phase=\"decide\"} 5"))
        #expect(!page.contains("phase=\"upstream\""))
        #expect(page.contains("sallyport_loop_lag_seconds_bucket{le=\"+Inf\"} 0\n"))
    }

    @Test("what one thread counts another reads: never torn, never falling, all there at the end")
    func threads() async {
        let metrics = Metrics(decisions: [], parseFaults: [])
        let part = metrics.makePart()
        let index = Counter.clientBytesSent.rawValue
        let step = Int(UInt32.max) + 7
        async let counted: Void = {
            for _ in 0..<200_000 { part.count(.clientBytesSent, by: step) }
        }()
        var last: UInt64 = 0
        for _ in 0..<1_000 {
            let value = part.value(at: index)
            #expect(value >= last && value % UInt64(step) == 0)
            last = value
        }
        await counted
        #expect(part.value(at: index) == 200_000 * UInt64(step))
    }

    @Test("facts of the process come from the system")
    func facts() throws {
        let before = try #require(
            ProcessFacts(version: "1", configurationGeneration: 1).openDescriptors)
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        let facts = ProcessFacts(version: "1", configurationGeneration: 1)
        // Other tests of this process open and close files too.
        #expect(abs((facts.openDescriptors ?? 0) - before) < 50)
        #expect((facts.residentBytes ?? 0) > 1 << 20)
        #expect((facts.descriptorLimit ?? 0) > 16)
    }

    private func page(_ metrics: Metrics) -> String { rendered(metrics) }
}

@Suite("Metrics: names and page")
struct MetricTableTests {
    @Test("names are unique, base units, `_total` for counters alone; one sentence each")
    func names() {
        let all = MetricDefinition.all
        #expect(Set(all.map(\.name)).count == all.count)
        for metric in all {
            #expect(
                metric.name.wholeMatch(of: /sallyport_[a-z]+(_[a-z]+)*/) != nil, "\(metric.name)")
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter), "\(metric.name)")
            #expect("\(metric.help)".hasSuffix("."), "\(metric.name)")
            #expect(
                metric.name.firstMatch(of: /_(ms|us|ns|milliseconds|kib|kilobytes)(_|$)/) == nil)
        }
    }

    @Test(
        "every metric of the table is on the page, and nothing else; the format is Prometheus' own")
    func page() throws {
        let metrics = Metrics(decisions: ["permitted"], parseFaults: ["x"])
        let part = metrics.makePart()
        part.countRequest(on: .none, status: 200, phases: PhaseDurations(total: 5))
        part.count(.decisions, reason: 0)
        var seen: [String] = []
        for line in rendered(metrics).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
        {
            if let head = line.wholeMatch(of: /# HELP ([a-z_]+) .+/) {
                seen.append(String(head.1))
            } else if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                #expect(String(type.1) == seen.last)
            } else {
                let sample = try #require(
                    line.wholeMatch(
                        of:
                            /([a-z_]+?)(?:_bucket|_sum|_count)?(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? -?[0-9.]+/
                    ),
                    "\(line)")
                #expect(
                    String(sample.1) == seen.last || line.hasPrefix(seen.last ?? "-"), "\(line)")
            }
        }
        #expect(seen == MetricDefinition.all.map(\.name))
    }

    @Test("the reference page has a row for each")
    func reference() {
        let page = MetricDefinition.reference
        for metric in MetricDefinition.all { #expect(page.contains("| `\(metric.name)` | ")) }
        #expect(page.contains("| `sallyport_requests_total` | counter | `route`, `status` | "))
    }
}

private func rendered(_ metrics: Metrics) -> String {
    var text = ByteBuffer()
    metrics.render(ProcessFacts(version: "1.0", configurationGeneration: 2), into: &text)
    return String(decoding: text.span)
}

extension MetricDefinition {
    /// The reference page of all metrics in Markdown, made from the table.
    public static var reference: String {
        var lines = [
            "# Metrics", "",
            "The `metrics` listener answers `GET /metrics` in Prometheus' text format. Counters count from",
            "the start of the process and over all its workers. Durations fall into buckets of 16 µs, 32 µs,",
            "64 µs … 67 s. Labels hold route keys and reasons from the program's own lists, never anything",
            "a client sent; a series with labels appears once there is something to show.", "",
            "| name | kind | labels | meaning |", "|---|---|---|---|",
        ]
        for metric in all {
            let labels = metric.labels.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            lines.append(
                "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

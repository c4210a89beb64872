/// What a metric is, as Prometheus and the reference page tell it.
public struct MetricDefinition: Sendable {
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    /// What tells a metric's series apart. Only words from the configuration and from the program's own
    /// lists, never what a client sent: no stranger can make a series.
    public enum Label: String, Sendable { case route, status, phase, reason, version }

    /// Without the prefix that all share.
    let stem: StaticString
    public let kind: Kind
    public let labels: [Label]
    /// One sentence.
    public let help: StaticString

    /// `sallyport_` and the stem; counters end in `_total`, the rest in their base unit.
    public var name: String { "sallyport_\(stem)" }
}

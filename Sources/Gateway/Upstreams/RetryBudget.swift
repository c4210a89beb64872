import Codecs

/// How many retries an upstream is spared: a tenth of its requests, and three a second in any case
/// (Q21). Retries beyond that would multiply the load of a server that is failing already.
struct RetryBudget {
    private var tokens = capacity
    private var filled = Instant(nanoseconds: 0)

    private static let capacity = 30.0
    private static let perRequest = 0.1
    private static let perSecond = 3.0

    mutating func countRequest() { tokens = min(tokens + Self.perRequest, Self.capacity) }

    /// Whether one more retry is within the budget; if so it is spent.
    mutating func spend(at now: Instant) -> Bool {
        let seconds = Double(now.nanoseconds(since: filled)) / 1_000_000_000
        tokens = min(tokens + seconds * Self.perSecond, Self.capacity)
        filled = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}

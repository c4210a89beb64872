import Foundation

/// State that several threads change and wait on.
///
/// Every wait has a bound, which only a failing test ever reaches; nobody polls and nobody sleeps.
public final class Watched<State: Sendable>: @unchecked Sendable {
    // `state` is touched only while `condition` is held.
    private let condition = NSCondition()
    private var state: State

    public init(_ state: State) {
        self.state = state
    }

    /// The state as it is now.
    public var value: State {
        condition.lock()
        defer { condition.unlock() }
        return state
    }

    /// Changes the state and wakes everyone who waits on it.
    @discardableResult
    public func update<Result>(_ change: (inout State) throws -> Result) rethrows -> Result {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return try change(&state)
    }

    /// Waits until `find` returns something; nil when the bound passed first.
    public func wait<Found>(
        within bound: Duration = .failureBound, for find: (State) throws -> Found?
    ) rethrows -> Found? {
        let limit = Date(timeIntervalSinceNow: bound.seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let found = try find(state) { return found }
            guard condition.wait(until: limit) else { return try find(state) }
        }
    }
}

extension Duration {
    /// How long a test waits for what must come before it says that it did not.
    public static let failureBound = Duration.seconds(30)

    /// The whole duration in seconds.
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    /// The duration in whole milliseconds, at least one, as `poll` wants it.
    var pollMilliseconds: Int32 {
        Int32(clamping: max(1, Int64(seconds * 1_000)))
    }
}

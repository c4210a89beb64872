/// What the writer has to do: the more urgent first, and within one urgency in its order.
struct StoreBacklog {
    private(set) var requests: [StoreRequest] = []

    var isEmpty: Bool { requests.isEmpty }
    var count: Int { requests.count }

    /// Takes in something new, behind what is as urgent.
    mutating func append(_ request: StoreRequest) {
        let last = requests.lastIndex { $0.work.urgency <= request.work.urgency }
        requests.insert(request, at: last.map { $0 + 1 } ?? 0)
    }

    /// Takes back what is left of something that was begun, before what is as urgent.
    mutating func putBack(_ rest: StoreRequest) {
        let first = requests.firstIndex { $0.work.urgency >= rest.work.urgency }
        requests.insert(rest, at: first ?? requests.endIndex)
    }

    mutating func removeFirst(_ count: Int) { requests.removeFirst(count) }

    mutating func removeFirst() -> StoreRequest { requests.removeFirst() }

    mutating func removeAll() { requests.removeAll() }
}

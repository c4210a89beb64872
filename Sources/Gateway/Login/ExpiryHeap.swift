import Codecs

/// Values by key, of which the one that expires first is always at hand: a binary heap beside a
/// dictionary of places. Every change takes a number of steps that grows with the logarithm of the count.
struct ExpiryHeap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Node {
        let key: Key
        var value: Value
        var expiry: Instant
    }

    /// No node expires before the one at half its place.
    private var nodes: [Node] = []
    private var places: [Key: Int] = [:]

    var count: Int { nodes.count }

    subscript(key: Key) -> Value? { places[key].map { nodes[$0].value } }

    mutating func set(_ key: Key, to value: Value, expiring expiry: Instant) {
        let node = Node(key: key, value: value, expiry: expiry)
        guard let place = places[key] else {
            nodes.append(node)
            places[key] = nodes.count - 1
            return rise(from: nodes.count - 1)
        }
        nodes[place] = node
        settle(place)
    }

    mutating func remove(_ key: Key) {
        guard let place = places.removeValue(forKey: key) else { return }
        let last = nodes.removeLast()
        guard place < nodes.count else { return }
        put(last, at: place)
        settle(place)
    }

    /// The one that expires first.
    mutating func removeFirst() {
        if let first = nodes.first { remove(first.key) }
    }

    /// Removes two at most of those that have expired, so that each call does little and all go in time.
    mutating func removeExpired(at now: Instant) {
        for _ in 0..<2 {
            guard let first = nodes.first, first.expiry <= now else { return }
            remove(first.key)
        }
    }

    private mutating func settle(_ place: Int) {
        rise(from: place)
        sink(from: place)
    }

    private mutating func rise(from start: Int) {
        var place = start
        while place > 0, nodes[place].expiry < nodes[(place - 1) / 2].expiry {
            exchange(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var place = start
        while true {
            let left = 2 * place + 1
            guard left < nodes.count else { return }
            let right = left + 1
            let isRightFirst = right < nodes.count && nodes[right].expiry < nodes[left].expiry
            let child = isRightFirst ? right : left
            guard nodes[child].expiry < nodes[place].expiry else { return }
            exchange(place, child)
            place = child
        }
    }

    private mutating func exchange(_ one: Int, _ other: Int) {
        let node = nodes[one]
        put(nodes[other], at: one)
        put(node, at: other)
    }

    private mutating func put(_ node: Node, at place: Int) {
        nodes[place] = node
        places[node.key] = place
    }
}

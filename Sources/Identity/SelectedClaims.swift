import Codecs

/// The selected claims of one principal, copied out of its token into two arrays, so that ten thousand
/// principals stay small and comparing a claim with a configured value reads bytes only.
struct SelectedClaims: Sendable {
    /// One node for each slot, then the elements of lists.
    private let nodes: [Node]
    /// What the owner put in front, then the texts of the claims.
    let text: [UInt8]

    private struct Node {
        var kind = Kind.absent
        /// Of a text where it starts, of a list the index of its first element, of an integer the
        /// lower half.
        var first: UInt32 = 0
        /// Of a text and a list how long they are, of an integer the upper half.
        var second: UInt32 = 0
    }

    private enum Kind: UInt8 {
        case absent, text, integer, yes, no, list
        /// An object, a number with a fraction, null: comparable with nothing.
        case other
    }

    /// - Parameters:
    ///   - claims: the claims object of a verified token.
    ///   - head: bytes to keep in front of the texts, so that a principal needs one array for all.
    init(_ claims: JSONValue, selection: ClaimSelection, behind head: [UInt8]) {
        var text = head
        var nodes = [Node](repeating: Node(), count: selection.names.count)
        for (slot, name) in selection.names.enumerated() {
            guard let value = claims[utf8: Array(name.utf8).span] else { continue }
            nodes[slot] = Self.node(for: value, text: &text)
            guard let elements = value.elements else { continue }
            nodes[slot] = Node(
                kind: .list, first: UInt32(nodes.count), second: UInt32(elements.count))
            for element in elements { nodes.append(Self.node(for: element, text: &text)) }
        }
        self.nodes = nodes
        // Copied once more so that the array that stays holds no room for growth.
        self.text = [UInt8](text.span)
    }

    private static func node(for value: JSONValue, text: inout [UInt8]) -> Node {
        if value.kind == .string {
            let utf8 = value.utf8
            let start = UInt32(text.count)
            for index in utf8.indices { text.append(utf8[index]) }
            return Node(kind: .text, first: start, second: UInt32(utf8.count))
        }
        if let integer = value.integer {
            let bits = UInt64(bitPattern: integer)
            return Node(
                kind: .integer, first: UInt32(truncatingIfNeeded: bits),
                second: UInt32(truncatingIfNeeded: bits >> 32))
        }
        if let boolean = value.bool { return Node(kind: boolean ? .yes : .no) }
        return Node(kind: .other)
    }
}

extension SelectedClaims {
    /// Whether the claim is `wanted`, or a list that holds it.
    func compare(_ slot: ClaimSlot, with wanted: Span<UInt8>) -> Truth {
        compare(slot) { node in
            guard node.kind == .text else { return .unknown }
            return Truth(equals(node, wanted))
        }
    }

    func compare(_ slot: ClaimSlot, with wanted: Int64) -> Truth {
        compare(slot) { node in
            guard node.kind == .integer else { return .unknown }
            return Truth(
                UInt64(node.second) << 32 | UInt64(node.first) == UInt64(bitPattern: wanted))
        }
    }

    func compare(_ slot: ClaimSlot, with wanted: Bool) -> Truth {
        compare(slot) { node in
            switch node.kind {
            case .yes: Truth(wanted)
            case .no: Truth(!wanted)
            default: .unknown
            }
        }
    }

    /// Whether the claim is a text of words parted by spaces that holds `wanted` (RFC 6749 §3.3), or
    /// a list of such texts.
    func compare(_ slot: ClaimSlot, withWord wanted: Span<UInt8>) -> Truth {
        compare(slot) { node in
            guard node.kind == .text else { return .unknown }
            return Truth(holds(node, word: wanted))
        }
    }

    /// Every element is looked at alone (T13): one that fits is enough, and one that cannot be
    /// compared leaves the rest unknown.
    @inline(__always)
    private func compare(_ slot: ClaimSlot, _ compareNode: (Node) -> Truth) -> Truth {
        guard slot.index < nodes.count else { return .unknown }
        let node = nodes[slot.index]
        guard node.kind == .list else { return compareNode(node) }
        var result = Truth.no
        for index in Int(node.first)..<Int(node.first) + Int(node.second) {
            switch compareNode(nodes[index]) {
            case .yes: return .yes
            case .no: break
            case .unknown: result = .unknown
            }
        }
        return result
    }

    private func equals(_ node: Node, _ wanted: Span<UInt8>) -> Bool {
        guard Int(node.second) == wanted.count else { return false }
        return holds(wanted, at: Int(node.first))
    }

    private func holds(_ node: Node, word wanted: Span<UInt8>) -> Bool {
        let end = Int(node.first) + Int(node.second)
        var start = Int(node.first)
        while start < end {
            var stop = start
            while stop < end, text[stop] != 0x20 { stop += 1 }
            if stop - start == wanted.count, holds(wanted, at: start) { return true }
            start = stop + 1
        }
        return false
    }

    private func holds(_ wanted: Span<UInt8>, at start: Int) -> Bool {
        for index in wanted.indices where text[start + index] != wanted[index] { return false }
        return true
    }
}

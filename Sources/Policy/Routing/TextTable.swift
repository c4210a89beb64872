import Codecs

/// A map from short texts, each under a parent number, to numbers: one flat table, filled at start and
/// read without allocating. Its keys are the operator's, so no client can make them collide.
struct TextTable: Sendable {
    private var slots: [Slot] = []
    private var count = 0
    private var texts: [UInt8] = []

    private struct Slot {
        var hash: UInt64 = 0
        var start: UInt32 = 0
        var length: UInt32 = 0
        var parent: Int32 = 0
        /// Negative: nothing here.
        var value: Int32 = -1
    }

    /// - Precondition: `value` is not negative, and the text is new to its parent.
    mutating func insert(_ text: [UInt8], under parent: Int, value: Int) {
        precondition(value >= 0 && find(text.span, under: parent) == nil)
        count += 1
        if slots.count < count * 2 { grow() }
        let slot = Slot(
            hash: Self.hash(text.span, parent), start: UInt32(texts.count),
            length: UInt32(text.count), parent: Int32(parent), value: Int32(value))
        texts.append(contentsOf: text)
        place(slot)
    }

    func find(_ text: Span<UInt8>, under parent: Int) -> Int? {
        guard !slots.isEmpty else { return nil }
        let hash = Self.hash(text, parent)
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[index].value >= 0 {
            let slot = slots[index]
            if slot.hash == hash, slot.parent == parent, Int(slot.length) == text.count,
                equals(text, at: Int(slot.start))
            {
                return Int(slot.value)
            }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    private func equals(_ text: Span<UInt8>, at start: Int) -> Bool {
        for index in text.indices where texts[start + index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: max(8, old.count * 2))
        for slot in old where slot.value >= 0 { place(slot) }
    }

    private mutating func place(_ slot: Slot) {
        var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
        while slots[index].value >= 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    /// FNV-1a, folded so that the low bits depend on all of it.
    private static func hash(_ text: Span<UInt8>, _ parent: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: parent)
        for index in text.indices { hash = (hash ^ UInt64(text[index])) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash >> 29
    }
}

import Codecs

/// A map from short texts, each under a parent number, to numbers: one flat table, filled at start and
/// read without allocating, eight bytes at a time. Its keys are the operator's, so no client can make
/// them collide.
struct TextTable: Sendable {
    private var slots: [Slot] = []
    private var count = 0
    /// The texts as words, the last of each filled up with zeros.
    private var words: [UInt64] = []

    private struct Slot {
        var hash: UInt64 = 0
        /// The first of the text's words.
        var start: UInt32 = 0
        /// In bytes.
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
            hash: Self.hash(text.span, parent), start: UInt32(words.count),
            length: UInt32(text.count), parent: Int32(parent), value: Int32(value))
        for offset in stride(from: 0, to: text.count, by: 8) {
            words.append(Self.word(text.span, at: offset))
        }
        place(slot)
    }

    func find(_ text: Span<UInt8>, under parent: Int) -> Int? {
        guard !slots.isEmpty else { return nil }
        let hash = Self.hash(text, parent)
        var index = Int(truncatingIfNeeded: hash) & (slots.count &- 1)
        while slots[index].value >= 0 {
            let slot = slots[index]
            if slot.hash == hash, slot.parent == parent, Int(slot.length) == text.count,
                equals(text, at: Int(slot.start))
            {
                return Int(slot.value)
            }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    private func equals(_ text: Span<UInt8>, at start: Int) -> Bool {
        var (offset, index) = (0, start)
        while offset < text.count {
            if Self.word(text, at: offset) != words[index] { return false }
            offset &+= 8
            index &+= 1
        }
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

    /// Multiplies and folds word by word, so that the low bits depend on all of the text.
    private static func hash(_ text: Span<UInt8>, _ parent: Int) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: parent) &* 0x9E37_79B9_7F4A_7C15
        var offset = 0
        while offset < text.count {
            hash = (hash ^ word(text, at: offset)) &* 0xBF58_476D_1CE4_E5B9
            hash ^= hash &>> 32
            offset &+= 8
        }
        return hash
    }

    /// Up to eight bytes from `offset` on, zeros behind the end; told from zero bytes by the length.
    @inline(__always)
    private static func word(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
        let rest = text.count &- offset
        if rest >= 8 { return load(text, at: offset) }
        if text.count >= 8 {
            // The last eight bytes, less those that belong to the word before.
            return load(text, at: text.count &- 8) &>> UInt64(8 &* (8 &- rest))
        }
        var word: UInt64 = 0
        var index = text.count
        while index > offset {
            index &-= 1
            word = word &<< 8 | UInt64(text[index])
        }
        return word
    }

    /// - Precondition: eight bytes stand at `offset`, as the callers compared; the load checks it too.
    @inline(__always)
    private static func load(_ text: Span<UInt8>, at offset: Int) -> UInt64 {
        // Every bit pattern is a UInt64.
        unsafe UInt64(
            littleEndian: text.bytes.unsafeLoadUnaligned(
                fromByteOffset: offset, as: UInt64.self))
    }
}

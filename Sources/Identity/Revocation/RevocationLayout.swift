/// Where a segment's filter and table lie, and how they are read: a plain value, so that a question touches no
/// reference count. Valid while the segment that owns the memory is held.
///
/// The filter gives each entry four bits in one 64-bit word, so that a question of it is one load; at 16 bits a
/// slot it takes two to four innocent tags in a thousand for possible. The table is open addressing: an entry
/// lies at its place or, where that is taken, in the next free slot, round the end.
@safe
struct RevocationLayout: BitwiseCopyable {
    /// Start of the memory: the words, then the slots.
    private let filter: UnsafeMutablePointer<UInt64>
    private let slots: UnsafeMutablePointer<RevocationSlot>
    private let filterWordCount: UInt32
    private let tableSlotCount: UInt32

    private static let slotsPerWord = 4

    /// Allocates, and does not yet fill, the memory of `slotCount` slots, a multiple of four.
    init(slotCount: Int) {
        // Without slots one word, always 0, answers.
        let wordCount = max(1, slotCount / Self.slotsPerWord)
        let filterByteCount = wordCount * MemoryLayout<UInt64>.stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: filterByteCount + slotCount * MemoryLayout<RevocationSlot>.stride,
            alignment: MemoryLayout<UInt64>.alignment)
        unsafe filter = memory.bindMemory(to: UInt64.self, capacity: wordCount)
        unsafe slots = (memory + filterByteCount).bindMemory(
            to: RevocationSlot.self, capacity: slotCount)
        filterWordCount = UInt32(wordCount)
        tableSlotCount = UInt32(slotCount)
    }

    /// The owner calls this once, as the last thing.
    func deallocate() { unsafe filter.deallocate() }

    var slotCount: Int { Int(tableSlotCount) }

    var byteCount: Int {
        Int(filterWordCount) * MemoryLayout<UInt64>.stride
            + Int(tableSlotCount) * MemoryLayout<RevocationSlot>.stride
    }

    func clear() {
        unsafe filter.initialize(repeating: 0, count: Int(filterWordCount))
        unsafe slots.initialize(repeating: .free, count: Int(tableSlotCount))
    }

    /// Takes over everything of one of the same size.
    func copy(_ other: RevocationLayout) {
        precondition(byteCount == other.byteCount)
        unsafe UnsafeMutableRawPointer(filter).copyMemory(from: other.filter, byteCount: byteCount)
    }

    /// Whether there may be an entry with this tag; false is certain.
    @inline(__always)
    func mayHold(_ tag: RevocationTag) -> Bool {
        let mask = Self.mask(tag.filterBits)
        return unsafe filter[Self.index(tag.filterWord, in: filterWordCount)] & mask == mask
    }

    /// Whether there is an entry with this tag of which `isWanted` is true.
    @inline(__always)
    func contains(_ tag: RevocationTag, where isWanted: (RevocationSlot) -> Bool) -> Bool {
        guard tableSlotCount > 0 else { return false }
        var index = Self.index(tag.place, in: tableSlotCount)
        while true {
            let slot = unsafe slots[index]
            if slot.isFree { return false }
            if slot.has(tag), isWanted(slot) { return true }
            index = next(index)
        }
    }

    /// Puts an entry into the first free slot at or behind its place; there is one.
    func add(_ slot: RevocationSlot) {
        var index = Self.index(slot.place, in: tableSlotCount)
        while unsafe !slots[index].isFree { index = next(index) }
        unsafe slots[index] = slot
        unsafe filter[Self.index(slot.filterWord, in: filterWordCount)] |= Self.mask(
            slot.filterBits)
    }

    /// Whether an entry is over `hour` hours after 1970.
    func hasExpired(at hour: UInt32) -> Bool {
        for index in 0..<slotCount {
            let expiryHour = unsafe slots[index].expiryHour
            if expiryHour != 0, expiryHour <= hour { return true }
        }
        return false
    }

    func forEach(_ body: (RevocationSlot) -> Void) {
        for index in 0..<slotCount where unsafe !slots[index].isFree {
            unsafe body(slots[index])
        }
    }

    @inline(__always)
    private func next(_ index: Int) -> Int { index + 1 == slotCount ? 0 : index + 1 }

    /// Uniform bits as an index below `count`, by multiplication.
    @inline(__always)
    private static func index(_ bits: UInt32, in count: UInt32) -> Int {
        Int(bits.multipliedFullWidth(by: count).high)
    }

    /// Four bits of a word, where two may fall together.
    @inline(__always)
    private static func mask(_ bits: UInt32) -> UInt64 {
        1 &<< UInt64(bits) | 1 &<< UInt64(bits >> 6) | 1 &<< UInt64(bits >> 12)
            | 1 &<< UInt64(bits >> 18)
    }
}

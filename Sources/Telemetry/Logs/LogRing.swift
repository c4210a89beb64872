internal import Synchronization

/// A ring of whole lines between one thread that logs and the thread that writes: fixed in size, never
/// waits, drops a line that does not fit.
///
/// **Why it is right without a lock.** There are two positions that only grow: `written`, stored by the
/// producer alone, and `drained`, stored by the consumer alone. The bytes in `drained ..< written`
/// belong to the consumer, all others to the producer.
/// - The producer copies a line into bytes that are its own and then stores `written` *releasing*. The
///   consumer loads `written` *acquiring*: having seen the new position it sees the bytes below it.
/// - The consumer is done with bytes before it stores `drained` *releasing*; the producer loads it
///   *acquiring*, so it overwrites no byte that is still being read.
/// - Each side loads its own position relaxed, since nobody else stores it, and a stale look at the
///   other's only makes the ring seem fuller, or emptier, than it is.
///
/// Positions count bytes since the start; 63 bits of them last for ever. `written` moves by whole lines,
/// so the consumer never sees half of one.
///
/// Sendable without the compiler's proof: the memory is shared as above, all else is atomic or constant.
@safe
final class LogRing: @unchecked Sendable {
    /// Bytes it can hold; a power of two.
    let capacity: Int
    /// Owned until `deinit`. Comes untouched from the system: pages never reached cost nothing.
    private let memory: UnsafeMutableRawPointer
    private let written = Atomic<Int>(0)
    /// Keeps the two positions on cache lines of their own.
    private let apart = InlineArray<64, UInt8>(repeating: 0)
    private let drained = Atomic<Int>(0)

    init(capacity: Int = 1 << 20) {
        precondition(capacity > 0 && capacity & (capacity - 1) == 0)
        self.capacity = capacity
        unsafe memory = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit { unsafe memory.deallocate() }

    /// Producer: takes the whole line or nothing.
    /// - Returns: bytes now in the ring, nil where the line did not fit.
    func append(_ line: Span<UInt8>) -> Int? {
        let end = written.load(ordering: .relaxed)
        let held = end - drained.load(ordering: .acquiring)
        guard line.count <= capacity - held else { return nil }
        let start = end & (capacity - 1)
        let untilWrap = min(line.count, capacity - start)
        unsafe line.withUnsafeBytes { bytes in
            guard let source = bytes.baseAddress else { return }
            unsafe (memory + start).copyMemory(from: source, byteCount: untilWrap)
            unsafe memory.copyMemory(from: source + untilWrap, byteCount: line.count - untilWrap)
        }
        written.store(end + line.count, ordering: .releasing)
        return held + line.count
    }

    /// Consumer: gives out all that is there now, in one or two runs that together end with a line.
    func drain(_ body: (_ run: UnsafeRawBufferPointer) -> Void) {
        var position = drained.load(ordering: .relaxed)
        let end = written.load(ordering: .acquiring)
        while position < end {
            let start = position & (capacity - 1)
            let count = min(end - position, capacity - start)
            unsafe body(UnsafeRawBufferPointer(start: memory + start, count: count))
            position += count
            drained.store(position, ordering: .releasing)
        }
    }
}

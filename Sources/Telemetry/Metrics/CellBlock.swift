internal import Glibc
internal import Synchronization

/// A run of 64-bit cells that one thread writes and others read.
///
/// There are no locks because there is one writer: adding is a relaxed load and a relaxed store, two
/// plain instructions, and no addition is lost since nobody else stores. Relaxed is enough: a reader
/// needs each cell whole and never older than its last look, which a single atomic's own order gives;
/// it draws no conclusion from one cell about another, so no cell needs to be published by another.
///
/// The cells come zeroed and untouched from the system: those of routes that nobody asks for cost no
/// memory, and blocks of different threads share no cache line.
/// Sendable without the compiler's proof: the pointer never changes, and what it points to is atomic.
@safe
struct CellBlock: ~Copyable, @unchecked Sendable {
    /// Owned until `deinit`, at a fixed place; the bytes of an `Atomic<UInt64>` are those of its value,
    /// so zeroed memory is cells at 0.
    private let cells: UnsafeMutablePointer<Atomic<UInt64>>
    let count: Int

    init(count: Int) {
        // A line at each end keeps neighbours in the heap away, for blocks too small to be mapped.
        let byteCount = (count + 16) * MemoryLayout<Atomic<UInt64>>.stride
        guard let memory = unsafe calloc(1, byteCount) else {
            preconditionFailure("out of memory for \(count) metric cells")
        }
        unsafe cells = memory.bindMemory(to: Atomic<UInt64>.self, capacity: count + 16) + 8
        self.count = count
    }

    deinit { unsafe free(cells - 8) }

    /// Only on the thread that owns the block. Wraps around, as Prometheus counters may.
    @inline(__always)
    func add(_ amount: UInt64, at index: Int) {
        precondition(index >= 0 && index < count)
        let value = unsafe cells[index].load(ordering: .relaxed)
        unsafe cells[index].store(value &+ amount, ordering: .relaxed)
    }

    /// Only on the thread that owns the block.
    @inline(__always)
    func set(_ value: UInt64, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe cells[index].store(value, ordering: .relaxed)
    }

    /// On any thread.
    func value(at index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        return unsafe cells[index].load(ordering: .relaxed)
    }
}

/// The lines of a `Fields`: an array with one owner, so that no append asks whether there is another.
/// It keeps its memory until it goes, 16 bytes a line. Public in name only: what other modules inline of
/// `Fields` must be able to free it.
@safe
public struct FieldLines: ~Copyable {
    /// Owned until `deinit`; nil while nothing was appended.
    private var storage: UnsafeMutablePointer<FieldLine>?
    private var capacity = 0
    private(set) var count = 0

    init() { unsafe storage = nil }

    deinit { unsafe storage?.deallocate() }

    subscript(index: Int) -> FieldLine {
        @inline(__always) get {
            unsafe address(of: index).pointee
        }
        @inline(__always) set {
            unsafe address(of: index).pointee = newValue
        }
    }

    @inline(__always)
    mutating func append(_ line: FieldLine) {
        if count == capacity { grow() }
        count &+= 1
        self[count &- 1] = line
    }

    mutating func removeAll() { count = 0 }

    @inline(__always)
    private func address(of index: Int) -> UnsafeMutablePointer<FieldLine> {
        guard index >= 0, index < count, let storage = unsafe storage else {
            preconditionFailure("no such line")
        }
        return unsafe storage + index
    }

    @inline(never)
    private mutating func grow() {
        let larger = max(16, capacity * 2)
        let moved = UnsafeMutablePointer<FieldLine>.allocate(capacity: larger)
        if let storage = unsafe storage {
            unsafe moved.initialize(from: storage, count: count)
            unsafe storage.deallocate()
        }
        unsafe storage = moved
        capacity = larger
    }
}

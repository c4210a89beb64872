/// A growable run of bytes with one owner: what is about to be written, or what was read and not yet
/// used. It exists because `[UInt8]` checks uniqueness at every append and zeroes what `recv` is
/// about to fill. Appending never fails; the memory goes when the buffer does. Its small methods are
/// `@inlinable`: a request makes some sixty appends, and a call each would be a tenth of its
/// instructions.
@safe
public struct ByteBuffer: ~Copyable {
    /// Owned by this buffer until `deinit`; nil while nothing has been reserved.
    @usableFromInline var storage: UnsafeMutableRawPointer?
    @usableFromInline var start = 0
    @usableFromInline var end = 0
    @usableFromInline var room: Int

    /// - Parameter capacity: bytes to reserve at once; 0 allocates nothing until the first append.
    public init(capacity: Int = 0) {
        precondition(capacity >= 0)
        unsafe storage = capacity == 0 ? nil : .allocate(byteCount: capacity, alignment: 16)
        room = capacity
    }

    deinit { unsafe storage?.deallocate() }

    @inlinable
    public var count: Int { end - start }
    @inlinable
    public var isEmpty: Bool { start == end }

    /// Bytes that fit without growing, the consumed front included.
    public var capacity: Int { room }

    /// The bytes held, valid until the buffer is next changed.
    public var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard let storage = unsafe storage else { return Span() }
            let first = unsafe UnsafePointer(
                (storage + start).assumingMemoryBound(to: UInt8.self))
            let bytes = unsafe Span(_unsafeStart: first, count: count)
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }

    /// The bytes held, for changing in place.
    public var mutableSpan: MutableSpan<UInt8> {
        @_lifetime(&self) mutating get {
            guard let storage = unsafe storage else { return MutableSpan() }
            let first = unsafe (storage + start).assumingMemoryBound(to: UInt8.self)
            let bytes = unsafe MutableSpan(_unsafeStart: first, count: count)
            return unsafe _overrideLifetime(bytes, mutating: &self)
        }
    }

    /// Forgets all bytes and keeps the memory.
    public mutating func removeAll() {
        start = 0
        end = 0
    }

    /// Forgets the first `byteCount` bytes; the memory is reused by the next append that needs it.
    public mutating func removeFirst(_ byteCount: Int) {
        precondition(byteCount >= 0 && byteCount <= count)
        start += byteCount
        if start == end { removeAll() }
    }

    /// Shows all bytes to `user`, who answers how many of the first are done with.
    public mutating func removeFirst(usedBy user: (Span<UInt8>) -> Int) {
        let used = user(span)
        removeFirst(used)
    }

    /// Forgets everything behind the first `newCount` bytes.
    public mutating func truncate(to newCount: Int) {
        precondition(newCount >= 0 && newCount <= count)
        end = start + newCount
    }

    /// Gives the memory back to the system.
    public mutating func release() {
        unsafe storage?.deallocate()
        unsafe storage = nil
        room = 0
        removeAll()
    }

    /// Makes room for `byteCount` more bytes.
    @inlinable
    @inline(__always)
    public mutating func reserve(_ byteCount: Int) {
        if byteCount > room - end { grow(by: byteCount) }
    }

    @inline(never)
    @usableFromInline
    mutating func grow(by byteCount: Int) {
        let held = count
        let needed = held + byteCount
        if needed > room {
            let larger = max(needed, room * 2, 64)
            let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            if let storage = unsafe storage {
                unsafe moved.copyMemory(from: storage + start, byteCount: held)
                unsafe storage.deallocate()
            }
            unsafe storage = moved
            room = larger
        } else if let storage = unsafe storage {
            unsafe storage.copyMemory(from: storage + start, byteCount: held)
        }
        start = 0
        end = held
    }

    /// Lends `byteCount` bytes of free memory to `body`, which answers how many it filled.
    @inlinable
    @inline(__always)
    public mutating func append(
        upTo byteCount: Int, filledBy body: (UnsafeMutableRawBufferPointer) -> Int
    ) {
        reserve(byteCount)
        guard let storage = unsafe storage else { return }
        let room = unsafe UnsafeMutableRawBufferPointer(start: storage + end, count: byteCount)
        let filled = unsafe body(room)
        precondition(filled >= 0 && filled <= byteCount)
        end += filled
    }

    @inlinable
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        unsafe append(upTo: 1) { room in
            unsafe room.storeBytes(of: byte, as: UInt8.self)
            return 1
        }
    }

    @inlinable
    @inline(__always)
    public mutating func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        unsafe append(upTo: bytes.count) { room in
            unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
            return bytes.count
        }
    }

    @inlinable
    @inline(__always)
    public mutating func append(_ text: StaticString) {
        guard text.utf8CodeUnitCount > 0 else { return }
        unsafe append(upTo: text.utf8CodeUnitCount) { room in
            unsafe room.copyMemory(
                from: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
            return text.utf8CodeUnitCount
        }
    }

    public mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    /// The UTF-8 bytes of `text`. Not for the hot path, and not what a literal means.
    @_disfavoredOverload
    public mutating func append(_ text: some StringProtocol) {
        var text = String(text)
        text.withUTF8 { bytes in
            let span = unsafe Span(_unsafeElements: bytes)
            append(span)
        }
    }

    /// `number` in decimal digits.
    public mutating func append(decimal number: Int) {
        if number < 0 { append(0x2D) }
        var rest = number.magnitude
        var digitCount = 1
        var limit: UInt = 10
        while digitCount < 20, rest >= limit {
            digitCount += 1
            let (larger, overflow) = limit.multipliedReportingOverflow(by: 10)
            limit = overflow ? .max : larger
        }
        let digits = digitCount
        unsafe append(upTo: digits) { room in
            var index = digits
            while index > 0 {
                index -= 1
                unsafe room[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            return digits
        }
    }

    /// `number` in lower-case hexadecimal digits without leading zeros.
    public mutating func append(hexadecimal number: Int) {
        precondition(number >= 0)
        var digits = InlineArray<16, UInt8>(repeating: 0)
        var first = 16
        var rest = number
        repeat {
            first -= 1
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            digits[first] = digit < 10 ? 0x30 + digit : 0x57 + digit
            rest >>= 4
        } while rest > 0
        append(digits.span.extracting(first..<16))
    }
}

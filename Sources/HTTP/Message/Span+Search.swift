import Codecs

extension Span<UInt8> {
    /// The first byte from `start` on that is a control character other than horizontal tab
    /// (RFC 9110 §5.5), or the span's end. Line ends are control characters, so this finds them too.
    @inline(__always)
    func firstControl(from start: Int) -> Int {
        var index = start
        while index &+ Lanes.count <= count {
            guard let hit = Lanes.first(Lanes(self, at: index).controls) else {
                index &+= Lanes.count
                continue
            }
            index &+= hit
            if self[index] != 0x09 { return index }
            index &+= 1
        }
        while index < count {
            let byte = self[index]
            if byte == 0x7F || (byte < 0x20 && byte != 0x09) { return index }
            index &+= 1
        }
        return index
    }

    /// The first byte of `range` that is `one`, `other` or no visible ASCII character, or the range's
    /// end.
    @inline(__always)
    func firstInvisible(or one: UInt8, or other: UInt8, in range: Range<Int>) -> Int {
        firstInvisible(in: range) {
            $0 == one || $0 == other
        } orFlags: { lanes in
            lanes.equal(to: one) | lanes.equal(to: other)
        }
    }

    /// The first byte of `range` that is `byte` or no visible ASCII character, or the range's end.
    @inline(__always)
    func firstInvisible(or byte: UInt8, in range: Range<Int>) -> Int {
        firstInvisible(in: range) {
            $0 == byte
        } orFlags: {
            $0.equal(to: byte)
        }
    }

    @inline(__always)
    private func firstInvisible(
        in range: Range<Int>, or isWanted: (UInt8) -> Bool, orFlags wanted: (Lanes) -> Lanes.Flags
    ) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        // Lanes may reach beyond the range, never beyond the span.
        while index < end, index &+ Lanes.count <= count {
            let lanes = Lanes(self, at: index)
            if let hit = Lanes.first(lanes.invisibles | wanted(lanes)) {
                return min(index &+ hit, end)
            }
            index &+= Lanes.count
        }
        while index < end {
            let byte = self[index]
            if byte < 0x21 || byte >= 0x7F || isWanted(byte) { return index }
            index &+= 1
        }
        return end
    }

    /// The first `byte` in `range`, or the range's end.
    @inline(__always)
    func first(_ byte: UInt8, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        let end = range.upperBound
        // Lanes may reach beyond the range, never beyond the span.
        while index < end, index &+ Lanes.count <= count {
            if let hit = Lanes.first(Lanes(self, at: index).equal(to: byte)) {
                return min(index &+ hit, end)
            }
            index &+= Lanes.count
        }
        while index < end, self[index] != byte { index &+= 1 }
        return min(index, end)
    }

    /// How often `byte` stands in the span.
    func count(of byte: UInt8) -> Int {
        var found = 0
        var index = 0
        while index &+ Lanes.count <= count {
            found &+= Lanes.count(Lanes(self, at: index).equal(to: byte))
            index &+= Lanes.count
        }
        while index < count {
            if self[index] == byte { found &+= 1 }
            index &+= 1
        }
        return found
    }
}

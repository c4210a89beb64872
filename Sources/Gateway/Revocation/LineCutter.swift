/// Cuts bytes that come in any pieces into lines, and holds no more than one line and one piece. A line that is
/// too long is told as such, once, and not kept.
struct LineCutter {
    let byteCountLimit: Int
    private var piece: [UInt8] = []
    private var offset = 0
    /// The beginning of a line whose end is to come.
    private var begun: [UInt8] = []
    private var isTooLong = false

    enum Line: Equatable {
        case whole([UInt8])
        case tooLong
    }

    init(byteCountLimit: Int) { self.byteCountLimit = byteCountLimit }

    /// Adds a piece, after `next` has answered nil for the one before.
    mutating func add(_ bytes: [UInt8]) {
        piece = bytes
        offset = 0
    }

    /// The next line, without its end; nil until more is added.
    mutating func next() -> Line? {
        guard let end = piece[offset...].firstIndex(of: 0x0A) else {
            keep(piece[offset...])
            offset = piece.count
            return nil
        }
        keep(piece[offset..<end])
        offset = end + 1
        return takeLine()
    }

    /// What stands behind the last line end; nil for nothing.
    mutating func end() -> Line? { begun.isEmpty && !isTooLong ? nil : takeLine() }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong, begun.count + bytes.count <= byteCountLimit else {
            isTooLong = true
            begun.removeAll()
            return
        }
        begun += bytes
    }

    private mutating func takeLine() -> Line {
        defer {
            begun = []
            isTooLong = false
        }
        return isTooLong ? .tooLong : .whole(begun)
    }
}

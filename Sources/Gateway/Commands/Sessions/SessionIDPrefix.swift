import Codecs
import Identity

/// The first digits of a session's ID, as people give it to commands, or all of them. In the order of IDs,
/// which is the store's, those that begin so are neighbours.
struct SessionIDPrefix: Hashable {
    /// Fewer digits would soon mean more than one session.
    static let digitCounts = 8...64

    private let first: SessionID
    private let digitCount: Int

    /// - Returns: nil for anything but so many hexadecimal digits.
    init?(_ text: String) {
        let digits = Array(text.utf8)
        guard Self.digitCounts.contains(digits.count) else { return nil }
        let padding = [UInt8](repeating: UInt8(ascii: "0"), count: 64 - digits.count)
        guard let first = SessionID(hex: (digits + padding).span) else { return nil }
        self.first = first
        digitCount = digits.count
    }

    /// The ID itself where all of it was given.
    var id: SessionID? { digitCount == 64 ? first : nil }

    func contains(_ id: SessionID) -> Bool {
        id.hex.utf8.prefix(digitCount).elementsEqual(first.hex.utf8.prefix(digitCount))
    }

    /// The ID before the first that begins so; nil where there is none.
    fileprivate var predecessor: SessionID? {
        var bytes = first.bytes
        for index in bytes.indices.reversed() {
            bytes[index] &-= 1
            if bytes[index] != 0xFF { return SessionID(bytes) }
        }
        return nil
    }
}

/// Looks for the session that a prefix means, page by page; whoever has the store asks it.
struct SessionSearch {
    private let prefix: SessionIDPrefix
    /// The next page to ask for; nil: it is over.
    private(set) var query: SessionQuery?
    private var found: [SessionPage.Entry] = []

    init(_ prefix: SessionIDPrefix) {
        self.prefix = prefix
        query = SessionQuery(after: prefix.predecessor, limit: 2)
    }

    mutating func take(_ page: SessionPage) {
        found += page.entries.filter { prefix.contains($0.id) }
        query?.after = page.next
        guard let next = page.next, prefix.contains(next), found.count < 2 else {
            query = nil
            return
        }
    }

    /// The one session that was found.
    func result() throws(CommandFault) -> SessionPage.Entry {
        guard let entry = found.first else { throw .invalid("no such session") }
        guard found.count == 1 else {
            throw .invalid("more than one session begins so; give more digits")
        }
        return entry
    }
}

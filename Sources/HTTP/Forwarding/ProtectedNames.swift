import Codecs

/// The field names that only the gateway sets: the identity headers of the configuration, the whole
/// forwarding family, the request ID, and `Proxy`, which CGI upstreams take for a setting. What a
/// client sends under any of them, in any spelling that folds to one, never reaches an upstream.
///
/// This is the one place that knows the names: everything that removes or writes such fields asks
/// here (T03).
public struct ProtectedNames: Sendable {
    /// Protected names that are known fields: one bit test for most lines of a request.
    private var known = FieldSet()
    /// Whole names, then beginnings, folded, end to end.
    private var texts: [UInt8] = []
    private var entries: [Entry] = []
    /// A bit for each first letter that an entry has: bit 0 is `a`.
    private var firstLetters: UInt64 = 0
    /// A bit for each length that a name may have: up to 62 bytes one each, the last for all above.
    private var lengths: UInt64 = 0

    private struct Entry {
        let start: Int
        let count: Int
        /// Whether names that only begin so are meant as well.
        let isPrefix: Bool
    }

    /// - Parameter identityHeaders: names of the identity headers, in whatever spelling.
    public init(identityHeaders: [String]) {
        for name in identityHeaders { insert(Array(name.utf8), isPrefix: false) }
        for name in Self.alwaysProtected { insert(Array(name.utf8), isPrefix: false) }
        for name in Self.families { insert(Array(name.utf8), isPrefix: true) }
        for field in KnownField.allCases where field != .other && contains(folding: field.name.span)
        {
            known.insert(field)
        }
    }

    /// Whether a field of that name is the gateway's own, however it is spelled.
    public func contains(_ name: Span<UInt8>) -> Bool {
        contains(folding: name)
    }

    /// The same for a line of a message; most lines cost a bit test.
    @inline(__always)
    func contains(_ line: FieldLine, of fields: borrowing Fields) -> Bool {
        line.name == .other
            ? contains(folding: fields.name(of: line)) : known.contains(line.name)
    }

    private mutating func insert(_ name: [UInt8], isPrefix: Bool) {
        let folded = FoldedName.fold(name.span)
        guard let first = folded.first else { return }
        entries.append(Entry(start: texts.count, count: folded.count, isPrefix: isPrefix))
        texts.append(contentsOf: folded)
        firstLetters |= Self.bit(first)
        for count in folded.count...(isPrefix ? 63 : folded.count) {
            lengths |= 1 << UInt64(min(count, 63))
        }
    }

    private func contains(folding name: Span<UInt8>) -> Bool {
        // Nearly every name is told apart by its length or first letter.
        guard !name.isEmpty, lengths &>> UInt64(min(name.count, 63)) & 1 != 0,
            firstLetters & Self.bit(FoldedName.fold(name[0])) != 0
        else { return false }
        for index in entries.indices where matches(entries[index], name) { return true }
        return false
    }

    private func matches(_ entry: Entry, _ name: Span<UInt8>) -> Bool {
        guard name.count == entry.count || entry.isPrefix && name.count > entry.count else {
            return false
        }
        for index in 0..<entry.count
        where FoldedName.fold(name[index]) != texts[entry.start + index] {
            return false
        }
        return true
    }

    /// Letters have the bits 0 to 25; digits and signs share one, which is seldom asked for.
    private static func bit(_ first: UInt8) -> UInt64 {
        0x61...0x7A ~= first ? 1 << UInt64(first - 0x61) : 1 << 63
    }

    /// Names of proxies and content networks that upstreams are known to believe.
    private static let alwaysProtected = [
        "Forwarded", "X-Forwarded", "X-Real-IP", "X-Real-Port", "X-Request-ID", "X-Rewrite-URL",
        "X-Original", "X-Client-IP", "X-Cluster-Client-IP", "X-Remote-IP", "X-Remote-Addr",
        "X-Host", "X-HTTP-Host-Override", "X-ProxyUser-IP", "True-Client-IP", "Client-IP",
        "CF-Connecting-IP", "Fastly-Client-IP", "Proxy",
    ]
    /// Beginnings of names that belong to one family whatever follows.
    private static let families = ["X-Forwarded-", "X-Original-", "X-Envoy-"]
}

import Codecs

/// The one form of a request's path that policy decides on and the upstream receives.
///
/// It promises: rooted; no empty segment but the last; no dot segment; unreserved bytes decoded and
/// every other triplet in capitals (RFC 3986 §6.2.2); nothing that a lenient upstream could read
/// as another path. What has two readings is refused. The query is no part of it and never touched.
/// A value is reused from request to request, so that a warm one allocates nothing; before the
/// first `set` and after a refused one it is empty and matches no route.
public struct CanonicalPath: ~Copyable {
    private var canonical: ByteBuffer
    /// The path without its parameters; empty unless the two differ.
    private var plain: ByteBuffer

    public init() {
        canonical = ByteBuffer()
        plain = ByteBuffer()
    }

    /// What is matched and forwarded, valid until the next change.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self) get { canonical.span }
    }

    /// How an upstream that drops path parameters (`;x=1`) and decodes delimiters (`%40`) reads the
    /// path; nil where that is the path itself. Both readings have to be matched.
    public var lenientReading: Span<UInt8>? {
        @_lifetime(borrow self) get { plain.isEmpty ? nil : plain.span }
    }

    /// Takes over the canonical form of `raw`, the path of a request target without its query.
    ///
    /// - Parameter keepsEncodedSlashes: whether `%2F` and `%5C` are data of their segment on this
    ///   host, rather than refused; they are forwarded as triplets (T26).
    public mutating func set(
        _ raw: Span<UInt8>, keepsEncodedSlashes: Bool = false
    ) throws(PathFault) {
        canonical.removeAll()
        plain.removeAll()
        if Self.isCanonical(raw) {
            canonical.append(raw)
            return
        }
        do throws(PathFault) {
            var scanner = PathScanner(keepsEncodedSlashes: keepsEncodedSlashes)
            try scanner.scan(raw, into: &canonical)
            if scanner.hasLenientReading {
                PathScanner.appendLenientReading(of: canonical, to: &plain)
            }
        } catch {
            canonical.removeAll()
            throw error
        }
    }

    /// Takes whole leading segments off: `/wiki` makes `/a` of `/wiki/a` and `/` of `/wiki`, and is
    /// no prefix of `/wikis`. Answers false and changes nothing where `prefix` does not lead.
    ///
    /// What remains of a canonical path is canonical, so a decision taken before stays true of it.
    public mutating func removePrefix(_ prefix: Span<UInt8>) -> Bool {
        guard Self.leads(prefix, canonical.span) else { return false }
        canonical.removeFirst(prefix.count)
        plain.removeAll()
        if canonical.isEmpty { canonical.append(0x2F) }
        return true
    }

    private static func leads(_ prefix: Span<UInt8>, _ path: Span<UInt8>) -> Bool {
        guard prefix.count <= path.count else { return false }
        for index in prefix.indices where prefix[index] != path[index] { return false }
        return prefix.count == path.count || path[prefix.count] == 0x2F
    }

    /// Whether nothing at all has to be looked at more closely: true of nearly every request.
    private static func isCanonical(_ raw: Span<UInt8>) -> Bool {
        guard !raw.isEmpty, raw[0] == 0x2F else { return false }
        for index in 1..<raw.count {
            let byte = raw[index]
            if PathByte.isOrdinary(byte) { continue }
            // A segment that begins with a dot may be a dot segment: left to the scanner.
            guard byte == 0x2F || byte == 0x2E, raw[index &- 1] != 0x2F else { return false }
        }
        return true
    }
}

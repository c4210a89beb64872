import Codecs
import HTTP

/// A canonical path is its own canonical form, is rooted and holds no dot segment, no empty segment but
/// the last, and no byte that ends a path or a line.
func fuzzPath(_ input: Span<UInt8>) {
    for keepsEncodedSlashes in [false, true] {
        var path = CanonicalPath()
        guard (try? path.set(input, keepsEncodedSlashes: keepsEncodedSlashes)) != nil else {
            precondition(path.bytes.isEmpty)
            continue
        }
        let canonical = path.bytes.copied()
        var again = CanonicalPath()
        guard (try? again.set(canonical.span, keepsEncodedSlashes: keepsEncodedSlashes)) != nil
        else {
            preconditionFailure("the canonical form was refused")
        }
        precondition(again.bytes.copied() == canonical)
        precondition(canonical.first == UInt8(ascii: "/"))
        precondition(canonical.allSatisfy { $0 > 0x20 && $0 < 0x7F })
        precondition(
            !canonical.contains(UInt8(ascii: "?")) && !canonical.contains(UInt8(ascii: "#")))
        let segments = canonical.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        precondition(segments.dropLast().allSatisfy { !$0.isEmpty })
        precondition(
            !segments.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) })
    }
}

import Codecs
import HTTP

/// The methods a route lists; none listed means all that are registered (RFC 9110 §16.1), save those
/// no route serves. Names outside the registry count only where they are listed.
struct MethodSet: Hashable, Sendable {
    /// As listed; empty for all.
    let names: [String]
    /// A bit for each registered method.
    private let registered: UInt64
    private let others: [[UInt8]]

    /// TRACE and CONNECT are answered 405 whatever a route says (Q10).
    private static let unserved = bit(.trace) | bit(.connect)

    init(_ names: [String]) {
        self.names = names
        var registered: UInt64 = 0
        var others: [[UInt8]] = []
        for name in names {
            let bytes = Array(name.utf8)
            let method = Method(name: bytes.span)
            if method == .other { others.append(bytes) } else { registered |= Self.bit(method) }
        }
        if names.isEmpty { registered = ~Self.bit(.other) }
        self.registered = registered & ~Self.unserved
        self.others = others
    }

    var isAll: Bool { names.isEmpty }

    /// What `Allow` says of it.
    var announced: [String] {
        isAll ? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] : names
    }

    func contains(_ method: Method, named name: Span<UInt8>) -> Bool {
        guard method == .other else { return registered & Self.bit(method) != 0 }
        for other in others where other.count == name.count {
            if other.indices.allSatisfy({ other[$0] == name[$0] }) { return true }
        }
        return false
    }

    func overlaps(_ other: MethodSet) -> Bool {
        registered & other.registered != 0 || others.contains(where: other.others.contains)
    }

    private static func bit(_ method: Method) -> UInt64 { 1 << UInt64(method.rawValue) }
}

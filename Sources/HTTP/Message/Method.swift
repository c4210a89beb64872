/// A request method of the IANA registry, or `other` for any other token (RFC 9110 §9). Names are
/// compared with case: `get` is `other` (T33).
public enum Method: UInt8, CaseIterable, Sendable {
    /// A token outside the registry; its text is the request's `methodText`.
    case other

    // In the order in which they are looked for.
    case get
    case head
    case post
    case put
    case delete
    case connect
    case options
    case trace
    case patch
    case acl
    case baselineControl
    case bind
    case checkin
    case checkout
    case copy
    case label
    case link
    case lock
    case merge
    case mkactivity
    case mkcalendar
    case mkcol
    case mkredirectref
    case mkworkspace
    case move
    case orderpatch
    case pri
    case propfind
    case proppatch
    case query
    case rebind
    case report
    case search
    case unbind
    case uncheckout
    case unlink
    case unlock
    case update
    case updateredirectref
    case versionControl

    /// The method as it stands in a request line; empty for `other`.
    public var name: StaticString {
        switch self {
        case .other: ""
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .delete: "DELETE"
        case .connect: "CONNECT"
        case .options: "OPTIONS"
        case .trace: "TRACE"
        case .patch: "PATCH"
        case .acl: "ACL"
        case .baselineControl: "BASELINE-CONTROL"
        case .bind: "BIND"
        case .checkin: "CHECKIN"
        case .checkout: "CHECKOUT"
        case .copy: "COPY"
        case .label: "LABEL"
        case .link: "LINK"
        case .lock: "LOCK"
        case .merge: "MERGE"
        case .mkactivity: "MKACTIVITY"
        case .mkcalendar: "MKCALENDAR"
        case .mkcol: "MKCOL"
        case .mkredirectref: "MKREDIRECTREF"
        case .mkworkspace: "MKWORKSPACE"
        case .move: "MOVE"
        case .orderpatch: "ORDERPATCH"
        case .pri: "PRI"
        case .propfind: "PROPFIND"
        case .proppatch: "PROPPATCH"
        case .query: "QUERY"
        case .rebind: "REBIND"
        case .report: "REPORT"
        case .search: "SEARCH"
        case .unbind: "UNBIND"
        case .uncheckout: "UNCHECKOUT"
        case .unlink: "UNLINK"
        case .unlock: "UNLOCK"
        case .update: "UPDATE"
        case .updateredirectref: "UPDATEREDIRECTREF"
        case .versionControl: "VERSION-CONTROL"
        }
    }

    /// Whether the method is defined to change nothing (RFC 9110 §9.2.1, the IANA registry).
    public var isSafe: Bool {
        switch self {
        case .get, .head, .options, .trace, .pri, .propfind, .query, .report, .search: true
        default: false
        }
    }

    /// Whether sending it twice has the effect of sending it once (RFC 9110 §9.2.2, the IANA
    /// registry); only such requests are ever retried (Q21).
    public var isIdempotent: Bool {
        switch self {
        case .other, .post, .patch, .connect, .lock: false
        default: true
        }
    }

    /// Resolves the bytes of `name` by trying one method after the other, the common ones first.
    init(parsing bytes: Span<UInt8>, _ name: Range<Int>) {
        var code = Method.other.rawValue
        while let method = Method(rawValue: code) {
            if bytes.matches(method.name, at: name) {
                self = method
                return
            }
            code += 1
        }
        self = .other
    }

    /// A method by its name; `other` for every name outside the registry.
    public init(name: Span<UInt8>) {
        self.init(parsing: name, 0..<name.count)
    }
}

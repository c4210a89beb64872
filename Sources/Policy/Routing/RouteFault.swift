public import Configuration
import HTTP

/// Something in the configuration of hosts and routes that cannot be put in force.
public struct RouteFault: Equatable, Sendable {
    public let position: Position
    /// The route's key, or the host's name.
    public let subject: String
    public let reason: Reason

    public enum Reason: Equatable, Sendable {
        /// The host is no name, no `*.` with a name, and not `*`.
        case badHost
        case badPattern(PatternFault)
        /// Under `/.sallyport/`, which is the gateway's own.
        case reservedPath
        /// TRACE and CONNECT are answered by the gateway itself.
        case unservedMethod(String)
        /// Equally specific as that other route, and both match the path.
        case tie(with: String, path: String)
        /// `strip` is no canonical prefix of all paths that the route matches.
        case badPrefix(String)
    }
}

/// Every fault of a configuration's hosts and routes, in the order of their positions.
public struct RouteFaults: Error, Equatable, Sendable {
    public let faults: [RouteFault]
}

extension RouteFault: CustomStringConvertible {
    /// One sentence: what was found, and what is allowed instead.
    public var description: String {
        switch reason {
        case .badHost:
            "found host \"\(subject)\"; allowed: a host name, \"*.\" and a host name, or \"*\""
        case .badPattern(let fault):
            "found route \"\(subject)\", \(fault.words)"
        case .reservedPath:
            "found route \"\(subject)\"; /.sallyport/ is the gateway's own"
        case .unservedMethod(let method):
            "found route \"\(subject)\"; \(method) is answered by the gateway itself"
        case .tie(let other, let path):
            "found routes \"\(subject)\" and \"\(other)\", equally specific, and \(path) matches both"
        case .badPrefix(let prefix):
            "found strip: \"\(prefix)\"; allowed: the segments that \"\(subject)\" begins with"
        }
    }
}

extension PatternFault {
    fileprivate var words: String {
        switch self {
        case .path(.notRooted): "whose path does not begin with /"
        case .path(let fault): "whose path has no canonical form (\(fault))"
        case .emptyOrDotSegment: "with an empty or dot segment, which no request's path holds"
        case .badDoubleStar: "where ** does not stand alone as a segment"
        case .parameter: "with a ; in its path; routes match whatever parameters a path has"
        }
    }
}

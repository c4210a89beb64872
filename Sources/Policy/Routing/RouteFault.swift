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
    public var description: String { configurationFault.description }

    /// As the other faults of the file are told.
    public var configurationFault: ConfigurationFault {
        let (found, allowed) = words
        return ConfigurationFault(at: position, found: found, allowed: allowed)
    }

    private var words: (found: String, allowed: String) {
        switch reason {
        case .badHost:
            ("host \"\(subject)\"", "a host name, \"*.\" and a host name, or \"*\"")
        case .badPattern(let fault):
            ("route \"\(subject)\"", fault.allowed)
        case .reservedPath:
            ("route \"\(subject)\"", "paths outside /.sallyport/, which is the gateway's own")
        case .unservedMethod(let method):
            (
                "route \"\(subject)\"",
                "methods other than \(method), which the gateway answers itself"
            )
        case .tie(let other, let path):
            (
                "routes \"\(other)\" and \"\(subject)\", equally specific and both for \(path)",
                "one most specific route for each request"
            )
        case .badPrefix(let prefix):
            ("strip: \"\(prefix)\"", "the segments that \"\(subject)\" begins with")
        }
    }
}

extension PatternFault {
    var allowed: String {
        switch self {
        case .path(.notRooted): "a path that begins with /"
        case .path: "a path that a request can have: no query, every % a whole triplet"
        case .emptyOrDotSegment: "no empty or dot segment, since no request's path holds one"
        case .badDoubleStar: "** alone as a segment, and not twice in a row"
        case .parameter: "no ; since routes match whatever parameters a path has"
        }
    }
}

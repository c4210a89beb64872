import Codecs
import HTTP
import Policy

/// The gateway's own places, on every host where people can log in: recognised by the canonical path
/// and nothing else, before any route, and never forwarded.
enum Endpoint: CaseIterable, Sendable {
    case login
    case logout
    /// Who am I?
    case session
    /// Where am I logged in?
    case devices

    var path: StaticString {
        switch self {
        case .login: "/.sallyport/login"
        case .logout: "/.sallyport/logout"
        case .session: "/.sallyport/session"
        case .devices: "/.sallyport/devices"
        }
    }

    init?(path: Span<UInt8>) {
        guard HostRoutes.isReserved(path),
            let endpoint = Self.allCases.first(where: { path.equals($0.path) })
        else { return nil }
        self = endpoint
    }

    private var takesForms: Bool { self != .session }

    func allows(_ method: Method) -> Bool {
        method == .get || method == .head || method == .post && takesForms
    }

    /// The value of `Allow`.
    var allow: String { takesForms ? "GET, HEAD, POST" : "GET, HEAD" }
}

import Codecs
import Configuration
import HTTP
import Policy

/// What the whole configuration tells of sessions: who can have one, and where it travels safely.
extension Settings {
    /// Whether anybody can log in, for a session or for tokens.
    public var servesLogin: Bool { accounts != nil && (takesSessions || tokens != nil) }

    /// Whether a route takes sessions, so that there are pages to log in.
    var takesSessions: Bool { hosts.contains(where: \.takesSessions) }

    /// Whether something renews what browsers are given at a login.
    var renewsSessions: Bool { sessions.refresh != nil || tokens?.deliversCookies == true }

    /// Whether there is something to be kept over a restart.
    public var needsStore: Bool { servesLogin || admin != nil }

    func warnOfSessions(_ written: WrittenKeys, _ reader: inout SettingsReader) {
        if written.contains("sessions"), !needsStore {
            reader.warn(at: written["sessions"], "sessions without effect: no route takes any")
        }
        for host in hosts where host.takesSessions && securityOfLogins(on: host) == .none {
            reader.warn(
                at: host.position,
                "nobody can log in on \(host.name): it is reached by plain HTTP, on which no session may "
                    + "travel; say url: https://\(host.name) where a TLS terminator stands in front, or "
                    + "name it in trusted_proxies")
        }
    }

    /// What makes a connection to that host one that a session may travel on.
    func securityOfLogins(on host: HostSettings) -> LoginSecurity {
        if let url = host.url {
            return url.isSecure ? .url : host.isOfThisMachine ? .loopback : .none
        }
        if !trustedProxies.isEmpty { return .trustedProxies }
        return host.isOfThisMachine ? .loopback : .none
    }
}

/// Why a session may travel to a host, or that it may not.
enum LoginSecurity {
    /// The host's `url` says that clients come by https.
    case url
    /// A trusted proxy says so of each request.
    case trustedProxies
    /// What goes there stays on the machine.
    case loopback
    case none

    /// As `check` puts it.
    var words: String {
        switch self {
        case .url: "people log in: its url says that they come by https"
        case .trustedProxies: "people log in where a trusted proxy says that they come by https"
        case .loopback: "people log in by plain HTTP, which stays on this machine"
        case .none: "nobody can log in by plain HTTP"
        }
    }
}

extension HostSettings {
    /// Whether one of its routes does.
    var takesSessions: Bool { routes.contains { $0.takesAccounts } }

    /// Whether its name leads to this machine, or may.
    fileprivate var isOfThisMachine: Bool {
        if name == "*" { return true }
        return CanonicalHost.isOfThisMachine(
            named: name.hasPrefix("*.") ? String(name.dropFirst(2)) : name)
    }
}

extension CanonicalHost {
    /// Whether a host, with or without a port, is a name of this machine's loopback.
    static func isOfThisMachine(named name: String) -> Bool {
        let utf8 = Array(name.utf8)
        var host = CanonicalHost()
        do throws(HostFault) {
            try host.set(utf8.span)
        } catch {
            return false
        }
        return host.isLoopback || host.isBelowLocalhost
    }
}

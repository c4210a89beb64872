import Codecs
import Configuration
import HTTP
import Identity
import JOSE
import Policy
import Telemetry

/// Everything in force that requests are decided by: immutable, shared by all workers, and swapped
/// whole when a key or accounts file changes.
final class Snapshot: Sendable {
    /// Counts the snapshots of this process; what was remembered under another one is not used.
    let generation: UInt32
    let table: RouteTable
    /// What each listener serves, in the order of the settings.
    let hosts: [HostTable]
    /// What a route means beyond policy, by the route's index.
    let routes: [RouteInForce]
    /// What upstreams there are; routes and pools refer to them by index.
    let upstreams: [UpstreamSettings]
    /// Whether there are sessions, and pages to log in.
    let takesSessions: Bool
    /// Whether an expired session may be renewed by its refresh ID.
    let renewsSessions: Bool
    /// How many logins an account may have; nil: any number.
    let perAccount: PerAccountSettings?
    /// What session cookies are sealed under; nil: sessions are stored.
    let cookieKeys: CookieKeys?
    /// Who may log in with a password of ours; nil: nobody.
    let accounts: AccountTable?
    /// nil: the gateway gives no tokens.
    let ownIssuer: OwnIssuer?
    /// What browsers are given at a login.
    let browserGrant: SessionIndex.Grant
    let pages: Pages
    let protectedNames: ProtectedNames
    let trustedProxies: TrustedProxies
    let headLimits: HeadLimits
    let timeouts: PhaseTimeouts
    let requestsPerConnection: Int
    /// Client connections of one worker at once.
    let connectionsPerWorker: Int

    init(_ parts: Parts, generation: UInt32) {
        self.generation = generation
        table = parts.table
        hosts = parts.hosts
        routes = parts.routes
        upstreams = parts.upstreams
        takesSessions = parts.takesSessions
        renewsSessions = parts.renewsSessions
        perAccount = parts.perAccount
        cookieKeys = parts.cookieKeys
        accounts = parts.accounts
        ownIssuer = parts.ownIssuer
        let deliversCookies = parts.ownIssuer?.settings.deliversCookies ?? false
        browserGrant = deliversCookies ? .accessCookie : .session
        pages = parts.pages
        protectedNames = parts.protectedNames
        trustedProxies = parts.trustedProxies
        headLimits = parts.headLimits
        timeouts = parts.timeouts
        requestsPerConnection = parts.requestsPerConnection
        connectionsPerWorker = parts.connectionsPerWorker
    }

    /// The cookie that opens the door to them.
    var sessionCookie: OwnCookies.Use { browserGrant == .session ? .session : .access }

    /// Everyone who vouches for tokens on some route.
    var verifiers: [TokenVerifier] {
        var seen: Set<String> = []
        return routes.flatMap(\.verifiers.verifiers).filter { seen.insert($0.rules.name).inserted }
    }

    /// A snapshot before it has a number.
    struct Parts {
        var table: RouteTable
        var hosts: [HostTable]
        var routes: [RouteInForce]
        var upstreams: [UpstreamSettings]
        var takesSessions: Bool
        var renewsSessions: Bool
        var perAccount: PerAccountSettings?
        var cookieKeys: CookieKeys?
        var accounts: AccountTable?
        var ownIssuer: OwnIssuer?
        var pages: Pages
        var protectedNames: ProtectedNames
        var trustedProxies: TrustedProxies
        var headLimits: HeadLimits
        var timeouts: PhaseTimeouts
        var requestsPerConnection: Int
        var connectionsPerWorker: Int
    }
}

/// One route, with what the exchange and the authenticators need of it worked out beforehand.
final class RouteInForce: Sendable {
    /// The route as the configuration writes it, for the log.
    let key: [UInt8]
    /// Its upstream's servers, for the log.
    let upstreamName: [UInt8]
    /// Index of its upstream; nil where the route lets no one in.
    let upstream: Int?
    /// Who its bearer tokens may be of.
    let verifiers: VerifierSet
    let timeouts: PhaseTimeouts
    let bodyBytesLimit: Int
    /// `Host` for the upstream where it is not the client's; empty for that.
    let upstreamHost: [UInt8]
    let forwarding: ForwardingExtras
    let forwardsTrailers: Bool
    /// Whether what was begun goes on when the credential has expired.
    let outlivesCredential: Bool
    let series: RouteSeries

    init(
        upstream: Int?, verifiers: VerifierSet, settings: RouteSettings, series: RouteSeries
    ) {
        key = Array(settings.key.utf8)
        let servers = settings.upstream?.servers.map(\.description) ?? []
        upstreamName = Array(servers.joined(separator: ",").utf8)
        self.upstream = upstream
        self.verifiers = verifiers
        self.series = series
        timeouts = PhaseTimeouts(settings.timeouts)
        bodyBytesLimit = settings.limits.body.bytes
        upstreamHost = Array((settings.upstream?.host ?? "").utf8)
        forwardsTrailers = settings.trailers == .forward
        outlivesCredential = settings.outliveCredential
        let prefix = settings.rewrite.map { $0.prefixHeader ? $0.strip : "" } ?? ""
        forwarding = ForwardingExtras(
            realIP: settings.upstream?.realIP ?? false, prefix: Array(prefix.utf8))
    }
}

/// The issuers a route believes, in order. Routes that believe the same ones share a set.
struct VerifierSet: Sendable {
    /// Tells sets of one snapshot apart.
    let id: UInt32
    let verifiers: [TokenVerifier]
}

/// The timeouts of a route in nanoseconds, as the streams take them.
struct PhaseTimeouts: Sendable {
    let head: UInt64
    let bodyIdle: UInt64
    let clientIdle: UInt64
    let upstreamConnect: UInt64
    let upstreamFirstByte: UInt64
    let upstreamIdle: UInt64
    let tunnelIdle: UInt64
    let drain: UInt64

    init(_ settings: TimeoutSettings) {
        head = settings.head.wholeNanoseconds
        bodyIdle = settings.bodyIdle.wholeNanoseconds
        clientIdle = settings.clientIdle.wholeNanoseconds
        upstreamConnect = settings.upstreamConnect.wholeNanoseconds
        upstreamFirstByte = settings.upstreamFirstByte.wholeNanoseconds
        upstreamIdle = settings.upstreamIdle.wholeNanoseconds
        tunnelIdle = settings.tunnelIdle.wholeNanoseconds
        drain = settings.drain.wholeNanoseconds
    }
}

import Codecs
import Configuration
import Crypto
import HTTP
import Identity
import JOSE
import Policy
import Telemetry
import Transport

/// Turns settings into a snapshot: routes, keys, accounts, limits. Everything that can be wrong is found here,
/// before anything is put in force; a fault in a key file points at the line that names it.
struct SnapshotBuilder: Sendable {
    let settings: Settings
    /// The configuration's path, for faults.
    let file: String
    let surroundings: Surroundings
    let metrics: Metrics
    let workerCount: Int
    /// Descriptors the process may hold.
    let descriptorLimit: Int
    /// Whether there may be no key of cookies yet: nobody is served, and `run` makes the first.
    var isOffline = false

    /// - Parameter generation: tells this snapshot from those before it.
    /// - Throws: every fault of routes, keys and pages at once.
    func build(generation: UInt32) throws(ConfigurationFaults) -> Snapshot {
        var faults: [ConfigurationFault] = []
        var further: [ConfigurationFaults] = []
        let verifiers = verifiers(&faults)
        let table: RouteTable?
        do throws(RouteFaults) {
            table = try RouteTable(hosts: settings.hosts, identity: settings.identity)
        } catch {
            table = nil
            faults += error.faults.map(\.configurationFault)
        }
        var accounts: AccountTable?
        do throws(ConfigurationFaults) {
            accounts = try loadAccounts()?.table
        } catch {
            faults += error.faults
            further += error.further
        }
        var own: OwnIssuer?
        do throws(ConfigurationFault) {
            own = try loadOwnIssuer()?.issuer
        } catch {
            faults.append(error)
        }
        var cookieKeys: CookieKeys?
        do throws(ConfigurationFault) {
            cookieKeys = try loadCookieKeys()
        } catch {
            faults.append(error)
        }
        let pages: Pages?
        do throws(ConfigurationFault) {
            pages = try makePages()
        } catch {
            pages = nil
            faults.append(error)
        }
        guard faults.isEmpty, let table, let pages else {
            throw ConfigurationFaults(file: file, faults: faults, further: further)
        }
        var all = verifiers
        all[OwnIssuer.name] = own?.verifier
        var parts = parts(table, all, pages)
        parts.accounts = accounts
        parts.ownIssuer = own
        parts.cookieKeys = cookieKeys
        return Snapshot(parts, generation: generation)
    }

    private func verifiers(_ faults: inout [ConfigurationFault]) -> [String: TokenVerifier] {
        var verifiers: [String: TokenVerifier] = [:]
        for issuer in settings.issuers {
            do throws(ConfigurationFault) {
                verifiers[issuer.name] = try verifier(for: issuer)
            } catch {
                faults.append(error)
            }
        }
        return verifiers
    }

    private func parts(
        _ table: RouteTable, _ verifiers: [String: TokenVerifier], _ pages: Pages
    ) -> Snapshot.Parts {
        var upstreams: [UpstreamSettings] = []
        var sets: [[String]: VerifierSet] = [:]
        let series = metrics.series(for: table.routes.map(\.key))
        let routes = table.routes.map { route in
            let names = settings.issuerNames(of: route.settings)
            let set =
                sets[names]
                ?? VerifierSet(
                    id: UInt32(sets.count), verifiers: names.compactMap { verifiers[$0] })
            sets[names] = set
            return RouteInForce(
                upstream: route.settings.upstream.map { Self.index(of: $0, in: &upstreams) },
                verifiers: set, settings: route.settings, series: series[route.index])
        }
        let connections = settings.limits.connections ?? descriptorLimit * 9 / 10
        return Snapshot.Parts(
            table: table, hosts: settings.listen.map { table.hosts(on: $0.name) }, routes: routes,
            upstreams: upstreams, takesSessions: settings.takesSessions,
            renewsSessions: settings.renewsSessions, perAccount: settings.sessions.perAccount,
            pages: pages,
            protectedNames: ProtectedNames(identityHeaders: settings.identity.map(\.header)),
            trustedProxies: TrustedProxies(settings.trustedProxies),
            headLimits: HeadLimits(settings.limits), timeouts: PhaseTimeouts(settings.timeouts),
            requestsPerConnection: settings.limits.requestsPerConnection,
            connectionsPerWorker: max(1, connections / workerCount))
    }

    private static func index(
        of upstream: UpstreamSettings, in upstreams: inout [UpstreamSettings]
    ) -> Int {
        if let index = upstreams.firstIndex(of: upstream) { return index }
        upstreams.append(upstream)
        return upstreams.count - 1
    }

    // MARK: Keys

    /// nil: sessions are stored.
    var cookieKeyFolder: CookieKeyFolder? {
        guard settings.servesLogin, settings.sessions.store == .cookie else { return nil }
        return settings.sessions.keys.map {
            CookieKeyFolder(folder: $0.folder, surroundings: surroundings)
        }
    }

    private func loadCookieKeys() throws(ConfigurationFault) -> CookieKeys? {
        guard let folder = cookieKeyFolder else { return nil }
        if isOffline, try folder.names().isEmpty { return nil }
        return try folder.keys()
    }

    /// Files whose change makes another snapshot.
    var watchedFiles: [String] {
        let keys = settings.issuers.compactMap { issuer in
            if case .file(let file) = issuer.keys { file.path } else { nil }
        }
        let accounts = settings.accounts.map { [$0.file, $0.groups].compactMap(\.?.path) }
        let own = settings.tokens.map { ["\($0.keys.folder.path)/\(KeyFolder.setName)"] }
        // What is in a folder is watched, not the folder.
        let cookieKeys = cookieKeyFolder.map { ["\($0.folder.path)/\(CookieKeyFolder.suffix)"] }
        return keys + (accounts ?? []) + (own ?? []) + (cookieKeys ?? [])
    }

    /// - Throws: what is wrong with the issuer's keys, at the line that names them.
    func verifier(for issuer: IssuerSettings) throws(ConfigurationFault) -> TokenVerifier {
        let rules = TokenRules(
            name: issuer.name, issuer: issuer.issuer, audiences: issuer.audience,
            algorithms: Set(issuer.algorithms), keys: try keys(of: issuer))
        do throws(TokenRulesFault) {
            return try TokenVerifier(rules)
        } catch {
            throw ConfigurationFault(
                at: issuer.position, found: "issuer \"\(issuer.name)\": \(error.words)",
                allowed: "algorithms and keys that fit each other")
        }
    }

    private func keys(of issuer: IssuerSettings) throws(ConfigurationFault) -> KeySet {
        switch issuer.keys {
        case .symmetric(let secret): return KeySet(secret: Secret(secret.bytes.span))
        case .file(let file):
            switch surroundings.contents(file.path) {
            case .unreadable(let why):
                throw ConfigurationFault(
                    at: file.position, found: "\(file.path), which cannot be read: \(why)",
                    allowed: "a JWK Set or PEM public keys")
            case .bytes(let bytes, _):
                do throws(KeySetFault) {
                    return try KeySet(parsing: bytes.span, holding: .publicKeys)
                } catch {
                    throw ConfigurationFault(
                        at: file.position, found: "\(file.path), which \(error)",
                        allowed: "a JWK Set or PEM public keys")
                }
            }
        }
    }
}

extension TokenRulesFault {
    fileprivate var words: String {
        switch self {
        case .noIssuer: "no issuer"
        case .noAudience: "no audience"
        case .noAlgorithm: "no algorithm"
        case .mixedSymmetry: "HS algorithms beside others"
        case .noKeyForAlgorithms: "no key for any of its algorithms"
        case .secretTooShort(let needed, let found):
            "a secret of \(found) bytes where \(needed) are needed"
        case .clockSkew: "a clock skew out of range"
        case .crypto(let fault): "\(fault)"
        }
    }
}

extension HeadLimits {
    init(_ settings: LimitSettings) {
        self.init(
            startLineBytes: settings.requestLine.bytes, headBytes: settings.head.bytes,
            fieldCount: settings.fields, fieldBytes: settings.field.bytes)
    }
}

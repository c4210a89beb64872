import Codecs
import Configuration
import Crypto
import Identity
import JOSE
import Policy
import Transport

/// The parts of `check`'s text that stand before the hosts.
extension PlainText {
    mutating func append(listenersOf settings: Settings) {
        append(heading: "listeners")
        var rows = settings.listen.map { ($0.name, ["http \($0.http)"]) }
        if let health = settings.health { rows.append(("health", ["http \(health.listen)"])) }
        if let metrics = settings.metrics {
            let asked = metrics.credential == nil ? "" : ", with a credential"
            rows.append(("metrics", ["http \(metrics.listen)\(asked)"]))
        }
        if let admin = settings.admin { rows.append(("admin", [admin.words])) }
        append(rows: rows)
        guard !settings.trustedProxies.isEmpty else { return }
        let networks = settings.trustedProxies.map(\.description).joined(separator: ", ")
        append(line: "forwarding fields are believed of \(networks)")
    }

    mutating func append(
        issuersOf settings: Settings, by builder: SnapshotBuilder
    ) throws(ConfigurationFaults) {
        guard !settings.issuers.isEmpty else { return }
        append(heading: "issuers")
        var rows: [(String, [String])] = []
        for issuer in settings.issuers {
            do throws(ConfigurationFault) {
                rows.append((issuer.name, issuer.words(try builder.verifier(for: issuer).rules)))
            } catch {
                throw ConfigurationFaults(file: builder.file, faults: [error])
            }
        }
        append(rows: rows)
    }

    mutating func append(
        accountsOf settings: Settings, by builder: SnapshotBuilder
    ) throws(ConfigurationFaults) {
        guard let accounts = settings.accounts, let loaded = try builder.loadAccounts() else {
            return
        }
        append(heading: "accounts")
        let hashes = Set(loaded.table.accounts.map(\.hash.description)).sorted()
        let kinds = hashes.isEmpty ? "" : "; hashes: " + hashes.joined(separator: ", ")
        var rows = [
            ("users", ["\(loaded.table.accounts.count) from \(accounts.file.path)\(kinds)"])
        ]
        if let path = accounts.groups?.path {
            rows.append(("groups", ["\(loaded.groupCount) from \(path)"]))
        }
        let longest = accounts.throttle.longest.settingsText
        rows.append(
            ("throttle", ["\(accounts.throttle.free) wrong tries, then delays up to \(longest)"]))
        append(rows: rows)
    }

    /// Of what is kept over a restart, all of it where people log in.
    mutating func append(sessionsOf settings: Settings, by builder: SnapshotBuilder) {
        guard settings.needsStore else { return }
        let folder = settings.sessions.folder(builder.surroundings.variable)
        guard settings.servesLogin else {
            append(heading: "revocations")
            return append(rows: [("path", [folder])])
        }
        append(heading: "sessions")
        let words = SessionSettings.keys.compactMap { key in
            key.form.name == "path"
                ? nil : key.text(settings.sessions).map { (key.form.name, [$0]) }
        }
        append(rows: [("path", [folder])] + words)
    }

    mutating func append(identityOf settings: Settings) {
        guard !settings.identity.isEmpty else { return }
        append(heading: "identity headers, which no client can set")
        append(rows: settings.identity.map { ($0.header, ["the claim \($0.claim)"]) })
    }
}

extension AdminSettings {
    /// Who is heard.
    fileprivate var words: String {
        let asked = credential == nil ? "" : ", with a credential"
        guard case .unix = listen else { return "http \(listen)\(asked)" }
        return "http \(listen)\(asked), for the gateway's own user and root"
    }
}

extension IssuerSettings {
    fileprivate func words(_ rules: TokenRules) -> [String] {
        let names = algorithms.map(\.rawValue).joined(separator: ", ")
        let source: String
        switch keys {
        case .symmetric: source = "a shared secret"
        case .file(let file):
            let count = rules.keys.keys.count
            source = "\(count) \(count == 1 ? "key" : "keys") from \(file.path)"
        }
        let audiences = audience.joined(separator: " or ")
        return ["\(issuer) for \(audiences); \(names) by \(source)"]
            + rules.keys.skipped.map { "left aside: \($0)" }
    }
}

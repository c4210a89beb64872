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

    mutating func append(
        tokensOf settings: Settings, by builder: SnapshotBuilder
    ) throws(ConfigurationFaults) {
        guard let tokens = settings.tokens else { return }
        append(heading: "tokens of our own")
        do throws(ConfigurationFault) {
            guard let issuer = try builder.loadOwnIssuer()?.issuer else { return }
            append(rows: tokens.words(issuer))
        } catch {
            throw ConfigurationFaults(file: builder.file, faults: [error])
        }
    }

    /// Of what is kept over a restart, all of it where people log in.
    mutating func append(
        sessionsOf settings: Settings, by builder: SnapshotBuilder
    ) throws(ConfigurationFaults) {
        guard settings.needsStore else { return }
        guard settings.servesLogin else {
            append(heading: "revocations")
            let folder = settings.sessions.folder(builder.surroundings.variable)
            return append(rows: [("path", [folder])])
        }
        append(heading: "sessions")
        // These are put in words of their own.
        let apart = ["path", "per_account", "keys"]
        let words = SessionSettings.keys.filter { !apart.contains($0.form.name) }
            .compactMap { key in key.text(settings.sessions).map { (key.form.name, [$0]) } }
        let folder = settings.sessions.folder(builder.surroundings.variable)
        let perAccount = settings.sessions.perAccount?.words ?? "any number of sessions"
        var rows = [("path", [folder])] + words + [("per_account", [perAccount])]
        if let keys = builder.cookieKeyFolder {
            do throws(ConfigurationFault) {
                rows.append(("keys", [try keys.words]))
            } catch {
                throw ConfigurationFaults(file: builder.file, faults: [error])
            }
            rows.append(("cookie", [try builder.loadAccounts()?.table.cookieWords ?? ""]))
        }
        append(rows: rows)
    }

    mutating func append(identityOf settings: Settings) {
        guard !settings.identity.isEmpty else { return }
        append(heading: "identity headers, which no client can set")
        append(rows: settings.identity.map { ($0.header, ["the claim \($0.claim)"]) })
    }
}

extension TokenSettings {
    fileprivate func words(_ own: OwnIssuer) -> [(name: String, words: [String])] {
        let key = own.signer.key
        let others = own.keyCount - 1
        var rows = [
            (OwnIssuer.name, ["\(issuer) for \(audience.joined(separator: " or "))"]),
            (
                "signed by",
                ["\(key.keyID ?? "") (\(key.algorithm.rawValue)) from \(keys.folder.path)"]
            ),
            (
                "lifetimes",
                [
                    "access \(access.settingsText), refresh \(refresh.settingsText) from the login on, "
                        + "grace \(grace.settingsText)"
                ]
            ),
            ("delivery", delivery.map(\.words)),
        ]
        if others > 0 { rows[1].1.append("\(others) more \(others == 1 ? "verifies" : "verify")") }
        if !clients.isEmpty {
            rows.append(("clients", [clients.map(\.name).joined(separator: ", ")]))
        }
        return rows
    }
}

extension TokenSettings.Delivery {
    fileprivate var words: String {
        switch self {
        case .json: "to programs, which log in by JSON"
        case .cookies: "to browsers, as cookies in place of a session"
        }
    }
}

extension CookieKeyFolder {
    fileprivate var words: String {
        get throws(ConfigurationFault) {
            let names = try names()
            guard let newest = names.last else {
                return "none in \(folder.path) yet; run makes the first"
            }
            return "\(names.count) from \(folder.path); \(newest) seals"
        }
    }
}

extension AccountTable {
    /// What the largest session cookie comes to.
    fileprivate var cookieWords: String {
        let count = accounts.compactMap { SealedSession.cookieByteCount(of: $0) }.max() ?? 0
        return "up to \(count) of the \(OwnCookies.bytesLimit) bytes that browsers keep"
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

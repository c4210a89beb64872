import Codecs
import Configuration
import Crypto
import Identity
import JOSE
import Policy

/// The keys of the issuer `own`: read from their folder, or refused at the line that names it.
extension SnapshotBuilder {
    /// The issuer, and what its operator should know of its keys' files, a line each.
    struct LoadedOwnIssuer {
        let issuer: OwnIssuer
        let warnings: [String]
    }

    /// - Returns: nil where the configuration gives no tokens.
    func loadOwnIssuer() throws(ConfigurationFault) -> LoadedOwnIssuer? {
        guard let tokens = settings.tokens else { return nil }
        let folder = tokens.keys.folder
        let keys = try publishedKeys(in: folder)
        // A key set is never empty.
        guard let keyID = keys.keys.last?.keyID, let name = KeyFolder.privateName(of: keyID) else {
            throw fault(
                at: folder,
                found: "a last key in \(folder.path)/\(KeyFolder.setName) without a plain name",
                allowed: "keys as `sallyport keys rotate` makes them")
        }
        let key = try signingKey(in: folder, called: name)
        let issuer: OwnIssuer
        do throws(TokenRulesFault) {
            issuer = try OwnIssuer(tokens, signingWith: key.key, keys: keys)
        } catch {
            throw fault(
                at: folder, found: "keys in \(folder.path) that are of no use: \(error)",
                allowed: "keys as `sallyport keys rotate` makes them")
        }
        guard issuer.believesItself else {
            throw fault(
                at: folder, found: "\(folder.path)/\(name), which is another key's private half",
                allowed: "that of the last key of \(KeyFolder.setName)")
        }
        return LoadedOwnIssuer(
            issuer: issuer,
            warnings: key.isWorldReadable ? [worldReadable(name, in: folder)] : [])
    }

    private func publishedKeys(in folder: FilePath) throws(ConfigurationFault) -> KeySet {
        let path = "\(folder.path)/\(KeyFolder.setName)"
        switch surroundings.contents(path) {
        case .unreadable(let why):
            throw fault(
                at: folder, found: "no keys to sign tokens with: \(path): \(why)",
                allowed: "a folder of keys; make it: sallyport keys rotate --folder \(folder.path)")
        case .bytes(let bytes, _):
            do throws(KeySetFault) {
                return try KeySet(parsing: bytes.span, holding: .publicKeys)
            } catch {
                throw fault(
                    at: folder, found: "\(path), which is \(error)",
                    allowed: "keys as `sallyport keys rotate` makes them")
            }
        }
    }

    private func signingKey(
        in folder: FilePath, called name: String
    ) throws(ConfigurationFault) -> (key: SigningKey, isWorldReadable: Bool) {
        let path = "\(folder.path)/\(name)"
        switch surroundings.contents(path) {
        case .unreadable(let why):
            throw fault(
                at: folder,
                found: "no private half of the last key of \(KeyFolder.setName): \(path): \(why)",
                allowed: "the private key of the last key; or sallyport keys rotate, for a new one")
        case .bytes(let bytes, let isWorldReadable):
            let text = Secret(wiping: bytes)
            do throws(KeySetFault) {
                return (try SigningKey(parsing: text.span), isWorldReadable)
            } catch {
                throw fault(
                    at: folder, found: "\(path), no signing key: \(error)", allowed: "a private JWK"
                )
            }
        }
    }

    /// Accounts whose claims do not fit an access cookie, so that nobody can log in with them (C05).
    func warnings(ofCookies issuer: OwnIssuer, for accounts: AccountTable?) -> [String] {
        guard issuer.settings.deliversCookies, let accounts else { return [] }
        let now = WallTime(secondsSince1970: 0)
        let longestHost = settings.hosts.map(\.name).max { $0.utf8.count < $1.utf8.count }
        return accounts.accounts.compactMap { account in
            var index = SessionIndex(
                .init(issuer: Account.issuer, subject: account.name.text, host: longestHost ?? ""),
                created: now, absoluteExpiry: now)
            index.grant = .accessCookie
            index.family = Array(repeating: 0, count: SessionIndex.familyByteCount)
            let data = SessionClaims.ofPasswordLogin(at: now)
            do throws(AccessTokenFault) {
                _ = try issuer.accessToken(for: account, index, data: data.span, at: now)
                return nil
            } catch {
                let warning = ConfigurationWarning(
                    at: issuer.settings.position,
                    "nobody can log in as \(account.name.text): \(error)")
                return "\(file):\(warning)"
            }
        }
    }

    private func worldReadable(_ name: String, in folder: FilePath) -> String {
        let warning = ConfigurationWarning(
            at: folder.position,
            "every user of this machine can read the private key \(folder.path)/\(name)")
        return "\(file):\(warning)"
    }

    private func fault(at path: FilePath, found: String, allowed: String) -> ConfigurationFault {
        ConfigurationFault(at: path.position, found: found, allowed: allowed)
    }
}

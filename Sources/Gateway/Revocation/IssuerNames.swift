import Codecs
import Identity
import JOSE

/// How an operator may name those who vouch for somebody: by an entry of the configuration or by its `iss`, and
/// the accounts by theirs.
struct IssuerNames: Sendable {
    /// What each name stands for, in the order of the configuration.
    private let entries: [(name: String, issuer: String)]

    init(_ settings: Settings) {
        var entries = settings.issuers.map { (name: $0.name, issuer: $0.issuer) }
        if settings.accounts != nil { entries.append((Account.issuer, Account.issuer)) }
        self.entries = entries
    }

    /// The `iss` that is meant.
    /// - Returns: nil for one that the configuration does not know.
    subscript(written: String) -> String? {
        entries.first { $0.name == written }?.issuer
            ?? entries.first { $0.issuer == written }?.issuer
    }

    /// The one there is; nil where there is a choice.
    var only: String? {
        let issuers = Set(entries.map(\.issuer))
        return issuers.count == 1 ? issuers.first : nil
    }

    /// For a fault: what may be written.
    var list: String {
        entries.isEmpty
            ? "none" : entries.map { "\($0.name) (\($0.issuer))" }.joined(separator: ", ")
    }
}

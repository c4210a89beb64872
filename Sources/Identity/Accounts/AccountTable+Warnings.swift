public import Configuration
import Crypto

/// What is in force and should not stay so.
extension AccountTable {
    /// Of the users file: hashes that are guessed too fast, and such as differ in what they cost.
    public var warnings: [ConfigurationWarning] {
        var first: [PasswordHash.Form: Account] = [:]
        var counts: [PasswordHash.Form: Int] = [:]
        for account in accounts {
            let form = account.hash.form
            if first[form] == nil { first[form] = account }
            counts[form, default: 0] += 1
        }
        let forms = first.sorted { $0.value.line < $1.value.line }
        var warnings = forms.filter(\.value.hash.isWeak).map { form, account in
            ConfigurationWarning(
                at: Position(line: account.line, column: 1),
                "\(accounts(counts[form] ?? 1)) with the hash \(account.hash), which is guessed fast; "
                    + "accounts passwd makes a better one")
        }
        if forms.count > 1 {
            let words = forms.map { "\(accounts(counts[$0] ?? 1)) with \($1.hash)" }
            warnings.append(
                ConfigurationWarning(
                    at: Position(line: forms[1].value.line, column: 1),
                    "hashes of differing cost: \(words.joined(separator: ", ")); how long a login takes "
                        + "tells strangers which names exist"))
        }
        return warnings.sorted { $0.position < $1.position }
    }

    /// Of the groups file: names that no account has.
    public func warnings(of groups: GroupsFile) -> [ConfigurationWarning] {
        groups.members.filter { self[$0.name] == nil }.map { member in
            ConfigurationWarning(
                at: Position(line: member.number, column: 1),
                "\(member.name) in \(member.group) is no account")
        }
    }

    private func accounts(_ count: Int) -> String {
        count == 1 ? "1 account" : "\(count) accounts"
    }
}

extension PasswordHash {
    /// What it costs and by what function.
    fileprivate struct Form: Hashable {
        let kind: Kind
        let cost: Int
    }

    fileprivate var form: Form { Form(kind: kind, cost: cost) }
}

import Crypto
import Identity

/// A users file without a fault says again what it says when its lines are written anew, and no account
/// is there under two names. Whatever a groups file holds, its names are canonical.
func fuzzAccounts(_ input: Span<UInt8>) {
    for member in GroupsFile(parsing: input).members {
        precondition(AccountName(member.name.text) == member.name)
    }
    let users = UsersFile(parsing: input)
    precondition(Set(users.lines.map(\.name)).count == users.lines.count)
    var text: [UInt8] = []
    for line in users.lines {
        precondition(AccountName(line.name.text) == line.name)
        precondition(line.hash.kind.costs.contains(line.hash.cost))
        text += Array(line.name.text.utf8) + [0x3A] + line.hash.text + [0x0A]
    }
    let again = UsersFile(parsing: text.span)
    precondition(again.faults.isEmpty)
    precondition(again.lines.map(\.name) == users.lines.map(\.name))
    precondition(again.lines.map(\.hash) == users.lines.map(\.hash))
}

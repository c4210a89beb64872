import Foundation

/// A token's claims as JSON members in order, each value as its JSON text, so that a test can write
/// what no encoder would: duplicates, numbers beyond every range, broken text.
struct Claims: Sendable {
    private var members: [(name: String, json: String)]

    /// What the issuer `https://issuer.test` says of Alice, good for five minutes.
    static func good(_ subject: String = "alice") -> Claims {
        Claims(members: [
            ("iss", #""https://issuer.test""#), ("aud", #""api""#), ("sub", "\"\(subject)\""),
            ("exp", "\(now + 300)"), ("iat", "\(now)"),
        ])
    }

    /// The current time in whole seconds, as NumericDate has it.
    static var now: Int { Int(Date().timeIntervalSince1970) }

    /// Puts a member in the place of one with that name, or at the end.
    func setting(_ name: String, _ json: String) -> Claims {
        var copy = self
        if let index = members.firstIndex(where: { $0.name == name }) {
            copy.members[index].json = json
        } else {
            copy.members.append((name, json))
        }
        return copy
    }

    /// Adds a member even when the name is there already.
    func adding(_ name: String, _ json: String) -> Claims {
        var copy = self
        copy.members.append((name, json))
        return copy
    }

    /// Leaves a member out.
    func removing(_ name: String) -> Claims {
        var copy = self
        copy.members.removeAll { $0.name == name }
        return copy
    }

    var json: String {
        "{" + members.map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",") + "}"
    }
}

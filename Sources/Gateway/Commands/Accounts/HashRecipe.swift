import Crypto

/// The kind and cost that a new hash is made with. Without a word it is as the dearest hash of the file,
/// so that all take equally long; in an empty file bcrypt 12, which every other program that reads
/// htpasswd files knows, too.
struct HashRecipe {
    let kind: PasswordHash.Kind
    let cost: Int

    init(kind name: String?, cost: Int?, like dearest: PasswordHash?) throws(CommandFault) {
        let kind = try name.map(Self.kind) ?? dearest?.kind ?? .bcrypt
        let known = dearest.map { $0.kind == kind ? $0.cost : 0 } ?? 0
        self.kind = kind
        self.cost = cost ?? max(kind.usualCost, known)
        let costs = kind.costs
        guard costs.contains(self.cost) else {
            throw .usage(
                "\(kind.rawValue) takes a cost from \(costs.lowerBound) to \(costs.upperBound)")
        }
    }

    private static func kind(_ name: String) throws(CommandFault) -> PasswordHash.Kind {
        guard let kind = PasswordHash.Kind(rawValue: name) else {
            let names = PasswordHash.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage("no kind of hash is called so; there are \(names)")
        }
        return kind
    }
}

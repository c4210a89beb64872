import ArgumentParser
import Gateway

struct Revoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take back a token, a session, a person, or more, at the gateway that runs.",
        discussion: """
            In force on every worker when the command returns, also for what is under way, and after any crash. \
            Without --before a subject, client or issuer is shut out whatever it presents, also what is issued \
            later, until --expires; with --before now it can come in anew. Exit codes: 0 revoked, 1 refused, \
            3 no gateway runs.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case token, session, family, subject, client, issuer, device, everything
    }

    @OptionGroup var place: AdminPlaceOptions

    @Argument(help: "What it is: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var kind: Kind

    @Argument(
        help:
            "Which: the token as @FILE or -, or its jti; the ID; the subject; the client; the issuer."
    )
    var value: String?

    @Option(help: ArgumentHelp("Whose: an issuer's entry or its iss; accounts.", valueName: "name"))
    var issuer: String?

    @Option(
        help: ArgumentHelp(
            "Only what was issued until then: now, 2026-08-27T12:00:00Z, or 1h ago as 1h.",
            valueName: "time"))
    var before: String?

    @Option(help: ArgumentHelp("For the list and the audit trail.", valueName: "text"))
    var reason: String?

    @Option(
        help: ArgumentHelp(
            "Until when: a duration as 24h, a time, or never. Without it as long as a token lives that is "
                + "given, else 30 days.", valueName: "time"))
    var expires: String?

    @Flag(help: "Only say what it would end.")
    var dryRun = false

    @Flag(help: "The answer in JSON.")
    var json = false

    func validate() throws {
        guard (value == nil) == (kind == .everything) else {
            throw ValidationError(
                kind == .everything ? "everything has no value" : "Which \(kind.rawValue)?")
        }
    }

    func run() throws {
        var order = RevokeCommand.Order()
        order.place = place.place
        order.kind = kind.rawValue
        order.value = value
        order.issuer = issuer
        order.before = before
        order.reason = reason
        order.expires = expires
        order.isDryRun = dryRun
        order.isJSON = json
        throw ExitCode(RevokeCommand.run(order))
    }
}

import ArgumentParser
import Gateway

struct Revocations: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, import, export and remove revocations.",
        discussion: "Of the gateway that runs. Exit codes: 0 done, 1 refused, 3 no gateway runs.",
        subcommands: [
            RevocationsList.self, RevocationsImport.self, RevocationsExport.self,
            RevocationsRemove.self,
        ])
}

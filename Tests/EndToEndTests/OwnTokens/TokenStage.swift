import TestKit
import Testing

extension StagePlan {
    /// A gateway that gives alice and bob tokens, as programs and, where `delivery` says so, as browsers.
    func tokenConfiguration(_ tokens: String = "", top: String = "") throws -> String {
        let made = try Sallyport.run(["keys", "rotate", "--folder", folder.path(of: "keys")])
        try #require(made.code == 0, "\(made.errors)")
        try folder.write("secret of the machine\n", to: "client.secret")
        try folder.write("secret of the robot, too\n", to: "robot.secret")
        return try sessionConfiguration(
            """
            tokens:
              issuer: https://app.test
              audience: [api]
              keys: {folder: keys}
              clients: {machine: {secret: {file: client.secret}}, robot: {secret: {file: robot.secret}}}
            \(tokens.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            \(top)
            """)
    }
}

extension Trait where Self == StageTrait {
    /// One gateway with tokens for the whole suite; `tokens` are further lines of that section.
    static func tokenStage(_ tokens: String = "") -> StageTrait {
        stage { try $0.tokenConfiguration(tokens) }
    }
}

import Foundation
import TestKit
import Testing

/// What the tests of a suite share: one gateway, one upstream behind it, one folder.
struct Stage: Sendable {
    let gateway: RunningGateway
    let upstream: ScriptedUpstream
    let folder: TemporaryFolder

    @TaskLocal static var current: Stage?

    /// The stage of the running test's suite.
    static func required() throws -> Stage {
        try #require(current, "the suite lacks the trait .stage")
    }

    /// Sends a request that carries a marker and returns the response and what the upstream saw.
    func exchange(
        _ request: String, marker: Marker
    ) throws -> (response: WireResponse, forwarded: [WireRequest]) {
        let response = try gateway.exchange(request)
        return (response, upstream.requests(with: marker.text))
    }

    /// Sends a GET with these field lines (each with its CRLF) and returns what the upstream saw.
    func forwarded(
        _ fields: String = "", target: String = "/echo", host: String = "app.test",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> WireRequest {
        let marker = Marker()
        let (response, forwarded) = try exchange(
            "GET \(target)?\(marker) HTTP/1.1\r\nHost: \(host)\r\n\(fields)\r\n", marker: marker)
        try #require(response.status == 200, "\(response.text)", sourceLocation: sourceLocation)
        try #require(forwarded.count == 1, sourceLocation: sourceLocation)
        return forwarded[0]
    }
}

/// What a configuration can refer to while it is written.
struct StagePlan: Sendable {
    /// Where the scripted upstream listens.
    let upstream: Endpoint
    /// The folder of the configuration file.
    let folder: TemporaryFolder
}

/// A word that no other test uses, by which a test finds its requests again at a shared upstream.
struct Marker: CustomStringConvertible {
    let text = "m" + UUID().uuidString.filter { $0 != "-" }.lowercased()
    var description: String { text }
}

/// Starts a suite's stage before its first test and stops it after its last; a gateway that does not
/// end with exit code 0 fails the suite.
struct StageTrait: SuiteTrait, TestScoping {
    let configuration: @Sendable (StagePlan) throws -> String

    @concurrent func provideScope(
        for test: Test, testCase: Test.Case?,
        performing tests: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let upstream = try ScriptedUpstream()
        let folder = try TemporaryFolder()
        let plan = StagePlan(upstream: upstream.endpoint, folder: folder)
        let gateway = try RunningGateway(configuration: configuration(plan), in: folder)
        let stage = Stage(gateway: gateway, upstream: upstream, folder: folder)
        try await Stage.$current.withValue(stage) { try await tests() }
        try gateway.stop()
    }
}

extension Trait where Self == StageTrait {
    /// One gateway with this configuration for the whole suite.
    static func stage(
        _ configuration: @escaping @Sendable (StagePlan) throws -> String
    ) -> StageTrait {
        StageTrait(configuration: configuration)
    }

    /// One gateway with a public host `app.test` for the whole suite.
    static var publicStage: StageTrait {
        stage { plan in
            """
            listen: {http: "127.0.0.1:0"}
            workers: 1
            log: {access: off}
            hosts:
              app.test:
                upstream: http://\(plan.upstream)
                routes:
                  /**: {auth: none}
            """
        }
    }
}

import Testing

@testable import Gateway

extension GateScene.Reply {
    /// Notes whatever makes this anything but a refusal as a client should get it (T80).
    func expectRefusal(
        _ statuses: Int..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(!isForwarded, sourceLocation: sourceLocation)
        #expect(statuses.contains(status), "\(reason)", sourceLocation: sourceLocation)
        let leadsToLogin =
            status == 302
            && values(of: "Location").allSatisfy { $0.hasPrefix("/.sallyport/login") }
        #expect((400...599).contains(status) || leadsToLogin, sourceLocation: sourceLocation)
        #expect(values(of: "Cache-Control") == ["no-store"], sourceLocation: sourceLocation)
        let isForLater = status == 503 || status == 429
        #expect(
            values(of: "Retry-After").count == (isForLater ? 1 : 0), sourceLocation: sourceLocation)
        #expect(!lines.contains("sallyport-insecure="), sourceLocation: sourceLocation)
        #expect(!lines.contains("sallyport-insecure-refresh="), sourceLocation: sourceLocation)
        #expect(!(lines + body).contains(faultCanary), sourceLocation: sourceLocation)
    }
}

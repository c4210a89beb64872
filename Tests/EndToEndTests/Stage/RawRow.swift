import TestKit
import Testing

/// A request byte for byte and what must become of it.
///
/// `%M` in the bytes is replaced by the row's marker.
struct RawRow: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    /// The statuses that the rule allows, mostly one.
    let statuses: [Int]
    /// Whether the connection must be closed after the answer; nil where the rule leaves it open.
    let closes: Bool?

    init(_ name: String, _ bytes: String, _ statuses: Int..., closes: Bool? = true) {
        self.name = name
        self.bytes = bytes
        self.statuses = statuses
        self.closes = closes
    }

    var testDescription: String { name }
}

/// The rest of a request that a server which misread the one before it would take up.
let smuggled = "GET /smuggled?%M HTTP/1.1\r\nHost: app.test\r\n\r\n"

extension Stage {
    /// Sends the row whole and byte by byte: refused alike, no byte of it goes upstream, and what
    /// follows on the connection is no request any more where it must close.
    func expectRefusal(_ row: RawRow, sourceLocation: SourceLocation = #_sourceLocation) throws {
        for isWhole in [true, false] {
            let marker = Marker()
            let client = try gateway.connect()
            try client.sendWhileOpen(row.bytes.filling(marker).pieces(isWhole))
            let response = try client.receive(after: row.method)
            #expect(
                row.statuses.contains(response.status),
                "\(response.status) \(isWhole ? "whole" : "byte by byte")",
                sourceLocation: sourceLocation)
            #expect(
                !upstream.hasSeen(marker.text), "it went upstream", sourceLocation: sourceLocation)
            if row.closes ?? (response["connection"]?.lowercased() == "close") {
                try expectClosed(client, after: response, sourceLocation)
            } else {
                try expectOpen(client, sourceLocation)
            }
        }
    }

    /// The connection ends, without another response.
    private func expectClosed(
        _ client: ScriptedClient, after response: WireResponse, _ sourceLocation: SourceLocation
    ) throws {
        #expect(
            response["connection"]?.lowercased() == "close", "it does not say that it closes",
            sourceLocation: sourceLocation)
        let rest = try client.receiveUntilClose()
        #expect(rest.bytes.isEmpty, "it answered what followed", sourceLocation: sourceLocation)
    }

    /// The connection takes a good request.
    private func expectOpen(_ client: ScriptedClient, _ sourceLocation: SourceLocation) throws {
        let next = try client.exchange("GET /next HTTP/1.1\r\nHost: app.test\r\n\r\n")
        #expect(next.status == 200, sourceLocation: sourceLocation)
    }

    /// Sends the row whole and byte by byte: accepted alike, and the upstream sees one request.
    @discardableResult
    func expectForwarded(
        _ row: RawRow, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> WireRequest {
        var seen: [WireRequest] = []
        for isWhole in [true, false] {
            let marker = Marker()
            let client = try gateway.connect()
            try client.sendWhileOpen(row.bytes.filling(marker).pieces(isWhole))
            let response = try client.receive(after: row.method)
            #expect(
                row.statuses.contains(response.status),
                "\(response.status) \(isWhole ? "whole" : "byte by byte")",
                sourceLocation: sourceLocation)
            let requests = upstream.requests(with: marker.text)
            #expect(requests.count == 1, sourceLocation: sourceLocation)
            seen += requests
        }
        return try #require(seen.first, sourceLocation: sourceLocation)
    }
}

extension RawRow {
    /// The method of its first request, as far as it has one.
    var method: String { String(bytes.drop { $0.isNewline }.prefix { $0 != " " }) }
}

extension String {
    /// The text with every `%M` replaced by a marker.
    func filling(_ marker: Marker) -> String {
        replacing("%M", with: marker.text)
    }

    /// The text as one piece, or one for each byte.
    fileprivate func pieces(_ isWhole: Bool) -> [[UInt8]] {
        isWhole ? [Array(utf8)] : utf8.map { [$0] }
    }
}

import Codecs

/// A client's wish for a WebSocket (RFC 6455 §4.2.1), read from a request that asks for it without
/// fault. Where none can be read the request is a plain one, and its Upgrade field goes no further.
public struct WebSocketHandshake: Sendable {
    /// The text of Sec-WebSocket-Key: 16 bytes in base64.
    private let key: InlineArray<24, UInt8>

    /// nil unless the request is a GET in HTTP/1.1 without a body that upgrades to `websocket` alone,
    /// in version 13 and with one key of 16 bytes (Q14).
    public init?(_ request: borrowing Request) {
        guard request.method == .get, request.version == .http11, request.framing == .none,
            request.connection.contains(.upgrade), request.fields.upgradesToWebSocketAlone,
            request.fields.count(of: .secWebSocketVersion) == 1,
            let version = request.fields.first(.secWebSocketVersion),
            version.equals("13"),
            request.fields.count(of: .secWebSocketKey) == 1,
            let key = request.fields.first(.secWebSocketKey),
            Self.isKey(key)
        else { return nil }
        var text = InlineArray<24, UInt8>(repeating: 0)
        for index in key.indices { text[index] = key[index] }
        self.key = text
    }

    /// Sixteen bytes: 21 digits, one whose last four bits are clear, and the padding.
    private static func isKey(_ text: Span<UInt8>) -> Bool {
        guard text.count == 24 else { return false }
        do throws(Base64Fault) {
            return try Base64.decode(text).count == 16
        } catch {
            return false
        }
    }

    /// Whether the upstream agreed: 101, `Upgrade: websocket` and the right Sec-WebSocket-Accept, each
    /// exactly once (RFC 6455 §4.1). Anything else is no tunnel, and a 101 then a fault of the
    /// upstream (Q15).
    ///
    /// - Parameter sha1: the digest that the protocol wants; it guards nothing.
    public func isAccepted(
        by response: borrowing Response, sha1: (Span<UInt8>) -> [UInt8]
    ) -> Bool {
        guard response.status == .switchingProtocols, response.version == .http11,
            response.connection.contains(.upgrade), response.fields.upgradesToWebSocketAlone,
            response.fields.count(of: .secWebSocketAccept) == 1,
            let accept = response.fields.first(.secWebSocketAccept)
        else { return false }
        return accept.equals(Array(expectedAccept(sha1: sha1).utf8).span)
    }

    /// What Sec-WebSocket-Accept has to say: the digest of the key and a fixed text, in base64.
    public func expectedAccept(sha1: (Span<UInt8>) -> [UInt8]) -> String {
        let suffix: StaticString = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        var text: [UInt8] = []
        text.reserveCapacity(60)
        for index in key.indices { text.append(key[index]) }
        text.append(contentsOf: [UInt8](suffix.span))
        return Base64.encode(sha1(text.span).span)
    }
}

extension Fields {
    /// Whether there is one Upgrade line and `websocket`, in any case, is all it says.
    fileprivate var upgradesToWebSocketAlone: Bool {
        guard count(of: .upgrade) == 1, let value = first(.upgrade) else { return false }
        return value.equals(ignoringCase: "websocket")
    }
}

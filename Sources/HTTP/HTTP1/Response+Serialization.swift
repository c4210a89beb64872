public import Codecs

extension Response {
    /// Appends the head as the client gets it: the upstream's lines that were not removed and are not
    /// hop-by-hop, one framing field, `Connection` as `delivery` needs it, then `lines` of our own, each
    /// with its line end. 101 becomes the WebSocket upgrade, the only one there is (Q15).
    /// - Returns: how the body is to be written. `untilClose`: the connection must be closed behind
    ///   it, whatever `delivery` wished.
    @discardableResult
    public borrowing func serialize(
        for delivery: ResponseDelivery, adding lines: Span<UInt8>, into output: inout ByteBuffer
    ) -> BodyFraming {
        let framing = delivery.framing(for: self.framing)
        unsafe output.append(upTo: fields.roomForLines + lines.count) { room in
            var writer = unsafe HeadWriter(room)
            writer.writeStatusLine(status, reason: reason)
            let left = delivery.forwardsTrailers ? FieldSet.ownedWithTrailers : .hopByHop
            writer.write(fields, leaving: left)
            writer.write(announcedFraming(for: framing))
            writer.writeConnection(
                for: status, version: delivery.version,
                isPersistent: delivery.isPersistent && framing != .untilClose)
            writer.write(lines)
            writer.write("\r\n")
            return writer.count
        }
        return framing
    }

    /// HEAD and 304 name the length that GET would have had (RFC 9110 §8.6); 1xx and 204 name none.
    private func announcedFraming(for framing: BodyFraming) -> BodyFraming {
        guard framing == .none, let declaredLength else { return framing }
        return status.isInformational || status == .noContent ? .none : .length(declaredLength)
    }
}

extension FieldSet {
    fileprivate static let ownedWithTrailers = FieldSet.hopByHop.subtracting([.trailer])
}

extension HeadWriter {
    /// `HTTP/1.1 200 OK`, whatever the client speaks (RFC 9110 §2.5).
    mutating func writeStatusLine(_ status: StatusCode, reason: Span<UInt8>) {
        write("HTTP/1.1 ")
        write(decimal: Int64(status.rawValue))
        write(" ")
        write(reason)
        write("\r\n")
    }

    /// `Connection` where the version's default is not meant (RFC 9112 §9.3).
    mutating func writeConnection(
        for status: StatusCode, version: HTTPVersion, isPersistent: Bool
    ) {
        switch (status, version, isPersistent) {
        case (.switchingProtocols, _, _): write("Connection: Upgrade\r\nUpgrade: websocket\r\n")
        case _ where status.isInformational: return
        case (_, _, false): write("Connection: close\r\n")
        case (_, .http10, true): write("Connection: keep-alive\r\n")
        case (_, .http11, true): return
        }
    }
}

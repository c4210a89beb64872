public import Codecs

extension ByteBuffer {
    /// Appends a whole response of our own: `lines` are its fields, each with its line end, framing and
    /// `Connection` are added. To HEAD the body is announced and not sent.
    public mutating func append(
        response status: StatusCode, lines: Span<UInt8>, body: Span<UInt8>,
        for delivery: ResponseDelivery
    ) {
        precondition(!status.isInformational)
        let hasBody = !status.forbidsBody
        unsafe append(upTo: 256 + lines.count + body.count) { room in
            var writer = unsafe HeadWriter(room)
            writer.writeStatusLine(status, reason: status.reason.span)
            writer.write(lines)
            if hasBody { writer.write(.length(Int64(body.count))) }
            writer.writeConnection(
                for: status, version: delivery.version, isPersistent: delivery.isPersistent)
            writer.write("\r\n")
            if hasBody && !delivery.isHead { writer.write(body) }
            return writer.count
        }
    }

    /// Appends the head of a response of our own whose body comes piece by piece, each as `framing` says:
    /// in chunks, or until the connection ends.
    public mutating func append(
        head status: StatusCode, lines: Span<UInt8>, framing: BodyFraming,
        for delivery: ResponseDelivery
    ) {
        precondition(!status.forbidsBody)
        unsafe append(upTo: 256 + lines.count) { room in
            var writer = unsafe HeadWriter(room)
            writer.writeStatusLine(status, reason: status.reason.span)
            writer.write(lines)
            writer.write(framing)
            writer.writeConnection(
                for: status, version: delivery.version, isPersistent: delivery.isPersistent)
            writer.write("\r\n")
            return writer.count
        }
    }

    /// Appends an interim response without fields, as 100 Continue is.
    public mutating func append(interim status: StatusCode) {
        precondition(status.isInformational)
        unsafe append(upTo: 64) { room in
            var writer = unsafe HeadWriter(room)
            writer.writeStatusLine(status, reason: status.reason.span)
            writer.write("\r\n")
            return writer.count
        }
    }
}

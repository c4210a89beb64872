public import Codecs

extension Request {
    /// Appends the head as an HTTP/1.1 upstream gets it (Q11): the client's lines that were not
    /// removed and are not hop-by-hop, and everything that frames, routes or connects written anew:
    /// one Host, one framing field, `Connection` only for an upgrade. `Expect` stays here (Q16).
    public borrowing func serialize(
        as head: borrowing ForwardedHead, into output: inout ByteBuffer
    ) {
        let room =
            fields.roomForLines + Int(line.methodRange.count) + head.path.count + head.query.count
            + head.host.count + head.lines.count
        unsafe output.append(upTo: room) { room in
            var writer = unsafe HeadWriter(room)
            writer.write(methodText)
            writer.write(" ")
            writer.write(head.path)
            writer.write(head.query)
            writer.write(" HTTP/1.1\r\nHost: ")
            writer.write(head.host)
            writer.write("\r\n")
            let left = head.forwardsTrailers ? FieldSet.ownedWithTrailers : .ownedByRequest
            writer.write(fields, leaving: left)
            writer.write(framing)
            if head.upgradesToWebSocket {
                writer.write("Connection: Upgrade\r\nUpgrade: websocket\r\n")
            }
            writer.write(head.lines)
            writer.write("\r\n")
            return writer.count
        }
    }
}

extension FieldSet {
    /// Fields of a client's request that never reach the upstream as they are.
    fileprivate static let ownedByRequest = ownedWithTrailers.union([.trailer])

    fileprivate static let ownedWithTrailers = FieldSet.hopByHop.subtracting([.trailer]).union([
        .host, .expect,
    ])
}

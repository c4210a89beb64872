public import Codecs

extension ByteBuffer {
    /// Appends `data` as one chunk (RFC 9112 §7.1); nothing for no data, since an empty chunk would end
    /// the body.
    public mutating func append(chunk data: Span<UInt8>) {
        guard !data.isEmpty else { return }
        append(chunkHeadFor: data.count)
        append(data)
        append("\r\n")
    }

    /// Appends the size line of a chunk whose `byteCount` bytes, and a CR LF behind them, are written
    /// another way.
    public mutating func append(chunkHeadFor byteCount: Int) {
        precondition(byteCount > 0)
        append(hexadecimal: byteCount)
        append("\r\n")
    }

    /// Appends the end of a chunked body without trailers. Never written for a body that was not read
    /// to its end (Q19).
    public mutating func appendLastChunk() { append("0\r\n\r\n") }

    /// Appends the end of a chunked body with those of `trailers` that were not removed and may stand
    /// there: nothing that frames, routes, authenticates or controls (RFC 9110 §6.5.1, Q5, T05).
    public mutating func appendLastChunk(forwarding trailers: borrowing Fields) {
        append("0\r\n")
        unsafe append(upTo: trailers.roomForLines) { room in
            var writer = unsafe HeadWriter(room)
            for index in 0..<trailers.count {
                let line = trailers[index]
                guard !line.isRemoved, FieldSet.allowedInTrailers.contains(line.name) else {
                    continue
                }
                writer.write(line, of: trailers)
            }
            return writer.count
        }
        append("\r\n")
    }
}

extension FieldSet {
    /// The known fields that a trailer may be; a field we know nothing of may be one too.
    fileprivate static let allowedInTrailers: FieldSet = [.other, .etag, .link]
}

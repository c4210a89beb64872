import Codecs

extension Response {
    /// Settles what the fields say about framing and connection, once the head is complete.
    mutating func interpret(answering method: Method) throws(ResponseFault) {
        var framing = MessageFraming()
        var options: ConnectionOptions = []
        for index in 0..<fields.count {
            let field = fields[index]
            switch field.name {
            case .contentLength:
                let length = MessageFraming.length(parsing: fields.bytes.span, field.valueRange)
                // Twice the same number has one reading (RFC 9110 §8.6); one line of it is passed on.
                guard let length, framing.length == nil || framing.length == length else {
                    throw .invalidContentLength
                }
                framing.length = length
            case .transferEncoding: framing.addCodings(parsing: fields.bytes.span, field.valueRange)
            case .connection: options.add(parsing: fields.bytes.span, field.valueRange)
            default: continue
            }
        }
        connection = options
        declaredLength = framing.length
        self.framing = try bodyFraming(from: framing, answering: method)
        isPersistent = staysOpen(after: framing)
    }

    /// RFC 9112 §6.3 for responses.
    private func bodyFraming(
        from framing: MessageFraming, answering method: Method
    ) throws(ResponseFault) -> BodyFraming {
        var isChunked = false
        switch framing.codings {
        case .none: break
        case _ where framing.length != nil: throw .lengthWithTransferEncoding
        case _ where version == .http10: throw .invalidTransferEncoding
        case .chunked: isChunked = true
        case .unknown: throw .unsupportedTransferCoding
        case .empty, .invalid: throw .invalidTransferEncoding
        }
        if status.forbidsBody || method == .head { return .none }
        if isChunked { return .chunked }
        return framing.length.map { .length($0) } ?? .untilClose
    }

    /// RFC 9112 §9.3; and a response that announces a body where none may be (RFC 9110 §8.6, Q20)
    /// comes from a peer whose next bytes cannot be trusted to be a response.
    private func staysOpen(after announced: MessageFraming) -> Bool {
        if connection.contains(.close) || framing == .untilClose { return false }
        if version == .http10, !connection.contains(.keepAlive) { return false }
        guard status == .noContent || status.isInformational else { return true }
        if case .none = announced.codings { return announced.length ?? 0 == 0 }
        return false
    }
}

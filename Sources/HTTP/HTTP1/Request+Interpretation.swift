import Codecs

extension Request {
    /// Settles what the fields say about host, framing and connection, once the head is complete.
    mutating func interpret(within limits: HeadLimits) throws(RequestFault) {
        completeTarget()
        let meaning = try readFields()
        guard version == .http10 || meaning.seen.contains(.host) else { throw .missingHost }
        // An absolute target stands for Host, whatever that says (RFC 9112 §3.2.2).
        if line.authorityRange.isEmpty { line.authorityRange = meaning.hostRange }
        if fields.present.contains(.cookie) { try limitCookies(within: limits) }
        connection = meaning.connection
        framing = try bodyFraming(from: meaning.framing)
        // RFC 9110 §10.1.1: 100-continue means nothing from HTTP/1.0 or where no body follows.
        let isHeard = version == .http11 && framing.hasBody
        expectation = meaning.expectation == .continue && !isHeard ? .none : meaning.expectation
    }

    /// What the fields say, gathered in one loop over the lines.
    private struct Meaning {
        var framing = MessageFraming()
        var connection: ConnectionOptions = []
        var expectation = Expectation.none
        var hostRange = ByteRange.empty
        var seen = FieldSet()

        /// Refuses the second line of a field that decides over security (T14).
        mutating func insertOnce(_ field: KnownField) throws(RequestFault) {
            guard !seen.contains(field) else { throw .repeatedField(field) }
            seen.insert(field)
        }
    }

    private func readFields() throws(RequestFault) -> Meaning {
        let bytes = fields.bytes.span
        var meaning = Meaning()
        for index in 0..<fields.count {
            let line = fields[index]
            switch line.name {
            case .host:
                try meaning.insertOnce(.host)
                guard Authority.isValid(bytes, line.valueRange, requiringPort: false) else {
                    throw .invalidHost
                }
                meaning.hostRange = ByteRange(line.valueRange)
            case .contentLength:
                try meaning.insertOnce(.contentLength)
                meaning.framing.length = MessageFraming.length(parsing: bytes, line.valueRange)
                guard meaning.framing.length != nil else { throw .invalidContentLength }
            case .authorization, .dpop: try meaning.insertOnce(line.name)
            case .transferEncoding: meaning.framing.addCodings(parsing: bytes, line.valueRange)
            case .connection: meaning.connection.add(parsing: bytes, line.valueRange)
            case .expect: meaning.expectation.add(parsing: bytes, line.valueRange)
            default: continue
            }
        }
        return meaning
    }

    /// Gives an absolute-form without path the one it means: `/` (RFC 9110 §4.2.3), or `*` where
    /// OPTIONS names neither path nor query (RFC 9112 §3.2.4).
    private mutating func completeTarget() {
        guard targetForm == .absolute, line.pathRange.isEmpty else { return }
        let asksServer = method == .options && line.queryRange.isEmpty
        if asksServer { line.targetForm = .asterisk }
        let start = fields.bytes.count
        fields.bytes.append(UInt8(ascii: asksServer ? "*" : "/"))
        line.pathRange = ByteRange(start..<start + 1)
    }

    /// RFC 9112 §6.3 for requests; every doubt is a fault, since it is how requests are smuggled.
    private func bodyFraming(from framing: MessageFraming) throws(RequestFault) -> BodyFraming {
        if case .none = framing.codings { return framing.length.map { .length($0) } ?? .none }
        guard framing.length == nil else { throw .lengthWithTransferEncoding }
        guard version == .http11 else { throw .invalidTransferEncoding }
        switch framing.codings {
        case .chunked: return .chunked
        case .unknown: throw .unsupportedTransferCoding
        case .none, .empty, .invalid: throw .invalidTransferEncoding
        }
    }

    /// Counts cookies by their semicolons, in all lines together (T65).
    private func limitCookies(within limits: HeadLimits) throws(RequestFault) {
        var byteCount = 0
        for index in 0..<fields.count where fields[index].name == .cookie {
            byteCount += fields.value(of: fields[index]).count
        }
        // So few bytes cannot hold too many.
        guard byteCount > limits.cookieCount else { return }
        guard byteCount <= limits.cookieBytes else { throw .cookiesTooLarge }
        var count = 0
        for index in 0..<fields.count where fields[index].name == .cookie {
            count += 1 + fields.value(of: fields[index]).count(of: UInt8(ascii: ";"))
        }
        guard count <= limits.cookieCount else { throw .tooManyCookies }
    }
}

extension Expectation {
    /// Adds what one Expect line demands.
    fileprivate mutating func add(parsing bytes: Span<UInt8>, _ value: Range<Int>) {
        var elements = ListElements(value)
        while let element = elements.next(in: bytes) {
            let isContinue = bytes.matches(ignoringCase: "100-continue", at: element)
            self = isContinue && self != .unsupported ? .continue : .unsupported
        }
    }
}

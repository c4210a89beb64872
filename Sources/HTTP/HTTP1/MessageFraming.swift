import Codecs

/// What the fields that frame a message say, before a request or a response judges it
/// (RFC 9112 §6). Read by one loop over the lines of a head.
struct MessageFraming {
    /// The number in Content-Length, nil where there is none.
    var length: Int64?
    /// The transfer codings named, empty list elements left out.
    var codings = Codings.none

    enum Codings {
        /// No Transfer-Encoding field.
        case none
        /// Exactly one `chunked`.
        case chunked
        /// A coding that we do not know, whatever stands beside it.
        case unknown
        /// A field, and nothing in it.
        case empty
        /// `chunked` twice or with parameters, or no list of codings.
        case invalid
    }

    /// `1*DIGIT` up to 2^63-1 (Q3); nil for anything else, also for nothing.
    static func length(parsing bytes: Span<UInt8>, _ value: Range<Int>) -> Int64? {
        guard !value.isEmpty else { return nil }
        var number: Int64 = 0
        for index in value {
            guard ASCIISet.digit.contains(bytes[index]) else { return nil }
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(Int64(bytes[index] &- 0x30))
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }

    /// Adds the codings of one Transfer-Encoding line; several lines are one list.
    mutating func addCodings(parsing bytes: Span<UInt8>, _ value: Range<Int>) {
        if case .none = codings { codings = .empty }
        var elements = ListElements(value)
        while let element = elements.next(in: bytes) {
            let coding = MessageFraming.coding(parsing: bytes, element)
            switch (codings, coding) {
            case (.empty, _), (_, .unknown): codings = coding
            case (.unknown, _): break
            default: codings = .invalid
            }
        }
    }

    /// What one list element is: a token, perhaps with parameters behind a semicolon.
    private static func coding(parsing bytes: Span<UInt8>, _ element: Range<Int>) -> Codings {
        if bytes.matches(ignoringCase: "chunked", at: element) { return .chunked }
        var end = element.lowerBound
        while end < element.upperBound, ASCIISet.token.contains(bytes[end]) { end += 1 }
        let name = element.lowerBound..<end
        while end < element.upperBound, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
        let isNamed =
            !name.isEmpty && (end == element.upperBound || bytes[end] == UInt8(ascii: ";"))
        return isNamed && !bytes.matches(ignoringCase: "chunked", at: name) ? .unknown : .invalid
    }
}

extension ConnectionOptions {
    /// Adds the options of one Connection line (RFC 9110 §7.6.1); what is no token names nothing.
    mutating func add(parsing bytes: Span<UInt8>, _ value: Range<Int>) {
        // The one value that nearly every message has.
        if bytes.matches(ignoringCase: "keep-alive", at: value) {
            insert(.keepAlive)
            return
        }
        var elements = ListElements(value)
        while let element = elements.next(in: bytes) {
            if bytes.matches(ignoringCase: "close", at: element) {
                insert(.close)
            } else if bytes.matches(ignoringCase: "keep-alive", at: element) {
                insert(.keepAlive)
            } else if bytes.matches(ignoringCase: "upgrade", at: element) {
                insert(.upgrade)
            } else {
                insert(.namesFields)
            }
        }
    }
}

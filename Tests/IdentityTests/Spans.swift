@testable import Identity

/// The module takes spans, which `#expect` cannot look into; these take what it can.
extension SessionSecret {
    init?(parsing text: [UInt8]) { self.init(parsing: text.span) }
}

extension SessionID {
    init?(_ bytes: [UInt8]) { self.init(bytes.span) }

    init?(hex text: String) {
        let text = Array(text.utf8)
        self.init(hex: text.span)
    }
}

extension SessionRecord {
    init(parsing bytes: [UInt8]) throws(SessionRecordFault) { try self.init(parsing: bytes.span) }
}

extension SessionIndex {
    init?(parsing bytes: [UInt8]) { self.init(parsing: bytes.span) }
}

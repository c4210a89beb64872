extension Method {
    // flat: one switch, a line or two for each method
    /// The one registered method that the bytes of `name` can be, found by length and one letter;
    /// whether they are, `matches` says.
    static func candidate(_ bytes: borrowing Span<UInt8>, _ name: Range<Int>) -> Method {
        func letter(_ position: Int) -> UInt8 { bytes[name.lowerBound &+ position] }
        switch name.count {
        case 3:
            switch letter(1) {
            case UInt8(ascii: "E"): return .get
            case UInt8(ascii: "U"): return .put
            case UInt8(ascii: "C"): return .acl
            case UInt8(ascii: "R"): return .pri
            default: return .other
            }
        case 4:
            switch letter(0) {
            case UInt8(ascii: "H"): return .head
            case UInt8(ascii: "P"): return .post
            case UInt8(ascii: "B"): return .bind
            case UInt8(ascii: "C"): return .copy
            case UInt8(ascii: "L"):
                switch letter(1) {
                case UInt8(ascii: "I"): return .link
                case UInt8(ascii: "O"): return .lock
                default: return .other
                }
            case UInt8(ascii: "M"): return .move
            default: return .other
            }
        case 5:
            switch letter(2) {
            case UInt8(ascii: "A"): return .trace
            case UInt8(ascii: "T"): return .patch
            case UInt8(ascii: "B"): return .label
            case UInt8(ascii: "R"): return .merge
            case UInt8(ascii: "C"): return .mkcol
            case UInt8(ascii: "E"): return .query
            default: return .other
            }
        case 6:
            switch letter(2) {
            case UInt8(ascii: "L"):
                switch letter(3) {
                case UInt8(ascii: "E"): return .delete
                case UInt8(ascii: "I"): return .unlink
                case UInt8(ascii: "O"): return .unlock
                default: return .other
                }
            case UInt8(ascii: "B"):
                switch letter(0) {
                case UInt8(ascii: "R"): return .rebind
                case UInt8(ascii: "U"): return .unbind
                default: return .other
                }
            case UInt8(ascii: "P"): return .report
            case UInt8(ascii: "A"): return .search
            case UInt8(ascii: "D"): return .update
            default: return .other
            }
        case 7:
            switch letter(1) {
            case UInt8(ascii: "O"): return .connect
            case UInt8(ascii: "P"): return .options
            case UInt8(ascii: "H"): return .checkin
            default: return .other
            }
        case 8:
            switch letter(0) {
            case UInt8(ascii: "C"): return .checkout
            case UInt8(ascii: "P"): return .propfind
            default: return .other
            }
        case 9: return .proppatch
        case 10:
            switch letter(3) {
            case UInt8(ascii: "C"): return .mkactivity
            case UInt8(ascii: "A"): return .mkcalendar
            case UInt8(ascii: "E"): return .orderpatch
            case UInt8(ascii: "H"): return .uncheckout
            default: return .other
            }
        case 11: return .mkworkspace
        case 13: return .mkredirectref
        case 15: return .versionControl
        case 16: return .baselineControl
        case 17: return .updateredirectref
        default: return .other
        }
    }
}

/// One byte of a field name as CGI and its descendants see it: case is lost, and whatever is neither
/// letter nor digit becomes one and the same sign. `X-User`, `x_user` and `X.USER` fold alike, and an
/// upstream may take any of them for the other (T01, T04, T08).
enum FoldedName {
    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x41...0x5A: byte | 0x20
        case 0x61...0x7A, 0x30...0x39: byte
        default: 0x2D
        }
    }

    static func fold(_ name: Span<UInt8>) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(name.count)
        for index in name.indices { folded.append(fold(name[index])) }
        return folded
    }
}

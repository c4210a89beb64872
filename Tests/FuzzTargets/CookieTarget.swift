import Codecs
import HTTP

/// The input is a Cookie value. Ours is found exactly where a plain reading finds it, and cut out with every
/// other cookie left byte for byte.
func fuzzCookie(_ input: Span<UInt8>) {
    let head = Array("GET / HTTP/1.1\r\nHost: a\r\nCookie: ".utf8) + input.copied()
    var parser = RequestParser()
    var request = Request()
    let bytes = head + Array("\r\n\r\n".utf8)
    guard case .complete = try? parser.parse(bytes.span, from: 0, into: &request) else { return }

    let name = Array("__Host-sallyport".utf8)
    let before = pairs(of: request.fields)
    switch request.fields.cookie(named: name.span) {
    case .absent: precondition(!before.contains { $0.name == name })
    case .one(let place):
        let values = before.filter { $0.name == name }.map(\.value)
        precondition(values == [request.fields.value(of: place).copied()])
    case .several: precondition(before.count { $0.name == name } > 1)
    }
    request.fields.cutCookies { $0.equals(name.span) }
    precondition(request.fields.cookie(named: name.span) == .absent)
    precondition(pairs(of: request.fields) == before.filter { $0.name != name })
}

private struct Pair: Equatable {
    let name: [UInt8]
    let value: [UInt8]
}

/// All pairs of all Cookie lines that are not blank, read the plain way.
private func pairs(of fields: borrowing Fields) -> [Pair] {
    var found: [Pair] = []
    for index in 0..<fields.count where fields[index].name == .cookie && !fields[index].isRemoved {
        let parts = fields.value(of: fields[index]).copied().split(separator: UInt8(ascii: ";"))
        for part in parts where !trimmed(part).isEmpty {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else {
                found.append(Pair(name: [], value: trimmed(part)))
                continue
            }
            found.append(
                Pair(name: trimmed(part[..<equals]), value: trimmed(part[(equals + 1)...])))
        }
    }
    return found
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    return Array(bytes.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
}

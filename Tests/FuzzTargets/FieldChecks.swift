import HTTP

/// Names are not empty and hold no byte that ends a name; values hold none that ends a line.
func check(_ fields: borrowing Fields) {
    for index in 0..<fields.count {
        let name = fields.name(of: fields[index]).copied()
        precondition(!name.isEmpty)
        precondition(name.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") })
        let value = fields.value(of: fields[index]).copied()
        precondition(value.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
    }
}

/// All lines, removed or not, as text to compare.
func described(_ fields: borrowing Fields) -> String {
    var text = ""
    for index in 0..<fields.count {
        let line = fields[index]
        text += " \(fields.name(of: line).copied()):\(fields.value(of: line).copied())"
    }
    return text
}

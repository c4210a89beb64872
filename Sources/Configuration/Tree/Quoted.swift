/// `text` in double quotes, fit for one line on a terminal: control characters escaped, the middle of
/// a long text left out.
func quoted(_ text: String) -> String {
    var shown = "\""
    for scalar in text.unicodeScalars.prefix(60) {
        switch scalar {
        case "\"", "\\": shown += "\\" + String(scalar)
        case "\n": shown += "\\n"
        case "\t": shown += "\\t"
        default:
            shown +=
                isPrintable(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
    return shown + (text.unicodeScalars.count > 60 ? "…\"" : "\"")
}

/// Neither a control character nor one that turns the direction of the text around it.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
    default: true
    }
}

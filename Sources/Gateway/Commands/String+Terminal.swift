extension String {
    /// As it may be shown on a terminal, whoever wrote it: what would move the cursor, begin a line, turn the
    /// direction of the text or cannot be seen is written as an escape, and so is the escapes' own character.
    var printable: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            case _ where scalar == "\\": text += "\\\\"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// With blanks behind it; longer ones stay as they are.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}

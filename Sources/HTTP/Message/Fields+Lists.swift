import Codecs

extension Fields {
    /// Whether one of the comma-separated elements (RFC 9110 §5.6.1) of any line of `field` is
    /// `element`, letters in any case. `element` holds letters, digits and `-` only.
    public func contains(element: StaticString, in field: KnownField) -> Bool {
        var index = 0
        while let found = firstIndex(of: field, from: index) {
            var elements = ListElements(self[found].valueRange)
            while let place = elements.next(in: bytes.span) {
                if bytes.span.matches(ignoringCase: element, at: place),
                    bytes.span.isToken(in: place)
                {
                    return true
                }
            }
            index = found + 1
        }
        return false
    }
}

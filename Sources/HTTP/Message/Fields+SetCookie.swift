import Codecs

extension Fields {
    /// Takes every Set-Cookie line that sets a cookie with such a name out of the message.
    ///
    /// The name is read as browsers do (RFC 6265bis §5.6): what stands before the first `=`, without
    /// the white space around it.
    /// - Returns: how many lines went.
    public mutating func removeSetCookies(named isMeant: (Span<UInt8>) -> Bool) -> Int {
        var removed = 0
        var index = 0
        while let found = firstIndex(of: .setCookie, from: index) {
            if isMeant(cookieName(at: found)) {
                remove(at: found)
                removed += 1
            }
            index = found + 1
        }
        return removed
    }

    @_lifetime(borrow self)
    private func cookieName(at index: Int) -> Span<UInt8> {
        let value = self.value(of: self[index])
        var end = 0
        while end < value.count, value[end] != UInt8(ascii: "="), value[end] != UInt8(ascii: ";") {
            end += 1
        }
        var start = 0
        while start < end, value[start] == 0x20 || value[start] == 0x09 { start += 1 }
        while end > start, value[end - 1] == 0x20 || value[end - 1] == 0x09 { end -= 1 }
        return value.extracting(start..<end)
    }
}

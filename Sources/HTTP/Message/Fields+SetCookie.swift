import Codecs

extension Fields {
    /// Takes every Set-Cookie line that sets a cookie with such a name out of the message.
    ///
    /// The name is read as browsers do (RFC 6265bis §5.6): what stands before the first `=`, without
    /// the white space around it. Where nothing stands there, the cookie comes back as `NAME=VALUE` of
    /// its value (§5.8.3), so that is read as one, too.
    /// - Returns: how many lines went.
    public mutating func removeSetCookies(named isMeant: (Span<UInt8>) -> Bool) -> Int {
        var removed = 0
        var index = 0
        while let found = firstIndex(of: .setCookie, from: index) {
            if isMeant(setCookieName(at: found)) {
                remove(at: found)
                removed += 1
            }
            index = found + 1
        }
        return removed
    }

    @_lifetime(borrow self)
    private func setCookieName(at index: Int) -> Span<UInt8> {
        let value = self.value(of: self[index])
        let name = value.cookieName(from: 0)
        return name.isEmpty ? value.cookieName(from: value.firstEquals + 1) : name
    }
}

extension Span<UInt8> {
    /// The first `=`, or the end.
    fileprivate var firstEquals: Int {
        var index = 0
        while index < count, self[index] != UInt8(ascii: "=") { index += 1 }
        return index
    }

    /// What stands between `start` and the next `=` or `;`, without the white space around it.
    @_lifetime(copy self)
    fileprivate func cookieName(from start: Int) -> Span<UInt8> {
        var start = Swift.min(start, count)
        var end = start
        while end < count, self[end] != UInt8(ascii: "="), self[end] != UInt8(ascii: ";") {
            end += 1
        }
        while start < end, self[start] == 0x20 || self[start] == 0x09 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x09 { end -= 1 }
        return extracting(start..<end)
    }
}

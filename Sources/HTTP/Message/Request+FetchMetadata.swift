import Codecs

/// Where a request came from, by the browser that made it (Fetch Metadata, `Sec-Fetch-Site`).
public enum FetchSite: Equatable, Sendable {
    /// No such field: an old browser, or none.
    case absent
    /// A page of the very origin that is asked.
    case sameOrigin
    /// Nobody's page: typed, or from a bookmark.
    case userItself
    /// Any other page, and whatever else the field may say.
    case foreign
}

extension Request {
    /// What `Sec-Fetch-Site` says; a field that stands there twice is a stranger's.
    public var fetchSite: FetchSite {
        guard let site = fields.first(.secFetchSite) else { return .absent }
        guard fields.count(of: .secFetchSite) == 1 else { return .foreign }
        if site.equals("same-origin") { return .sameOrigin }
        return site.equals("none") ? .userItself : .foreign
    }

    /// Whether a person is to see the answer as a page: GET or HEAD by a browser that says so, or,
    /// where nothing tells of a browser's purpose, by a client that names `text/html` among what it
    /// takes. Everything else is a program's, which a redirect to a login would not help (C07, C09).
    public var isNavigation: Bool {
        guard method == .get || method == .head else { return false }
        guard hasFetchMetadata else { return fields.accepts("text/html") }
        guard let mode = fields.first(.secFetchMode), let dest = fields.first(.secFetchDest) else {
            return false
        }
        return mode.equals("navigate") && dest.equals("document")
    }

    private var hasFetchMetadata: Bool {
        fields.contains(.secFetchSite) || fields.contains(.secFetchMode)
            || fields.contains(.secFetchDest) || fields.contains(.secFetchUser)
    }
}

extension Fields {
    /// Whether a line of Accept names this media type, by itself and not by a wildcard.
    fileprivate func accepts(_ mediaType: StaticString) -> Bool {
        var index = 0
        while let found = firstIndex(of: .accept, from: index) {
            var elements = ListElements(self[found].valueRange)
            while let place = elements.next(in: bytes.span) {
                var end = place.lowerBound
                while end < place.upperBound, bytes.span[end] != UInt8(ascii: ";") { end += 1 }
                while end > place.lowerBound, bytes.span[end - 1] == 0x20 { end -= 1 }
                let name = bytes.span.extracting(place.lowerBound..<end)
                if name.equals(ignoringCase: mediaType) { return true }
            }
            index = found + 1
        }
        return false
    }
}

import Configuration
import HTTP
import Policy

/// One host in `check`'s text: how it is reached, and its routes with their policy in words.
extension PlainText {
    mutating func append(_ host: HostRoutes, in settings: Settings) {
        append(heading: host.settings.heading)
        for line in host.settings.words(within: settings) { append(line: line) }
        append(
            rows: host.routes.map { route in
                (route.key, [route.sentence] + route.settings.words(within: host.settings))
            })
        if host.settings.redirect == nil { append(line: "anything else: 404") }
    }
}

extension HostSettings {
    fileprivate var heading: String {
        let listeners = on.isEmpty ? "" : " on \(on.joined(separator: ", "))"
        return name == "*" ? "any other host\(listeners)" : name + listeners
    }

    fileprivate func words(within settings: Settings) -> [String] {
        if redirect == .https { return ["redirects to https"] }
        var words: [String] = []
        if let upstream { words.append(upstream.words) }
        if let url {
            words.append("clients come by \(url)")
        } else if !settings.trustedProxies.isEmpty {
            words.append("clients come by http, or as a trusted proxy says")
        }
        if takesSessions { words.append(settings.securityOfLogins(on: self).words) }
        if encodedSlash == .keep { words.append("encoded slashes stay in the path") }
        switch underscoredFields {
        case .drop: break
        case .refuse: words.append("fields with _ are refused")
        case .keep: words.append("fields with _ are forwarded")
        }
        words += limits.words(unlike: settings.limits) + timeouts.words(unlike: settings.timeouts)
        return words
    }
}

extension RouteSettings {
    fileprivate func words(within host: HostSettings) -> [String] {
        var words: [String] = []
        if let upstream, upstream != host.upstream { words.append(upstream.words) }
        if let rewrite {
            let told = rewrite.prefixHeader ? ", and X-Forwarded-Prefix says so" : ""
            words.append("\(rewrite.strip) is taken off the path\(told)")
        }
        if websocket { words.append("WebSockets may be opened") }
        if outliveCredential { words.append("streams go on when their credential has expired") }
        if let cors {
            let cookies = cors.credentials ? ", with cookies" : ""
            let origins = cors.origins.map(\.description).joined(separator: ", ")
            words.append("pages of \(origins) may call it\(cookies)")
        }
        if trailers == .forward { words.append("trailers are forwarded") }
        if passAuthorization { words.append("the upstream gets Authorization") }
        words += limits.words(unlike: host.limits) + timeouts.words(unlike: host.timeouts)
        return words
    }
}

extension UpstreamSettings {
    /// Where requests go, in words.
    var words: String {
        var words = "to " + servers.map(\.description).joined(separator: ", then ")
        if let host { words += " as \(host)" }
        return realIP ? words + ", with X-Real-IP" : words
    }
}

extension LimitSettings {
    fileprivate func words(unlike outer: LimitSettings) -> [String] {
        Self.exchangeKeys.differences(of: self, from: outer, in: "limits")
    }
}

extension TimeoutSettings {
    fileprivate func words(unlike outer: TimeoutSettings) -> [String] {
        Self.exchangeKeys.differences(of: self, from: outer, in: "timeouts")
    }
}

extension Array {
    /// `timeouts: upstream_first_byte 5m` for the keys whose values differ; empty where none does.
    fileprivate func differences<Section>(
        of section: Section, from outer: Section, in name: String
    ) -> [String] where Element == Setting<Section> {
        let different = compactMap { key -> String? in
            guard let text = key.text(section), text != key.text(outer) else { return nil }
            return "\(key.form.name) \(text)"
        }
        return different.isEmpty ? [] : ["\(name): " + different.joined(separator: ", ")]
    }
}

import Codecs
public import HTTP

/// The hosts that one listener serves, by name: an exact name goes before the longest `*.` pattern,
/// and that before `*`. Reading it allocates nothing.
public struct HostTable: Sendable {
    private var names = TextTable()
    private var hosts: [HostRoutes] = []
    /// Lengths of the `*.` patterns' suffixes, the longest first.
    private var suffixLengths: [Int] = []
    private var fallback: HostRoutes?

    init(_ entries: [(pattern: HostPattern, host: HostRoutes)]) {
        for (pattern, host) in entries {
            switch pattern {
            case .exact(let name): names.insert(name, under: Self.exact, value: hosts.count)
            case .suffix(let suffix):
                names.insert(suffix, under: Self.suffix, value: hosts.count)
                if !suffixLengths.contains(suffix.count) { suffixLengths.append(suffix.count) }
            case .everything: fallback = host
            }
            hosts.append(host)
        }
        suffixLengths.sort(by: >)
    }

    /// The routes for a host; nil for an unknown one, which is answered 421. An empty host, as
    /// HTTP/1.0 allows, is known only to `*`.
    public func find(_ host: borrowing CanonicalHost) -> HostRoutes? {
        let name = host.name
        if let index = names.find(name, under: Self.exact) { return hosts[index] }
        for length in suffixLengths where length < name.count {
            let suffix = name.extracting((name.count - length)...)
            if let index = names.find(suffix, under: Self.suffix) { return hosts[index] }
        }
        return fallback
    }

    private static let exact = 0
    private static let suffix = 1
}

/// A host as the configuration writes it.
enum HostPattern: Hashable, Sendable {
    case exact([UInt8])
    /// `*.example.com`, as `.example.com`: every name under it, at any depth, not itself.
    case suffix([UInt8])
    /// `*`
    case everything

    /// nil where it is neither a host nor a pattern of one in canonical form.
    init?(parsing text: String) {
        if text == "*" {
            self = .everything
            return
        }
        let isSuffix = text.hasPrefix("*.")
        let name = Array((isSuffix ? text.dropFirst(2) : text[...]).utf8)
        var host = CanonicalHost()
        do throws(HostFault) {
            try host.set(name.span)
        } catch {
            return nil
        }
        guard host.port == nil, [UInt8](host.name) == name else { return nil }
        self = isSuffix ? .suffix([0x2E] + name) : .exact(name)
    }
}

import Codecs

extension CanonicalHost {
    /// Whether the name is `localhost` or an address of the loopback network: a client that used it
    /// runs on this machine, or was led here by something that does.
    public var isLoopback: Bool {
        if name.equals("localhost") { return true }
        guard let first = name.count > 1 ? name[0] : nil else { return false }
        if first == UInt8(ascii: "[") {
            return IPAddress(parsing: name.extracting(1..<name.count - 1))?.isLoopback ?? false
        }
        guard 0x30...0x39 ~= first else { return false }
        return IPAddress(parsing: name)?.isLoopback ?? false
    }

    /// Whether the name lies under `localhost`, which resolves to loopback alone (RFC 6761 §6.3).
    public var isBelowLocalhost: Bool {
        let suffix: StaticString = ".localhost"
        let length = suffix.utf8CodeUnitCount
        guard name.count > length else { return false }
        return name.extracting((name.count - length)...).equals(suffix)
    }
}

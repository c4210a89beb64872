/// The system's own list of names (hosts(5)), as text read by whoever may block.
public struct HostsFile: Sendable {
    private let literals: [String: [String]]

    /// Lines that are none are passed over, as the C library does.
    public init(parsing text: String) {
        var literals: [String: [String]] = [:]
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            guard let literal = words.first else { continue }
            for name in words.dropFirst() {
                literals[name.lowercased(), default: []].append(String(literal))
            }
        }
        self.literals = literals
    }

    /// Empty where the file does not name it.
    func addresses(of name: String, port: UInt16) -> [SocketAddress] {
        literals[name.lowercased(), default: []].compactMap { SocketAddress(ip: $0, port: port) }
    }
}

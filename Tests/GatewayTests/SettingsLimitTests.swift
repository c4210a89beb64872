import Configuration
import Gateway
import Testing

/// Every number of the configuration at both of its edges.
@Suite("Configuration: each limit at its edge")
struct SettingsLimitTests {
    struct Edge: Sendable, CustomTestStringConvertible {
        let key: String
        /// The last value that is refused, the first and last that are taken, the first above.
        let below: String?
        let first: String
        let last: String
        let above: String

        init(_ key: String, _ below: String?, _ first: String, _ last: String, _ above: String) {
            (self.key, self.below, self.first, self.last, self.above) = (
                key, below, first, last, above
            )
        }

        var testDescription: String { key }

        func text(_ value: String) -> String {
            let parts = key.split(separator: ".").map(String.init)
            return parts.count == 1 ? "\(key): \(value)" : "\(parts[0]): {\(parts[1]): \(value)}"
        }
    }

    static let edges = [
        Edge("workers", "0", "1", "1024", "1025"),
        Edge("timeouts.head", "99ms", "100ms", "10m", "601s"),
        Edge("timeouts.client_idle", "99ms", "100ms", "1d", "86401s"),
        Edge("timeouts.drain", "0ms", "1ms", "1h", "3601s"),
        Edge("timeouts.body_idle", "99ms", "100ms", "1h", "3601s"),
        Edge("timeouts.upstream_connect", "9ms", "10ms", "60s", "61s"),
        Edge("timeouts.upstream_first_byte", "9ms", "10ms", "1d", "86401s"),
        Edge("timeouts.upstream_idle", "9ms", "10ms", "1d", "86401s"),
        Edge("timeouts.tunnel_idle", "99ms", "100ms", "7d", "604801s"),
        Edge("limits.request_line", "255B", "256B", "32KiB", "32769B"),
        Edge("limits.head", "16383B", "16KiB", "1MiB", "1048577B"),
        Edge("limits.fields", "0", "1", "1000", "1001"),
        Edge("limits.field", "255B", "256B", "32KiB", "32769B"),
        Edge("limits.connections", "0", "1", "10000000", "10000001"),
        Edge("limits.requests_per_connection", "0", "1", "1000000000000", "1000000000001"),
        Edge("limits.body", nil, "0B", "1024GiB", "1025GiB"),
    ]

    @Test("taken from the first to the last, refused beside them", arguments: edges)
    func edge(_ edge: Edge) {
        for value in [edge.first, edge.last] {
            #expect(SettingsScene.faults(SettingsScene.text(top: edge.text(value))) == [])
        }
        for value in [edge.below, edge.above].compactMap(\.self) {
            #expect(
                SettingsScene.faults(SettingsScene.text(top: edge.text(value))).count == 1,
                "\(value)")
        }
    }

    @Test("every limit and timeout of the configuration is in the table")
    func complete() {
        let tested = Set(Self.edges.map(\.key))
        for section in ["timeouts", "limits"] {
            let form = Settings.keys.first { $0.form.name == section }?.form.form
            guard case .some(.section(let keys)) = form else {
                Issue.record("no \(section)")
                continue
            }
            for key in keys.keys() { #expect(tested.contains("\(section).\(key.name)")) }
        }
    }

    @Test(
        "no one is believed about everyone (T16)",
        arguments: [
            ("10.0.0.0/8", true), ("10.0.0.0/7", false), ("0.0.0.0/0", false), ("fc00::/7", true),
            ("fc00::/6", false), ("::/0", false), ("::ffff:0:0/96", false), ("192.0.2.1", true),
            ("::ffff:10.0.0.0/104", true), ("::ffff:10.0.0.0/103", false), ("10.0.0.1/8", false),
        ])
    func trust(network: String, isTaken: Bool) {
        let faults = SettingsScene.faults(
            SettingsScene.text(top: "trusted_proxies: [\"\(network)\"]"))
        #expect(faults.isEmpty == isTaken)
    }

    @Test(
        "ports",
        arguments: [
            ("localhost:0", true), ("localhost:65535", true), ("localhost:65536", false),
            ("localhost:+1", false), ("localhost:", false), (":0", true),
        ])
    func ports(listen: String, isTaken: Bool) {
        #expect(SettingsScene.faults(SettingsScene.text(listen: listen)).isEmpty == isTaken)
    }

    @Test("the path of a Unix socket fits the kernel")
    func socketPath() {
        func faults(_ count: Int) -> [String] {
            SettingsScene.faults(
                SettingsScene.text(listen: "unix:/" + String(repeating: "a", count: count - 1)))
        }
        #expect(faults(106) == [])
        #expect(faults(107) == [])
        #expect(faults(108).count == 1)
    }
}

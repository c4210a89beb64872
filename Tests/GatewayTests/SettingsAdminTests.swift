import Configuration
import Gateway
import Testing

@Suite("Configuration: admin")
struct SettingsAdminTests {
    @Test(
        "T92 orders are taken on a Unix socket, or on loopback with a credential",
        arguments: [
            (#"{listen: "unix:/run/s/admin.sock"}"#, nil),
            (#"{listen: "unix:/run/s/admin.sock", credential: {file: metrics.secret}}"#, nil),
            (#"{listen: "127.0.0.1:9466", credential: {file: metrics.secret}}"#, nil),
            (#"{listen: "[::1]:9466", credential: {file: metrics.secret}}"#, nil),
            (#"{listen: "127.0.0.1:9466"}"#, "127.0.0.1:9466 without a credential"),
            (#"{listen: "localhost:9466"}"#, "localhost:9466 without a credential"),
            (
                #"{listen: "10.0.0.1:9466", credential: {file: metrics.secret}}"#,
                "10.0.0.1:9466, which other machines can reach"
            ),
            (
                #"{listen: ":9466", credential: {file: metrics.secret}}"#,
                ":9466, which other machines can reach"
            ),
        ] as [(String, String?)])
    func listen(admin: String, fault: String?) {
        let faults = SettingsScene.faults(SettingsScene.text(top: "admin: \(admin)"))
        #expect(faults.count == (fault == nil ? 0 : 1), "\(faults)")
        if let fault { #expect(faults.first?.contains(fault) == true, "\(faults)") }
    }

    @Test("with admin there is a store, whoever logs in, and sessions.path says where")
    func store() throws {
        let plain = try SettingsScene.read(SettingsScene.text()).settings
        #expect(!plain.needsStore)
        let read = try SettingsScene.read(
            SettingsScene.text(
                top: #"""
                    admin: {listen: "unix:a/admin.sock"}
                    sessions: {path: state}
                    """#))
        #expect(read.settings.needsStore && !read.settings.servesLogin)
        #expect(!read.warnings.contains { $0.description.contains("without effect") })
    }
}

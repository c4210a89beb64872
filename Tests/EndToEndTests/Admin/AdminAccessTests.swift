import Foundation
import TestKit
import Testing

@Suite("T92 who may give orders")
struct AdminAccessTests {
    private static func gateway(_ admin: String) throws -> RunningGateway {
        let folder = try TemporaryFolder()
        try folder.write("good credential", to: "admin.secret")
        return try RunningGateway(
            configuration: """
                listen: {http: "127.0.0.1:0"}
                workers: 1
                log: {access: off, audit: audit.log}
                sessions: {path: state}
                admin: \(admin)
                hosts: {localhost: {upstream: "http://127.0.0.1:1", routes: {/**: {auth: none}}}}
                """, in: folder)
    }

    @Test("the socket is its user's alone, in a folder that is, too")
    func socket() throws {
        let gateway = try Self.gateway(#"{listen: "unix:adm/admin.sock"}"#)
        let manager = FileManager.default
        for (path, mode) in [("adm", 0o700), ("adm/admin.sock", 0o600)] {
            let attributes = try manager.attributesOfItem(atPath: gateway.folder.path(of: path))
            #expect((attributes[.posixPermissions] as? Int) == mode, "\(path)")
        }
        #expect(try gateway.order("GET", "/v1/revocations").status == 200)
        for fields in ["Origin: null\r\n", "Origin: http://localhost\r\n"] {
            #expect(try gateway.order("GET", "/v1/revocations", fields: fields).status == 403)
        }
        try gateway.stop()
    }

    @Test("a folder that others may enter is refused, and the gateway does not start")
    func openFolder() throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "adm")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o755])
        let file = try folder.write(
            """
            listen: {http: "127.0.0.1:0"}
            sessions: {path: state}
            admin: {listen: "unix:adm/admin.sock"}
            hosts: {localhost: {upstream: "http://127.0.0.1:1", routes: {/**: {auth: none}}}}
            """, to: "sallyport.yaml")
        let result = try Sallyport.run(["run", "--config", file])
        #expect(result.code == 3 && result.errors.contains("others may enter"), "\(result.errors)")
    }

    @Test("on TCP the credential is asked for, and no other name of this machine counts")
    func credential() throws {
        let gateway = try Self.gateway(
            #"{listen: "127.0.0.1:0", credential: {file: admin.secret}}"#)
        let good = "Authorization: Bearer good credential\r\n"
        let rows: [(host: String, fields: String, status: Int)] = [
            ("localhost", good, 200), ("127.0.0.1:1", good, 200), ("[::1]", good, 200),
            ("localhost", "", 401), ("localhost", "Authorization: Basic Zm9v\r\n", 401),
            ("localhost", "Authorization: Bearer good credentia\r\n", 401),
            ("localhost", "Authorization: Bearer good credential2\r\n", 401),
            ("localhost", good + good, 400), ("evil.test", good, 403),
            ("localhost.evil.test", good, 403), ("localhost", good + "Origin: null\r\n", 403),
        ]
        for row in rows {
            let response = try gateway.connect(to: "admin").exchange(
                "GET /v1/revocations HTTP/1.1\r\nHost: \(row.host)\r\n\(row.fields)\r\n")
            #expect(response.status == row.status, "\(row)")
            if row.status == 401 { #expect(response["www-authenticate"] == "Bearer") }
        }
        try gateway.stop()
    }
}

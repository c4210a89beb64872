import Foundation
import TestKit
import Testing

@Suite("Orders to revoke, as they are written", .adminStage)
struct RevocationOrderTests {
    @Test("R6 what cannot be meant is refused in words, and nothing is kept of it")
    func faults() throws {
        let stage = try Stage.required()
        let rows: [(String, String)] = [
            ("", "no JSON"), ("[]", "an object is wanted"), ("{}", "kind is missing"),
            (#"{"kind":"user"}"#, "no kind"), (#"{"kind":1}"#, "kind must be a text"),
            (#"{"kind":"subject","value":"a","issuer":"local","befor":"now"}"#, "unknown member"),
            (#"{"kind":"subject","value":"alice"}"#, "issuer is missing"),
            (#"{"kind":"subject","value":"alice","issuer":"other"}"#, "no issuer"),
            (#"{"kind":"subject","issuer":"local"}"#, "the value"),
            (#"{"kind":"session","value":"12"}"#, "hexadecimal ID"),
            (#"{"kind":"session","value":"12","issuer":"local"}"#, "issuer is not for"),
            (#"{"kind":"device","value":""}"#, "hexadecimal ID"),
            (
                #"{"kind":"token","issuer":"local","value":"x","before":"now"}"#,
                "revoked whole"
            ),
            (#"{"kind":"issuer","value":"local","before":"yesterday"}"#, "before must be"),
            (#"{"kind":"issuer","value":"local","expires":"soon"}"#, "expires must be"),
            (#"{"kind":"issuer","value":"local","expires":"2001-01-01T00:00:00Z"}"#, "already"),
            (#"{"kind":"token","token":"a.b.c"}"#, "token is none"),
            (#"{"kind":"issuer","value":"local","dry_run":"yes"}"#, "true or false"),
            (
                #"{"kind":"subject","issuer":"local","value":"\#(String(repeating: "a", count: 513))"}"#,
                "more than 512 bytes"
            ),
        ]
        for (body, words) in rows {
            let response = try stage.order("POST", "/v1/revocations", body)
            #expect(response.status == 400, "\(body)")
            #expect(response["content-type"] == "application/problem+json")
            #expect(response.text.contains(words), "\(body): \(response.text)")
        }
        let large =
            #"{"kind":"issuer","value":"local","reason":""#
            + String(repeating: "a", count: 70_000) + "\"}"
        #expect(try stage.order("POST", "/v1/revocations", large).status == 413)
        let missing: [(String, String, Int)] = [
            ("GET", "/", 404), ("GET", "/v1", 404), ("GET", "/v1/nothing", 404),
            ("GET", "/v2/revocations", 404), ("PUT", "/v1/revocations", 405),
            ("DELETE", "/v1/revocations/12", 404), ("GET", "/v1/revocations?limit=0", 400),
            ("GET", "/v1/revocations?limit=1001", 400), ("GET", "/v1/revocations?after=x", 400),
            ("GET", "/v1/sessions?issuer=local", 400), ("POST", "/v1/reload", 501),
            ("DELETE", "/v1/sessions/" + String(repeating: "0", count: 64), 404),
            ("DELETE", "/v1/revocations/" + String(repeating: "0", count: 48), 404),
        ]
        for (method, target, status) in missing {
            #expect(try stage.order(method, target).status == status, "\(method) \(target)")
        }
    }

    @Test("what is ordered twice is kept once, listed, exported, and taken back")
    func life() throws {
        let stage = try Stage.required()
        let order =
            #"{"kind":"client","value":"app-1","issuer":"local","reason":"lost","expires":"24h"}"#
        let first = try stage.revoke(order)
        #expect(try stage.revoke(order).entry == first.entry)
        let dry = try stage.revoke(
            #"{"kind":"client","value":"app-2","issuer":"https://issuer.test","dry_run":true}"#)
        #expect(dry.matched.sessions == 0)
        let exported = try stage.order("GET", "/v1/revocations/export").text
        let lines = exported.split(separator: "\n").filter { $0.contains("app-") }
        try #require(lines.count == 1, "\(exported)")
        let line = try #require(JSONLine(String(lines[0])))
        #expect(line["id"] == first.entry && line["issuer"] == "https://issuer.test")
        #expect(line["reason"] == "lost" && line["author"] == "uid \(getuid())")
        #expect(line["expires"] == first.until)
        #expect(try stage.order("DELETE", "/v1/revocations/\(first.entry)").status == 204)
        #expect(try stage.order("DELETE", "/v1/revocations/\(first.entry)").status == 404)
        // An export is an import.
        let imported = try stage.order("POST", "/v1/revocations/import", String(lines[0]))
        #expect(imported.text.contains(#""lines":1,"taken":1,"new":1,"refused":0"#))
        let again = try stage.order("POST", "/v1/revocations/import", String(lines[0]))
        #expect(again.text.contains(#""taken":1,"new":0"#))
        let audit = try String(contentsOfFile: stage.folder.path(of: "audit.log"), encoding: .utf8)
        #expect(audit.contains(#""audit":"revoked""#) && audit.contains(#""audit":"unrevoked""#))
        _ = try stage.order("DELETE", "/v1/revocations/\(first.entry)")
    }

    @Test("pages are walked by next, each entry once")
    func pages() throws {
        let stage = try Stage.required()
        for index in 0..<5 {
            try stage.revoke(#"{"kind":"client","value":"page-\#(index)","issuer":"local"}"#)
        }
        var seen: [String] = []
        var after = ""
        repeat {
            let page = try stage.order("GET", "/v1/revocations?limit=2\(after)")
            let object = try JSONSerialization.jsonObject(with: Data(page.body.bytes))
            let parts = try #require(object as? [String: Any])
            let entries = try #require(parts["revocations"] as? [[String: Any]])
            #expect(entries.count <= 2)
            seen += entries.compactMap { $0["value"] as? String }
            after = (parts["next"] as? String).map { "&after=\($0)" } ?? ""
        } while !after.isEmpty
        #expect((0..<5).allSatisfy { index in seen.count { $0 == "page-\(index)" } == 1 })
    }

    @Test("a bad line of an import costs itself alone, and is named by its number")
    func badLines() throws {
        let stage = try Stage.required()
        let good = { (name: String) in #"{"kind":"client","value":"\#(name)","issuer":"local"}"# }
        let body = [
            good("line-1"), "no JSON", good("line-3"), "", #"{"kind":"client"}"#,
            String(repeating: "x", count: 20_000), good("line-7"),
        ].joined(separator: "\n")
        let response = try stage.order("POST", "/v1/revocations/import", body)
        #expect(response.status == 200)
        #expect(
            response.text.contains(#""lines":7,"taken":3,"new":3,"refused":3"#), "\(response.text)")
        for line in [2, 5, 6] { #expect(response.text.contains("\"line\":\(line),")) }
        let exported = try stage.order("GET", "/v1/revocations/export").text
        #expect([1, 3, 7].allSatisfy { exported.contains("line-\($0)") })
    }
}

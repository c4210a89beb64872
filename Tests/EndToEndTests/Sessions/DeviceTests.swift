import Foundation
import TestKit
import Testing

/// A program's view of the list.
struct DeviceListAnswer: Decodable {
    struct Device: Decodable {
        let id: String
        let device: String?
        let userAgent: String?
        let address: String
        let host: String
        let created: String
        let lastSeen: String
        let current: Bool
    }

    let devices: [Device]
}

extension Visitor {
    static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

    func devices() throws -> [DeviceListAnswer.Device] {
        let response = try get("/.sallyport/devices")
        try #require(response.status == 200, "\(response.text)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(DeviceListAnswer.self, from: Data(response.text.utf8)).devices
    }

    /// Asks as a program does.
    func end(_ what: String, type: String = "application/json") throws -> WireResponse {
        try request(
            "POST", "/.sallyport/devices", fields: "Content-Type: \(type)\r\n",
            body: "{\"end\":\"\(what)\"}")
    }
}

@Suite("S5 One's own devices", .serialized, .sessionStage)
struct DeviceTests {
    /// Nobody else is logged in as bob.
    private static func alone() throws -> Visitor {
        let stage = try Stage.required()
        let guest = try stage.guest("bob")
        #expect(try guest.end("others").status == 200)
        return guest
    }

    @Test("the list tells what each is, from where and since when, and which one asks")
    func list() throws {
        let stage = try Stage.required()
        let guest = try Self.alone()
        let other = stage.visitor()
        other.fetchFields += "User-Agent: \(Visitor.firefox)\r\n"
        #expect(try other.logIn("bob", TestAccounts.bob).status == 303)
        _ = try stage.guest("alice")
        let devices = try guest.devices()
        #expect(devices.map(\.current) == [true, false])
        #expect(devices.last?.device == "Firefox · Linux")
        #expect(devices.last?.userAgent == Visitor.firefox)
        #expect(devices.first?.device == nil && devices.first?.userAgent == nil)
        for device in devices {
            #expect(device.address == "127.0.0.1" && device.host == "localhost")
            #expect(device.created.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil)
            #expect(device.lastSeen == device.created)
        }
        let text = try guest.get("/.sallyport/devices").text
        for cookie in Array(guest.cookies.values) + Array(other.cookies.values) {
            #expect(!text.contains(cookie), "T72")
        }
        let page = try guest.navigate("/.sallyport/devices")
        #expect(page.status == 200 && page.text.contains("Firefox · Linux"))
        #expect(page["cache-control"] == "no-store")
    }

    @Test("one is ended by its ID, again is nothing, and the answer says what it matched")
    func endOne() throws {
        let guest = try Self.alone()
        let other = try Stage.required().guest("bob")
        let id = try #require(try guest.devices().last?.id)
        let first = try guest.end(id)
        #expect(first.status == 200)
        #expect(first.text == "{\"matched\":{\"sessions\":1}}\n")
        #expect(try other.get("/echo").status == 401)
        #expect(try guest.end(id).text == "{\"matched\":{\"sessions\":0}}\n")
        #expect(try guest.get("/echo").status == 200)
        let stage = try Stage.required()
        let line = try #require(try stage.awaitAudit("session_ended", session: id))
        #expect(line["subject"] == "bob" && line["reason"] == "sessions_ended")
    }

    @Test("all others are ended by a form, and people see the list that is left")
    func endOthers() throws {
        let guest = try Self.alone()
        let stage = try Stage.required()
        let others = try (0..<3).map { _ in try stage.guest("bob") }
        let page = try guest.post("/.sallyport/devices", [("end", "others")])
        #expect(page.status == 200)
        #expect(page.text.contains("3 devices were signed out."))
        for other in others { #expect(try other.get("/echo").status == 401) }
        #expect(try guest.devices().count == 1)
    }

    @Test("who ends the own one is logged out, and the browser forgets it")
    func endOwn() throws {
        let guest = try Self.alone()
        let id = try #require(try guest.devices().first?.id)
        let page = try guest.post("/.sallyport/devices", [("end", id)])
        #expect(page.status == 200 && page.text.contains("You are signed out"))
        #expect(guest.session == nil)
        #expect(page["clear-site-data"] == "\"cache\"")
    }

    @Test("somebody else's is answered like one that there is not")
    func foreign() throws {
        let stage = try Stage.required()
        let guest = try Self.alone()
        let alice = try stage.guest("alice")
        let id = try #require(try alice.devices().first { $0.current }?.id)
        let foreign = try guest.end(id)
        let unknown = try guest.end(String(repeating: "0", count: 64))
        #expect(foreign.status == 200 && foreign.text == unknown.text)
        #expect(try alice.get("/echo").status == 200)
        let ids = try guest.devices().map(\.id)
        #expect(!ids.contains(id))
    }

    @Test("Y4 another site's form ends nothing; T68 nor does anybody without a session")
    func forged() throws {
        let guest = try Self.alone()
        let other = try Stage.required().guest("bob")
        for site in ["Sec-Fetch-Site: cross-site\r\n", "Origin: https://evil.test\r\n", ""] {
            guest.fetchFields = site
            #expect(try guest.post("/.sallyport/devices", [("end", "others")]).status == 403)
            #expect(try guest.end("others").status == 403)
        }
        #expect(try other.get("/echo").status == 200)
        let stranger = try Stage.required().visitor()
        let program = try stranger.end("others")
        #expect(program.status == 401)
        #expect(program["www-authenticate"] == #"Sallyport login="/.sallyport/login""#)
        let person = try stranger.navigate("/.sallyport/devices")
        #expect(person.status == 302)
        #expect(person["location"] == "/.sallyport/login?to=/.sallyport/devices")
    }

    @Test("what asks for nothing that we know is refused")
    func malformed() throws {
        let guest = try Self.alone()
        for what in ["", "all", "00", String(repeating: "z", count: 64)] {
            #expect(try guest.end(what).status == 400, "\(what)")
        }
        #expect(try guest.end("others", type: "text/plain").status == 415)
        #expect(try guest.post("/.sallyport/devices", []).status == 400)
        let twice = [("end", "others"), ("end", "others")]
        #expect(try guest.post("/.sallyport/devices", twice).status == 400)
        #expect(try guest.request("DELETE", "/.sallyport/devices").status == 405)
    }

    @Test("the browser's name is set at login, kept, and none of two is believed")
    func cookie() throws {
        let stage = try Stage.required()
        let name = "sallyport-insecure-device"
        let guest = try stage.guest("bob")
        let first = try #require(guest.cookies[name])
        #expect(first.wholeMatch(of: /[A-Za-z0-9_-]{43}/) != nil)
        let again = try guest.logIn("bob", TestAccounts.bob)
        #expect(guest.cookies[name] == first)
        let line = again.values(of: "set-cookie").first { $0.hasPrefix(name) }
        #expect(
            line == "\(name)=\(first); Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000")
        guest.cookies[name] = "planted"
        try guest.logIn("bob", TestAccounts.bob)
        #expect(guest.cookies[name] != "planted" && guest.cookies[name] != first)
        // It opens nothing.
        let thief = stage.visitor()
        thief.session = first
        #expect(try thief.get("/echo").status == 401)
        #expect(try thief.get("/.sallyport/devices").status == 401)
    }
}

extension Stage {
    /// What the audit trail tells of a session; nil where it does not in time.
    func awaitAudit(_ event: String, session: String) throws -> JSONLine? {
        let limit = ContinuousClock.now + .failureBound
        while ContinuousClock.now < limit {
            let lines = try folder.read("audit.log").split(separator: "\n")
            let found = lines.compactMap { JSONLine(String($0)) }
                .first { $0["audit"] == event && $0["session"] == session }
            if let found { return found }
        }
        return nil
    }
}

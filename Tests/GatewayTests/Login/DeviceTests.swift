import Codecs
import Crypto
import Identity
import Testing

@testable import Gateway

@Suite("Devices: names and cookies")
struct DeviceTests {
    // table: user agents as they are sent
    static let agents: [(agent: String, name: String?)] = [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox · Linux"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/126.0.0.0 Safari/537.36", "Chrome · Windows"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge · Windows"
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome · Android"
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                + "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
            "Samsung Internet · Android"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                + "like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari · iPhone"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                + "like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", "Chrome · iPhone"
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
                + "Gecko) Version/17.5 Safari/605.1.15", "Safari · macOS"
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/126.0.0.0", "Chrome · ChromeOS"),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0) like Gecko", "Windows"),
        ("curl/8.5.0", "curl"), ("Thunderbird 128", "Thunderbird"), ("DAVx5/4.4.1-ose", "DAVx5"),
        ("Mozilla/5.0", nil), ("Mozilla/5.0 (Nobody)", nil), ("", nil), ("/1.0", nil), (" x", nil),
        (String(repeating: "a", count: 40), String(repeating: "a", count: 40)),
        (String(repeating: "a", count: 41), nil),
    ]

    @Test("what people know it by, as far as it says", arguments: agents)
    func names(agent: String, name: String?) { #expect(DeviceName(of: agent).text == name) }

    @Test("a browser keeps its name, and what is none is replaced")
    func cookies() throws {
        func line(_ text: [UInt8]?) -> String {
            var lines = ByteBuffer()
            DeviceCookie(keeping: text).append(as: .secure, to: &lines)
            return String(decoding: lines.span)
        }
        func isCookie(_ text: String) -> Bool { DeviceCookie.isCookie(Array(text.utf8).span) }
        let name = String(repeating: "A", count: 43)
        #expect(
            line(Array(name.utf8))
                == "Set-Cookie: __Host-sallyport-device=\(name); Path=/; HttpOnly; SameSite=Lax; "
                + "Secure; Max-Age=34560000\r\n")
        #expect(line(nil) != line(nil))
        #expect(isCookie(name))
        for text in ["", "A", String(repeating: "A", count: 42), String(name.dropLast()) + "B"] {
            #expect(!isCookie(text), "\(text)")
        }
    }

    @Test("T54 what is stored is half a labelled hash, which no session's ID is")
    func hash() throws {
        let digest = try SHA256Context()
        let name = Array(String(repeating: "A", count: 43).utf8)
        let id = DeviceCookie(keeping: name).id(by: digest)
        #expect(id.count == 16)
        #expect(id == DeviceCookie(keeping: name).id(by: digest))
        #expect(id != DeviceCookie(keeping: nil).id(by: digest))
        let unlabelled = digest.hash(name.span)
        #expect(id != (0..<16).map { unlabelled[$0] })
    }

    @Test("what is asked to end is one login or all others, and nothing else is understood")
    func requests() throws {
        let id = String(repeating: "0a", count: 32)
        func request(_ text: String) -> DeviceRequest? { DeviceRequest(Array(text.utf8).span) }
        #expect(request("others") == .endOthers)
        guard case .end(let found) = request(id) else {
            Issue.record("\(id) is no ID")
            return
        }
        #expect(found.hex == id)
        for text in ["", "all", "Others", String(id.dropLast()), id + "0", "z" + id.dropFirst()] {
            #expect(request(text) == nil, "\(text)")
        }
    }

    @Test("a list has its own first, then who was seen last, and an end")
    func order() {
        func device(_ seen: Int64, isCurrent: Bool = false) -> DeviceList.Device {
            .init(
                id: "", name: nil, userAgent: "", address: "", host: "",
                created: WallTime(secondsSince1970: 0), lastSeen: WallTime(secondsSince1970: seen),
                isCurrent: isCurrent)
        }
        let list = DeviceList([device(3), device(1, isCurrent: true), device(5), device(4)])
        #expect(list.devices.map(\.lastSeen.secondsSince1970) == [1, 5, 4, 3])
        #expect(list.hiddenCount == 0)
        let crowd = DeviceList(
            (0...DeviceList.shownLimit).map { device(Int64($0), isCurrent: $0 == 0) })
        #expect(crowd.devices.count == DeviceList.shownLimit)
        #expect(crowd.hiddenCount == 1)
        #expect(crowd.devices.first?.isCurrent == true)
    }
}

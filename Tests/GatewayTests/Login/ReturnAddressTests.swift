import Codecs
import Testing

@testable import Gateway

/// The one function behind every redirect to an address that a request named.
@Suite("T74 T75 T76 Return addresses")
struct ReturnAddressTests {
    private static func address(_ text: String, keepsEncodedSlashes: Bool = false) -> String {
        ReturnAddress(parsing: Array(text.utf8).span, keepsEncodedSlashes: keepsEncodedSlashes).text
    }

    @Test(
        "a path of the same host stays, in canonical form and with its query",
        arguments: [
            ("/", "/"), ("/app", "/app"), ("/app/page?x=1&y=%2f", "/app/page?x=1&y=%2f"),
            ("/a/../b", "/b"), ("/a//b", "/a/b"), ("/a/./b", "/a/b"), ("/%61", "/a"),
            ("/app?to=https://evil.example", "/app?to=https://evil.example"),
            ("/a?b?c", "/a?b?c"), ("/.sallyport/devices", "/.sallyport/devices"),
            ("/.sallyport/x/../devices", "/.sallyport/devices"),
            ("/https://evil.example", "/https:/evil.example"),
        ])
    func kept(written: String, expected: String) {
        #expect(Self.address(written) == expected)
    }

    @Test(
        "everything that may lead elsewhere becomes /",
        arguments: [
            "", "app", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
            "\\\\evil.example", "https://evil.example", "http:evil.example", "javascript:alert(1)",
            "data:text/html,x", "/\tevil", "/\t/evil.example", "\t//evil.example",
            "/\n/evil.example",
            "/\r\nSet-Cookie: a=b", "/\0", "/a b", "/a#b", "/./\\evil.example", "/.\\evil.example",
            "/%5cevil.example", "/%5C/evil.example", "/%2fevil.example", "/%2Fevil.example",
            "/%09/evil.example", "/%00", "/%0d%0aSet-Cookie:%20a=b", "/é", "/%", "/%zz", "/%252f",
            "/.sallyport/login", "/.sallyport", "/.sallyport/devices?end=others",
            "/.sallyport/devices/", "/.sallyport/devicesx", "/.sallyport/Devices",
            "/.sallyport/session", "/.sallyport/logout?x=1", "/a/../.sallyport/login",
            "/%2esallyport/login", "/..//evil.example/%2f..", "@evil.example", "/;/evil\\",
            " /app", "/app\u{7F}",
        ])
    func home(written: String) {
        let address = Self.address(written)
        #expect(address == "/")
    }

    @Test("a generated family of openings never leads out: one slash, then none and no backslash")
    func family() {
        let parts = [
            "/", "\\", "%2f", "%5c", ".", "..", "\t", "evil.example", ":", "@", "?", "#", "//",
        ]
        for first in parts {
            for second in parts {
                for third in parts {
                    let address = Self.address(first + second + third + "evil.example")
                    #expect(address.hasPrefix("/") && !address.hasPrefix("//"))
                    #expect(!address.contains("\\"))
                }
            }
        }
    }

    @Test("the longest is 2,048 bytes")
    func longest() {
        let longest = "/" + String(repeating: "a", count: ReturnAddress.byteCountLimit - 1)
        #expect(Self.address(longest) == longest)
        #expect(Self.address(longest + "a") == "/")
    }

    @Test("the login's address carries it in one piece")
    func loginAddress() {
        let address = ReturnAddress(
            parsing: Array("/app/a?x=1&y=2".utf8).span, keepsEncodedSlashes: false)
        #expect(address.loginAddress == "/.sallyport/login?to=/app/a%3Fx%3D1%26y%3D2")
    }
}

import Codecs
import HTTP
import Testing

@Suite("RFC 6265bis §5.6 Set-Cookie")
struct SetCookieTests {
    @Test(
        "a line is taken out by its cookie's name as browsers read it, every other stays",
        arguments: [
            ("ours=1", true), ("ours", true), ("ours=", true), (" \t ours \t =1; Path=/", true),
            ("ours; x=1", true), ("theirs=ours", false), ("Ours=1", false), ("=ours", true),
            ("=ours=1; Path=/", true), (" = ours=1", true), ("==ours=1", false), ("=x=ours", false),
            ("oursx=1", false), ("", false),
        ])
    func removed(value: String, isRemoved: Bool) throws {
        let head =
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: \(value)\r\nContent-Length: 0\r\n\r\n"
        var parser = ResponseParser(answering: .get)
        var response = Response()
        _ = try parser.parse(Array(head.utf8).span, from: 0, into: &response)
        let count = response.fields.removeSetCookies { $0.equals("ours") }
        #expect(count == (isRemoved ? 1 : 0))
        #expect(response.fields.count(of: .setCookie) == (isRemoved ? 1 : 2))
    }
}

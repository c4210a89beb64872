import Codecs
import HTTP

/// A canonical host is its own canonical form: lower case, no trailing dot, nothing that ends a host.
func fuzzHost(_ input: Span<UInt8>) {
    var host = CanonicalHost()
    guard (try? host.set(input)) != nil else { return }
    let name = host.name.copied()
    precondition(!name.isEmpty && name.last != UInt8(ascii: "."))
    precondition(!name.contains { (0x41...0x5A).contains($0) || $0 <= 0x20 || $0 >= 0x7F })
    precondition(!name.contains(UInt8(ascii: "/")) && !name.contains(UInt8(ascii: "@")))
    var again = CanonicalHost()
    guard (try? again.set(host.authority)) != nil else {
        preconditionFailure("the canonical form was refused")
    }
    precondition(again.name.copied() == name && again.port == host.port)
}

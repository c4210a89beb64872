internal import CEvent
public import Codecs
import Glibc

/// Where a socket is or leads to: an IP address with a port, or a path.
@safe
public struct SocketAddress: Sendable {
    private var storage: sockaddr_storage
    private var length: socklen_t

    /// - Parameter ip: an IPv4 or IPv6 literal, without brackets.
    /// - Returns: nil where `ip` is not one.
    public init?(ip: String, port: UInt16) {
        var four = in_addr()
        var six = in6_addr()
        if unsafe inet_pton(AF_INET, ip, &four) == 1 {
            self.init(four, port: port)
        } else if unsafe inet_pton(AF_INET6, ip, &six) == 1 {
            self.init(six, port: port)
        } else {
            return nil
        }
    }

    public init(_ ip: IPAddress, port: UInt16) {
        switch ip {
        case .v4(let bits): self.init(in_addr(s_addr: bits.bigEndian), port: port)
        case .v6(let bits):
            var address = in6_addr()
            unsafe withUnsafeMutableBytes(of: &address) {
                unsafe $0.storeBytes(of: bits.bigEndian, as: UInt128.self)
            }
            self.init(address, port: port)
        }
    }

    init(_ ip: in_addr, port: UInt16) {
        storage = sockaddr_storage()
        length = 0
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = ip
        store(address)
    }

    init(_ ip: in6_addr, port: UInt16) {
        storage = sockaddr_storage()
        length = 0
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = ip
        store(address)
    }

    /// - Returns: nil where `path` is too long for the kernel (107 bytes) or holds a NUL.
    public init?(unixPath path: String) {
        storage = sockaddr_storage()
        var address = sockaddr_un()
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path),
            !bytes.contains(0)
        else { return nil }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
        store(address)
    }

    init(storage: sockaddr_storage, length: socklen_t) {
        self.storage = storage
        self.length = length
    }

    /// The socket's own address, which tells the port where port 0 was asked for.
    init(of descriptor: borrowing Descriptor) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe getsockname(descriptor.number, address, &length)
            }
        }
        self.init(storage: storage, length: length)
    }

    private mutating func store<Address>(_ address: Address) {
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            unsafe bytes.storeBytes(of: address, as: Address.self)
        }
        length = socklen_t(MemoryLayout<Address>.size)
    }

    private func read<Address>(as type: Address.Type) -> Address {
        unsafe withUnsafeBytes(of: storage) { unsafe $0.load(as: type) }
    }

    var family: CInt { CInt(storage.ss_family) }
    public var isUnix: Bool { family == AF_UNIX }

    /// 0 for a path.
    public var port: UInt16 {
        switch family {
        case AF_INET: UInt16(bigEndian: read(as: sockaddr_in.self).sin_port)
        case AF_INET6: UInt16(bigEndian: read(as: sockaddr_in6.self).sin6_port)
        default: 0
        }
    }

    /// nil for a path.
    public var ip: IPAddress? {
        switch family {
        case AF_INET:
            return .v4(UInt32(bigEndian: read(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6:
            var address = read(as: sockaddr_in6.self).sin6_addr
            let bits = unsafe withUnsafeBytes(of: &address) { unsafe $0.load(as: UInt128.self) }
            return .v6(UInt128(bigEndian: bits))
        default: return nil
        }
    }

    /// The same address at another port; paths have none.
    public func with(port: UInt16) -> SocketAddress {
        var copy = self
        if family == AF_INET {
            var address = read(as: sockaddr_in.self)
            address.sin_port = port.bigEndian
            copy.store(address)
        } else if family == AF_INET6 {
            var address = read(as: sockaddr_in6.self)
            address.sin6_port = port.bigEndian
            copy.store(address)
        }
        return copy
    }

    /// Calls `body` with what the socket calls want.
    func withSocketAddress<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, length)
            }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `127.0.0.1:80`, `[::1]:80` or `unix:/path`.
    public var description: String {
        guard !isUnix else { return "unix:" + unixPath }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if family == AF_INET {
            var address = read(as: sockaddr_in.self).sin_addr
            _ = unsafe inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        } else {
            var address = read(as: sockaddr_in6.self).sin6_addr
            _ = unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        }
        let ip = String(
            decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return family == AF_INET ? "\(ip):\(port)" : "[\(ip)]:\(port)"
    }

    /// Empty for a peer that has no name.
    var unixPath: String {
        let address = read(as: sockaddr_un.self)
        return unsafe withUnsafeBytes(of: address.sun_path) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

internal import CEvent
import Glibc

extension Descriptor {
    /// The user of the process that connected a Unix socket, as it was then; nil for every other socket.
    public var peerUser: UInt32? {
        let user = sallyport_peer_user(number)
        return user < 0 ? nil : UInt32(truncatingIfNeeded: user)
    }
}

public import Codecs

/// A Close frame of ours (RFC 6455 §5.5.1), put between the frames of a tunnel.
public struct CloseFrame: Equatable, Sendable {
    /// Why a tunnel ends.
    public enum Reason: UInt16, CaseIterable, Sendable {
        /// The gateway is going away: the client may come again.
        case goingAway = 1001
        /// The permission the tunnel was opened with has ended. In the range for registered use of
        /// frameworks (§7.4.2).
        case permissionEnded = 3000
    }

    public let reason: Reason

    public init(_ reason: Reason) { self.reason = reason }

    /// Appends the frame as a server sends it to a client: without a mask.
    public func append(to buffer: inout ByteBuffer) {
        buffer.append(0x88)
        buffer.append(2)
        buffer.append(UInt8(reason.rawValue >> 8))
        buffer.append(UInt8(reason.rawValue & 0xFF))
    }

    /// Appends the frame as a client sends it to a server: masked.
    ///
    /// - Parameter mask: four unpredictable bytes (§5.3).
    public func append(masked mask: UInt32, to buffer: inout ByteBuffer) {
        buffer.append(0x88)
        buffer.append(0x82)
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            buffer.append(UInt8(truncatingIfNeeded: mask >> shift))
        }
        buffer.append(UInt8(reason.rawValue >> 8) ^ UInt8(truncatingIfNeeded: mask >> 24))
        buffer.append(UInt8(reason.rawValue & 0xFF) ^ UInt8(truncatingIfNeeded: mask >> 16))
    }
}

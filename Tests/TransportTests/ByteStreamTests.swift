import Foundation
import TestKit
import Testing
import Transport

@Suite("Streams: what was written is sent")
struct ByteStreamTests {
    /// Stops the loop at whatever happens.
    private final class Stopper: StreamHandler {
        func streamIsReadable(_ stream: ByteStream) { stream.loop.stop() }
        func streamIsConnected(_ stream: ByteStream, error: SystemError?) {}
        func streamIsWritable(_ stream: ByteStream) { stream.loop.stop() }
        func streamTimedOut(_ stream: ByteStream) {}
    }

    @Test("The end of the output comes behind what the kernel had not taken yet")
    func endBehindPendingOutput() throws {
        let size = 4 << 20
        let loop = try EventLoop()
        var ends: [CInt] = [0, 0]
        try #require(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let (near, far) = (ends[0], ends[1])
        try #require(fcntl(near, F_SETFL, O_NONBLOCK) == 0)
        let stream = ByteStream(Descriptor(owning: near), isConnecting: false, on: loop)
        let handler = Stopper()
        stream.start(reportingTo: handler)
        stream.write([UInt8](repeating: 0x78, count: size).span)
        #expect(stream.hasPendingOutput)
        stream.shutdownWriting()
        let received = Watched<Int?>(nil)
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            var total = 0
            while case let count = read(far, &bytes, bytes.count), count > 0 { total += count }
            close(far)
            received.update { $0 = total }
        }
        withExtendedLifetime(handler) { loop.run() }
        #expect(received.wait { $0 } == size)
        stream.close()
    }
}

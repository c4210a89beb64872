import Identity
import Policy
import Transport

/// How other threads reach a worker: its mailbox, and nothing else.
struct WorkerHandle: Sendable {
    enum Message: Sendable {
        /// The mailbox is told when it is in force.
        case install(Snapshot, installed: Mailbox<Void>)
        /// A connection of a Unix socket, whose descriptor the worker now owns.
        case accept(CInt, listener: Int)
        case resolved([SocketAddress], UpstreamSettings, Int)
        /// The mailbox is told when nothing is left.
        case drain(Mailbox<Void>)
        /// The mailbox is told, when it is in force, how many requests under way were ended.
        case revoke(RevocationSet, ended: Mailbox<Int>)
        /// The same for sessions that have ended in the store.
        case endSessions([RevocationTag], ended: Mailbox<Int>)
        case stop
    }

    private let mailbox: Mailbox<Message>

    init(_ worker: Worker) {
        mailbox = Mailbox(on: worker.loop) { message in
            switch message {
            case .install(let snapshot, let installed):
                worker.install(snapshot)
                installed.send(())
            case .accept(let number, let listener):
                worker.accept(Descriptor(owning: number), from: nil, listener: listener, port: nil)
            case .resolved(let addresses, let settings, let index):
                worker.resolved(addresses, of: settings, at: index)
            case .drain(let drained): worker.drain { drained.send(()) }
            case .revoke(let set, let ended): ended.send(worker.adopt(set))
            case .endSessions(let tags, let ended): ended.send(worker.sessionsEnded(tags))
            case .stop: worker.loop.stop()
            }
        }
    }

    func send(_ message: Message) { mailbox.send(message) }
}

import Codecs
import Crypto
import Foundation
import Identity
import Stores
import Transport

/// A process that keeps a store, for tests that kill it, that starve it, or that need a second one beside
/// their own: LMDB may be open once in each process.
///
///     StoreProbe create FOLDER          creates sessions for ever; writes each ID once it is stored
///     StoreProbe starve FOLDER          the same with no room for a larger file, then with room again
///     StoreProbe hold FOLDER            opens it for writing, says `open`, waits to be ended
///     StoreProbe age FOLDER             adds a session that began an hour ago, and writes its cookie
///     StoreProbe list FOLDER            opens it for reading and writes the IDs it finds
@main
enum StoreProbe {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { exit(2) }
        let settings = EmbeddedSettings(
            path: arguments[2], lifetimes: SessionLifetimes(idle: 3_600, absolute: 86_400),
            clock: SystemClock.wallTime)
        do {
            switch arguments[1] {
            case "list": try list(settings)
            case "hold": try hold(settings)
            case "age": try addAgedSession(settings)
            case let word: try ProbeLoop(settings).run(isStarving: word == "starve")
            }
        } catch {
            say("\(error)")
            exit(3)
        }
    }

    private static func hold(_ settings: EmbeddedSettings) throws {
        let store = try EmbeddedStore(settings)
        say("open")
        withExtendedLifetime(store) { _ = pause() }
    }

    private static func list(_ settings: EmbeddedSettings) throws {
        let reader = try EmbeddedReader(path: settings.path)
        var query = SessionQuery(limit: 1_000)
        repeat {
            let page = try reader.sessions(
                query, alive: settings.lifetimes, at: SystemClock.wallTime())
            for entry in page.entries { say(entry.id.hex) }
            query.after = page.next
        } while query.after != nil
    }
}

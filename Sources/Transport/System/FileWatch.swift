internal import CEvent
import Glibc

/// Tells when files may have changed: written in place, replaced by a rename, or swapped behind a
/// symbolic link the way container platforms do. It watches their folders, because a replaced file
/// is another file; it may tell too often, never too seldom.
public final class FileWatch {
    private var watch: ReadWatch?

    private static let events = UInt32(
        IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB)

    /// - Parameters:
    ///   - paths: the files; folders that do not exist are passed over.
    ///   - changed: runs on `loop` once for each burst of changes.
    public init(
        paths: [String], on loop: EventLoop, changed: @escaping () -> Void
    ) throws(SystemError) {
        let number = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard number >= 0 else { throw SystemError("inotify_init") }
        let descriptor = Descriptor(owning: number)
        for folder in Set(paths.map(Self.folder)) {
            _ = unsafe inotify_add_watch(number, folder, Self.events)
        }
        watch = ReadWatch(descriptor, on: loop) { descriptor in
            // Which file it was does not matter: whoever is told reads all of them anew.
            unsafe withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { room in
                while unsafe read(descriptor.number, room.baseAddress, room.count) > 0 {}
            }
            changed()
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

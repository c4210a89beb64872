import Configuration
import Glibc

extension Surroundings {
    /// The files and the environment of this process. Reading blocks: not for a loop.
    static var system: Surroundings {
        Surroundings(
            contents: { readFile($0) },
            variable: { name in unsafe getenv(name).map { unsafe String(cString: $0) } },
            names: { names(in: $0) })
    }

    /// More than any file that a configuration names may hold.
    private static let byteCountLimit = 8 << 20

    private static func readFile(_ path: String) -> FileContents {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return unreadable() }
        defer { _ = close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { return unreadable() }
        guard status.st_mode & S_IFMT != S_IFDIR else { return .unreadable("is a folder") }
        var bytes: [UInt8] = []
        while bytes.count <= byteCountLimit {
            let room = 64 * 1024
            var count = 0
            bytes.append(
                contentsOf: unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                    count = unsafe read(file, buffer.baseAddress, room)
                    filled = max(count, 0)
                })
            if count < 0 { return unreadable() }
            if count == 0 {
                return .bytes(bytes, isWorldReadable: status.st_mode & S_IROTH != 0)
            }
        }
        return .unreadable("is larger than \(byteCountLimit) bytes")
    }

    private static func names(in path: String) -> FolderContents {
        guard let folder = unsafe opendir(path) else {
            guard errno != ENOENT else { return .absent }
            return .unreadable(reason)
        }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            // Ends with a nought within the entry, which stays until the next is read.
            names.append(
                unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                    unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                })
        }
        return .names(names)
    }

    private static func unreadable() -> FileContents {
        .unreadable(reason)
    }

    /// Why the last call failed.
    private static var reason: String {
        unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unreadable"
    }
}

import Identity

/// A text file as lines that keep their ends, to be changed in one line without touching the others.
struct FileLines {
    private var lines: [[UInt8]]

    init(_ text: [UInt8]) {
        lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { $0 + [0x0A] }
        // What follows the last line end; with an end of its own from now on, if there is anything.
        if lines.last == [0x0A] { lines.removeLast() }
    }

    var text: [UInt8] { Array(lines.joined()) }

    /// A new last line.
    mutating func append(_ text: String) {
        let isCRLF = lines.last?.dropLast().last == 0x0D
        lines.append(Array(text.utf8) + (isCRLF ? [0x0D, 0x0A] : [0x0A]))
    }

    /// - Parameter number: from 1.
    mutating func remove(line number: Int) { lines.remove(at: number - 1) }

    /// Changes what stands behind the colon of a line; the name stays as it is written.
    mutating func setHash(_ hash: String, inLine number: Int) {
        let (content, end) = parts(number - 1)
        lines[number - 1] = content.prefix { $0 != 0x3A } + [0x3A] + Array(hash.utf8) + end
    }

    /// Puts a name into groups, at the end of the first line that each has.
    mutating func add(_ name: AccountName, to groups: [String]) {
        for group in groups {
            guard let place = lines.indices.first(where: { self.group(of: $0) == group }) else {
                append("\(group): \(name)")
                continue
            }
            guard !members(of: place).contains(where: { AccountName($0) == name }) else { continue }
            let (content, end) = parts(place)
            lines[place] = content + Array(" \(name)".utf8) + end
        }
    }

    /// Takes a name out of every group; the groups stay.
    mutating func remove(_ name: AccountName) {
        for place in lines.indices {
            guard let group = group(of: place) else { continue }
            let members = members(of: place)
            let left = members.filter { AccountName($0) != name }
            guard left.count < members.count else { continue }
            let text = "\(group):" + left.map { " \($0)" }.joined()
            lines[place] = Array(text.utf8) + parts(place).end
        }
    }

    /// A line's text and its end.
    private func parts(_ place: Int) -> (content: [UInt8], end: [UInt8]) {
        let line = lines[place]
        let endCount = line.dropLast().last == 0x0D ? 2 : 1
        return (Array(line.dropLast(endCount)), Array(line.suffix(endCount)))
    }

    /// nil for comments and empty lines.
    private func group(of place: Int) -> String? {
        let content = parts(place).content
        guard content.first != 0x23, let colon = content.firstIndex(of: 0x3A) else { return nil }
        return String(decoding: content[..<colon], as: UTF8.self)
    }

    private func members(of place: Int) -> [String] {
        let content = parts(place).content
        guard let colon = content.firstIndex(of: 0x3A) else { return [] }
        return content[(colon + 1)...].split { $0 == 0x20 || $0 == 0x09 }
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// No name twice in one object: two readers that choose differently would see two messages (T49).
extension JSONParser {
    /// Looks over the innermost open object, whose members are all read. An object of a few members
    /// costs a bit test each; one of many, which a stranger may have sent, is sorted instead of
    /// compared each with each.
    func refuseDuplicateNames() throws(JSONFault) {
        guard childCount <= 16 else { return try refuseDuplicatesAmongMany() }
        var seen: UInt64 = 0
        var index = container + 1
        for _ in 0..<childCount {
            let mark: UInt64 = 1 << UInt64(fingerprint(of: nodes[index]) & 63)
            if seen & mark != 0 { try refuseName(at: index) }
            seen |= mark
            index = self.index(afterMemberAt: index)
        }
    }

    /// Refuses the name at `last` where an earlier member has the same.
    private func refuseName(at last: Int) throws(JSONFault) {
        var index = container + 1
        while index < last {
            if text(nodes[index], equals: nodes[last]) {
                throw .duplicateName(at: nodes[last].start)
            }
            index = self.index(afterMemberAt: index)
        }
    }

    private func refuseDuplicatesAmongMany() throws(JSONFault) {
        var names: [JSONNode] = []
        names.reserveCapacity(childCount)
        var index = container + 1
        for _ in 0..<childCount {
            names.append(nodes[index])
            index = self.index(afterMemberAt: index)
        }
        names.sort { text($0, precedes: $1) }
        for place in 1..<names.count where text(names[place - 1], equals: names[place]) {
            throw .duplicateName(at: max(names[place - 1].start, names[place].start))
        }
    }

    private func index(afterMemberAt index: Int) -> Int {
        let value = nodes[index + 1]
        return value.isContainer ? value.next : index + 2
    }

    private func fingerprint(of name: JSONNode) -> Int {
        guard name.length > 0 else { return 0 }
        let first = Int(bytes[name.start])
        let last = Int(bytes[name.start + name.length - 1])
        return name.length &* 31 &+ first &* 7 &+ last
    }

    private func text(_ left: JSONNode, equals right: JSONNode) -> Bool {
        guard left.length == right.length else { return false }
        for place in 0..<left.length
        where bytes[left.start + place] != bytes[right.start + place] {
            return false
        }
        return true
    }

    /// Any total order does; this one is by length, then by bytes.
    private func text(_ left: JSONNode, precedes right: JSONNode) -> Bool {
        guard left.length == right.length else { return left.length < right.length }
        for place in 0..<left.length {
            let (one, other) = (bytes[left.start + place], bytes[right.start + place])
            if one != other { return one < other }
        }
        return false
    }
}

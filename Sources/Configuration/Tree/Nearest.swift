/// The candidate that was probably meant by `text`: fewest slips of the keyboard away (a letter wrong,
/// missing, too many, or two swapped), and at most a third of the letters; nil where none is, or where
/// there are too many to go through.
func nearest(to text: String, among candidates: [String]) -> String? {
    let written = Array(text.lowercased().utf8.prefix(100))
    guard candidates.count <= 1000 else { return nil }
    let slipsLimit = min(max(1, written.count / 3), written.count - 1)
    var best: (candidate: String, slips: Int)?
    for candidate in candidates where candidate != text {
        let slips = slipCount(written, Array(candidate.lowercased().utf8))
        if slips <= slipsLimit && slips < best?.slips ?? .max { best = (candidate, slips) }
    }
    return best?.candidate
}

/// The distance of Damerau and Levenshtein with adjacent swaps. Time: the product of the lengths.
private func slipCount(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
        var current = [row + 1]
        for column in right.indices {
            let isSame = left[row] == right[column]
            var slips = min(
                last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
            if row > 0 && column > 0 && left[row] == right[column - 1]
                && left[row - 1] == right[column]
            {
                slips = min(slips, beforeLast[column - 1] + 1)
            }
            current.append(slips)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}

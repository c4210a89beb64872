/// One input in the pieces a connection might deliver it in.
///
/// - Returns: whole; byte by byte; and cut once, at a place the input itself chooses.
func pieces(of input: [UInt8]) -> [[ArraySlice<UInt8>]] {
    let cut = input.isEmpty ? 0 : (input.count &* 31 &+ Int(input[input.count / 2])) % input.count
    return [
        [input[...]],
        input.indices.map { input[$0...$0] },
        [input[..<cut], input[cut...]],
    ]
}

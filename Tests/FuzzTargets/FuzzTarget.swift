import Foundation

/// The parsers that meet bytes of strangers. Each target parses its input and checks what must hold of
/// any input; what is found wrong ends the process, so that libFuzzer keeps the input.
enum FuzzTarget: String, CaseIterable {
    case request, response, chunk, cookie, frames, path, host, json, base64url, jws, keyset
    case configuration, accounts, session, sealed
    /// Not a parser: one that must be found broken.
    case canary

    func run(_ input: Span<UInt8>) {
        switch self {
        case .request: fuzzRequest(input)
        case .response: fuzzResponse(input)
        case .chunk: fuzzChunk(input)
        case .cookie: fuzzCookie(input)
        case .frames: fuzzFrames(input)
        case .path: fuzzPath(input)
        case .host: fuzzHost(input)
        case .json: fuzzJSON(input)
        case .base64url: fuzzBase64URL(input)
        case .jws: fuzzJWS(input)
        case .keyset: fuzzKeySet(input)
        case .configuration: fuzzConfiguration(input)
        case .accounts: fuzzAccounts(input)
        case .session: fuzzSession(input)
        case .sealed: fuzzSealed(input)
        case .canary: precondition(!input.copied().starts(with: "BUG".utf8))
        }
    }

    /// The one this process runs, named by `FUZZ_TARGET`.
    static let chosen: FuzzTarget = {
        let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            print("FUZZ_TARGET is one of:", allCases.map(\.rawValue).joined(separator: " "))
            exit(2)
        }
        return target
    }()
}

extension Span<UInt8> {
    func copied() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            for index in indices { room[index] = self[index] }
            filled = count
        }
    }
}

/// libFuzzer's own `main`, called by ours because the linker of an executable target wants one.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("FuzzTargets_main")
public func main(
    argumentCount: CInt, arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    var argumentCount = argumentCount
    var arguments = arguments
    _ = FuzzTarget.chosen
    return runDriver(&argumentCount, &arguments) { bytes, count in
        FuzzTarget.chosen.run(
            Span(_unsafeElements: UnsafeBufferPointer(start: bytes, count: count)))
        return 0
    }
}

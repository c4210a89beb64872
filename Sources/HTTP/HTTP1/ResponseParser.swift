import Codecs

/// Reads the heads that an upstream answers one request with, given in any pieces: interim responses
/// one after the other, then the final one. As strict as `RequestParser`, since what an upstream may
/// smuggle ends in another client's connection. After a fault the connection is closed.
public struct ResponseParser: Sendable {
    /// Interim responses passed on for one request (Q17); 101 is final.
    public static var interimLimit: Int { 8 }

    public let limits: HeadLimits
    /// The method of the request that is answered: HEAD has no body whatever the fields say.
    public let method: Method
    private var reader = HeadReader()
    private var isBetweenHeads = true
    private var interimCount = 0

    public init(answering method: Method, limits: HeadLimits = .response) {
        self.method = method
        self.limits = limits
    }

    /// Reads on with the bytes of `input` from `offset` on; `response` must be the same one, left
    /// alone, until a head is complete. Where it then `isInterim`, the next head follows and the
    /// parser waits for it.
    public mutating func parse(
        _ input: Span<UInt8>, from offset: Int, into response: inout Response
    ) throws(ResponseFault) -> HeadProgress {
        if isBetweenHeads { response.reset() }
        isBetweenHeads = false
        guard let consumed = try read(input.extracting(offset..<input.count), into: &response)
        else {
            return .incomplete
        }
        reader = HeadReader()
        isBetweenHeads = true
        try response.interpret(answering: method)
        if response.isInterim {
            interimCount += 1
            guard interimCount <= ResponseParser.interimLimit else {
                throw .tooManyInterimResponses
            }
        }
        return .complete(consumed: consumed)
    }

    @inline(__always)
    private mutating func read(
        _ input: Span<UInt8>, into response: inout Response
    ) throws(ResponseFault) -> Int? {
        var line = response.line
        defer { response.line = line }
        return try reader.read(input, within: limits, into: &response.fields) {
            (place, head) throws(ResponseFault) in line = try StatusLine(parsing: place, in: head)
        }
    }
}

/// Reads the chunked coding (RFC 9112 §7.1) byte by byte between chunks and by ranges inside them.
/// Every line ends in CR LF, a size is 1 to 16 digits and nothing else, extensions are counted and
/// forgotten: one reading only, whatever another recipient would have made of it (Q4).
struct ChunkDecoder {
    /// Bytes of extensions of one chunk, the semicolon included.
    static var extensionBytesLimit: Int { 256 }
    /// Bytes of extensions of all chunks of a message.
    static var allExtensionBytesLimit: Int { 4096 }

    private var state = State.size(digits: 0, value: 0)
    /// Bytes of extensions in this message.
    private var extensionBytes = 0

    private enum State {
        case size(digits: Int, value: UInt64)
        /// Behind a semicolon; so many bytes of extensions of this chunk.
        case extensions(ChunkExtensionScanner, size: UInt64, count: Int)
        /// The CR of the size line was read.
        case sizeEnd(size: UInt64)
        case data(rest: UInt64)
        case dataEnd
        case dataLineFeed
        case trailers(HeadReader)
    }

    mutating func next(
        _ input: Span<UInt8>, from offset: inout Int, trailers: inout Fields
    ) throws(BodyFault) -> BodyPart {
        while offset < input.count {
            switch state {
            case .data(let rest):
                let taken = Int(min(rest, UInt64(input.count - offset)))
                state = rest == UInt64(taken) ? .dataEnd : .data(rest: rest - UInt64(taken))
                defer { offset += taken }
                return .data(offset..<offset + taken)
            case .trailers(var reader):
                let consumed = try reader.read(
                    input.extracting(offset..<input.count), within: .trailers, into: &trailers
                ) { (_, _) throws(BodyFault) in }
                state = .trailers(reader)
                offset = consumed.map { offset + $0 } ?? input.count
                return consumed == nil ? .needsMore : .end
            default:
                try take(input[offset])
                offset += 1
            }
        }
        return .needsMore
    }

    /// One byte of the framing between two runs of data.
    private mutating func take(_ byte: UInt8) throws(BodyFault) {
        switch state {
        case .size(let digits, let value): try takeSize(byte, digits: digits, value: value)
        case .extensions(var scanner, let size, let count):
            guard byte != 0x0D || !scanner.isComplete else {
                state = .sizeEnd(size: size)
                return
            }
            guard scanner.take(byte) else { throw .invalidChunkExtension }
            try extend(scanner, size: size, count: count)
        case .sizeEnd(let size):
            guard byte == 0x0A else { throw .missingLineEnd }
            state = size == 0 ? .trailers(.fieldLines) : .data(rest: size)
        case .dataEnd:
            guard byte == 0x0D else { throw .missingLineEnd }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == 0x0A else { throw .missingLineEnd }
            state = .size(digits: 0, value: 0)
        case .data, .trailers: preconditionFailure("data and trailers are taken in runs")
        }
    }

    private mutating func takeSize(
        _ byte: UInt8, digits: Int, value: UInt64
    ) throws(BodyFault) {
        if let digit = byte.hexDigitValue {
            // 16 digits fill 64 bits exactly, so the shift loses nothing.
            guard digits < 16 else { throw .invalidChunkSize }
            state = .size(digits: digits + 1, value: value << 4 | UInt64(digit))
            return
        }
        guard digits > 0, value <= UInt64(Int64.max) else { throw .invalidChunkSize }
        switch byte {
        case 0x0D: state = .sizeEnd(size: value)
        case UInt8(ascii: ";"): try extend(ChunkExtensionScanner(), size: value, count: 0)
        case 0x0A: throw .missingLineEnd
        default: throw .invalidChunkSize
        }
    }

    /// Counts one more byte of extensions.
    private mutating func extend(
        _ scanner: ChunkExtensionScanner, size: UInt64, count: Int
    ) throws(BodyFault) {
        extensionBytes += 1
        guard count < ChunkDecoder.extensionBytesLimit,
            extensionBytes <= ChunkDecoder.allExtensionBytesLimit
        else { throw .chunkExtensionTooLarge }
        state = .extensions(scanner, size: size, count: count + 1)
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit of either case, nil for every other byte.
    fileprivate var hexDigitValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x37
        case 0x61...0x66: self &- 0x57
        default: nil
        }
    }
}

extension BodyFault: HeadFaultCarrier {
    static func head(_ fault: HeadFault) -> BodyFault { .trailers(fault) }
}

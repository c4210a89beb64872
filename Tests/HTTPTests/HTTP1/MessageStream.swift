import Codecs
import HTTP

/// Reads requests one after the other, as a connection does, and counts them.
struct RequestStream: ~Copyable {
    private var parser = RequestParser()
    private var request = Request()
    private var body: BodyDecoder?
    private(set) var count = 0
    private var isClosed = false

    /// Whether no request is under way.
    var isIdle: Bool { parser.isIdle && body == nil }

    /// The fault that ends the connection, in words.
    mutating func receive(_ piece: [UInt8]) -> String? {
        var offset = 0
        do {
            while offset < piece.count, !isClosed {
                if body == nil {
                    guard try readHead(piece, from: &offset) else { return nil }
                }
                guard try readBody(piece, from: &offset) else { return nil }
                count += 1
                // Nothing behind the last message of a connection is read (Q13).
                isClosed = !request.isPersistent
            }
        } catch {
            return "\(error)"
        }
        return nil
    }

    private mutating func readHead(_ piece: [UInt8], from offset: inout Int) throws -> Bool {
        guard case .complete(let taken) = try parser.parse(piece.span, from: offset, into: &request)
        else { return false }
        offset += taken
        body = BodyDecoder(framing: request.framing)
        return true
    }

    private mutating func readBody(_ piece: [UInt8], from offset: inout Int) throws -> Bool {
        guard try body.readToEnd(piece, from: &offset) else { return false }
        body = nil
        return true
    }
}

/// Reads responses one after the other, each answering a GET.
struct ResponseStream: ~Copyable {
    private var parser = ResponseParser(answering: .get)
    private var response = Response()
    private var body: BodyDecoder?
    private(set) var count = 0
    private var isBetweenHeads = true
    private var isClosed = false

    /// Whether no response is under way.
    var isIdle: Bool { isBetweenHeads && body == nil }

    /// The fault that ends the connection, in words.
    mutating func receive(_ piece: [UInt8]) -> String? {
        var offset = 0
        do {
            while offset < piece.count, !isClosed {
                if body == nil {
                    isBetweenHeads = false
                    guard
                        case .complete(let taken) = try parser.parse(
                            piece.span, from: offset, into: &response)
                    else { return nil }
                    offset += taken
                    isBetweenHeads = true
                    if response.isInterim { continue }
                    body = BodyDecoder(framing: response.framing)
                }
                guard try body.readToEnd(piece, from: &offset) else { return nil }
                body = nil
                parser = ResponseParser(answering: .get)
                count += 1
                isClosed = !response.isPersistent || response.status == .switchingProtocols
            }
        } catch {
            return "\(error)"
        }
        return nil
    }
}

extension Optional where Wrapped == BodyDecoder, Wrapped: ~Copyable {
    /// Takes what there is of the body; true at its end.
    fileprivate mutating func readToEnd(_ piece: [UInt8], from offset: inout Int) throws -> Bool {
        guard var decoder = take() else { return true }
        while true {
            switch try decoder.next(piece.span, from: &offset) {
            case .data: continue
            case .needsMore:
                self = consume decoder
                return false
            case .end: return true
            }
        }
    }
}

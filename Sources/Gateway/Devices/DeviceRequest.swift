import Codecs
import Crypto
import Identity

/// What a POST to `/.sallyport/devices` asks for: `end`, in a form or as JSON, is the ID of a login, or
/// `others` for all but one's own.
enum DeviceRequest: Equatable {
    case end(SessionID)
    case endOthers

    /// - Returns: nil for what asks for neither.
    init?(_ visit: Visit) {
        guard
            let text = visit.isForm
                ? Self.field(of: visit.body.span) : Self.member(of: visit.body.span)
        else { return nil }
        self.init(text.span)
    }

    /// - Parameter text: the value of `end`.
    init?(_ text: Span<UInt8>) {
        if text.equals("others") {
            self = .endOthers
        } else if let id = SessionID(hex: text) {
            self = .end(id)
        } else {
            return nil
        }
    }

    private static func field(of form: Span<UInt8>) -> [UInt8]? {
        do throws(FormFields.Fault) {
            return try FormFields(parsing: form).plain("end")
        } catch {
            return nil
        }
    }

    private static func member(of json: Span<UInt8>) -> [UInt8]? {
        do throws(JSONFault) {
            return try JSONDocument(parsing: json, depthLimit: 2)["end"]?.string
                .map { Array($0.utf8) }
        } catch {
            return nil
        }
    }
}

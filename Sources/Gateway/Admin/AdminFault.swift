import Codecs
import HTTP
import Identity

/// Why an order of the operator's is not carried out, told in full: it is the operator who asks.
struct AdminFault: Error {
    let status: StatusCode
    let detail: String

    init(_ status: StatusCode, _ detail: String) {
        self.status = status
        self.detail = detail
    }

    init(_ fault: StoreFault) {
        self.init(.serviceUnavailable, "\(fault); trying again is right")
    }

    /// nil: nobody is there to be told.
    init?(_ fault: OwnExchange.Fault) {
        switch fault {
        case .clientGone: return nil
        case .bodyTooLarge:
            self.init(
                .contentTooLarge, "the body has more than \(AdminPage.bodyByteCountLimit) bytes")
        case .malformedBody: self.init(.badRequest, "the body is not framed as its head says")
        }
    }

    var answer: Answer {
        var answer = Answer(status, reason: .denied)
        answer.describeProblem(detail: detail)
        return answer
    }
}

extension Answer {
    /// A JSON document, or lines of them, for the operator.
    static func json(_ status: StatusCode = .ok, type: StaticString = "application/json") -> Answer
    {
        var answer = Answer(status, reason: .permitted)
        answer.lines.append("Content-Type: ")
        answer.lines.append(type)
        answer.lines.append("\r\n")
        return answer
    }
}

import HTTP

/// Kinds of malformed messages, as the metrics count them.
enum ParseFaultCode: Int, CaseIterable, Sendable {
    case requestHead
    case requestBody
    case responseHead
    case responseBody

    var name: StaticString {
        switch self {
        case .requestHead: "request_head"
        case .requestBody: "request_body"
        case .responseHead: "response_head"
        case .responseBody: "response_body"
        }
    }
}

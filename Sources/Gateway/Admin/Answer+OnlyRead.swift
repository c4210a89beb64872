import HTTP

// Pages of our own are read and never written.

extension Request {
    /// GET or HEAD.
    var isRead: Bool { method == .get || method == .head }
}

extension Answer {
    /// To every other method.
    static var onlyRead: Answer {
        var answer = Answer(.methodNotAllowed, reason: .methodNotAllowed)
        answer.add("Allow", "GET, HEAD")
        return answer
    }
}

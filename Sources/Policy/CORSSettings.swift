/// Which pages of other origins may call a route: what the gateway answers to their pre-flights.
public struct CORSSettings: Hashable, Sendable {
    /// `https://app.example.com`, compared exactly with `Origin`; never empty.
    public var origins: [OriginURL] = []
    /// Request fields a page may set.
    public var headers = ["Authorization", "Content-Type"]
    /// Whether the browser may send cookies and read the answer all the same.
    public var credentials = false
    /// How long a browser may remember the answer.
    public var maxAge = Duration.seconds(600)

    public init() {}
}

public import Crypto

/// What a cookie leads to, computed once when it is read: where its session lies and what opens it.
public struct SessionKeys: Sendable {
    public let id: SessionID
    public let dataKey: SessionDataKey

    public init(of secret: SessionSecret, by digest: borrowing SHA256Context) {
        id = secret.id(by: digest)
        dataKey = secret.dataKey(by: digest)
    }
}

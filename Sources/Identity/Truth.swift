/// What a condition says of a principal. A claim that is absent or of another type makes it neither
/// true nor false, so that `not` cannot turn ignorance into permission (T35).
public enum Truth: Hashable, Sendable {
    case yes
    case no
    case unknown

    public init(_ isTrue: Bool) { self = isTrue ? .yes : .no }

    public static prefix func ! (value: Truth) -> Truth {
        switch value {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}

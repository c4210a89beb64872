import HTTP

/// The languages our pages speak.
enum PageLanguage: CaseIterable, Hashable, Sendable {
    case english
    /// Simplified. Whoever asks for Chinese of any kind rather reads this than English.
    case chinese

    /// The language that suits the client best; English where it does not say.
    init(for fields: borrowing Fields) {
        var wish = AcceptLanguage()
        var index = 0
        while let found = fields.firstIndex(of: .acceptLanguage, from: index) {
            wish.read(fields.value(of: fields[found]))
            index = found + 1
        }
        self = wish.language
    }

    /// For `lang` and `Content-Language` (RFC 5646).
    var tag: StaticString {
        switch self {
        case .english: "en"
        case .chinese: "zh-Hans"
        }
    }

    var texts: PageTexts {
        switch self {
        case .english: .english
        case .chinese: .chinese
        }
    }
}

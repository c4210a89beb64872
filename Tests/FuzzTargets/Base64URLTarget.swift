import Codecs

/// What decodes has that one spelling: encoding it again gives the same text.
func fuzzBase64URL(_ input: Span<UInt8>) {
    guard let bytes = try? Base64URL.decode(input) else { return }
    precondition(Array(Base64URL.encode(bytes.span).utf8) == input.copied())
}

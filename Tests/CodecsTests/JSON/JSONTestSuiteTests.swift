import Codecs
import Foundation
import Testing

/// The files of the public JSON test suite: `y_` must parse, `n_` must not, `i_` is ours to decide.
@Suite("RFC 8259: JSON test suite", .enabled(if: corpus != nil, "SALLYPORT_CORPORA is not set"))
struct JSONTestSuiteTests {
    @Test("Q31 y_ files are accepted, but for a name that comes twice")
    func accepted() throws {
        let files = try files(startingWith: "y_")
        #expect(files.count == 95)
        for (name, text) in files where differences.contains(name) {
            #expect(throws: JSONFault.self, "\(name)") {
                _ = try JSONDocument(parsing: text, depthLimit: 64)
            }
        }
        for (name, text) in files where !differences.contains(name) {
            #expect(throws: Never.self, "\(name)") {
                _ = try JSONDocument(parsing: text, depthLimit: 64)
            }
        }
    }

    @Test("Q31, X24 n_ files are refused, 100,000 open arrays among them")
    func refused() throws {
        let files = try files(startingWith: "n_")
        #expect(files.count == 188)
        for (name, text) in files {
            #expect(throws: JSONFault.self, "\(name)") {
                _ = try JSONDocument(parsing: text, depthLimit: 64)
            }
        }
    }

    @Test("Q31 i_ files are decided one by one")
    func decided() throws {
        let files = try files(startingWith: "i_")
        #expect(Set(files.map(\.name)) == Set(decisions.keys))
        for (name, text) in files {
            var isAccepted = true
            do throws(JSONFault) { _ = try JSONDocument(parsing: text, depthLimit: 64) } catch {
                isAccepted = false
            }
            #expect(isAccepted == (decisions[name] == .acceptedAsText), "\(name)")
        }
    }

    private func files(startingWith prefix: String) throws -> [(name: String, text: [UInt8])] {
        let folder = try #require(corpus)
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }
            .map { name in
                let text = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
                return (String(name.dropLast(5)), [UInt8](text))
            }
    }
}

private let corpus = ProcessInfo.processInfo.environment["SALLYPORT_CORPORA"].map {
    $0 + "/json/test_parsing"
}

/// Legal JSON that we refuse: of two members of one name, readers take the first or the last (T49).
private let differences: Set = ["y_object_duplicated_key", "y_object_duplicated_key_and_value"]

/// Why a file that readers may treat as they like is treated as it is.
private enum Decision {
    /// Numbers are text until one is asked for as an integer, so no size is wrong.
    case acceptedAsText
    /// Half a surrogate pair is no character; readers disagree on what it becomes (Q31).
    case refusedSurrogate
    /// Only UTF-8 is JSON between systems (RFC 8259 §8.1); a repaired text is another text.
    case refusedEncoding
    /// 500 arrays deep, where the limit is 64.
    case refusedDepth
}

private let decisions: [String: Decision] = [
    "i_number_double_huge_neg_exp": .acceptedAsText,
    "i_number_huge_exp": .acceptedAsText,
    "i_number_neg_int_huge_exp": .acceptedAsText,
    "i_number_pos_double_huge_exp": .acceptedAsText,
    "i_number_real_neg_overflow": .acceptedAsText,
    "i_number_real_pos_overflow": .acceptedAsText,
    "i_number_real_underflow": .acceptedAsText,
    "i_number_too_big_neg_int": .acceptedAsText,
    "i_number_too_big_pos_int": .acceptedAsText,
    "i_number_very_big_negative_int": .acceptedAsText,
    "i_object_key_lone_2nd_surrogate": .refusedSurrogate,
    "i_string_1st_surrogate_but_2nd_missing": .refusedSurrogate,
    "i_string_1st_valid_surrogate_2nd_invalid": .refusedSurrogate,
    "i_string_UTF-16LE_with_BOM": .refusedEncoding,
    "i_string_UTF-8_invalid_sequence": .refusedEncoding,
    "i_string_UTF8_surrogate_U+D800": .refusedEncoding,
    "i_string_incomplete_surrogate_and_escape_valid": .refusedSurrogate,
    "i_string_incomplete_surrogate_pair": .refusedSurrogate,
    "i_string_incomplete_surrogates_escape_valid": .refusedSurrogate,
    "i_string_invalid_lonely_surrogate": .refusedSurrogate,
    "i_string_invalid_surrogate": .refusedSurrogate,
    "i_string_invalid_utf-8": .refusedEncoding,
    "i_string_inverted_surrogates_U+1D11E": .refusedSurrogate,
    "i_string_iso_latin_1": .refusedEncoding,
    "i_string_lone_second_surrogate": .refusedSurrogate,
    "i_string_lone_utf8_continuation_byte": .refusedEncoding,
    "i_string_not_in_unicode_range": .refusedEncoding,
    "i_string_overlong_sequence_2_bytes": .refusedEncoding,
    "i_string_overlong_sequence_6_bytes": .refusedEncoding,
    "i_string_overlong_sequence_6_bytes_null": .refusedEncoding,
    "i_string_truncated-utf-8": .refusedEncoding,
    "i_string_utf16BE_no_BOM": .refusedEncoding,
    "i_string_utf16LE_no_BOM": .refusedEncoding,
    "i_structure_500_nested_arrays": .refusedDepth,
    "i_structure_UTF-8_BOM_empty_object": .refusedEncoding,
]

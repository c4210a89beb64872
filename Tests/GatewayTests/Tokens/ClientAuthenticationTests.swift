import Configuration
import Foundation
import Testing

@testable import Gateway

@Suite("RFC 6749 §2.3.1 Client authentication")
struct ClientAuthenticationTests {
    private static let authentication: ClientAuthentication = {
        var client = ClientSettings()
        client.name = "machine"
        client.secret = SecretText(bytes: Array("a+b %41 secret here".utf8))
        var settings = TokenSettings()
        settings.clients = [client]
        return ClientAuthentication(settings)
    }()

    /// The client's name, `public`, or why there is none.
    private static func ask(_ authorization: String, _ form: String = "") -> String {
        do throws(OAuthFault) {
            let fields: FormFields
            do throws(FormFields.Fault) {
                fields = try FormFields(parsing: Array(form.utf8).span)
            } catch {
                return "\(error)"
            }
            return try authentication.client(Array(authorization.utf8), fields) ?? "public"
        } catch {
            return "\(error)"
        }
    }

    private static func basic(_ pair: String) -> String {
        "Basic " + Data(pair.utf8).base64EncodedString()
    }

    @Test("by Basic: encoded as a form's field, or plain; the scheme in any case")
    func basic() {
        for (pair, outcome) in [
            ("machine:a%2Bb+%2541+secret+here", "machine"),
            ("machine:a+b %41 secret here", "machine"),
            ("mac%68ine:a%2Bb+%2541+secret+here", "machine"),
            ("machine:a b A secret here", "invalidClient"),
            ("machine:", "invalidClient"), ("machine", "invalidClient"), ("", "invalidClient"),
            (":a+b %41 secret here", "invalidClient"),
            ("other:a+b %41 secret here", "invalidClient"),
            ("machine:a+b %41 secret here ", "invalidClient"),
        ] {
            #expect(Self.ask(Self.basic(pair)) == outcome, "\(pair)")
        }
        let good = Self.basic("machine:a+b %41 secret here")
        #expect(Self.ask(good.replacing("Basic ", with: "bASIC  ")) == "machine")
        for bad in ["Basic", "Basic ", "Bearer x", "Basic ?", good + " x", good + "="] {
            #expect(Self.ask(bad) == "invalidClient", "\(bad)")
        }
    }

    @Test("by parameters, or by none")
    func parameters() {
        let secret = "client_secret=a%2Bb+%2541+secret+here"
        #expect(Self.ask("", "client_id=machine&\(secret)") == "machine")
        #expect(Self.ask("", "client_id=Machine&\(secret)") == "invalidClient")
        #expect(Self.ask("", "client_id=machine") == "invalidClient")
        #expect(Self.ask("", "client_id=machine&client_secret=x") == "invalidClient")
        #expect(Self.ask("", secret) == "invalidRequest")
        #expect(Self.ask("", "client_id=sallyport") == "public")
        #expect(Self.ask("", "client_id=sallyport&\(secret)") == "invalidClient")
        #expect(Self.ask("", "client_id=") == "invalidClient")
        #expect(Self.ask("") == "public")
    }

    @Test("never by both, nor as two")
    func both() {
        let good = Self.basic("machine:a+b %41 secret here")
        #expect(Self.ask(good, "client_secret=x") == "invalidRequest")
        #expect(Self.ask(good, "client_id=other") == "invalidRequest")
        #expect(Self.ask(good, "client_id=machine") == "machine")
    }
}

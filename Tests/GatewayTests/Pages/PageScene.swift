import Codecs
import Crypto
import Foundation
import HTTP
import Testing

@testable import Gateway

/// One page of every kind, in every language, from friendly values or from hostile ones.
enum PageScene {
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let language: PageLanguage
        let status: Int
        let lines: String
        let body: String

        var testDescription: String { "\(name) (\(language))" }
    }

    /// What a visitor or a token may bring.
    struct Visitor: Sendable {
        var name = Array("maria.schulze@example.com".utf8)
        var path = Array("/app/page?x=1&y=2".utf8)
        var token = Array("dGhlIHRva2VuIG9mIGEgZm9ybQ".utf8)
    }

    static func pages(_ settings: PageSettings = PageSettings()) throws -> Pages {
        Pages(settings, sha256: try Digest(.sha256))
    }

    static func samples(
        of pages: Pages, for visitor: Visitor = Visitor(),
        in languages: [PageLanguage] = PageLanguage.allCases
    ) -> [Sample] {
        languages.flatMap { language in
            loginSamples(of: pages, for: visitor, in: language)
                + sessionSamples(of: pages, for: visitor, in: language)
                + deviceSamples(of: pages, for: visitor, in: language)
                + errorSamples(of: pages, for: visitor, in: language)
        }
    }

    private static func loginSamples(
        of pages: Pages, for visitor: Visitor, in language: PageLanguage
    ) -> [Sample] {
        let empty = LoginForm(returnAddress: visitor.path, token: visitor.token)
        var filled = empty
        filled.username = visitor.name
        var confirmation = filled
        confirmation.isConfirmation = true
        let notices: [(String, LoginForm.Notice)] = [
            ("wrong", .wrongCredentials), ("throttled", .throttled(seconds: 4)),
            ("throttled-last", .throttled(seconds: 1)), ("busy", .busy(seconds: 2)),
            ("unavailable", .unavailable), ("expired", .formExpired),
        ]
        return [
            sample("login", language, pages.login(empty, in: language)),
            sample("login-confirmation", language, pages.login(confirmation, in: language)),
            sample(
                "signed-in", language, pages.signedIn(as: visitor.name, empty, in: language)),
            sample("unencrypted", language, pages.unencrypted(in: language)),
            sample("refused-form", language, pages.refusedForm(retry: visitor.path, in: language)),
        ]
            + notices.map { name, notice in
                filled.notice = notice
                return sample("login-\(name)", language, pages.login(filled, in: language))
            }
    }

    private static func sessionSamples(
        of pages: Pages, for visitor: Visitor, in language: PageLanguage
    ) -> [Sample] {
        let expiry = WallTime(secondsSince1970: 1_800_000_000)
        return [
            sample("sign-out", language, pages.signOut(visitor.name, in: language)),
            sample("signed-out", language, pages.signedOut(in: language)),
            sample("session", language, pages.session(visitor.name, until: expiry, in: language)),
        ]
    }

    private static func deviceSamples(
        of pages: Pages, for visitor: Visitor, in language: PageLanguage
    ) -> [Sample] {
        let name = String(decoding: visitor.name, as: UTF8.self)
        let list = DeviceList([
            device("Firefox · Linux", address: "192.0.2.7", isCurrent: true),
            device(name, address: name, isCurrent: false),
            device(nil, address: "", isCurrent: false),
        ])
        let alone = DeviceList([device("curl", address: "192.0.2.7", isCurrent: true)])
        let crowd = DeviceList(
            (0...DeviceList.shownLimit + 1).map { _ in
                device("Firefox", address: "192.0.2.7", isCurrent: false)
            })
        let form = LimitForm(
            account: visitor.name, ticket: visitor.token, returnAddress: visitor.path)
        func devices(_ list: DeviceList, ended count: Int?) -> Page {
            pages.devices(list, of: visitor.name, ended: count, in: language)
        }
        return [
            sample("devices", language, devices(list, ended: nil)),
            sample("devices-none-ended", language, devices(list, ended: 0)),
            sample("devices-ended", language, devices(alone, ended: 2)),
            sample("devices-many", language, devices(crowd, ended: nil)),
            sample("limit", language, pages.limit(list, form, in: language)),
        ]
    }

    private static func device(
        _ name: String?, address: String, isCurrent: Bool
    ) -> DeviceList.Device {
        DeviceList.Device(
            id: String(repeating: "5a", count: 32), name: name, userAgent: name ?? "",
            address: address, host: "app.example.com",
            created: WallTime(secondsSince1970: 1_799_900_000),
            lastSeen: WallTime(secondsSince1970: 1_800_000_000), isCurrent: isCurrent)
    }

    private static func errorSamples(
        of pages: Pages, for visitor: Visitor, in language: PageLanguage
    ) -> [Sample] {
        let statuses: [StatusCode] = [
            .badRequest, .forbidden, .notFound, .methodNotAllowed, .misdirectedRequest,
            .tooManyRequests, .badGateway, .serviceUnavailable, .gatewayTimeout, .notImplemented,
        ]
        return statuses.flatMap { status in
            var error = ErrorPage(status: status)
            let anonymous = sample(
                "error-\(status.rawValue)", language, pages.error(error, in: language))
            guard status == .forbidden else { return [anonymous] }
            error.subject = visitor.name
            error.login = Array("/.sallyport/login?to=".utf8) + visitor.path
            return [
                anonymous,
                sample("error-403-subject", language, pages.error(error, in: language)),
            ]
        }
    }

    private static func sample(
        _ name: String, _ language: PageLanguage, _ page: consuming Page
    ) -> Sample {
        Sample(
            name: name, language: language, status: Int(page.status.rawValue),
            lines: String(decoding: page.lines.span), body: String(decoding: page.body.span))
    }
}

extension PageScene.Sample {
    /// The value of a field, nil unless it is there exactly once.
    func field(_ name: String) -> String? {
        let found = lines.split(separator: "\r\n").filter { $0.hasPrefix(name + ": ") }
        return found.count == 1 ? String(found[0].dropFirst(name.count + 2)) : nil
    }

    /// The start tags of elements with this name, as written.
    func tags(_ name: String) -> [String] { tags.filter { $0.isElement(name) } }

    /// All start tags, read as a browser would: `>` in quotes ends no tag.
    var tags: [String] {
        body.matches(of: /<[a-z][a-z0-9]*(?:[^">]|"[^"]*")*>/).map { String($0.output) }
    }
}

extension String {
    func isElement(_ name: String) -> Bool { wholeMatch(of: /<([a-z0-9]+)[\s\S]*/)?.1 == name[...] }

    /// The value of an attribute of a tag.
    func attribute(_ name: String) -> String? {
        matches(of: /\s([a-z\-]+)="([^"]*)"/).first { $0.1 == name[...] }.map { String($0.2) }
    }
}

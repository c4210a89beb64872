import Codecs
import HTTP
import Testing

@testable import Gateway

/// What the pages say and offer.
@Suite("Pages: content")
struct PageContentTests {
    private func sample(_ name: String, _ language: PageLanguage = .english) throws
        -> PageScene.Sample
    {
        let samples = PageScene.samples(of: try PageScene.pages(), in: [language])
        return try #require(samples.first { $0.name == name })
    }

    private func input(_ name: String, in sample: PageScene.Sample) throws -> String {
        try #require(sample.tags("input").first { $0.attribute("name") == name })
    }

    @Test("password managers know the login for what it is")
    func passwordManagers() throws {
        let login = try sample("login")
        let username = try input("username", in: login)
        #expect(username.attribute("autocomplete") == "username")
        #expect(username.attribute("autocapitalize") == "none")
        #expect(username.attribute("spellcheck") == "false")
        #expect(username.attribute("type") == "text")
        let password = try input("password", in: login)
        #expect(password.attribute("autocomplete") == "current-password")
        #expect(password.attribute("type") == "password")
        #expect(password.attribute("value") == nil)
        #expect(login.tags("form").first?.attribute("action") == "/.sallyport/login")
        #expect(login.tags("input").count == 4)
        #expect(try input("form", in: login).attribute("value") == "dGhlIHRva2VuIG9mIGEgZm9ybQ")
        #expect(try input("to", in: login).attribute("value") == "/app/page?x=1&amp;y=2")
    }

    @Test("the first empty field has the focus")
    func focus() throws {
        #expect(try input("username", in: sample("login")).hasSuffix(" autofocus>"))
        #expect(try input("password", in: sample("login-wrong")).hasSuffix(" autofocus>"))
        let signedIn = try sample("signed-in")
        #expect(!signedIn.tags.contains { $0.contains("autofocus") }, "the first thing is to go on")
    }

    @Test("wrong credentials: the name is kept, and the alert is read with the fields")
    func wrong() throws {
        let wrong = try sample("login-wrong")
        let username = try input("username", in: wrong)
        #expect(username.attribute("value") == "maria.schulze@example.com")
        for field in [username, try input("password", in: wrong)] {
            #expect(field.attribute("aria-invalid") == "true")
            #expect(field.attribute("aria-describedby") == "notice")
        }
        let alert = try #require(wrong.tags("p").first { $0.attribute("role") == "alert" })
        #expect(alert.attribute("id") == "notice")
        #expect(wrong.body.contains("<title>Error: Sign in · Sallyport</title>"))
        #expect(wrong.body.contains("The user name or the password is not correct."))
        #expect(!(try sample("login")).body.contains("aria-invalid=\""))
    }

    @Test(
        "each answer has its status and says when to come back",
        arguments: [
            ("login", 200, nil), ("login-wrong", 401, nil), ("login-throttled", 429, "4"),
            ("login-throttled-last", 429, "1"), ("login-busy", 503, "2"),
            ("login-unavailable", 503, "1"), ("login-expired", 403, nil),
            ("unencrypted", 403, nil), ("refused-form", 403, nil), ("signed-in", 200, nil),
            ("sign-out", 200, nil), ("devices", 200, nil), ("limit", 409, nil),
            ("login-confirmation", 200, nil), ("signed-out", 200, nil), ("session", 200, nil),
            ("error-404", 404, nil), ("error-501", 501, nil),
        ] as [(String, Int, String?)])
    func status(name: String, status: Int, retryAfter: String?) throws {
        let sample = try sample(name)
        #expect(sample.status == status)
        #expect(sample.field("Retry-After") == retryAfter)
        // How long the store will be out of reach nobody knows: the page promises nothing.
        if let retryAfter, name != "login-unavailable" {
            let unit = retryAfter == "1" ? "second" : "seconds"
            #expect(sample.body.contains("Try again in \(retryAfter) \(unit).</p>"))
        }
    }

    @Test("numbers in Chinese")
    func chinese() throws {
        #expect(try sample("login-throttled", .chinese).body.contains("请在 4 秒后重试。</p>"))
        #expect(try sample("login-throttled-last", .chinese).body.contains("请在 1 秒后重试。</p>"))
    }

    @Test("403 says who is signed in, and offers the two ways out")
    func forbidden() throws {
        let page = try sample("error-403-subject")
        #expect(page.body.contains("<strong><bdi>maria.schulze@example.com</bdi></strong>"))
        #expect(
            page.tags("a").first?.attribute("href")
                == "/.sallyport/login?to=/app/page?x=1&amp;y=2")
        #expect(page.tags("form").first?.attribute("action") == "/.sallyport/logout")
        let anonymous = try sample("error-403")
        #expect(anonymous.tags("form").isEmpty)
    }

    @Test("who is signed in and until when; and a button, not a link, to sign out")
    func session() throws {
        let page = try sample("session")
        #expect(
            page.body.contains(
                "<time datetime=\"2027-01-15T08:00:00Z\">2027-01-15 08:00 UTC</time>"))
        for page in [page, try sample("sign-out")] {
            #expect(page.body.contains("<bdi>maria") || page.body.contains("<dd>maria"))
            #expect(page.tags("form").first?.attribute("action") == "/.sallyport/logout")
            #expect(!page.tags("a").contains { $0.contains("logout") })
        }
    }

    @Test("signing out without a session says so")
    func noSession() throws {
        let page = try PageScene.pages().signOut(nil, in: .english)
        let body = String(decoding: page.body.span)
        #expect(body.contains("You are signed out"))
    }

    @Test("each device has a button of its own name, and the others one together")
    func devices() throws {
        let page = try sample("devices")
        let buttons = page.tags("button")
        #expect(buttons.count == 4)
        for (index, button) in buttons.dropLast().enumerated() {
            #expect(button.attribute("aria-labelledby") == "end-\(index + 1) device-\(index + 1)")
        }
        #expect(page.tags("form").allSatisfy { $0.attribute("action") == "/.sallyport/devices" })
        let ends = page.tags("input").map { $0.attribute("value") }
        let id = String(repeating: "5a", count: 32)
        #expect(ends == [id, id, id, "others"])
        #expect(page.body.matches(of: /This browser/).count == 1)
        #expect(page.body.contains("Unknown device"))
        let alone = try sample("devices-ended")
        #expect(alone.tags("button").count == 1, "there are no others")
        #expect(alone.body.contains("2 devices were signed out."))
        #expect(try sample("devices-none-ended").body.contains("It was signed out already."))
        #expect(try sample("devices-many").body.contains("2 more are not shown."))
    }

    @Test("the limit's forms carry a ticket in place of the password, and name what they end")
    func limit() throws {
        let page = try sample("limit")
        #expect(page.tags("form").count == 3)
        #expect(page.tags("form").allSatisfy { $0.attribute("action") == "/.sallyport/login" })
        for name in ["username", "ticket", "to", "end"] {
            let fields = page.tags("input").filter { $0.attribute("name") == name }
            #expect(fields.count == 3 && fields.allSatisfy { $0.attribute("type") == "hidden" })
        }
        #expect(!page.body.contains("password\""))
    }

    @Test("a session's page leads to the list of devices")
    func links() throws {
        for name in ["session", "signed-in"] {
            let links = try sample(name).tags("a").map { $0.attribute("href") }
            #expect(links.contains("/.sallyport/devices"), "\(name)")
        }
    }

    @Test("an answer takes the page's status, lines and body")
    func answer() throws {
        let pages = try PageScene.pages()
        let answer = Answer(pages.signedOut(in: .english), reason: .permitted)
        #expect(answer.status == .ok)
        #expect(String(decoding: answer.lines.span).hasPrefix("Content-Type: text/html"))
        #expect(String(decoding: answer.body.span).contains("You are signed out"))
        var refusal = Answer(.notFound, reason: .noRoute)
        refusal.add("X-Before", "kept")
        refusal.show(pages.error(ErrorPage(status: .notFound), in: .english))
        #expect(String(decoding: refusal.lines.span).hasPrefix("X-Before: kept\r\nContent-Type"))
        #expect(refusal.status == .notFound)
    }
}

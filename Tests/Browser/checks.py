"""What a browser must see and do at a running gateway, one function a check. Each gets a browser and
the plan, starts with a fresh profile, and raises Mismatch where something is otherwise."""

import re
from urllib.parse import quote

import devices as device_checks
from attacker import Attacker
from visitor import LOGIN, LOGOUT, Visitor, expect

CHECKS = {}


def check(function):
    """Makes the function a check, named after itself."""
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


# Logging in


@check
def login(browser, plan):
    """From a protected page through the form back to it, with a cookie that scripts cannot read."""
    with Visitor(browser, plan) as visitor:
        response = visitor.open(plan.protected)
        expect(visitor.is_at_login(), f"not asked to log in but at {visitor.path()}")
        expect(response.status == 200, f"the form came with {response.status}")
        expect(response.header_value("cache-control") == "no-store", "the form may be cached")
        visitor.picture("login")
        response = visitor.submit(*plan.accounts[0])
        expect(response.status == 200, f"{response.status} after the login")
        expect(visitor.subject() == plan.accounts[0][0], f"taken for {visitor.subject()}")
        cookie = visitor.session_cookie()
        expect(cookie, "no session cookie")
        expect(cookie["httpOnly"] and cookie["sameSite"] == "Lax", f"the cookie is {cookie}")
        expect(cookie["path"] == "/" and cookie["expires"] == -1, f"the cookie is {cookie}")
        expect(plan.base.startswith("http:") or cookie["secure"], "the cookie is not Secure")


@check
def return_address(browser, plan):
    """Back where one came from, query included; and never to another site (T74, T76)."""
    with Visitor(browser, plan) as visitor:
        visitor.log_in()
        expect(visitor.path() == plan.protected, f"at {visitor.path()}, not {plan.protected}")
    for target in ["//evil.test/", "/\\evil.test/", "https://evil.test/", "/%09/evil.test", "javascript:1",
                   "\t//evil.test", "/./\\evil.test"]:
        with Visitor(browser, plan) as visitor:
            visitor.page.route("http*://evil.test/**", lambda route: route.fulfill(body="elsewhere"))
            visitor.open(f"{LOGIN}?to={quote(target, safe='')}")
            if not visitor.is_at_login():
                continue
            visitor.submit(*plan.accounts[0])
            expect(visitor.path().startswith("/"), f"{target!r} led to {visitor.path()}")


@check
def wrong_password(browser, plan):
    """One sentence, read out with the field; the name is kept and the password asked for again."""
    with Visitor(browser, plan) as visitor:
        visitor.open(plan.protected)
        response = visitor.submit(plan.accounts[0][0], "not the password")
        expect(response.status == 401, f"answered with {response.status}")
        page = visitor.page
        visitor.picture("wrong-password")
        expect(page.get_by_role("alert").inner_text().strip(), "no sentence that says so")
        expect(page.locator("#username").input_value() == plan.accounts[0][0], "the name is gone")
        expect(page.locator("#password").input_value() == "", "the password was sent back")
        expect(page.locator("#password:focus").count() == 1, "the password field lacks the focus")
        expect(page.locator("[aria-invalid=true]").count() > 0, "no field says that it is wrong")
        expect(visitor.session_cookie() is None, "a session cookie all the same")
        sentence = page.get_by_role("alert").inner_text()
        visitor.submit("nobody-of-this-name", "not the password")
        expect(page.get_by_role("alert").inner_text() == sentence, "it tells whether the account exists")
        visitor.submit(*plan.accounts[0])
        expect(visitor.path() == plan.protected, f"at {visitor.path()} after the right password")


@check
def two_tabs(browser, plan):
    """Two tabs opened the form. Logging in works in both; so does reloading the second."""
    with Visitor(browser, plan) as visitor:
        second = visitor.tab()
        visitor.open(plan.protected)
        visitor.open(plan.protected + "&tab=2", second)
        visitor.submit(*plan.accounts[0])
        expect(visitor.path() == plan.protected, f"the first is at {visitor.path()}")
        visitor.submit(*plan.accounts[0], page=second)
        expect(visitor.path(second) == plan.protected + "&tab=2", f"the second: {visitor.path(second)}")
        expect(visitor.subject() == plan.accounts[0][0], "no session any more")
    with Visitor(browser, plan) as visitor:
        second = visitor.tab()
        visitor.open(plan.protected)
        visitor.open(plan.protected + "&tab=2", second)
        visitor.submit(*plan.accounts[0])
        second.reload()
        if visitor.is_at_login(second):
            second.locator("main a").first.click()
        expect(visitor.path(second) == plan.protected + "&tab=2", f"reloaded: {visitor.path(second)}")


@check
def signed_in(browser, plan):
    """The login page knows who is there, leads on, and takes someone else."""
    with Visitor(browser, plan) as visitor:
        visitor.log_in()
        visitor.open(f"{LOGIN}?to={quote(plan.protected, safe='')}")
        visitor.picture("signed-in")
        if not visitor.is_at_login():
            return
        expect(plan.accounts[0][0] in visitor.page.locator("main").inner_text(), "does not say who")
        before = visitor.session_cookie()["value"]
        visitor.submit(*plan.accounts[1])
        expect(visitor.subject() == plan.accounts[1][0], f"still taken for {visitor.subject()}")
        expect(visitor.session_cookie()["value"] != before, "the same cookie (session fixation)")


@check
def keyboard(browser, plan):
    """The whole login without a mouse; what has the focus can be seen."""
    with Visitor(browser, plan) as visitor:
        visitor.open(plan.protected)
        page = visitor.page
        expect(page.locator("#username:focus").count() == 1, "the first field lacks the focus")
        order = []
        for _ in range(3):
            order.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
            outline = page.evaluate("getComputedStyle(document.activeElement).outline")
            expect("none" not in outline and " 0px" not in outline, f"unseen focus: {outline}")
            page.keyboard.press("Tab")
        expect(order == ["username", "password", "BUTTON"], f"the order is {order}")
        page.locator("#username").focus()
        page.keyboard.type(plan.accounts[0][0])
        page.keyboard.press("Tab")
        page.keyboard.type(plan.accounts[0][1])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(visitor.path() == plan.protected, f"at {visitor.path()}")


# Logging out


@check
def logout(browser, plan):
    """A button ends the session at the server; nothing of it can be had again."""
    with Visitor(browser, plan) as visitor:
        visitor.log_in()
        cookie = visitor.session_cookie()
        visitor.open(LOGOUT)
        visitor.picture("logout")
        expect(visitor.subject() is not None, "opening the page logged out")
        visitor.log_out()
        expect(visitor.session_cookie() is None, "the cookie is still there")
        visitor.open(plan.protected)
        expect(visitor.is_at_login(), f"not asked to log in but at {visitor.path()}")
        visitor.context.add_cookies([cookie])
        expect(visitor.subject() is None, "the old cookie is still good")


@check
def back_button(browser, plan):
    """After the logout Back shows nothing that was protected."""
    with Visitor(browser, plan) as visitor:
        visitor.log_in()
        seen = visitor.page.locator("body").inner_text()
        visitor.log_out()
        for _ in range(2):
            visitor.page.go_back()
            shown = visitor.page.locator("body").inner_text()
            expect(shown != seen, f"shows the protected page again at {visitor.path()}")


# How it looks


@check
def language(browser, plan):
    """English and Chinese, whichever the browser asks for."""
    wanted = {"en-US": ("en", "Sign in"), "zh-CN": ("zh-Hans", "登录"), "zh-TW": ("zh-Hans", "登录"),
              "de-DE": ("en", "Sign in")}
    for locale, (tag, heading) in wanted.items():
        with Visitor(browser, plan, locale=locale) as visitor:
            response = visitor.open(LOGIN)
            visitor.picture(f"language-{locale}")
            page = visitor.page
            expect(page.locator("html").get_attribute("lang") == tag, f"{locale}: another language")
            expect(page.locator("h1").inner_text() == heading, f"{locale}: {page.locator('h1').inner_text()}")
            expect(response.header_value("content-language") == tag, f"{locale}: Content-Language")


# Of each element with text of its own: what it says, and the contrast to what is behind it.
CONTRASTS = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const linear = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = parse(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll("header *, main *")].filter(element =>
    element.tagName === "INPUT" && element.type !== "hidden"
    || [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  ).map(element => {
    const one = luminance(parse(getComputedStyle(element).color));
    const other = luminance(behind(element));
    return [element.tagName, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
  });
}"""


@check
def dark(browser, plan):
    """Light or dark as the system is, and legible in both."""
    brightness = {}
    for scheme in ["light", "dark"]:
        with Visitor(browser, plan, color_scheme=scheme) as visitor:
            visitor.open(LOGIN)
            page = visitor.page
            visitor.picture(f"login-{scheme}")
            colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
            brightness[scheme] = sum(int(part) for part in re.findall(r"\d+", colour)[:3]) / 765
            contrasts = page.evaluate(CONTRASTS)
            expect(len(contrasts) >= 6, f"only {len(contrasts)} elements with text")
            low = [element for element in contrasts if element[1] < 4.5]
            expect(not low, f"{scheme}: contrast too low: {low}")
    expect(brightness["light"] > 0.8 and brightness["dark"] < 0.2, f"brightness {brightness}")


@check
def phone(browser, plan):
    """Nothing is cut off or scrolls sideways on a phone or at 400 % zoom; targets can be hit."""
    for name, width, height in [("phone", 360, 740), ("zoomed", 320, 256)]:
        size = {"width": width, "height": height}
        with Visitor(browser, plan, viewport=size, device_scale_factor=2) as visitor:
            for path in [LOGIN, LOGOUT]:
                visitor.open(path)
                page = visitor.page
                visitor.picture(f"{name}{path.replace('/', '-')}")
                overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                expect(overflow <= 0, f"{path} at {width}: {overflow} pixels too wide")
                for target in page.locator("button, a, input:not([type=hidden])").all():
                    box = target.bounding_box()
                    expect(box and box["height"] >= 44, f"{path} at {width}: a target of {box}")
            visitor.open(LOGIN)
            size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#username')).fontSize)")
            expect(size >= 16, f"fields of {size} pixels make phones zoom in")


@check
def policy(browser, plan):
    """The security policy lets our own style through, and the browser has nothing to complain of."""
    with Visitor(browser, plan) as visitor:
        for path in [LOGIN, LOGOUT]:
            response = visitor.open(path)
            policy = response.header_value("content-security-policy") or ""
            for part in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"]:
                expect(part in policy, f"{path}: no {part}")
            expect("unsafe" not in policy, f"{path}: {policy}")
            expect(response.header_value("referrer-policy") == "same-origin", f"{path}: Referrer-Policy")
            radius = visitor.page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth")
            expect(radius != "none", f"{path}: the style is not applied")
            expect(visitor.page.locator("script").count() == 0, f"{path}: a script")
        visitor.log_in()
        visitor.log_out()
        expect(not visitor.page.complaints, f"{visitor.page.complaints}")


@check
def password_manager(browser, plan):
    """What password managers and phones look for."""
    with Visitor(browser, plan) as visitor:
        visitor.open(LOGIN)
        for name, wanted in {
            "username": {"type": "text", "autocomplete": "username", "autocapitalize": "none",
                         "spellcheck": "false"},
            "password": {"type": "password", "autocomplete": "current-password"},
        }.items():
            field = visitor.page.locator(f'form input[name="{name}"]')
            for attribute, value in wanted.items():
                found = field.get_attribute(attribute)
                expect(found == value, f"{name}: {attribute} is {found}")
        expect(visitor.page.locator("form").count() == 1, "more than one form")


@check
def accessibility(browser, plan):
    """What a screen reader is told: landmarks, one heading, a name for everything."""
    with Visitor(browser, plan) as visitor:
        page = visitor.page
        for path in [LOGIN, LOGOUT]:
            visitor.open(path)
            for role, options in [("main", {}), ("banner", {}), ("heading", {"level": 1})]:
                count = page.get_by_role(role, **options).count()
                expect(count == 1, f"{path}: {count} of {role}")
            expect(page.title().strip(), f"{path}: no title")
            for role in ["textbox", "button", "link"]:
                for element in page.get_by_role(role).all():
                    expect(f"{role} \"" in element.aria_snapshot(), f"{path}: a {role} without a name")
        visitor.open(LOGIN)
        for label in ["User name", "Password"]:
            expect(page.get_by_label(label, exact=True).count() == 1, f"nothing is labelled {label}")
        visitor.submit(plan.accounts[0][0], "not the password")
        described = page.locator("#password").get_attribute("aria-describedby")
        told = page.locator(f"#{described}").inner_text() if described else ""
        expect(told == page.get_by_role("alert").inner_text(), "the alert is not read with the field")


# Devices


@check
def devices(browser, plan):
    """The page of one's own devices, with two browsers."""
    device_checks.devices(browser, plan, CONTRASTS)


@check
def limit(browser, plan):
    """One login more than the account may have ends another and goes on."""
    device_checks.limit(browser, plan, CONTRASTS)


# Attacks


def _send(visitor, attacker, host):
    """Has the visitor send the attacker's form; the response."""
    visitor.page.goto(attacker.url(host))
    with visitor.page.expect_navigation() as navigation:
        visitor.page.get_by_role("button").click()
    return navigation.value


@check
def cross_site_logout(browser, plan):
    """Another site's form, link or image logs nobody out, not even one whose cookies are sent along."""
    with Attacker() as attacker, Visitor(browser, plan) as visitor:
        visitor.log_in()
        for host in ["127.0.0.1", "localhost"]:
            attacker.show_form(plan.base + LOGOUT, {})
            response = _send(visitor, attacker, host)
            expect(response.status == 403, f"from {host}: answered with {response.status}")
            expect(visitor.subject() == plan.accounts[0][0], f"from {host}: logged out")
        visitor.picture("cross-site")
        attacker.show_image(plan.base + LOGOUT)
        visitor.page.goto(attacker.url("localhost"))
        expect(visitor.subject() == plan.accounts[0][0], "an image logged out")


@check
def cross_site_login(browser, plan):
    """Nobody is made to log in as the attacker, who has a form of his own with a good token."""
    with Visitor(browser, plan) as thief:
        thief.open(LOGIN)
        token = thief.page.locator('input[name="form"]').get_attribute("value") or ""
    name, password = plan.accounts[1]
    for host in ["127.0.0.1", "localhost"]:
        with Attacker() as attacker, Visitor(browser, plan) as visitor:
            attacker.show_form(
                plan.base + LOGIN, {"username": name, "password": password, "to": "/", "form": token})
            response = _send(visitor, attacker, host)
            expect(response.status == 403, f"from {host}: answered with {response.status}")
            expect(visitor.subject() is None, f"from {host}: logged in as {visitor.subject()}")
    with Visitor(browser, plan) as visitor:
        visitor.open(LOGIN)
        visitor.page.locator('input[name="form"]').evaluate("(field, token) => field.value = token", token)
        visitor.submit(name, password)
        expect(visitor.subject() is None, "a token of another browser's form was taken")


@check
def framing(browser, plan):
    """No other site shows our pages in a frame (clickjacking)."""
    with Attacker() as attacker, Visitor(browser, plan) as visitor:
        visitor.log_in()
        for path in [LOGIN, LOGOUT]:
            for host in ["127.0.0.1", "localhost"]:
                attacker.show_frame(plan.base + path)
                visitor.page.goto(attacker.url(host))
                frame = visitor.page.frames[-1]
                expect(frame.locator("form").count() == 0, f"{path} is shown in a frame of {host}")


@check
def throttling(browser, plan):
    """After too many tries the page says for how many seconds, and afterwards the password is good."""
    with Visitor(browser, plan) as visitor:
        visitor.open(plan.protected)
        for _ in range(plan.tries):
            response = visitor.submit(plan.accounts[2][0], "not the password")
            if response.status != 401:
                break
        expect(response.status == 429, f"after {plan.tries} tries: {response.status}")
        seconds = int(response.header_value("retry-after") or 0)
        expect(1 <= seconds <= 60, f"Retry-After is {seconds}")
        told = visitor.page.get_by_role("alert").inner_text()
        visitor.picture("throttled")
        expect(re.search(rf"\b{seconds}\b", told), f"the page says {told!r}, the field {seconds}")
        visitor.page.wait_for_timeout(seconds * 1000 + 200)
        visitor.submit(*plan.accounts[2])
        expect(visitor.path() == plan.protected, f"at {visitor.path()} after the wait")

"""What a browser must see and do where an account's logins are listed: the page of one's own devices, and
the page that makes room for one more. Registered with the checks of checks.py."""

from contextlib import ExitStack

from playwright.sync_api import Error

from visitor import DEVICES, Visitor, expect

PHONE = {"width": 360, "height": 740}


def alone(browser, plan, stack):
    """Somebody of the fourth account, which may be logged in twice, with all its other logins ended."""
    visitor = stack.enter_context(Visitor(browser, plan))
    response = visitor.log_in(account=3)
    if response.status == 409:
        _press(visitor, visitor.page.get_by_role("listitem").first.get_by_role("button"))
    visitor.open(DEVICES)
    others = visitor.page.get_by_role("button", name="Sign out all others")
    if others.count():
        _press(visitor, others)
    return visitor


def guest(browser, plan, stack, **options):
    visitor = stack.enter_context(Visitor(browser, plan, **options))
    visitor.log_in(account=3)
    return visitor


def _press(visitor, button):
    with visitor.page.expect_navigation() as navigation:
        button.click()
    return navigation.value


def legible(visitor, name, contrasts):
    """In light and dark, wide and on a phone, with a picture of each."""
    page = visitor.page
    wide = page.viewport_size
    for scheme in ["light", "dark"]:
        page.emulate_media(color_scheme=scheme)
        visitor.picture(f"{name}-{scheme}", whole=True)
        low = [element for element in page.evaluate(contrasts) if element[1] < 4.5]
        expect(not low, f"{scheme}: contrast too low: {low}")
    page.emulate_media(color_scheme="light")
    for width, height in [(PHONE["width"], PHONE["height"]), (320, 256)]:
        page.set_viewport_size({"width": width, "height": height})
        visitor.picture(f"{name}-{width}", whole=True)
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        expect(overflow <= 0, f"at {width}: {overflow} pixels too wide")
        for target in page.locator("button, a").all():
            box = target.bounding_box()
            expect(box and box["height"] >= 44, f"at {width}: a target of {box}")
    page.set_viewport_size(wide)


def devices(browser, plan, contrasts):
    """Two browsers; the one sees both, and ends the other."""
    with ExitStack() as stack:
        first = alone(browser, plan, stack)
        second = guest(browser, plan, stack)
        response = first.open(DEVICES)
        expect(response.status == 200, f"answered with {response.status}")
        page = first.page
        items = page.get_by_role("listitem")
        expect(items.count() == 2, f"{items.count()} devices")
        expect("This browser" in items.nth(0).inner_text(), "the first is not this browser")
        expect("This browser" not in items.nth(1).inner_text(), "the second is this browser")
        legible(first, "devices", contrasts)
        chinese = stack.enter_context(Visitor(browser, plan, locale="zh-CN", viewport=PHONE))
        chinese.context.add_cookies(first.context.cookies())
        chinese.open(DEVICES)
        heading = chinese.page.locator("h1").inner_text()
        expect(heading == "您的设备", f"the heading is {heading!r}")
        chinese.picture("devices-chinese", whole=True)
        for role, options in [("main", {}), ("heading", {"level": 1}), ("list", {})]:
            expect(page.get_by_role(role, **options).count() == 1, f"not one {role}")
        button = items.nth(1).get_by_role("button", name="Sign out Chrome · Linux")
        expect(button.count() == 1, "a button without the name of its device")
        _press(first, button)
        told = page.get_by_role("status").inner_text()
        expect(told == "1 device was signed out.", f"told {told!r}")
        first.picture("devices-ended", whole=True)
        expect(items.count() == 1, "it is still listed")
        expect(second.subject() is None, "the other is still logged in")
        expect(first.subject() == plan.accounts[3][0], "logged out oneself")
        expect(not page.complaints, f"{page.complaints}")
        _press(first, items.nth(0).get_by_role("button"))
        expect(first.session_cookie() is None and first.subject() is None, "still logged in")


def limit(browser, plan, contrasts):
    """A third login of an account that may have two: shown both, ends one, goes on to where it wanted."""
    with ExitStack() as stack:
        first = alone(browser, plan, stack)
        second = guest(browser, plan, stack)
        chinese = guest(browser, plan, stack, locale="zh-CN", viewport=PHONE)
        expect(chinese.page.locator("h1").inner_text() == "登录数量已达上限", "not the page of the limit")
        chinese.picture("limit-chinese", whole=True)
        third = stack.enter_context(Visitor(browser, plan))
        response = third.log_in(account=3)
        expect(response.status == 409, f"answered with {response.status}")
        expect(third.session_cookie() is None, "a session all the same")
        legible(third, "limit", contrasts)
        items = third.page.get_by_role("listitem")
        expect(items.count() == 2, f"{items.count()} devices")
        expect(plan.accounts[3][1] not in third.page.content(), "the page holds the password")
        _press(third, items.nth(0).get_by_role("button"))
        expect(third.path() == plan.protected, f"at {third.path()}")
        expect(third.subject() == plan.accounts[3][0], "not logged in")
        left = [visitor for visitor in (first, second) if visitor.subject() is not None]
        expect(len(left) == 1, f"{len(left)} of the two before are logged in")
        try:
            third.page.go_back()
            expect(third.page.locator("input[name=ticket]").count() == 0, "Back shows the spent ticket")
        except Error as error:
            expect("ERR_CACHE_MISS" in error.message, error.message)
        expect(not third.page.complaints, f"{third.page.complaints}")

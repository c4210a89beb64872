"""A person before a browser: the few things one does to log in, and what one can see."""

from urllib.parse import urlsplit

LOGIN = "/.sallyport/login"
LOGOUT = "/.sallyport/logout"
SESSION = "/.sallyport/session"
DEVICES = "/.sallyport/devices"
COOKIES = ("__Host-sallyport", "sallyport-insecure")


class Mismatch(Exception):
    """What a check found in place of what it expected."""


def expect(holds, why):
    if not holds:
        raise Mismatch(why)


class Visitor:
    """One browser profile; its tabs share cookies."""

    def __init__(self, browser, plan, **options):
        self.plan = plan
        options.setdefault("locale", "en-US")
        options.setdefault("viewport", {"width": 1100, "height": 760})
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(10_000)
        self.page = self.tab()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def tab(self):
        """A tab that notes what the console says, such as violations of the security policy."""
        page = self.context.new_page()
        page.complaints = []
        page.on(
            "console",
            lambda message: page.complaints.append(message.text)
            if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text
            else None,
        )
        return page

    def open(self, path, page=None):
        """Goes to a path of the gateway; the response at the end of all redirects."""
        return (page or self.page).goto(self.plan.base + path)

    def path(self, page=None):
        """Path and query of what is shown; the whole URL where it is another site's."""
        url = (page or self.page).url
        return url[len(self.plan.base):] if url.startswith(self.plan.base + "/") else url

    def is_at_login(self, page=None):
        return urlsplit(self.path(page)).path == LOGIN

    def submit(self, account, password, page=None):
        """Fills in the form and presses its button; the response of what is shown then."""
        page = page or self.page
        form = page.locator(f'form[action="{LOGIN}"]')
        form.locator('[name="username"]').fill(account)
        form.locator('[name="password"]').fill(password)
        with page.expect_navigation() as navigation:
            form.locator("button").click()
        return navigation.value

    def log_in(self, page=None, path=None, account=0):
        """From a protected page through the form back to it."""
        self.open(path or self.plan.protected, page)
        expect(self.is_at_login(page), f"not asked to log in but at {self.path(page)}")
        return self.submit(*self.plan.accounts[account], page)

    def log_out(self):
        self.open(LOGOUT)
        with self.page.expect_navigation() as navigation:
            self.page.locator(f'form[action="{LOGOUT}"] button').click()
        return navigation.value

    def subject(self):
        """Whom the gateway takes this visitor for; None without a session."""
        response = self.context.request.get(
            self.plan.base + SESSION, headers={"Accept": "application/json"}, fail_on_status_code=False)
        return response.json()["subject"] if response.status == 200 else None

    def session_cookie(self):
        found = [cookie for cookie in self.context.cookies() if cookie["name"] in COOKIES]
        expect(len(found) <= 1, f"{len(found)} session cookies")
        return found[0] if found else None

    def picture(self, name, page=None, whole=False):
        """Of what is seen, or of the whole page."""
        if self.plan.screenshots:
            (page or self.page).screenshot(
                path=str(self.plan.screenshots / f"{name}.png"), full_page=whole)

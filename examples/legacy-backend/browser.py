"""A person with a browser (Debian's Chromium): logs in, opens Radicale's page, logs out.

usage: browser.py URL USER PASSWORD-FILE [SCREENSHOT-FOLDER]      prints the page that was reached
"""

import pathlib
import sys

from playwright.sync_api import expect, sync_playwright


def main():
    url, user, password_file = sys.argv[1:4]
    password = pathlib.Path(password_file).read_text().strip()
    folder = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()

        def keep(name):
            if folder:
                page.screenshot(path=folder / f"{name}.png")

        page.goto(url)
        assert "/.sallyport/login" in page.url, page.url
        keep("login")
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{url}/.web/**")
        # Radicale asks nothing more: its page goes straight to the collections of whom the gate names.
        expect(page.locator("#collectionsscene")).to_be_visible()
        expect(page.locator("#logoutview")).to_contain_text(user)
        keep("radicale")
        print(page.url)
        page.goto(f"{url}/.sallyport/logout")
        page.get_by_role("button").click()
        page.wait_for_url("**/.sallyport/login**")
        page.goto(f"{url}/.web/")
        assert "/.sallyport/login" in page.url, page.url
        browser.close()


main()

#!/usr/bin/env python3
"""Visits a running gateway with Debian's Chromium and checks what people meet there.

    browser.py http://localhost:8080 --account alice:PASSWORD --account bob:PASSWORD \\
        --account carol:PASSWORD --account dave:PASSWORD [--protected '/app/page?x=1&y=2'] [--screenshots FOLDER] [CHECK...]

Prints `ok CHECK` or `FAILED CHECK why` for each, and exits with 1 if one failed. Without names all
checks run, in the order of checks.py; the last throttles the address it comes from. The third
account is the one that gets throttled; the fourth may be logged in twice at a time, and its third login
is refused. The gateway needs accounts, sessions and a route that accepts
sessions at --protected, whose upstream answers 200; its pages must be reached by the name localhost
for the attacks to come from elsewhere.
"""

import argparse
import pathlib
import sys
import traceback

from playwright.sync_api import Error, sync_playwright

from checks import CHECKS
from visitor import Mismatch

CHROMIUM = "/usr/bin/chromium"


def account(text):
    name, separator, password = text.partition(":")
    if not (name and separator and password):
        raise argparse.ArgumentTypeError("NAME:PASSWORD")
    return name, password


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", help="the gateway's URL without a path")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    parser.add_argument("--account", dest="accounts", action="append", type=account, default=[],
                        metavar="NAME:PASSWORD", help="four of them")
    parser.add_argument("--protected", default="/app/page?x=1&y=2", help="a path and query")
    parser.add_argument("--tries", type=int, default=8, help="wrong ones until it must throttle")
    parser.add_argument("--screenshots", type=pathlib.Path, metavar="FOLDER")
    plan = parser.parse_intermixed_args()
    plan.base = plan.base.rstrip("/")
    if len(plan.accounts) != 4:
        parser.error("needs --account four times")
    unknown = [name for name in plan.checks if name not in CHECKS]
    if unknown:
        parser.error(f"no such check: {', '.join(unknown)}")
    if plan.screenshots:
        plan.screenshots.mkdir(parents=True, exist_ok=True)
    return plan


def outcome(name, browser, plan):
    """Nothing where the check passed, else why not."""
    try:
        CHECKS[name](browser, plan)
        return None
    except Mismatch as mismatch:
        return str(mismatch)
    except Error as error:
        return error.message.splitlines()[0]
    except Exception as error:
        traceback.print_exc()
        return repr(error)


def main():
    plan = parsed()
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for name in plan.checks or CHECKS:
            why = outcome(name, browser, plan)
            print(f"ok {name}" if why is None else f"FAILED {name} {why}", flush=True)
            failed += why is not None
        browser.close()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

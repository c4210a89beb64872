"""Simultaneous logins of one account that may have a few: as many are alive afterwards, never more (S5)."""

import collections
import http.client
import tempfile
import threading
import time

from gateway import COOKIE, Browser, Gateway

ASKED = ("{count} simultaneous logins of one account over HTTP, limit {limit}, `{mode}`: exactly {limit} alive "
         "afterwards; every answer 303{refused}, or the 503 of too many that wait, which is sent again")
LIMIT = 5
MODES = {"evict_oldest": {303}, "refuse": {303, 409}}
# Seconds until the last of them must have been let in or refused.
BOUND = 300


class Crowd:
    """Browsers that open the form, wait for each other, and answer it at once."""

    def __init__(self, port, count):
        self.port = port
        self.barrier = threading.Barrier(count)
        self.lock = threading.Lock()
        self.answers = collections.Counter()
        self.sessions = []
        self.faults = []
        self.deadline = time.monotonic() + BOUND
        self.threads = [threading.Thread(target=self.visit) for _ in range(count)]

    def run(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()

    def visit(self):
        browser = Browser(self.port)
        try:
            form = browser.open_form()
            self.barrier.wait(timeout=BOUND)
            status = browser.answer_form(form)
            while status == 503 and time.monotonic() < self.deadline:
                self.note(status)
                # What Retry-After says.
                time.sleep(1)
                status = browser.answer_form(form)
            self.note(status, browser.cookies.get(COOKIE))
        except (OSError, http.client.HTTPException, AttributeError, threading.BrokenBarrierError) as fault:
            with self.lock:
                self.faults.append(repr(fault))

    def note(self, status, session=None):
        with self.lock:
            self.answers[status] += 1
            if session:
                self.sessions.append(session)


def run_mode(binary, count, mode):
    """The row of the table, and the complaints."""
    with tempfile.TemporaryDirectory(prefix="sallyport-chaos-") as folder:
        gateway = Gateway(binary, folder, sessions=f"per_account: {{limit: {LIMIT}, when_full: {mode}}}")
        gateway.start()
        try:
            crowd = Crowd(gateway.port, count)
            began = time.monotonic()
            crowd.run()
            taken = time.monotonic() - began
            alive = sum(Browser(gateway.port).is_alive(session) for session in crowd.sessions)
            code = gateway.stop()
        finally:
            if gateway.process.poll() is None:
                gateway.kill()
    complaints = [f"{mode}: {fault}" for fault in crowd.faults]
    if code != 0:
        complaints.append(f"{mode}: it ended with {code}")
    expected = min(LIMIT, count)
    if alive != expected:
        complaints.append(f"{mode}: {alive} sessions are alive")
    answered = count if mode == "evict_oldest" else expected
    if crowd.answers[303] != answered or set(crowd.answers) - MODES[mode] - {503}:
        complaints.append(f"{mode}: the answers were {dict(crowd.answers)}")
    asked = ASKED.format(count=count, limit=LIMIT, mode=mode, refused=" or 409" if mode == "refuse" else "")
    answers = ", ".join(f"{number} of {status}" for status, number in sorted(crowd.answers.items()))
    seen = f"{len(complaints)} complaints; {alive} alive; answers: {answers}; {taken:.1f} s"
    return (asked, seen), complaints


def run(binary, count):
    """The rows of the table, and the complaints."""
    outcomes = [run_mode(binary, count, mode) for mode in MODES]
    return [row for row, _ in outcomes], [complaint for _, found in outcomes for complaint in found]

"""kill -9 at random moments under logins and logouts: what was acknowledged holds (S6, X2, X13)."""

import http.client
import random
import tempfile
import threading
import time

from gateway import Browser, Gateway

ASKED = ("{rounds} times kill -9 under logins and logouts of {clients} clients: no acknowledged login lost, no "
         "acknowledged logout undone, the store opens clean, serving again within {bound:g} s")
CLIENTS = 6
# Chance that a client that is logged in logs out again.
LOGOUT_SHARE = 0.5


class Ledger:
    """What clients were told. Between the request and the answer of a logout the session is neither."""

    def __init__(self):
        self.lock = threading.Lock()
        self.alive = set()
        self.ended = set()
        self.unknown = 0

    def logged_in(self, session):
        with self.lock:
            self.alive.add(session)

    def asks_to_end(self, session):
        with self.lock:
            self.alive.discard(session)

    def logged_out(self, session):
        with self.lock:
            self.ended.add(session)

    def lost_track(self):
        with self.lock:
            self.unknown += 1


def client(port, ledger, generator, stopping):
    """Logs in and perhaps out, until the gateway is gone."""
    while not stopping.is_set():
        browser = Browser(port)
        try:
            session = browser.log_in()
            if session is None:
                continue
            ledger.logged_in(session)
            if generator.random() < LOGOUT_SHARE:
                ledger.asks_to_end(session)
                if browser.log_out():
                    ledger.logged_out(session)
        except (OSError, http.client.HTTPException, AttributeError):
            ledger.lost_track()
            return


def load(gateway, ledger, generator, seconds):
    """Clients at work, and the end of their gateway in the midst of it."""
    stopping = threading.Event()
    threads = [
        threading.Thread(target=client, args=(
            gateway.port, ledger, random.Random(generator.random()), stopping))
        for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    gateway.kill()
    stopping.set()
    for thread in threads:
        thread.join()


def verify(gateway, ledger, sample):
    """Complaints about sessions that are not as the clients were told; `sample` None asks for all."""
    complaints = []
    for group, expected in ((ledger.alive, True), (ledger.ended, False)):
        sessions = list(group)
        if sample is not None and len(sessions) > sample:
            sessions = random.sample(sessions, sample)
        for session in sessions:
            if Browser(gateway.port).is_alive(session) != expected:
                group.discard(session)
                complaints.append("a login is lost" if expected else "a logout is undone")
    return complaints


def run(binary, rounds, seed, bound):
    """The row of the table, and the complaints."""
    generator = random.Random(seed)
    ledger = Ledger()
    complaints = []
    with tempfile.TemporaryDirectory(prefix="sallyport-chaos-") as folder:
        gateway = Gateway(binary, folder)
        slowest = gateway.start()
        try:
            for number in range(rounds):
                # What this round is told is asked after it in full; of earlier rounds a sample, and all at the end.
                current = Ledger()
                load(gateway, current, generator, generator.uniform(0.02, 0.4))
                taken = gateway.start()
                slowest = max(slowest, taken)
                found = verify(gateway, current, None) + verify(gateway, ledger, 20)
                if taken > bound:
                    found.append(f"{taken:.2f} s until it served")
                complaints += [f"round {number + 1}: {complaint}" for complaint in found]
                ledger.alive |= current.alive
                ledger.ended |= current.ended
                ledger.unknown += current.unknown
            complaints += [f"at the end: {complaint}" for complaint in verify(gateway, ledger, None)]
            code = gateway.stop()
            if code != 0:
                complaints.append(f"it ended with {code} at last")
        finally:
            if gateway.process.poll() is None:
                gateway.kill()
    logins, logouts = len(ledger.alive) + len(ledger.ended), len(ledger.ended)
    if rounds and not (logins and logouts):
        complaints.append("no login or no logout was acknowledged at all")
    asked = ASKED.format(rounds=rounds, clients=CLIENTS, bound=bound)
    seen = (f"{len(complaints)} complaints; {logins} logins and {logouts} logouts acknowledged, {ledger.unknown} "
            f"cut off; the slowest start took {slowest * 1000:.0f} ms")
    return (asked, seen), complaints

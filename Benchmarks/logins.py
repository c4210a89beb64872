"""Logins over HTTP: how many a second are durable, and what they do to everybody else's latency."""
import http.client
import re
import statistics
import threading
import time
from pathlib import Path
from urllib.parse import quote_plus

import sessions
from peers import HERE, Peer

PATH = "/.sallyport/login"
HASHED_PER_SECOND = 2


def lines(peer, accounts):
    """What `logins.lua` reads: a form that was shown, its cookie, and an account for it."""
    asked = http.client.HTTPConnection("127.0.0.1", peer.ports["session"], timeout=10)
    asked.request("GET", PATH, headers={"Host": "localhost"})
    answer = asked.getresponse()
    page = answer.read().decode()
    asked.close()
    cookie = re.search(r"sallyport-insecure-login=[^;]+", answer.headers["Set-Cookie"])[0]
    form = re.search(r'name="?form"? value="?([\w-]+)', page)[1]
    return [f"{cookie} {form} {account} {quote_plus(sessions.PASSWORD)}\n" for account in accounts]


def log_in(peer, line):
    """The status of one login, and whether it set a session."""
    cookie, form, account, password = line.split()
    asked = http.client.HTTPConnection("127.0.0.1", peer.ports["session"], timeout=30)
    asked.request(
        "POST", PATH, f"to=%2F&form={form}&username={account}&password={password}",
        {"Host": "localhost", "Cookie": cookie, "Sec-Fetch-Site": "same-origin",
         "Content-Type": "application/x-www-form-urlencoded"})
    answer = asked.getresponse()
    answer.read()
    asked.close()
    return answer.status, "sallyport-insecure=" in answer.headers.get("Set-Cookie", "")


def per_second(run, peer, accounts, connections, seconds):
    """Logins a second, CPU ms for one, and how many failed."""
    file = Path(run.folder) / "logins"
    file.write_text("".join(lines(peer, accounts)))
    before = peer.cpu_seconds()
    text = run.tool(
        "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", HERE / "logins.lua",
        f"http://127.0.0.1:{peer.ports['session']}{PATH}", LOGINS=str(file))
    used = peer.cpu_seconds() - before
    count, took = re.search(r"(\d+) requests in ([\d.]+)s", text).groups()
    errors = sum(map(int, re.findall(r"(?:responses:|connect|read|write|timeout) (\d+)", text)))
    return int(count) / float(took), 1000 * used / max(1, int(count)), errors


class Hashing:
    """While it lasts, that many logins begin each second whatever becomes of the ones before."""

    def __init__(self, peer, rate):
        self.answers, self.threads, self.ended = [], [], threading.Event()
        self.lines = lines(peer, [f"dear{number}" for number in range(sessions.DEAR)])
        self.peer, self.pause = peer, 1 / rate

    def _begin(self):
        number = 0
        while not self.ended.is_set():
            line = self.lines[number % len(self.lines)]
            self.threads.append(threading.Thread(
                target=lambda line=line: self.answers.append(log_in(self.peer, line))))
            self.threads[-1].start()
            number += 1
            self.ended.wait(self.pause)

    def __enter__(self):
        self.beginner = threading.Thread(target=self._begin)
        self.beginner.start()
        time.sleep(1)
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.beginner.join()
        for thread in self.threads:
            thread.join()


def tables(run, options):
    """Both as Markdown. The gateway, its hashing threads included, has one core, the load the other."""
    peer = Peer("sallyport-logins", run, kinds=("session",))
    try:
        cheap = [f"cheap{number}" for number in range(sessions.CHEAP)]
        dear = [f"dear{number}" for number in range(sessions.DEAR)]
        for account in (cheap[0], dear[0]):
            if log_in(peer, lines(peer, [account])[0]) != (303, True):
                raise RuntimeError(f"{account} could not log in")
        found = ["\n### Logins over HTTP\n",
                 "| hash | clients | durable logins/s, median (min–max) | CPU ms for one | failed |",
                 "|---|---:|---:|---:|---:|"]
        for what, accounts, clients, seconds in (
                ("bcrypt 12", dear, 4, max(5, options.seconds)), ("bcrypt 4", cheap, 1, options.seconds),
                ("bcrypt 4", cheap, 32, options.seconds)):
            seen = [per_second(run, peer, accounts, clients, seconds) for _ in range(options.rounds)]
            rates = [s[0] for s in seen]
            found.append(
                f"| {what} | {clients} | {statistics.median(rates):.1f} ({min(rates):.1f}–{max(rates):.1f}) | "
                f"{statistics.median(s[1] for s in seen):.2f} | {sum(s[2] for s in seen)} |")
        return found + beside(run, peer, options)
    finally:
        peer.stop()


def beside(run, peer, options):
    """Latency of requests with a session at a fixed rate, with and without logins, in turn."""
    samples, logins = {False: [], True: []}, []
    seconds = max(5, options.seconds)
    run.load(peer.ports["session"], "session", "same", "count", 5000)
    for number in range(options.rounds):
        for busy in (False, True) if number % 2 == 0 else (True, False):
            if busy:
                with Hashing(peer, HASHED_PER_SECOND) as hashing:
                    seen = run.load(peer.ports["session"], "session", "same", "rate", options.rate, seconds)
                logins += hashing.answers
            else:
                seen = run.load(peer.ports["session"], "session", "same", "rate", options.rate, seconds)
            samples[busy].append(seen)
    middle = {busy: {p: statistics.median(s[p] for s in seen) for p in ("p50_us", "p99_us", "p999_us")}
              for busy, seen in samples.items()}
    good = sum(answer == (303, True) for answer in logins)
    found = [f"\n### Other requests while {HASHED_PER_SECOND} logins a second hash with bcrypt 12\n",
             f"{options.rate} requests a second with a session; {good} of {len(logins)} logins succeeded.\n",
             "| | p50 µs | p99 µs | p99.9 µs |", "|---|---:|---:|---:|"]
    for busy, name in ((False, "no logins"), (True, f"{HASHED_PER_SECOND} logins a second")):
        found.append(f"| {name} | " + " | ".join(f"{v:.0f}" for v in middle[busy].values()) + " |")
    ratios = [middle[True][p] / middle[False][p] for p in middle[True]]
    return found + ["| ratio | " + " | ".join(f"{r:.2f}" for r in ratios) + " |"]

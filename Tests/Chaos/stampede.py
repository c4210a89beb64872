"""Very many requests at once with one expired session and one living refresh token: one rotation (Q39, C01-C04)."""

import asyncio
import json
import os
import subprocess
import tempfile
import time

from gateway import Browser, Gateway

ASKED = ("{count} requests at once, over {connections} connections, with one refresh token and no access token that is "
         "good any more: one rotation, every request answered by the upstream, every one with the same pair, nobody "
         "thrown out")
GRACE = 30
CONNECTIONS = 1000
TOKENS = f"""\
tokens:
  issuer: http://localhost
  audience: [api]
  access: {2 * GRACE}s
  grace: {GRACE}s
  delivery: cookies
  keys: {{folder: keys}}
"""
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def upstream(reader, writer):
    """Answers every request it is sent, until it is over."""
    try:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        pass
    writer.close()


async def client(port, request, count, answers):
    """So many requests in a pipeline on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request * count)
    for _ in range(count):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")
        length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:"))
        await reader.readexactly(length)
        cookies = tuple(line for line in lines if line.lower().startswith("set-cookie:"))
        answers.append((int(lines[0].split()[1]), cookies))
    writer.close()


async def storm(port, request, count):
    """Every answer, and the seconds they took."""
    answers = []
    share, rest = divmod(count, CONNECTIONS)
    counts = [share + (number < rest) for number in range(CONNECTIONS)]
    began = time.monotonic()
    results = await asyncio.wait_for(asyncio.gather(
        *(client(port, request, part, answers) for part in counts if part), return_exceptions=True), 120)
    return answers, [result for result in results if result], time.monotonic() - began


def reuses(folder):
    with open(os.path.join(folder, "audit.log"), encoding="utf-8") as file:
        return sum(json.loads(line)["audit"] == "refresh_reused" for line in file)


async def attempt(binary, folder, count):
    server = await asyncio.start_server(upstream, "127.0.0.1", 0, backlog=4096)
    subprocess.run([binary, "keys", "rotate", "--folder", os.path.join(folder, "keys")],
                   check=True, stdout=subprocess.DEVNULL)
    gateway = Gateway(binary, folder, further=TOKENS, upstream=server.sockets[0].getsockname()[1])
    gateway.start()
    complaints = []
    try:
        browser = Browser(gateway.port)
        if await asyncio.to_thread(browser.log_in) is None:
            return None, ["nobody could log in"], 0
        refresh = browser.cookies["sallyport-insecure-refresh"]
        expired = browser.cookies["sallyport-insecure-access"]
        # Until the token has expired: then its refresh token is old enough to be redeemed, too.
        await asyncio.sleep(2 * GRACE + 1)
        cookies = f"sallyport-insecure-access={expired}; sallyport-insecure-refresh={refresh}"
        request = f"GET /x HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode()
        answers, failures, seconds = await storm(gateway.port, request, count)
        complaints += sorted({f"a connection failed: {failure!r}" for failure in failures})
        pairs = {cookies for _, cookies in answers}
        failed = count - sum(status == 200 for status, _ in answers)
        if failed:
            complaints.append(f"{failed} requests were not answered by the upstream")
        if len(pairs) != 1:
            complaints.append(f"{len(pairs)} different pairs were given out")
        browser.cookies = {}
        for line in next(iter(pairs), ()):
            name, _, value = line.split(":", 1)[1].strip().partition(";")[0].partition("=")
            browser.cookies[name] = value
        status, _ = await asyncio.to_thread(browser.request, "GET", "/.sallyport/session")
        if status != 200:
            complaints.append("what was given out is not good")
        if gateway.stop() != 0:
            complaints.append("it did not end well")
        if reuses(folder):
            complaints.append(f"{reuses(folder)} families were revoked")
        return (len(pairs), failed, reuses(folder)), complaints, seconds
    finally:
        if gateway.process.poll() is None:
            gateway.kill()
        server.close()


def run(binary, count):
    """The row of the table, and the complaints."""
    with tempfile.TemporaryDirectory(prefix="sallyport-chaos-") as folder:
        seen, complaints, seconds = asyncio.run(attempt(binary, folder, count))
    asked = ASKED.format(count=count, connections=min(count, CONNECTIONS))
    if seen is None:
        return (asked, "nothing"), complaints
    rotations, failed, revoked = seen
    return (asked, f"{rotations} rotation, {failed} failures, {revoked} families revoked; all answered within "
                   f"{seconds:.1f} s"), complaints

#!/usr/bin/env python3
"""Takes one user back who is in four times over, and says when each was refused or closed. See
scripts/revocation-demo."""

import base64
import hashlib
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

from gateway import COOKIE, Browser, Gateway, token
from revoke import status

LIMIT_SECONDS = 5
MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CLOSE_3000 = b"\x88\x02\x0b\xb8"


def answer(connection):
    """An upstream's: a WebSocket where one is asked for, an event stream where events are, else `ok`."""
    with connection:
        while True:
            head = b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(65536)
                if not data:
                    return
                head += data
            fields = dict(line.lower().partition(b": ")[::2] for line in head.split(b"\r\n")[1:])
            if b"upgrade" in fields:
                key = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"sec-websocket-key"))
                proof = base64.b64encode(hashlib.sha1(key.split(b": ")[1] + MAGIC).digest())
                connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                   b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n\x81\x02hi")
            elif b"/events" in head.split(b"\r\n")[0]:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                   b"Transfer-Encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n")
            else:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                continue
            connection.recv(65536)
            return


def serve(listener):
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=answer, args=(connection,), daemon=True).start()


def open_stream(port, target, fields, until):
    """A connection on which what was waited for has come."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=LIMIT_SECONDS)
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode())
    received = b""
    while until not in received:
        data = connection.recv(4096)
        if not data:
            raise RuntimeError(f"no stream: {received!r}")
        received += data
    return connection


def rest(connection):
    """What comes until the end."""
    received = b""
    try:
        while data := connection.recv(4096):
            received += data
    except ConnectionResetError:
        pass
    return received


def until_refused(ask):
    """Asks again and again until it is no longer answered with 200; then that must be 401."""
    while (found := ask()) == 200:
        pass
    if found != 401:
        raise RuntimeError(f"{found}")
    return "refused with 401"


def frames(connection):
    if not rest(connection).endswith(CLOSE_3000):
        raise RuntimeError("closed without a Close 3000")
    return "closed with 3000"


def events(connection):
    if rest(connection).endswith(b"0\r\n\r\n"):
        raise RuntimeError("ended as if it were whole")
    return "cut off"


def main():
    binary = os.environ["SALLYPORT_BINARY"]
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="sallyport-demo-") as folder:
        gateway = Gateway(binary, folder, upstream=listener.getsockname()[1])
        gateway.start()
        try:
            found = demonstrate(gateway)
        finally:
            gateway.stop()
    sys.exit(0 if found else 1)


def demonstrate(gateway):
    bearer = token("alice", "demo")
    browser = Browser(gateway.port)
    session = browser.log_in()
    cookie = f"Cookie: {COOKIE}={session}\r\nSec-Fetch-Site: same-origin\r\nOrigin: http://localhost\r\n"
    upgrade = ("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
    tunnel = open_stream(gateway.port, "/socket", cookie + upgrade, b"\x81\x02hi")
    stream = open_stream(gateway.port, "/api/events", f"Authorization: Bearer {bearer}\r\n", b"data: a")
    watched = {
        "a program with a token": lambda: until_refused(lambda: status(gateway.port, bearer)),
        "a browser with a cookie": lambda: until_refused(lambda: browser.request("GET", "/page")[0]),
        "a WebSocket": lambda: frames(tunnel),
        "an event stream": lambda: events(stream),
    }
    seen = {}

    def watch(name, wait):
        try:
            seen[name] = (wait(), time.monotonic())
        except (OSError, RuntimeError) as error:
            seen[name] = (f"FAULT {error}", None)

    threads = [threading.Thread(target=watch, args=item, daemon=True) for item in watched.items()]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    for issuer in ("accounts", "chaos"):
        command = ["revoke", "subject", "alice", "--issuer", issuer, "--reason", "demonstration",
                   "--config", os.path.join(gateway.folder, "sallyport.yaml")]
        subprocess.run([gateway.binary, *command], check=True, stdout=subprocess.DEVNULL)
        print(f"$ sallyport {' '.join(command[:-2])}    done after {(time.monotonic() - began) * 1000:.0f} ms")
    for thread in threads:
        thread.join(max(0, began + LIMIT_SECONDS - time.monotonic()))
    for name in watched:
        what, when = seen.get(name, ("FAULT not ended", None))
        print(f"{name:24} {what:18}" + (f" after {(when - began) * 1000:.0f} ms" if when else ""))
    return all(when for _, when in seen.values()) and len(seen) == len(watched)


if __name__ == "__main__":
    main()

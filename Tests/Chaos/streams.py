"""Thousands of streams of one user end with one revocation, and nobody else's do (R4)."""

import resource
import selectors
import socket
import tempfile
import threading
import time

from gateway import Gateway, token

ASKED = ("{count} event streams of one user and 50 of another: one revocation ends all of the first within {limit:g} s, "
         "none of the other's")
OTHERS = 50
LIMIT_SECONDS = 5
HEAD = (b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"9\r\ndata: a\n\n\r\n")


def serve(listener):
    """An upstream that answers each connection with the beginning of a stream, and keeps it open."""
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                selector.register(connection, selectors.EVENT_READ)
                continue
            try:
                data = key.fileobj.recv(65536)
            except OSError:
                data = b""
            if data:
                key.fileobj.sendall(HEAD)
            else:
                selector.unregister(key.fileobj)
                key.fileobj.close()


def open_stream(port, bearer):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(
        f"GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n\r\n".encode())
    received = b""
    while b"data: a" not in received:
        data = connection.recv(4096)
        if not data:
            raise RuntimeError(f"no stream: {received!r}")
        received += data
    return connection


def ended(connections, limit):
    """How many end within the limit, and when the last one did."""
    selector = selectors.DefaultSelector()
    for connection in connections:
        connection.setblocking(False)
        selector.register(connection, selectors.EVENT_READ)
    began = last = time.monotonic()
    count = 0
    while count < len(connections):
        left = began + limit - time.monotonic()
        if left <= 0:
            break
        for key, _ in selector.select(left):
            try:
                data = key.fileobj.recv(4096)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                selector.unregister(key.fileobj)
                count += 1
                last = time.monotonic()
    selector.close()
    return count, last


def run(binary, count, _seed, _bound):
    """The row of the table, and the complaints."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    complaints = []
    with tempfile.TemporaryDirectory(prefix="sallyport-chaos-") as folder:
        gateway = Gateway(binary, folder, upstream=listener.getsockname()[1])
        gateway.start()
        try:
            mine = [open_stream(gateway.port, token("alice", "one")) for _ in range(count)]
            others = [open_stream(gateway.port, token("bob", "two")) for _ in range(OTHERS)]
            outcome = {}

            def revoke():
                outcome["began"] = time.monotonic()
                outcome["status"], outcome["answer"] = gateway.order(
                    "POST", "/v1/revocations", {"kind": "subject", "value": "alice", "issuer": "chaos"})
                outcome["answered"] = time.monotonic()

            ordering = threading.Thread(target=revoke)
            ordering.start()
            closed, last = ended(mine, LIMIT_SECONDS)
            ordering.join()
            if closed != count:
                complaints.append(f"{count - closed} streams are still open after {LIMIT_SECONDS} s")
            if outcome["status"] != 200 or outcome["answer"]["matched"]["streams"] != count:
                complaints.append(f"the answer was {outcome}")
            wrongly, _ = ended(others, 0.5)
            if wrongly:
                complaints.append(f"{wrongly} of another's streams ended, too")
            answered = (outcome["answered"] - outcome["began"]) * 1000
            whole = (last - outcome["began"]) * 1000
        finally:
            gateway.kill()
    seen = (f"{len(complaints)} complaints; the order was answered after {answered:.0f} ms, the last stream had ended "
            f"after {whole:.0f} ms")
    return (ASKED.format(count=count, limit=LIMIT_SECONDS), seen), complaints

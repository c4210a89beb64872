"""kill -9 at random moments under revocations: what was acknowledged is refused ever after (R2)."""

import http.client
import random
import tempfile
import threading
import time

from gateway import Gateway, token

ASKED = ("{rounds} times kill -9 under revocations of {clients} clients: no token accepted whose revocation was "
         "acknowledged, none refused that nobody revoked, serving again within {bound:g} s")
CLIENTS = 4


def status(port, bearer):
    """What a request with that token is answered; 502 where it went upstream, where nobody is."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/x", headers={
            "Host": "localhost", "Authorization": f"Bearer {bearer}", "Connection": "close"})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


class Ledger:
    """Tokens by what is known of them; of one whose revocation was cut off nothing is."""

    def __init__(self):
        self.lock = threading.Lock()
        self.revoked = []
        self.untouched = []
        self.unknown = 0


def client(gateway, ledger, prefix, stopping):
    """Revokes a token and leaves one alone, in turn, until the gateway is gone."""
    number = 0
    while not stopping.is_set():
        number += 1
        name = f"{prefix}-{number}"
        try:
            answer, _ = gateway.order(
                "POST", "/v1/revocations", {"kind": "token", "value": name, "issuer": "chaos"})
        except (OSError, http.client.HTTPException, ValueError):
            with ledger.lock:
                ledger.unknown += 1
            return
        if answer == 200:
            with ledger.lock:
                ledger.revoked.append(token("alice", name))
                ledger.untouched.append(token("alice", f"{name}-not"))


def verify(gateway, ledger, sample):
    """Complaints; `sample` None asks for all."""
    complaints = []
    for group, expected in ((ledger.revoked, 401), (ledger.untouched, 502)):
        tokens = group if sample is None else random.sample(group, min(sample, len(group)))
        for bearer in tokens:
            found = status(gateway.port, bearer)
            if found != expected:
                complaints.append(f"{found} instead of {expected}")
    return complaints


def run(binary, rounds, seed, bound):
    """The row of the table, and the complaints."""
    generator = random.Random(seed)
    whole = Ledger()
    complaints = []
    with tempfile.TemporaryDirectory(prefix="sallyport-chaos-") as folder:
        gateway = Gateway(binary, folder)
        slowest = gateway.start()
        try:
            for number in range(rounds):
                current = Ledger()
                stopping = threading.Event()
                threads = [
                    threading.Thread(target=client, args=(gateway, current, f"{number}-{index}", stopping))
                    for index in range(CLIENTS)]
                for thread in threads:
                    thread.start()
                time.sleep(generator.uniform(0.02, 0.3))
                gateway.kill()
                stopping.set()
                for thread in threads:
                    thread.join()
                taken = gateway.start()
                slowest = max(slowest, taken)
                found = verify(gateway, current, None) + verify(gateway, whole, 20)
                if taken > bound:
                    found.append(f"{taken:.2f} s until it served")
                complaints += [f"round {number + 1}: {complaint}" for complaint in found]
                whole.revoked += current.revoked
                whole.untouched += current.untouched
                whole.unknown += current.unknown
            complaints += [f"at the end: {complaint}" for complaint in verify(gateway, whole, None)]
            code = gateway.stop()
            if code != 0:
                complaints.append(f"it ended with {code} at last")
        finally:
            if gateway.process.poll() is None:
                gateway.kill()
    if rounds and not whole.revoked:
        complaints.append("no revocation was acknowledged at all")
    seen = (f"{len(complaints)} complaints; {len(whole.revoked)} revocations acknowledged, {whole.unknown} cut off; "
            f"the slowest start took {slowest * 1000:.0f} ms")
    return (ASKED.format(rounds=rounds, clients=CLIENTS, bound=bound), seen), complaints

"""What a long list of revocations costs each request: the gateway and HAProxy with a million entries and with none.

HAProxy looks the token's `jti` up in a file of its own (`-m str -f`, a tree in memory) after the same checks as ever.
nginx reads no `jti` out of a token without a language beside it, so it is not compared.
"""
import re
import statistics
import subprocess
import time

import measure
from peers import KINDS, Peer, binary, gateway_command

# Beyond every number that the tokens of the run have.
FIRST = 1 << 40
WORKLOAD = "W3"


class Gateway(Peer):
    """One that takes orders."""

    def command(self, environment):
        command = gateway_command(self.run, self.folder / "gateway", "rs256", self.ports["rs256"])
        with open(self.folder / "gateway" / "sallyport.yaml", "a", encoding="utf-8") as file:
            file.write('admin: {listen: "unix:adm/admin.sock"}\nsessions: {path: state}\n')
        return command

    def deny(self, path):
        """Takes over the file; seconds, and KiB that the process holds afterwards."""
        began = time.monotonic()
        subprocess.run(
            [binary(), "revocations", "import", str(path), "--socket",
             str(self.folder / "gateway" / "adm" / "admin.sock")], check=True, capture_output=True)
        return time.monotonic() - began, self.resident_kib()


class HAProxy(Peer):
    """One that looks each token's `jti` up in a file."""

    def __init__(self, run, denied):
        self.denied = denied
        super().__init__("haproxy", run, kinds=KINDS)

    def command(self, environment):
        command = super().command(environment)
        settings = self.folder / "haproxy.cfg"
        lookup = ("    http-request deny deny_status 401 if { var(txn.token),jwt_payload_query('$.jti') -m str "
                  f"-f {self.denied} }}\n")
        settings.write_text(re.sub(
            r"(frontend rs256\n(?:    .*\n)*)", lambda m: m[1] + lookup, settings.read_text(), count=1))
        return command


def measure_all(run, count, rounds, seconds, report):
    """The table as Markdown."""
    orders = run.material.folder / "denied.ndjson"
    with open(orders, "w", encoding="ascii") as file:
        for number in range(count):
            file.write(f'{{"kind":"token","value":"{FIRST + number:032x}","issuer":"rs256"}}\n')
    listed, empty = run.material.folder / "denied.list", run.material.folder / "empty.list"
    listed.write_text("".join(f"{FIRST + number:032x}\n" for number in range(count)))
    empty.write_text("")
    peers = {}
    try:
        # HAProxy's reading of a file that has nothing is left out as it would be: an empty one is no file to it.
        for name, start in (
                ("sallyport, nothing revoked", lambda: Gateway("sallyport-none", run, kinds=("rs256",))),
                (f"sallyport, {count:,} revoked", lambda: Gateway("sallyport-many", run, kinds=("rs256",))),
                ("HAProxy, an empty file", lambda: HAProxy(run, empty)),
                (f"HAProxy, a file of {count:,}", lambda: HAProxy(run, listed))):
            peers[name] = start()
        names = list(peers)
        taken, resident = peers[names[1]].deny(orders)
        samples = {name: [] for name in names}
        for peer in peers.values():
            measure.cost(run, peer, WORKLOAD, 2)  # warm
        for number in range(rounds):
            for name in names if number % 2 == 0 else names[::-1]:
                sample = measure.cost(run, peers[name], WORKLOAD, seconds)
                if sample["errors"]:
                    raise RuntimeError(f"{name}: {sample}")
                samples[name].append(sample["cpu_us"])
                report(sample)
    finally:
        for peer in peers.values():
            peer.stop()
    lines = [f"\n### W3 with {count:,} tokens revoked, and with none\n",
             "| | CPU µs/request, median (min–max) | ÷ the same with none, median of rounds |", "|---|---:|---:|"]
    for name, base in zip(names, (names[0], names[0], names[2], names[2])):
        seen = samples[name]
        ratio = statistics.median(a / b for a, b in zip(seen, samples[base]))
        lines.append(f"| {name} | {statistics.median(seen):.1f} ({min(seen):.1f}–{max(seen):.1f}) | {ratio:.3f} |")
    lines.append(f"\n{count:,} lines were imported in {taken:.0f} s; the process then held {resident / 1024:.0f} MiB.")
    return "\n".join(lines)

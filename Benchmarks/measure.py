"""The measurements: each returns plain numbers, the report makes tables of them."""
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from material import Material
from peers import HERE, Peer, binary, free_port, gateway_command, pinned
from sessions import Sessions

# name: (kind, tokens, what it is). "same": one token on every request; "distinct": ten thousand in turn,
# seen before; "cold": each token new to the gateway.
WORKLOADS = {
    "W1": ("plain", None, "plain proxying, public route"),
    "W2": ("rs256", "same", "RS256, the same token on every request"),
    "W3": ("rs256", "distinct", "RS256, 10,000 tokens, warm"),
    "W3C": ("rs256", "cold", "RS256, every token new"),
    "W4": ("es256", "distinct", "ES256, 10,000 tokens, warm"),
    "W4C": ("es256", "cold", "ES256, every token new"),
    "W5": ("hs256", "distinct", "HS256, 10,000 tokens, warm"),
    "W5C": ("hs256", "cold", "HS256, every token new"),
    "W9": ("session", "distinct", "session cookie, 100,000 sessions in turn, embedded store, touches on"),
    "W9S": ("session", "same", "session cookie, the same session on every request"),
}


class Run:
    """A folder, keys, an upstream on the load's core, and the tools compiled; `close` removes all."""

    def __init__(self, tokens=10000, sessions=100000, seen=(-60, 0), gateway_core=0, load_core=1,
                 connections=64):
        self.gateway_core, self.load_core, self.connections = gateway_core, load_core, connections
        self.token_count = tokens
        self.folder = tempfile.mkdtemp(prefix="sallyport-bench-")
        os.chmod(self.folder, 0o755)
        self.material = Material(Path(self.folder) / "keys", tokens)
        self.session_count, self.seen = sessions, seen
        self._sessions = None
        for tool in ("upstream", "load"):
            subprocess.run(
                ["gcc", "-O2", "-D_GNU_SOURCE", "-o", f"{self.folder}/{tool}", HERE / f"{tool}.c", "-lm"],
                check=True)
        self.upstream_port = free_port()
        self.upstream = subprocess.Popen(
            [f"{self.folder}/upstream", str(self.upstream_port)], preexec_fn=pinned(load_core))
        time.sleep(0.2)

    def close(self):
        self.upstream.terminate()
        self.upstream.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tool(self, *command, **environment):
        done = subprocess.run(
            [str(word) for word in command], env=os.environ | environment, capture_output=True,
            text=True, preexec_fn=pinned(self.load_core))
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    @property
    def sessions(self):
        """The store and its cookies, made when they are first asked for."""
        if self._sessions is None:
            self._sessions = Sessions(Path(self.folder) / "sessions", self.session_count, self.seen)
        return self._sessions

    def environment(self, *kinds):
        """What the configuration of these kinds reads."""
        return self.material.environment | (self.sessions.environment if "session" in kinds else {})

    def credentials(self, kind):
        if kind == "plain":
            return None, None, {}
        return (self.sessions if kind == "session" else self.material).credentials(kind)

    def fields(self, kind, tokens):
        """The file of header lines for `load`, as arguments; none for a public route."""
        if tokens is None:
            return []
        folder = (self.sessions if kind == "session" else self.material).folder
        return [folder / f"{kind}.{'one' if tokens == 'same' else 'fields'}"]

    def wrk(self, peer, kind, tokens, seconds):
        """Keep-alive load as fast as it goes: answered, seconds, errors."""
        command = ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout", "10s"]
        environment = {}
        if tokens == "same":
            command += ["-H", self.credentials(kind)[0], "-H", "Host: localhost"]
        elif tokens:
            command += ["-s", HERE / "tokens.lua"]
            environment["FIELDS"] = str(self.fields(kind, tokens)[0])
        text = self.tool(*command, f"http://127.0.0.1:{peer.ports[kind]}/b200", **environment)
        answered, took, unit = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", text).groups()
        errors = sum(map(int, re.findall(r"(?:responses:|connect|read|write|timeout) (\d+)", text)))
        return int(answered), float(took) * {"ms": 0.001, "s": 1, "m": 60}[unit], errors

    def load(self, port, kind, tokens, *how):
        return json.loads(
            self.tool(f"{self.folder}/load", port, "/b200", self.connections, *how,
                      *self.fields(kind, tokens)))

    def crypto_microseconds(self):
        """What one raw verification costs here, by `openssl speed`."""
        text = self.tool("openssl", "speed", "-seconds", "1", "rsa2048", "ecdsap256")
        rsa = float(re.search(r"rsa 2048 bits.*\s([\d.]+)\s*$", text, re.M)[1])
        ec = float(re.search(r"ecdsa \(nistp256\).*\s([\d.]+)\s*$", text, re.M)[1])
        return {"rs256": 1e6 / rsa, "es256": 1e6 / ec}


def cost(run, peer, name, seconds):
    """CPU of the peer for one request of a workload, in microseconds, and what else was seen."""
    kind, tokens, _ = WORKLOADS[name]
    if tokens == "cold":
        peer.restart()
        run.load(peer.ports[kind], kind, "same", "count", 1000)
    before = peer.cpu_seconds()
    if tokens == "cold":
        seen = run.load(peer.ports[kind], kind, tokens, "count", run.token_count)
        answered, took, errors = seen["answered"], seen["seconds"], seen["refused"]
    else:
        answered, took, errors = run.wrk(peer, kind, tokens, seconds)
    used = peer.cpu_seconds() - before
    return {"workload": name, "peer": peer.name, "cpu_us": 1e6 * used / answered,
            "per_second": answered / took, "errors": errors}


def rounds(run, peers, workloads, count, seconds, report):
    """Every peer in turn, there and back so that drift cancels, nginx's W1 beside each in the same round."""
    reference = next((p for p in peers if p.name == "nginx"), None)
    samples = []
    for name in workloads:
        kind, tokens, _ = WORKLOADS[name]
        able = [p for p in peers if kind in p.kinds]
        for peer in able:
            if kind == "session":  # each session once: the worker's memory fills
                run.load(peer.ports[kind], kind, tokens, "count", run.session_count)
            if tokens != "cold":
                cost(run, peer, name, 2 if tokens == "distinct" else 1)  # warm
        for number in range(count):
            base = cost(run, reference, "W1", seconds)["cpu_us"] if reference else None
            for peer in able if number % 2 == 0 else able[::-1]:
                sample = cost(run, peer, name, seconds) | {"base_us": base}
                samples.append(sample)
                report(sample)
    return samples


def system_calls(run, peer, name, requests=4000):
    """System calls for one request, by name."""
    kind, tokens, _ = WORKLOADS[name]
    run.load(peer.ports[kind], kind, tokens, "count", 1000)
    output = peer.folder / f"calls-{name}"
    pids = [word for pid in peer.pids() for word in ("-p", str(pid))]
    tracer = subprocess.Popen(
        ["strace", "-f", "-c", "-q", "-U", "name,calls", "-o", str(output), *pids],
        stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    run.load(peer.ports[kind], kind, tokens, "count", requests)
    tracer.send_signal(2)
    tracer.wait(20)
    rows = [line.split() for line in output.read_text().splitlines()]
    calls = {row[0]: int(row[1]) / requests for row in rows
             if len(row) == 2 and row[1].isdigit() and row[0] != "total"}
    return {name: n for name, n in sorted(calls.items(), key=lambda c: -c[1]) if n >= 0.01}


def latency(run, peer, kind, tokens, rate, seconds):
    """Added p50 and p99 at a fixed rate, in microseconds, over asking the upstream itself."""
    direct = run.load(run.upstream_port, kind, tokens, "rate", rate, seconds)
    through = run.load(peer.ports[kind], kind, tokens, "rate", rate, seconds)
    lost = through["sent"] - through["answered"] + through["refused"]
    return {"peer": peer.name, "lost": lost,
            **{p: through[p] - direct[p] for p in ("p50_us", "p99_us")}}


def idle_memory(run, peer, count):
    """Resident memory at rest, and what each idle connection adds that made one request, in KiB."""
    peer.restart()
    request = b"GET /b200 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    sockets = []

    def connect():
        s = socket.create_connection(("127.0.0.1", peer.ports["plain"]), 10)
        s.sendall(request)
        seen = b""
        while not seen.endswith(b"x" * 200):
            seen += s.recv(65536)
        sockets.append(s)

    try:
        connect()
        time.sleep(1)
        before = peer.resident_kib()
        while len(sockets) <= count:
            connect()
        time.sleep(2)
        after = peer.resident_kib()
    finally:
        for s in sockets:
            s.close()
    return {"peer": peer.name, "rest_kib": before, "each_kib": (after - before) / count}


def token_memory(run, peer, kind):
    """What ten thousand tokens seen once add to the resident memory, in KiB."""
    peer.restart()
    run.load(peer.ports[kind], kind, "same", "count", 1000)
    before = peer.resident_kib()
    run.load(peer.ports[kind], kind, "distinct", "count", run.token_count)
    return peer.resident_kib() - before


def start_milliseconds(run, count):
    """From the start of the process to its first answer, the median of several; the binary stripped, in MiB."""
    times = []
    for number in range(count):
        port = free_port()
        command = gateway_command(run, Path(run.folder) / f"start-{number}", "rs256", port)
        request = (f"GET /b200 HTTP/1.1\r\nHost: localhost\r\n"
                   f"Authorization: Bearer {run.material.one['rs256']}\r\n\r\n").encode()
        begin = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", port), 1) as s:
                    s.sendall(request)
                    if s.recv(4096).startswith(b"HTTP/1.1 200"):
                        break
            time.sleep(0.0005)
            if process.poll() is not None or time.monotonic() - begin > 10:
                raise RuntimeError("the gateway did not start")
        times.append(1000 * (time.monotonic() - begin))
        process.terminate()
        process.wait(20)
    stripped = Path(run.folder) / "stripped"
    subprocess.run(["strip", "-o", stripped, binary()], check=True)
    return statistics.median(times), stripped.stat().st_size / 2**20


def workers(run, seconds):
    """CPU for one RS256 request with one worker and with two, and whether throughput could be compared."""
    cores = os.cpu_count() or 1
    free = set(range(cores)) - {run.load_core}
    found = {}
    for count in (1, 2):
        peer = Peer(f"sallyport-{count}", run, kinds=("rs256",), workers=count,
                    cores=free if cores >= 4 else set(range(cores)))
        cost(run, peer, "W2", 1)
        found[count] = [cost(run, peer, "W2", seconds) for _ in range(3)]
        peer.stop()
    middle = {n: {k: statistics.median(s[k] for s in samples) for k in ("cpu_us", "per_second")}
              for n, samples in found.items()}
    return {"cpu": middle[2]["cpu_us"] / middle[1]["cpu_us"],
            "throughput": middle[2]["per_second"] / middle[1]["per_second"] if cores >= 4 else None}

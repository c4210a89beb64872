"""The programs that are compared: how each is started, and a check that it does the work it is credited with."""
import contextlib
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
KINDS = ("plain", "rs256", "es256", "hs256")
# What each program is measured at. Of these only the gateway keeps sessions.
KINDS_OF = {"nginx": ("plain",), "haproxy": KINDS, "sallyport": (*KINDS, "session")}
CLOCK_OF_PROCESS = 2  # the kernel's clock of the CPU time of a process, in nanoseconds


def pinned(core):
    """For a child before it starts: one core, and as many descriptors as allowed."""
    def prepare():
        os.sched_setaffinity(0, core if isinstance(core, set) else {core})
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return prepare


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def descendants(pid):
    """The process and all below it."""
    children = {}
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parent = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1]
            children.setdefault(int(parent), []).append(int(name))
    found, queue = [], [pid]
    while queue:
        found.append(queue.pop())
        queue += children.get(found[-1], [])
    return found


def binary():
    return os.environ.get("SALLYPORT_BINARY", str(HERE / "../.build/release/sallyport"))


def gateway_command(run, folder, kind, port):
    """The gateway alone with one listener for this kind of check, its settings in `folder`, which is made."""
    folder.mkdir()
    environment = os.environ | run.environment(kind) | {
        "BENCH_RUN_DIR": str(folder), "BENCH_UPSTREAM_PORT": str(run.upstream_port),
        "BENCH_KIND": kind, f"BENCH_PORT_{kind.upper()}": str(port)}
    text = subprocess.run([sys.executable, HERE / "sallyport.conf.py"], env=environment, check=True,
                          capture_output=True, text=True).stdout
    (folder / "sallyport.yaml").write_text(text)
    return [binary(), "run", "--config", str(folder / "sallyport.yaml")]


class Peer:
    """One program, running; `stop` ends it and all it started."""

    def __init__(self, name, run, kinds=KINDS, workers=1, cores=None):
        self.name, self.run, self.kinds, self.workers = name, run, kinds, workers
        self.cores = run.gateway_core if cores is None else cores
        self.process = None
        self.start()

    def start(self):
        self.folder = Path(self.run.folder) / f"{self.name}-{time.monotonic_ns()}"
        self.folder.mkdir()
        self.ports = {kind: free_port() for kind in self.kinds}
        environment = os.environ | self.run.environment(*self.kinds) | {
            "BENCH_RUN_DIR": str(self.folder), "BENCH_UPSTREAM_PORT": str(self.run.upstream_port),
            "BENCH_WORKERS": str(self.workers),
        } | {f"BENCH_PORT_{kind.upper()}": str(port) for kind, port in self.ports.items()}
        self.started = time.monotonic()
        with open(self.folder / "output", "wb") as output:
            self.process = subprocess.Popen(
                self.command(environment), env=environment, stdout=output, stderr=output,
                stdin=subprocess.DEVNULL, preexec_fn=pinned(self.cores), start_new_session=True)
        for port in self.ports.values():
            self.wait_for(port)

    def command(self, environment):
        if self.name.startswith("sallyport"):
            return [str(HERE / "serve")]
        template = {"nginx": "nginx.conf", "haproxy": "haproxy.cfg"}[self.name]
        text = (HERE / template).read_text()
        settings = self.folder / template
        settings.write_text(
            re.sub("@@([A-Z0-9_]+)@@", lambda m: environment["BENCH_" + m[1]], text))
        program = shutil.which(self.name, path=os.environ["PATH"] + ":/usr/sbin")
        flags = {"nginx": ["-p", self.folder, "-c"], "haproxy": ["-db", "-f"]}[self.name]
        return [program, *map(str, flags), str(settings)]

    def wait_for(self, port):
        for _ in range(2000):
            with contextlib.suppress(OSError):
                return socket.create_connection(("127.0.0.1", port), 1).close()
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        sys.exit(f"{self.name} did not start:\n{(self.folder / 'output').read_text()[-2000:]}")

    def stop(self):
        if self.process.poll() is None:
            below = descendants(self.process.pid)[1:]
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
            for pid in below:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()

    def restart(self):
        self.stop()
        self.start()

    def pids(self):
        return descendants(self.process.pid)

    def cpu_seconds(self):
        total = 0.0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                total += time.clock_gettime((~pid << 3) | CLOCK_OF_PROCESS)
        return total

    def resident_kib(self):
        total = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
                total += int(re.search(r"^Rss:\s+(\d+)", text, re.M)[1])
        return total

    def ask(self, kind, field=None, path="/echo"):
        """One request on a connection of its own: status and body."""
        field = f"{field}\r\n" if field else ""
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{field}Connection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.ports[kind]), 5) as s:
            s.sendall(request.encode())
            answer = b"".join(iter(lambda: s.recv(65536), b"")).decode("latin1")
        return int(answer.split(" ", 2)[1]), answer.partition("\r\n\r\n")[2]

    def check(self):
        """Ends the run unless what is good passes with its subject and everything bad is refused."""
        for kind in self.kinds:
            good, subject, bad = self.run.credentials(kind)
            status, seen = self.ask(kind, good)
            faults = [] if status == 200 else [f"a good request got {status}"]
            if good:
                name, value = good.split(": ", 1)
                if value in seen and name == "Cookie":
                    faults.append("the upstream saw the cookie")
                fields = [f for f in seen.splitlines() if not f.lower().startswith("authorization")]
                if not any(subject in f for f in fields):
                    faults.append("the upstream did not see the subject")
                answers = {what: self.ask(kind, field)[0] for what, field in bad.items()}
                faults += [f"{w} got {s}" for w, s in answers.items() if s not in (401, 403)]
            if faults:
                sys.exit(f"{self.name} ({kind}): " + ", ".join(faults))

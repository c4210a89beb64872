"""Counts the user instructions the gateway spends on one request, with callgrind: repeatable to about one in
a hundred, so a budget on record catches what a clock cannot. Two counts of different length are subtracted,
which leaves out the start and the first requests."""
import contextlib
import json
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from measure import Run
from peers import HERE, free_port, gateway_command, pinned

BUDGET = HERE / "instructions.json"
SLACK = 1.03   # what a count may exceed its budget by: layout of memory, versions of libraries
SHORT, LONG, CONNECTIONS = 500, 2500, 16
WORKLOADS = {"W1": ("plain", None), "W2": ("rs256", "same"), "W3": ("rs256", "distinct"),
             "W9": ("session", "distinct")}


def counted(run, kind, tokens, requests):
    """Instructions of a whole process that serves this many requests."""
    port = free_port()
    # One of its own for each count: some are made twice.
    folder = Path(tempfile.mkdtemp(dir=run.folder)) / f"count-{kind}-{tokens}-{requests}"
    process = subprocess.Popen(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         *gateway_command(run, folder, kind, port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=pinned(0))
    for _ in range(600):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        time.sleep(0.05)
    fields = run.fields(kind, tokens)
    run.tool(f"{run.folder}/load", port, "/b200", CONNECTIONS, "count", requests, *fields)
    process.send_signal(signal.SIGTERM)
    output = process.communicate(timeout=60)[1]
    return int(re.search(r"Collected : (\d+)", output)[1])


def check(update):
    """Prints count and budget of each workload; 1 if one is over budget."""
    budget = json.loads(BUDGET.read_text()) if BUDGET.exists() else {}
    # Seen in the time to come: no touch falls into one count and not into the other.
    run = Run(tokens=SHORT // 2, sessions=SHORT // 2, seen=(3600, 3600))
    status = 0
    try:
        for name, (kind, tokens) in WORKLOADS.items():
            short, long = (counted(run, kind, tokens, n) for n in (SHORT, LONG))
            found = round((long - short) / (LONG - SHORT))
            allowed = budget.get(name, 0)
            over = found > allowed * SLACK and not update
            status |= over
            print(f"{name}: {found} instructions for a request"
                  + ("" if update else f", budget {allowed}" + (": OVER" if over else "")))
            budget[name] = found if update else allowed
    finally:
        run.close()
    if update:
        BUDGET.write_text(json.dumps(budget, indent=2) + "\n")
    return int(status)

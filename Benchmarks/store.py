"""The session store by itself, as it grows: figures of Benchmarks/StoreBenchmark and their plot."""
import re
import subprocess
import tempfile

import plot
from peers import pinned
from sessions import store_benchmark


def measure(run, largest):
    """The tables as Markdown, and rows of sessions, look-up ns, absent ns, bytes a session."""
    # On a disk: /tmp may be memory, and what is measured is durable.
    with tempfile.TemporaryDirectory(prefix="sallyport-bench-", dir="/var/tmp") as folder:
        text = subprocess.run(
            [store_benchmark(), folder, str(largest)], check=True, capture_output=True, text=True,
            preexec_fn=pinned({run.gateway_core, run.load_core})).stdout
    rows = [tuple(map(int, row)) for row in
            re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| \d+ \|$", text, re.M)]
    return "\n### The session store\n\n" + text.strip(), rows


def picture(rows):
    """Look-ups and bytes against the number of sessions, as SVG."""
    return plot.svg(
        plot.panel(60, rows, [(1, "#1f5fa8", "found"), (2, "#b3541e", "absent")],
                   1500, "look-up, ns", "target 1,500", "sessions"),
        plot.panel(440, rows, [(3, "#1f5fa8", "on disk")], 1024, "bytes a session", "target 1,024", "sessions"))

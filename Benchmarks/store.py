"""The session store by itself, as it grows: figures of Benchmarks/StoreBenchmark and their plot."""
import math
import re
import subprocess
import tempfile

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


def plot(rows):
    """Look-ups and bytes against the number of sessions, as SVG."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 300" '
             'font-family="sans-serif" font-size="12">', '<rect width="760" height="300" fill="#fff"/>']
    parts += panel(60, rows, [(1, "#1f5fa8", "found"), (2, "#b3541e", "absent")],
                   1500, "look-up, ns", "target 1,500")
    parts += panel(440, rows, [(3, "#1f5fa8", "on disk")], 1024, "bytes a session", "target 1,024")
    return "\n".join([*parts, "</svg>"]) + "\n"


def panel(left, rows, series, target, title, note):
    width, top, bottom = 280, 40, 250
    highest = 1.15 * max(target, *(row[at] for row in rows for at, _, _ in series))
    first, last = math.log10(rows[0][0]), math.log10(rows[-1][0])

    def x(sessions):
        return left + width * ((math.log10(sessions) - first) / max(last - first, 1e-9))

    def y(value):
        return bottom - (bottom - top) * value / highest

    parts = [f'<text x="{left}" y="22" font-weight="bold">{title}</text>',
             f'<path d="M{left} {top}V{bottom}H{left + width}" fill="none" stroke="#444"/>',
             f'<path d="M{left} {y(target):.1f}h{width}" stroke="#999" stroke-dasharray="4 4"/>',
             f'<text x="{left + width / 3:.0f}" y="{y(target) - 5:.1f}" fill="#555">{note}</text>']
    step = 10 ** math.floor(math.log10(highest / 2))
    step *= max(1, round(highest / step / 5))
    for value in range(0, int(highest) + 1, int(step)):
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,}</text>')
    for row in rows:
        parts.append(f'<text x="{x(row[0]):.1f}" y="{bottom + 18}" text-anchor="middle">{row[0]:,}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{bottom + 38}" text-anchor="middle">sessions</text>')
    for number, (at, colour, name) in enumerate(series):
        points = [(x(row[0]), y(row[at])) for row in rows]
        parts.append(f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" '
                     f'fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in points]
        parts.append(f'<text x="{points[-1][0]:.1f}" y="{points[-1][1] + (22 if number else -9):.1f}" text-anchor="end" '
                     f'fill="{colour}">{name}</text>')
    return parts

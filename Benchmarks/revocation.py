"""The revocation set by itself, as it grows: figures of Benchmarks/RevocationBenchmark and their plot."""
import json
import os
import statistics
import subprocess

import plot
from peers import HERE, pinned

COUNTS = (0, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


def ask(run, *words):
    """The medians of three runs and the longest pause in all, each a process of its own: nothing of the one
    before is resident."""
    program = os.environ.get(
        "SALLYPORT_REVOCATION_BENCHMARK", str(HERE / "../.build/release/RevocationBenchmark"))
    runs = [json.loads(subprocess.run(
        [program, *map(str, words)], check=True, capture_output=True, text=True,
        preexec_fn=pinned({run.gateway_core})).stdout) for _ in range(3)]
    return {name: (max if "longest" in name else statistics.median)(each[name] for each in runs)
            for name in runs[0]}


def measure(run, largest):
    """The tables as Markdown, and rows of entries, ns of a question (same, in turn, cold), bytes an entry."""
    found = [ask(run, count) for count in COUNTS if count <= largest]
    lines = ["\n### The revocation set\n",
             "| entries | question ns: same credential | 10,000 in turn | seven tags cold | revoked, cold |",
             "|---:|---:|---:|---:|---:|"]
    for row in found:
        revoked = f"{row['refused_ns']:.0f}" if "refused_ns" in row else "–"
        lines.append(f"| {row['count']:,} | {row['hot_ns']:.0f} | {row['turn_ns']:.0f} | "
                     f"{row['cold_ns']:.0f} | {revoked} |")
    lines += ["\n| entries | resident MB | bytes an entry | loading s | one insertion µs, mean (longest) | "
              "of 100 at once µs | of 10,000 at once µs | adopting a snapshot µs | expiry, longest pause µs |",
              "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for row in found:
        each = f"{row['resident_entry']:.1f}" if row["count"] else "–"
        lines.append(
            f"| {row['count']:,} | {row['resident_mb']:.1f} | {each} | {row['load_s']:.2f} | "
            f"{row['insert_us']:.1f} ({row['insert_longest_us']:.0f}) | {row['pieces_us']:.1f} | "
            f"{row['batch_us']:.1f} | {row['adopt_us']:.1f} | {row['sweep_longest_us']:.0f} |")
    last = found[-1]
    lines.append(f"\nMaking the seven tags of a credential: {ask(run, 'tags')['tags_ns']:.0f} ns. "
                 f"After 10,000 insertions into {last['count']:,}: {last['pieces_mb']:.0f} MB resident where "
                 f"every 100 were published, {last['batch_mb']:.0f} MB where all were at once.")
    if largest >= 1_000_000:
        worst = ask(run, "grow", largest)["worst_resident_entry"]
        lines.append(f"Growing one by one from 1,000,000 to {largest:,}: "
                     f"at most {worst:.1f} resident bytes an entry.")
    return "\n".join(lines), [
        (row["count"], row["hot_ns"], row["turn_ns"], row["cold_ns"], row["resident_entry"])
        for row in found if row["count"]]


def picture(rows):
    """Questions and bytes against the number of entries, as SVG."""
    return plot.svg(
        plot.panel(60, rows, [(1, "#1f5fa8", "same"), (2, "#3a7d44", "in turn"), (3, "#b3541e", "cold")],
                   200, "question of seven tags, ns", "target 200", "entries"),
        # Below 100,000 entries the fixed costs of the set are all there is.
        plot.panel(440, [row for row in rows if row[0] >= 100_000], [(4, "#1f5fa8", "resident")],
                   32, "bytes an entry", "target 32", "entries"))

"""Compares the gateway with nginx and HAProxy on one core each; see scripts/bench for the ways to call it."""
import argparse
import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

import denied
import instructions
import logins
import measure
import revocation
import store
from measure import WORKLOADS, Run
from peers import KINDS, KINDS_OF, Peer


def median(values):
    return statistics.median(list(values))


def cpu_tables(samples, crypto):
    """One table for each workload: CPU for a request and its ratio to nginx's W1 of the same round."""
    lines = []
    for name in dict.fromkeys(s["workload"] for s in samples):
        rows = {}
        for s in samples:
            if s["workload"] == name:
                rows.setdefault(s["peer"], []).append(s)
        lines += [f"\n### {name}: {WORKLOADS[name][2]}\n",
                  "| peer | CPU µs/request, median (min–max) | ÷ nginx W1 | requests/s | errors |",
                  "|---|---:|---:|---:|---:|"]
        for peer, seen in sorted(rows.items(), key=lambda r: median(s["cpu_us"] for s in r[1])):
            cpu = [s["cpu_us"] for s in seen]
            based = [s["cpu_us"] / s["base_us"] for s in seen if s["base_us"]]
            lines.append(
                f"| {peer} | {median(cpu):.1f} ({min(cpu):.1f}–{max(cpu):.1f}) | "
                f"{f'{median(based):.2f}' if based else '–'} | "
                f"{median(s['per_second'] for s in seen):.0f} | {sum(s['errors'] for s in seen)} |")
    own = {n: median(s["cpu_us"] for s in samples if s["workload"] == n and s["peer"] == "sallyport")
           for n in {s["workload"] for s in samples if s["peer"] == "sallyport"}}
    for name, kind in (("W3C", "rs256"), ("W4C", "es256")):
        if name in own and "W2" in own:
            extra = own[name] - own["W2"]
            lines.append(f"\n{name}: {extra:.1f} µs above the gateway's own W2, "
                         f"{extra / crypto[kind]:.2f} × one raw verification ({crypto[kind]:.1f} µs)")
    return lines


def call_table(calls):
    lines = ["\n### System calls for one request\n", "| peer | workload | calls | which |", "|---|---|---:|---|"]
    for peer, name, found in calls:
        which = ", ".join(f"{n} {v:.2f}" for n, v in found.items())
        lines.append(f"| {peer} | {name} | {sum(found.values()):.2f} | {which} |")
    return lines


def compare(options):
    """The whole comparison; what it found as Markdown, and the raw samples."""
    run = Run(tokens=options.tokens, sessions=options.sessions, connections=options.connections)
    peers = []
    samples = []
    lines = [machine()]
    try:
        for name in options.peers:
            kinds = KINDS_OF[name]
            if not any(WORKLOADS[w][0] == "session" for w in options.workloads):
                kinds = tuple(kind for kind in kinds if kind != "session")
            peers.append(Peer(name, run, kinds=kinds))
            peers[-1].check()
        named = {peer.name: peer for peer in peers}

        def report(s):
            print(f"  {s['workload']} {s['peer']}: {s['cpu_us']:.1f} µs, {s['per_second']:.0f}/s, "
                  f"{s['errors']} errors", file=sys.stderr)

        if "cpu" in options.parts:
            samples = measure.rounds(
                run, peers, options.workloads, options.rounds, options.seconds, report)
            lines += cpu_tables(samples, run.crypto_microseconds())
        if "calls" in options.parts:
            lines += call_table([
                (peer.name, name, measure.system_calls(run, peer, name))
                for name in ("W1", "W2", "W9") if name in options.workloads
                for peer in peers if WORKLOADS[name][0] in peer.kinds])
        if "latency" in options.parts:
            lines += latency_table(run, named, options)
        if "memory" in options.parts:
            lines += memory_table(run, named, options)
        if "start" in options.parts:
            milliseconds, size = measure.start_milliseconds(run, 10)
            lines += [f"\n### Start\n\nFrom the start of the process to its first answer: "
                      f"{milliseconds:.0f} ms (median of 10). Stripped binary: {size:.1f} MiB."]
        if "workers" in options.parts:
            found = measure.workers(run, options.seconds)
            much = found["throughput"]
            lines += [f"\n### Two workers against one\n\nCPU for a request {found['cpu']:.2f} ×; throughput "
                      + (f"{much:.2f} ×." if much else "not compared: that needs four cores.")]
        if "store" in options.parts:
            text, rows = store.measure(run, options.store_sessions)
            lines.append(text)
            if options.markdown:
                plot = options.markdown.with_name("session-store.svg")
                plot.write_text(store.picture(rows))
                lines.append(f"\n![Look-up and size as sessions become more]({plot.name})")
        if "revocation" in options.parts:
            text, rows = revocation.measure(run, options.revocations)
            lines.append(text)
            if options.markdown:
                plot = options.markdown.with_name("revocation-set.svg")
                plot.write_text(revocation.picture(rows))
                lines.append(f"\n![Question and size as revocations become more]({plot.name})")
        if "denied" in options.parts:
            lines.append(denied.measure_all(
                run, options.denied, options.rounds, options.seconds, report))
        if "login" in options.parts:
            while peers:  # a store has one gateway
                peers.pop().stop()
            lines += logins.tables(run, options)
    finally:
        for peer in peers:
            peer.stop()
        run.close()
    return "\n".join(lines) + "\n", samples


def latency_table(run, named, options):
    lines = [f"\n### Latency added at {options.rate} requests a second\n",
             "| peer | p50 µs | p99 µs | lost |", "|---|---:|---:|---:|"]
    plan = (("nginx", "plain", None, "no check"), ("haproxy", "rs256", "same", "RS256"),
            ("sallyport", "rs256", "same", "RS256"))
    for name, kind, tokens, what in plan:
        if name not in named:
            continue
        seen = [measure.latency(run, named[name], kind, tokens, options.rate, options.seconds)
                for _ in range(options.rounds)]
        lines.append(f"| {name}, {what} | {median(s['p50_us'] for s in seen):.0f} | "
                     f"{median(s['p99_us'] for s in seen):.0f} | {sum(s['lost'] for s in seen)} |")
    return lines


def memory_table(run, named, options):
    lines = ["\n### Memory\n", "| peer | at rest after one request, MiB | each idle connection, KiB |",
             "|---|---:|---:|"]
    for name in named:
        alone = Peer(f"{name}-alone" if name == "sallyport" else name, run, kinds=(
            ("plain",) if name != "haproxy" else KINDS))
        seen = measure.idle_memory(run, alone, options.idle)
        lines.append(f"| {name} | {seen['rest_kib'] / 1024:.1f} | {seen['each_kib']:.2f} |")
        alone.stop()
    if "sallyport" in named:
        peer = Peer("sallyport-tokens", run, kinds=("rs256",))
        added = measure.token_memory(run, peer, "rs256")
        peer.stop()
        lines.append(f"\n{run.token_count} tokens seen once: + {added / 1024:.1f} MiB.")
    return lines


def machine():
    """What was measured on, in one line."""
    cpu = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                if line.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} cores, Linux {platform.release()}, {time.strftime('%Y-%m-%d')}."


def keep_tables(path, tables):
    """Writes the tables to the file, behind its line `<!-- measured -->` where it has one."""
    mark = "<!-- measured -->\n"
    before = path.read_text().partition(mark) if path.exists() else ("", "", "")
    path.write_text((before[0] + mark if before[1] else "") + tables)


def main():
    parts = ("cpu", "calls", "latency", "memory", "start", "workers", "store", "revocation",
             "denied", "login")
    a = argparse.ArgumentParser(description=__doc__)
    words = {"type": lambda text: text.split(",")}
    a.add_argument("--parts", default=list(parts), help=",".join(parts), **words)
    a.add_argument("--workloads", default=list(WORKLOADS), help=",".join(WORKLOADS), **words)
    a.add_argument("--peers", default=["nginx", "haproxy", "sallyport"], **words)
    a.add_argument("--rounds", type=int, default=5)
    a.add_argument("--seconds", type=int, default=2, help="of load for each measurement")
    a.add_argument("--connections", type=int, default=64)
    a.add_argument("--tokens", type=int, default=10000)
    a.add_argument("--sessions", type=int, default=100000, help="in the store of W9")
    a.add_argument("--store-sessions", type=int, default=1000000, help="what the store part grows to")
    a.add_argument("--revocations", type=int, default=10000000, help="what the revocation part grows to")
    a.add_argument("--denied", type=int, default=1000000, help="entries of the denied part")
    a.add_argument("--rate", type=int, default=4000)
    a.add_argument("--idle", type=int, default=5000, help="idle connections for the memory part")
    a.add_argument("--markdown", type=Path, help="write the tables here too, behind a line <!-- measured -->")
    a.add_argument("--json", type=Path, help="write the raw samples of the CPU part here")
    a.add_argument("--instructions", action="store_true",
                   help="only count instructions and hold them to Benchmarks/instructions.json")
    a.add_argument("--update", action="store_true", help="with --instructions: write the budget anew")
    options = a.parse_args()
    if options.instructions:
        sys.exit(instructions.check(options.update))
    tables, samples = compare(options)
    print(tables)
    if options.markdown:
        keep_tables(options.markdown, tables)
    if options.json:
        options.json.write_text(json.dumps(samples))


main()

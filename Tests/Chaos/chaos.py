#!/usr/bin/env python3
"""Does harm to a running gateway and says what was asked of it and what was seen. See scripts/chaos."""

import argparse
import os
import random
import sys

import kill
import limit
import stampede


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=["kill", "limit", "stampede"])
    parser.add_argument("count", nargs="?", type=int, help="rounds, logins or requests at once")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the moments")
    parser.add_argument("--start-bound", type=float, default=1.0, metavar="SECONDS",
                        help="until it serves again")
    plan = parser.parse_args()
    binary = os.environ.get("SALLYPORT_BINARY")
    if not binary:
        parser.error("SALLYPORT_BINARY names the gateway")
    if plan.scenario == "limit":
        rows, complaints = limit.run(binary, 1000 if plan.count is None else plan.count)
    elif plan.scenario == "stampede":
        row, complaints = stampede.run(binary, 10_000 if plan.count is None else plan.count)
        rows = [row]
    else:
        print(f"seed {plan.seed}", file=sys.stderr)
        count = 100 if plan.count is None else plan.count
        row, complaints = kill.run(binary, count, plan.seed, plan.start_bound)
        rows = [row]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print("| scenario | asked | seen |\n|---|---|---|")
    for asked, seen in rows:
        print(f"| `{plan.scenario}` | {asked} | {seen} |")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Does harm to a running gateway and says what was asked of it and what was seen. See scripts/chaos."""

import argparse
import os
import random
import sys

import kill
import limit
import revoke
import stampede
import streams


# What each runs, and how often unless told.
SCENARIOS = {"kill": (kill, 100), "revoke": (revoke, 100), "streams": (streams, 5000), "limit": (limit, 1000),
             "stampede": (stampede, 10_000)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", choices=list(SCENARIOS))
    parser.add_argument("count", nargs="?", type=int, help="rounds, logins, requests or streams")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the moments")
    parser.add_argument("--start-bound", type=float, default=1.0, metavar="SECONDS",
                        help="until it serves again")
    plan = parser.parse_args()
    binary = os.environ.get("SALLYPORT_BINARY")
    if not binary:
        parser.error("SALLYPORT_BINARY names the gateway")
    print(f"seed {plan.seed}", file=sys.stderr)
    module, count = SCENARIOS[plan.scenario]
    count = count if plan.count is None else plan.count
    if plan.scenario == "limit":
        rows, complaints = limit.run(binary, count)
    elif plan.scenario == "stampede":
        row, complaints = stampede.run(binary, count)
        rows = [row]
    else:
        row, complaints = module.run(binary, count, plan.seed, plan.start_bound)
        rows = [row]
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    print("| scenario | asked | seen |\n|---|---|---|")
    for asked, seen in rows:
        print(f"| `{plan.scenario}` | {asked} | {seen} |")
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()

"""Prints the gateway's configuration for one kind of check, BENCH_KIND: plain, rs256, es256, hs256 or session.

Reads BENCH_PORT_<KIND>, BENCH_UPSTREAM_PORT, BENCH_JWKS, BENCH_ISS, BENCH_AUD, BENCH_WORKERS and, for
sessions, BENCH_USERS and BENCH_STORE from the environment and leaves the issuer's key in BENCH_RUN_DIR.
"""
import base64
import json
import os
from pathlib import Path

e = os.environ
kind = e["BENCH_KIND"]
folder = Path(e["BENCH_RUN_DIR"])
port = e["BENCH_PORT_" + kind.upper()]
AUTH = {"plain": "none", "session": "session"}

print(f"""\
listen: {{http: "127.0.0.1:{port}"}}
workers: {e.get("BENCH_WORKERS", "1")}
log: {{access: off, level: warning}}
limits: {{connections: 15000, requests_per_connection: 1000000000}}
timeouts: {{client_idle: 600s}}
identity: {{X-User: sub}}
hosts:
  "*":
    upstream: http://127.0.0.1:{e["BENCH_UPSTREAM_PORT"]}
    routes:
      /**: {{auth: {AUTH.get(kind, "bearer")}}}""")

if kind == "session":
    # A session that is used is noted each minute: touches are part of what is measured.
    print(f"""\
accounts: {{file: {e["BENCH_USERS"]}, throttle: {{free: 1000000}}}}
sessions: {{path: {e["BENCH_STORE"]}, idle: 12h, absolute: 12h}}""")
elif kind != "plain":
    keys = json.loads(Path(e["BENCH_JWKS"]).read_text())["keys"]
    key = next(key for key in keys if key["kid"] == kind[:2])
    if kind == "hs256":
        source = "symmetric: {secret: {file: hs256.secret}}"
        secret = folder / "hs256.secret"
        secret.write_bytes(base64.urlsafe_b64decode(key["k"] + "=="))
        secret.chmod(0o600)
    else:
        source = f"keys: {{file: {kind}.json}}"
        (folder / f"{kind}.json").write_text(json.dumps({"keys": [key]}))
    print(f"""\
issuers:
  {kind}:
    issuer: {e["BENCH_ISS"]}
    audience: [{e["BENCH_AUD"]}]
    algorithms: [{kind.upper()}]
    {source}""")

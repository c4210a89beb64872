"""Keys and tokens for the benchmarks, made anew for each run in a folder of its own."""
import base64
import json
import os
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

ISSUER, AUDIENCE = "https://issuer.bench.example", "bench"
ALGORITHMS = ("rs256", "es256", "hs256")


class Material:
    def __init__(self, folder: Path, token_count: int):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        secret = os.urandom(32).hex()
        self.keys = {
            "rs256": rsa.generate_private_key(65537, 2048),
            "es256": ec.generate_private_key(ec.SECP256R1()),
            "hs256": secret,
        }
        for name in ("rs256", "es256"):
            public = self.keys[name].public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            (folder / f"{name}.pub.pem").write_bytes(public)
        (folder / "jwks.json").write_text(json.dumps({"keys": self._key_set(secret)}))
        self.one = {}
        for name in ALGORITHMS:
            lines = [f"Authorization: Bearer {self.token(name, i)}\n" for i in range(token_count)]
            (folder / f"{name}.fields").write_text("".join(lines))
            (folder / f"{name}.one").write_text(lines[0])
            self.one[name] = lines[0].split()[-1]
        self.environment = {
            "BENCH_RS256_PUB": str(folder / "rs256.pub.pem"),
            "BENCH_ES256_PUB": str(folder / "es256.pub.pem"),
            "BENCH_HS256_SECRET": secret,
            "BENCH_JWKS": str(folder / "jwks.json"),
            "BENCH_ISS": ISSUER,
            "BENCH_AUD": AUDIENCE,
        }

    def _key_set(self, secret):
        entries = []
        for name in ("rs256", "es256"):
            algorithm = jwt.get_algorithm_by_name(name.upper())
            entries.append(algorithm.to_jwk(self.keys[name].public_key(), as_dict=True))
        text = base64.urlsafe_b64encode(secret.encode()).rstrip(b"=").decode()
        entries.append({"kty": "oct", "k": text})
        for name, entry in zip(ALGORITHMS, entries):
            entry.pop("key_ops", None)
            entry.update(kid=name[:2], alg=name.upper(), use="sig")
        return entries

    def token(self, name, number, **changes):
        """A token of about 700 bytes, as a provider would issue it; `changes` replace claims."""
        now = int(time.time())
        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": f"user-{number:08d}", "iat": now,
            "nbf": now - 60, "exp": now + 86400, "jti": f"{number:032x}",
            "email": f"user-{number:08d}@example.test", "scope": "openid profile email",
            "groups": ["staff", "dev", "ops"],
        } | changes
        return jwt.encode(
            claims, self.keys[name], algorithm=name.upper(), headers={"kid": name[:2]})

    def credentials(self, name):
        """A header line that must pass, the subject it stands for, and lines that must not."""
        def line(token):
            return f"Authorization: Bearer {token}"
        return line(self.one[name]), "user-00000000", {
            "no token": None,
            "a forged token": line(self.forged(name)),
            "an expired token": line(self.token(name, 0, exp=int(time.time()) - 7200)),
            "another issuer": line(self.token(name, 0, iss="https://other.example")),
        }

    def forged(self, name):
        """The one token with another subject under the old signature."""
        head, payload, signature = self.one[name].split(".")
        claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
        claims["sub"] = "root"
        text = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
        return ".".join((head, text, signature))

"""What other people's libraries say: signs and verifies tokens, speaks WebSocket.

usage: peer.py sign LIBRARY ALGORITHM KEY.pem CLAIMS [HEADER]     prints the token
       peer.py verify LIBRARY ALGORITHM JWKS.json ISSUER AUDIENCE  token on stdin; prints its subject
       peer.py websocket HOST:PORT TARGET HOST_NAME                prints ok
       peer.py closed HOST:PORT TARGET HOST_NAME TOKEN             a WebSocket; says "open", then how it was closed
LIBRARY is pyjwt or joserfc. CLAIMS and HEADER are JSON objects.
"""

import json
import socket
import sys


def sign(library, algorithm, key_file, claims, header="{}"):
    claims, header = json.loads(claims), json.loads(header)
    with open(key_file, encoding="ascii") as file:
        pem = file.read()
    if library == "pyjwt":
        import jwt

        print(jwt.encode(claims, pem, algorithm=algorithm, headers=header))
    else:
        from joserfc import jwt

        header = {"alg": algorithm, "typ": "JWT", **header}
        print(jwt.encode(header, claims, joserfc_key(algorithm, pem), algorithms=[algorithm]))


def joserfc_key(algorithm, pem):
    from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

    kinds = {"R": RSAKey, "P": RSAKey, "E": ECKey, "H": OctKey}
    return (OKPKey if algorithm == "EdDSA" else kinds[algorithm[0]]).import_key(pem)


def verify(library, algorithm, key_set_file, issuer, audience):
    token = sys.stdin.read().strip()
    with open(key_set_file, encoding="ascii") as file:
        key_set = json.load(file)
    if library == "pyjwt":
        import jwt

        key_id = jwt.get_unverified_header(token)["kid"]
        key = jwt.PyJWKSet.from_dict(key_set)[key_id]
        claims = jwt.decode(token, key, algorithms=[algorithm], issuer=issuer, audience=audience)
    else:
        from joserfc import jwt
        from joserfc.jwk import KeySet

        keys = KeySet.import_key_set(key_set)
        claims = jwt.decode(token, keys, algorithms=[algorithm]).claims
        rules = jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": issuer}, aud={"essential": True, "value": audience}
        )
        rules.validate(claims)
    print(claims["sub"])


def websocket(address, target, host):
    from websockets.sync.client import connect

    name, port = address.rsplit(":", 1)
    messages = ["hello", "", "grüße", b"\x00\x01\xff", b"x" * 125, b"x" * 126, b"x" * 70_000, "y" * 500_000]
    with socket.create_connection((name, int(port)), timeout=30) as connection:
        with connect(f"ws://{host}{target}", sock=connection, open_timeout=30, max_size=None) as tunnel:
            for message in messages:
                tunnel.send(message)
                assert tunnel.recv(timeout=30) == message, f"{len(message)} came back otherwise"
            tunnel.send(["in ", "several ", "frames"])
            assert tunnel.recv(timeout=30) == "in several frames"
            assert tunnel.ping().wait(30), "no pong"
            tunnel.close(1000, "done")
            assert tunnel.close_code == 1000, tunnel.close_code
    print("ok")


def closed(address, target, host, token):
    from websockets.exceptions import ConnectionClosed
    from websockets.sync.client import connect

    name, port = address.rsplit(":", 1)
    fields = {"Authorization": f"Bearer {token}"}
    with socket.create_connection((name, int(port)), timeout=30) as connection:
        with connect(f"ws://{host}{target}", sock=connection, additional_headers=fields) as tunnel:
            tunnel.send("hello")
            assert tunnel.recv(timeout=30) == "hello"
            print("open", flush=True)
            try:
                tunnel.recv(timeout=30)
            except ConnectionClosed as end:
                print(end.rcvd.code if end.rcvd else "cut")


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("sign", "verify", "websocket", "closed"):
        sys.exit(__doc__)
    globals()[sys.argv[1]](*sys.argv[2:])

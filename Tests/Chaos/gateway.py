"""A gateway with accounts, to be killed and started again on the same files, and a browser's share of HTTP."""

import base64
import hmac
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

PASSWORD = "correct horse"
# bcrypt at its lowest cost: the hash is not what is on trial.
ACCOUNTS = "alice:$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e\n"
COOKIE = "sallyport-insecure"
CONFIGURATION = """\
listen: {{http: "127.0.0.1:{port}"}}
workers: 2
log: {{access: off, audit: audit.log}}
accounts: {{file: users.htpasswd, throttle: {{free: 1000000}}}}
sessions: {{path: sessions{sessions}}}
issuers: {{chaos: {{issuer: chaos, audience: [api], algorithms: [HS256], symmetric: {{secret: {{file: secret}}}}}}}}
admin: {{listen: "unix:adm/admin.sock"}}
{further}hosts:
  localhost:
    upstream: http://127.0.0.1:{upstream}
    routes:
      /**: {{auth: session}}
      /socket: {{auth: session, websocket: true}}
      /api/**: {{auth: bearer}}
"""


SECRET = "a secret that the issuer and the gateway share, and nobody else"


def token(subject, identifier):
    """A token of the issuer `chaos`, good for an hour."""
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")
    now = int(time.time())
    claims = {"iss": "chaos", "aud": "api", "sub": subject, "jti": identifier, "iat": now, "exp": now + 3600}
    text = part(b'{"alg":"HS256"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.digest(SECRET.encode(), text, "sha256"))).decode()


class Gateway:
    """One process at a time, in `folder`; the port stays, so that clients find it again."""

    def __init__(self, binary, folder, sessions="", further="", upstream=1):
        """`sessions` are further settings of that name, in flow style, `further` sections of the configuration;
        the port of an upstream, where one is wanted."""
        self.binary = binary
        self.folder = folder
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.process = None
        self.write("users.htpasswd", ACCOUNTS)
        self.write("secret", SECRET)
        self.write("sallyport.yaml", CONFIGURATION.format(
            port=self.port, sessions=f", {sessions}" if sessions else "", further=further, upstream=upstream))

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o600)

    def start(self):
        """Starts it; seconds until it was ready, or RuntimeError with what it said."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [self.binary, "run", "--config", os.path.join(self.folder, "sallyport.yaml")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        said = []
        for line in self.process.stderr:
            said.append(line.decode(errors="replace"))
            try:
                if json.loads(line).get("message") == "ready":
                    break
            except (ValueError, AttributeError):
                pass
        else:
            code = self.process.wait()
            raise RuntimeError(f"it ended with {code}: {''.join(said)}")
        # Or it would wait for a reader one day.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return time.monotonic() - began

    def order(self, method, target, body=None):
        """Asks at the operator's socket; the status and the document."""
        connection = http.client.HTTPConnection("localhost", timeout=60)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(60)
        try:
            connection.sock.connect(os.path.join(self.folder, "adm/admin.sock"))
            connection.request(method, target, None if body is None else json.dumps(body))
            response = connection.getresponse()
            text = response.read()
        finally:
            connection.close()
        return response.status, json.loads(text) if text else None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


class Browser:
    """One connection at a time, which may die under a request at any moment: OSError or HTTPException."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def request(self, method, target, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        fields = {"Host": "localhost", "Sec-Fetch-Site": "same-origin", "Connection": "close"}
        if self.cookies:
            fields["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            fields["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, target, body, fields)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return response.status, text

    def log_in(self):
        """The cookie that stands for the session; None where there was no 303."""
        given = self.answer_form(self.open_form()) == 303
        return (self.cookies.get(COOKIE) or self.cookies.get(f"{COOKIE}-access")) if given else None

    def open_form(self):
        """The token of a login form."""
        _, page = self.request("GET", "/.sallyport/login")
        return re.search(r'name="form" value="([^"]*)"', page).group(1)

    def answer_form(self, form):
        """Sends name and password; the status."""
        return self.request("POST", "/.sallyport/login", urllib.parse.urlencode(
            {"username": "alice", "password": PASSWORD, "to": "/", "form": form}))[0]

    def log_out(self):
        """Whether it was acknowledged."""
        return self.request("POST", "/.sallyport/logout", "")[0] == 303

    def is_alive(self, session):
        self.cookies = {COOKIE: session}
        status, text = self.request("GET", "/.sallyport/session")
        if status not in (200, 401):
            raise RuntimeError(f"{status} to a question about a session: {text}")
        return status == 200

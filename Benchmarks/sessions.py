"""A session store with live sessions of one account, the cookies that open them, and accounts to log in with."""
import ctypes
import os
import subprocess
from pathlib import Path

from peers import HERE

PASSWORD = "correct horse battery staple"
SUBJECT = "bench-account"
CHEAP, DEAR = 256, 8   # accounts at bcrypt cost 4 and at cost 12


def bcrypt(cost):
    crypt = ctypes.CDLL("libcrypt.so.1").crypt
    crypt.restype = ctypes.c_char_p
    return crypt(PASSWORD.encode(), f"$2b${cost:02d}$abcdefghijklmnopqrstuu".encode()).decode()


def store_benchmark():
    return os.environ.get("SALLYPORT_STORE_BENCHMARK", str(HERE / "../.build/release/StoreBenchmark"))


class Sessions:
    def __init__(self, folder: Path, count: int, seen):
        """`seen`: when they were used last, spread over this range of seconds from now."""
        self.folder = folder
        folder.mkdir()
        cheap, dear = bcrypt(4), bcrypt(12)
        users = folder / "users.htpasswd"
        users.write_text(
            f"{SUBJECT}:{cheap}\n"
            + "".join(f"cheap{number}:{cheap}\n" for number in range(CHEAP))
            + "".join(f"dear{number}:{dear}\n" for number in range(DEAR)))
        fields = folder / "session.fields"
        subprocess.run(
            [store_benchmark(), "fill", folder / "store", str(count), users, SUBJECT, fields,
             *map(str, seen)], check=True)
        with open(fields) as lines:
            self.one = lines.readline().strip()
        (folder / "session.one").write_text(self.one + "\n")
        self.environment = {"BENCH_USERS": str(users), "BENCH_STORE": str(folder / "store")}

    def credentials(self, _):
        """A header line that must pass, the subject it stands for, and lines that must not."""
        name, value = self.one.split("=")
        other = ("A" if value[0] != "A" else "B") + value[1:]
        return self.one, SUBJECT, {
            "no cookie": None,
            "a wrong cookie": f"{name}={other}",
            "a cookie cut short": f"{name}={value[:-1]}",
            "a cookie of another name": f"Cookie: session={value}",
        }

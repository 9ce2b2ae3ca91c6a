"""Kafka as a user has it: everything goes through kcat, nothing through a client library."""
import json
import os
import subprocess
import tempfile
import threading
from dataclasses import dataclass

LARGEST = 8_000_000  # bytes: what the tests may send and read in one record
CONSUME = ["-X", "isolation.level=read_committed", "-X", "fetch.wait.max.ms=100",
           "-X", f"fetch.message.max.bytes={LARGEST}", "-X", "receive.message.max.bytes=100000000"]
PRODUCE = ["-X", f"message.max.bytes={LARGEST}", "-X", "linger.ms=0"]


@dataclass(frozen=True)
class Record:
    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple  # of (name, bytes or None), in order
    timestamp: int = 0

    def header(self, name):
        """The last header of that name as text; None when it is missing or null."""
        values = [v for n, v in self.headers if n == name]
        return values[-1].decode("utf-8", "replace") if values and values[-1] is not None else None

    def json(self):
        return json.loads(self.value)


def parse(line):
    """One line of `kcat -J`. Its strings hold raw bytes, so latin-1 brings them back unchanged, whatever they are."""
    seen = json.loads(line.decode("latin-1"), strict=False)
    flat = seen.get("headers") or []
    headers = tuple((flat[i].encode("latin-1").decode("utf-8", "replace"), raw(flat[i + 1])) for i in range(0, len(flat), 2))
    return Record(seen["topic"], seen["partition"], seen["offset"], raw(seen["key"]), raw(seen["payload"]), headers, seen["ts"])


def raw(text):
    return None if text is None else text.encode("latin-1")


class Kafka:
    def __init__(self, address):
        self.address = address

    def send(self, topic, value, key=None, partition=None, headers=(), compression="none"):
        """One record; `value` None is a null value, b"" an empty one. Headers are (name, text)."""
        command = ["-P", "-t", topic, "-z", compression, *PRODUCE, *flags(partition, headers)]
        if value:
            with tempfile.NamedTemporaryFile() as file:
                file.write(value)
                file.flush()
                self._run([*command, *(["-k", key] if key is not None else []), file.name])
        else:
            self._run([*command, "-K", "\t", *(["-Z"] if value is None else [])], f"{key or ''}\t\n".encode())

    def send_without_key(self, topic, value, partition):
        """One record of one line with a null key."""
        self._run(["-P", "-t", topic, *PRODUCE, *flags(partition, ())], value + b"\n")

    def send_lines(self, topic, pairs, partition=None, headers=()):
        """Many (key, value) of one line each, with the same headers, through one kcat."""
        lines = b"".join(key.encode() + b"\t" + value + b"\n" for key, value in pairs)
        self._run(["-P", "-t", topic, "-K", "\t", *PRODUCE, *flags(partition, headers)], lines)

    def read(self, topic):
        """The whole topic, read_committed, from the beginning: records per partition in order."""
        out = self._run(["-C", "-t", topic, "-o", "beginning", "-e", "-q", "-J", *CONSUME])
        records = [parse(line) for line in out.splitlines(keepends=False) if line]
        return sorted(records, key=lambda r: (r.partition, r.offset))

    def partitions(self):
        """Topic name -> number of partitions."""
        seen = json.loads(self._run(["-L", "-J", "-m", "10"]))
        return {t["topic"]: len(t["partitions"]) for t in seen["topics"]}

    def answers(self):
        return subprocess.run(["kcat", "-b", self.address, "-L", "-m", "1"], capture_output=True, check=False).returncode == 0

    def follow(self, topic, take):
        return Follower(self.address, topic, take)

    def _run(self, arguments, stdin=b""):
        done = subprocess.run(["kcat", "-b", self.address, *arguments], input=stdin, capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"kcat {' '.join(arguments[:4])}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout


class Follower:
    """A running kcat that hands each record to `take`, on a thread of its own, until closed."""

    def __init__(self, address, topic, take):
        self.process = subprocess.Popen(
            ["kcat", "-b", address, "-C", "-t", topic, "-o", "beginning", "-q", "-u", "-J", "-E", *CONSUME],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.thread = threading.Thread(target=self._pump, args=(take,), daemon=True)
        self.thread.start()

    def _pump(self, take):
        for line in self.process.stdout:
            take(parse(line))

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.thread.join()


def flags(partition, headers):
    given = ["-p", str(partition)] if partition is not None else []
    for name, value in headers:
        given += ["-H", f"{name}={value}"]
    return given


def require_kcat():
    try:
        features = subprocess.run(["kcat", "-V"], capture_output=True, check=True).stdout.decode()
    except FileNotFoundError:
        raise SystemExit("kcat is missing: apt-get install kcat") from None
    if "JSON" not in features or os.name != "posix":
        raise SystemExit("this kcat was built without JSON support (-J)")

"""Runs an unpacked image with runc as Kubernetes does, checks and measures it, and prints tables.

The container runs as user 10001 on a read-only root file system, without capabilities, with 128 MiB of memory and half
a core (two cores for one of the start times). Exits with 1 when a check fails or a figure is above its bound. Sizes must
be within their bounds. Times and memory depend on the machine, and must be within their bounds times SLACK (an
environment variable, default 3).
"""

import argparse
import gzip
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

MIB = 2**20
MB = 10**6
failures = []


def expect(condition, message):
    print(("ok      " if condition else "FAILED  ") + message, flush=True)
    if not condition:
        failures.append(message)
    return condition


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Container:
    """A run of the image. It shares the network of the host."""

    def __init__(self, bundle, cpus, memory=128 * MIB, args=(), mounts=()):
        self.port = free_port()
        self.name = f"sonde-{os.getpid()}-{self.port}"
        config = json.loads((bundle / "config.json.image").read_text())
        process = config["process"]
        process["terminal"] = False
        process["args"] = config["process"]["args"] + (list(args) or ["--port", str(self.port)])
        process["user"] = {"uid": 10001, "gid": 10001}
        process["capabilities"] = {k: [] for k in ("bounding", "effective", "inheritable", "permitted", "ambient")}
        process["noNewPrivileges"] = True
        process.pop("rlimits", None)
        config["root"]["readonly"] = True
        config["mounts"] = [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755", "size=64k"]},
            *mounts,
        ]
        linux = config["linux"]
        linux["namespaces"] = [{"type": t} for t in ("pid", "ipc", "uts", "mount")]
        linux.pop("uidMappings", None)
        linux.pop("gidMappings", None)
        linux["resources"] = {
            "memory": {"limit": memory, "swap": memory},
            "cpu": {"quota": int(cpus * 100_000), "period": 100_000},
        }
        (bundle / "config.json").write_text(json.dumps(config))
        self.log = open(bundle / "log", "wb")
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["runc", "run", "--bundle", str(bundle), self.name], stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        self.logfile = bundle / "log"

    def text(self):
        return self.logfile.read_text(errors="replace")

    def until_scraped(self, limit=60):
        """Waits for the first 200 of /observe/metrics, and returns the milliseconds since the start."""
        end = self.began + limit
        request = b"GET /observe/metrics HTTP/1.1\r\nHost: sonde\r\nConnection: close\r\n\r\n"
        while time.monotonic() < end:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=limit) as s:
                    s.sendall(request)
                    if s.recv(12).startswith(b"HTTP/1.1 200"):
                        return (time.monotonic() - self.began) * 1000
            except OSError:
                if self.process.poll() is not None:
                    break
            time.sleep(0.003)
        raise SystemExit(f"the container did not start:\n{self.text()}")

    def pid(self):
        return json.loads(subprocess.check_output(["runc", "state", self.name]))["pid"]

    def status(self, key):
        for line in pathlib.Path(f"/proc/{self.pid()}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return line.split(":")[1].split()
        raise KeyError(key)

    def get(self, path, method="GET", **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        for key, value in headers.items():
            request.add_header(key.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers, e.read()

    def until(self, condition, what, limit=60):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.1)
        return expect(False, f"{what} within {limit} s")

    def stop(self, sig="TERM"):
        """Sends a signal, and returns the exit code and the seconds until the end."""
        began = time.monotonic()
        subprocess.run(["runc", "kill", self.name, sig], check=False, capture_output=True)
        code = self.process.wait(60)
        self.log.close()
        subprocess.run(["runc", "delete", "--force", self.name], capture_output=True)
        return code, time.monotonic() - began


def collections(container):
    """sonde_collection_up of each collection."""
    body = container.get("/observe/metrics?name%5B%5D=sonde_collection_up")[2].decode()
    return {l.rsplit(" ", 1)[0]: float(l.rsplit(" ", 1)[1]) for l in body.splitlines() if not l.startswith("#")}


def all_up(container):
    states = collections(container)
    return len(states) >= 3 and all(v == 1 for v in states.values())


def check_contents(bundle):
    root = bundle / "rootfs"
    executables = [
        str(f.relative_to(root))
        for f in root.rglob("*")
        if f.is_file() and not f.is_symlink() and os.access(f, os.X_OK) and ".so" not in f.name and f.stat().st_mode & 0o111
    ]
    expect(executables == ["opt/sonde/bin/java"], f"java is the only executable: {executables}")
    odd = [str(f.relative_to(root)) for f in root.rglob("*") if not f.is_symlink() and f.stat().st_mode & 0o6000]
    expect(not odd, f"nothing is setuid or setgid: {odd}")
    expect((root / "opt/sonde/lib/sonde.aot").is_file(), "the image has an AOT cache")
    expect((root / "opt/sonde/drivers").is_dir() and (root / "etc/sonde").is_dir(), "the folders to mount are there")
    expect((root / "opt/sonde/bom.json").is_file(), "the image has a bill of materials")


def check_run(bundle, revision):
    c = Container(bundle, cpus=0.5)
    try:
        c.until_scraped()
        expect(c.status("Uid") == ["10001"] * 4, "runs as 10001")
        expect(set(c.status("CapEff") + c.status("CapPrm") + c.status("CapBnd")) == {"0" * 16}, "has no capability")
        expect(c.status("NSpid")[-1] == "1", "is process 1")
        cmdline = pathlib.Path(f"/proc/{c.pid()}/cmdline").read_bytes().split(b"\0")[0]
        expect(cmdline == b"/opt/sonde/bin/java", "process 1 is java")
        expect(c.until(lambda: all_up(c), "every collection of the demonstration succeeds"), f"collections: {sorted(collections(c))}")
        formats = {
            "text/plain": "text/plain; version=0.0.4; charset=utf-8",
            "application/openmetrics-text;version=1.0.0": "application/openmetrics-text; version=1.0.0; charset=utf-8",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited":
                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        }
        for accept, expected in formats.items():
            for path in ("/observe/metrics", "/metrics"):
                status, headers, body = c.get(path, Accept=accept)
                expect(status == 200 and headers["Content-Type"].startswith(expected.split(";")[0]) and len(body) > 1000,
                       f"{path} as {headers['Content-Type']}: {status}, {len(body)} bytes")
        status, headers, body = c.get("/observe/metrics", Accept_Encoding="gzip")
        expect(headers["Content-Encoding"] == "gzip" and b"sonde_build_info" in gzip.decompress(body), "gzip")
        for path, expected in (
            ("/", 200), ("/observe/health", 200), ("/observe/health/live", 200), ("/observe/health/ready", 200),
            ("/observe/health/started", 200), ("/version", 200), ("/probe?collector=memory&target=jvm", 200),
            ("/probe?collector=none&target=jvm", 400), ("/nothing-is-here", 404),
        ):
            status = c.get(path)[0]
            expect(status == expected, f"{path}: {status}")
        for path in ("/status", "/status.json", "/-/reload"):
            print(f"        {path}: {c.get(path)[0]}")
        status, _, _ = c.get("/observe/metrics", method="POST")
        expect(status == 405, f"POST /observe/metrics: {status}")
        version = json.loads(c.get("/version")[2])
        expect(version["revision"].startswith(revision), f"/version names {version['revision']}, this is {revision}")
        code, seconds = c.stop()
        expect(code == 0 and seconds < 15, f"SIGTERM: exit code {code} after {seconds:.1f} s")
    except BaseException:
        c.stop("KILL")
        print(c.text())
        raise
    unwritten = "Read-only file system" not in c.text() and "Permission denied" not in c.text()
    expect(unwritten, "nothing tries to write")

    c = Container(bundle, cpus=0.5, args=["--version"])
    code = c.process.wait(60)
    expect(code == 0 and revision in c.text(), f"--version: {c.text().strip()}")

    folder = bundle / "mounted"
    folder.mkdir(exist_ok=True)
    (folder / "sonde.yaml").write_text("prefix: mounted\nserver: {port: 1}\n")
    os.chmod(folder, 0o755)
    mount = {"destination": "/etc/sonde", "type": "bind", "source": str(folder), "options": ["rbind", "ro"]}
    c = Container(bundle, cpus=0.5, args=["check", "/etc/sonde/sonde.yaml"], mounts=[mount])
    code = c.process.wait(60)
    expect(code == 0, f"check of a mounted file: {c.text().strip()}")


def layers(oci):
    index = json.loads((oci / "index.json").read_text())

    def blob(digest):
        return (oci / "blobs" / digest.replace(":", "/"))

    manifest = json.loads(blob(index["manifests"][0]["digest"]).read_text())
    config = json.loads(blob(manifest["config"]["digest"]).read_text())
    result = []
    for layer in manifest["layers"]:
        with gzip.open(blob(layer["digest"])) as f:
            raw = 0
            while chunk := f.read(MB):
                raw += len(chunk)
        result.append((layer["size"], raw))
    return result, config


def measure(bundle, cpus, runs):
    times, memory = [], []
    for _ in range(runs):
        c = Container(bundle, cpus=cpus)
        try:
            times.append(c.until_scraped())
            c.until(lambda: all_up(c), "every collection succeeds")
            time.sleep(10 if cpus >= 2 else 0)  # idle
            memory.append(int(c.status("VmRSS")[0]) / 1024)
        finally:
            c.stop()
    return statistics.median(times), statistics.median(memory)


def least_memory(bundle):
    """The smallest memory limit, in steps of 8 MiB, with which every collection of the demonstration succeeds."""
    least = None
    for limit in range(128, 47, -8):
        c = Container(bundle, cpus=2, memory=limit * MIB)
        try:
            c.until_scraped()
            if not all(c.get("/observe/metrics")[0] == 200 for _ in range(50)) or not c.until(lambda: all_up(c), "", 30):
                break
            least = limit
        except (SystemExit, OSError):
            break
        finally:
            c.stop("KILL")
    return least


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--oci", type=pathlib.Path, required=True)
    parser.add_argument("--bundle", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--revision", required=True)
    options = parser.parse_args()
    bundle = options.bundle
    if not (bundle / "config.json.image").exists():
        (bundle / "config.json.image").write_text((bundle / "config.json").read_text())

    parts, config = layers(options.oci)
    expect(config["config"].get("User") == "10001:10001", f"user {config['config'].get('User')}")
    labels = config["config"].get("Labels", {})
    expect(labels.get("org.opencontainers.image.revision") == options.revision, f"labels {labels}")
    check_contents(bundle)
    check_run(bundle, options.revision)

    start_two, memory = measure(bundle, 2, options.runs)
    start_half, _ = measure(bundle, 0.5, options.runs)
    within = least_memory(bundle)

    print("\n| layer | pull | raw |\n| --- | --- | --- |")
    for name, (pull, raw) in zip(("C library", "Java", "jars", "AOT cache"), parts, strict=True):
        print(f"| {name} | {pull / MB:.1f} MB | {raw / MB:.1f} MB |")
    pull, raw = (sum(x) for x in zip(*parts))
    slack = float(os.environ.get("SLACK", "3"))
    print(f"\n| figure (median of {options.runs}) | found | at most |\n| --- | --- | --- |")
    rows = [
        ("to pull (gzip)", pull / MB, 48, "MB", 1),
        ("unpacked", raw / MB, 121, "MB", 1),
        ("start, two cores", start_two, 450, "ms", slack),
        ("start, half a core", start_half, 1600, "ms", slack),
        ("resident memory, idle", memory, 96, "MiB", slack),
        ("works within", within or 999, 128, "MiB", 1),
    ]
    for name, found, most, unit, tolerance in rows:
        print(f"| {name} | {found:.1f} {unit} | {most} {unit} |")
    for name, found, most, unit, tolerance in rows:
        if found > most * tolerance:
            failures.append(f"{name}: {found:.1f} {unit}, at most {most} {unit}")
    if failures:
        sys.exit("\n".join(["", "failed:", *failures]))


if __name__ == "__main__":
    main()

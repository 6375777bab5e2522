"""Rounds of load on servers that take turns, and the medians of what the generator saw."""

import os
import re
import select
import statistics
import subprocess
import time

# One name=value line of the generator; see generator/load.c.
Sample = dict[str, float]

SETTINGS = [(1, 1), (8, 1), (8, 16), (64, 1), (64, 16)]


class Server:
    """A process that prints `listening on HOST:PORT` and serves until it is told to end."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str] | None = None):
        started = time.monotonic()
        self.name = name
        # What it said before it listened.
        self.said: list[str] = []
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
        self.port = self._port()
        self.seconds_to_ready = time.monotonic() - started

    def _port(self) -> int:
        deadline = time.monotonic() + 20
        text = ""
        while time.monotonic() < deadline:
            if not select.select([self.process.stdout], [], [], 1)[0]:
                continue
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            text += chunk.decode()
            if match := re.search(r"^listening on .*:(\d+)\n", text, re.MULTILINE):
                self.said = text.splitlines()
                return int(match[1])
        self.end()
        raise SystemExit(f"{self.name} did not start")

    @property
    def resident_kib(self) -> int:
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(25)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def load(generator: str, server: Server, connections: int, in_flight: int, seconds: float, request: str, *options: str
         ) -> Sample:
    command = [generator, str(server.port), str(connections), str(in_flight), str(seconds), "--request", request,
               "--pid", str(server.process.pid), *options]
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60)
    if outcome.returncode != 0:
        raise SystemExit(f"{server.name} at {connections}×{in_flight}: {outcome.stdout}{outcome.stderr}")
    return {name: float(value) for name, value in re.findall(r"(\w+)=([\d.]+)", outcome.stdout)}


def median(samples: list[Sample]) -> Sample:
    return {name: statistics.median(sample[name] for sample in samples) for name in samples[0]}


def table(results: dict[tuple[int, int], dict[str, Sample]], names: list[str]):
    """A table of Markdown: a row for each setting and server, ratios to the first server of the setting."""
    print("| connections × in flight | server | requests/s | ratio | p50 µs | p99 µs | CPU µs per request | RSS MiB |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for (connections, in_flight), servers in results.items():
        own = servers[names[0]]["rps"]
        for name in names:
            if name not in servers:
                continue
            sample = servers[name]
            print(f"| {connections}×{in_flight} | {name} | {sample['rps']:,.0f} | {own / sample['rps']:.2f} | "
                  f"{sample['p50_us']:.0f} | {sample['p99_us']:.0f} | {sample['cpu_us']:.2f} | "
                  f"{sample['rss_kib'] / 1024:.0f} |", flush=True)

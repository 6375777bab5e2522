"""A private PostgreSQL with durable commits, in a folder of its own, for as long as a benchmark runs."""

import glob
import os
import pathlib
import shutil
import subprocess
import tempfile


class Cluster:
    def __init__(self):
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        # A unix socket's path ends at 107 bytes. PostgreSQL's user must be able to enter; /tmp may be memory, /var/tmp is a disk.
        self.home = tempfile.mkdtemp(prefix="week-benchmark.", dir="/var/tmp")
        os.chmod(self.home, 0o755)
        self.data = os.path.join(self.home, "data")
        os.mkdir(self.data)
        # PostgreSQL refuses to run as root.
        self.user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        if self.user:
            shutil.chown(self.home, "postgres", "postgres")
            shutil.chown(self.data, "postgres", "postgres")
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        # Durable, as in production; memory enough for the data, no checkpoint in the middle of a round.
        options = (f"-c listen_addresses= -k {self.home} -c shared_buffers=256MB -c max_wal_size=4GB "
                   "-c checkpoint_timeout=30min -c autovacuum=off")
        self._run("pg_ctl", "-D", self.data, "-l", os.path.join(self.home, "log"), "-w", "-t", "60", "start", "-o", options)

    @property
    def connection(self) -> str:
        return f"host={self.home} port=5432 user=postgres dbname=postgres"

    def script(self, path: pathlib.Path):
        subprocess.run([os.path.join(self.bin, "psql"), "-q", "-v", "ON_ERROR_STOP=1", "-f", str(path), self.connection],
                       check=True)

    def pgbench(self, script: pathlib.Path, clients: int, seconds: float) -> float:
        """Transactions per second of prepared statements over the unix socket."""
        outcome = subprocess.run(
            [os.path.join(self.bin, "pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T",
             str(max(1, round(seconds))), "-f", str(script), self.connection],
            capture_output=True, text=True, check=True)
        line = next(line for line in outcome.stdout.splitlines() if line.startswith("tps"))
        return float(line.split()[2])

    def _run(self, program: str, *arguments: str):
        subprocess.run([*self.user, os.path.join(self.bin, program), *arguments], check=True, cwd=self.home,
                       stdout=subprocess.DEVNULL)

    def end(self):
        subprocess.run([*self.user, os.path.join(self.bin, "pg_ctl"), "-D", self.data, "-m", "immediate", "-w", "stop"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.home)
        shutil.rmtree(self.home, ignore_errors=True)

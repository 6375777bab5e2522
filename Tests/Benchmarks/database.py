"""Methods on PostgreSQL over RPC, authenticated: the testbed beside tokio-postgres and pgbench, on the same rows."""

import argparse
import pathlib
import statistics
import sys
import tempfile

from cluster import Cluster
from measurement import SETTINGS, Sample, Server, load, median, table

HERE = pathlib.Path(__file__).parent
KEY = "only-for-the-benchmark"
FIRST = f'{{"jsonrpc":"2.0","id":0,"method":"rpc.auth","params":{{"key":"{KEY}"}}}}'
ENTRY = '"params":{"key":"{uuid}","name":"an entry of the benchmark","quantity":3}}'
METHODS = {
    "get": '{"jsonrpc":"2.0","id":{id},"method":"items.get","params":{"id":{key}}}',
    "page": '{"jsonrpc":"2.0","id":{id},"method":"items.page","params":{"after":{key}}}',
    "insert": '{"jsonrpc":"2.0","id":{id},"method":"items.insert",' + ENTRY,
    "mutate": '{"jsonrpc":"2.0","id":{id},"method":"items.mutate",' + ENTRY,
}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--built", type=pathlib.Path, required=True)
    options.add_argument("--testbed", required=True)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--methods", default="get,page,insert,mutate")
    options.add_argument("--settings", default="")
    options.add_argument("--readers", default="2", help="several, comma-separated, make several servers")
    options.add_argument("--writers", default="2")
    options.add_argument("--shards", default="1", help="of the Rust server; several make several servers")
    options.add_argument("--workers", default="2", help="threads of the Rust server")
    options.add_argument("--no-pgbench", action="store_true")
    chosen = options.parse_args()
    settings = [tuple(map(int, s.split("x"))) for s in chosen.settings.split(",") if s] or SETTINGS
    generator = str(chosen.built / "load")
    cluster = Cluster()
    servers: list[Server] = []
    try:
        cluster.script(HERE / "database/schema.sql")
        readers, writers = chosen.readers.split(","), chosen.writers.split(",")
        for index in range(max(len(readers), len(writers))):
            reading, writing = readers[min(index, len(readers) - 1)], writers[min(index, len(writers) - 1)]
            name = "testbed" if index == 0 else f"testbed {reading}/{writing}"
            servers.append(Server(name, [chosen.testbed, "--postgres", cluster.connection, "--api-key", KEY,
                                         "--readers", reading, "--writers", writing]))
        for shards in chosen.shards.split(","):
            for workers in chosen.workers.split(","):
                environment = {"DATABASE": cluster.connection, "KEY": KEY, "SHARDS": shards, "WORKERS": workers}
                name = f"Rust {shards} shards {workers} threads"
                servers.append(Server(name, [str(chosen.built / "rust-database")], environment))
        for server in servers:
            print(f"{server.name}: ready after {server.seconds_to_ready:.2f} s, idle {server.resident_kib / 1024:.0f} MiB",
                  file=sys.stderr)
        with tempfile.NamedTemporaryFile("w", suffix=".keys") as keys:
            keys.write("\n".join(str(key) for key in range(1, 99_900)) + "\n")
            keys.flush()
            for method in chosen.methods.split(","):
                measure(method, servers, settings, chosen, generator, keys.name, cluster)
    finally:
        for server in servers:
            server.end()
        cluster.end()


def measure(method, servers, settings, chosen, generator, keys, cluster):
    able = [server for server in servers if method != "mutate" or server.name.startswith("testbed")]
    results: dict[tuple[int, int], dict[str, list[Sample]]] = {
        setting: {server.name: [] for server in able} for setting in settings}
    floor = []
    for _ in range(chosen.rounds):
        script = HERE / f"database/{method}.sql"
        if script.exists() and not chosen.no_pgbench:
            floor.append(cluster.pgbench(script, 8, chosen.seconds))
        for connections, in_flight in settings:
            for server in able:
                results[connections, in_flight][server.name].append(
                    load(generator, server, connections, in_flight, chosen.seconds, METHODS[method], "--warmup", "0.3",
                         "--first", FIRST, "--keys", keys))
    print(f"\n### {method}\n")
    if floor:
        print(f"pgbench -M prepared, 8 clients: {statistics.median(floor):,.0f} transactions/s\n")
    table({s: {name: median(samples) for name, samples in of.items()} for s, of in results.items()},
          [server.name for server in able])


main()

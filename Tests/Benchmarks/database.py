"""Methods on PostgreSQL over RPC, authenticated: a service beside tokio-postgres and pgbench, on the same rows."""

import argparse
import pathlib
import statistics
import sys
import tempfile

from cluster import Cluster
from measurement import SETTINGS, Sample, Server, load, median, table

HERE = pathlib.Path(__file__).parent
PEERS_KEY = "only-for-the-benchmark"
ENTRY = '"key":"{uuid}","name":"an entry of the benchmark","quantity":3'
METHODS = {
    "get": '{"jsonrpc":"2.0","id":{id},"method":"registry.items.get","params":{"id":{key}}}',
    "page": '{"jsonrpc":"2.0","id":{id},"method":"registry.items.page","params":{"after":{key}}}',
    "insert": '{"jsonrpc":"2.0","id":{id},"method":"registry.items.insert","params":{' + ENTRY + "}}",
    "put": '{"jsonrpc":"2.0","id":{id},"method":"registry.items.put","params":{' + ENTRY
           + ',"_meta":{"idempotencyKey":"{uuid}"}}}',
}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--built", type=pathlib.Path, required=True)
    options.add_argument("--service", required=True, help="the service's program")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--methods", default="get,page,insert,put")
    options.add_argument("--settings", default="", help="such as 8x1,64x16")
    options.add_argument("--readers", default="2", help="several, comma-separated, make several servers")
    options.add_argument("--writers", default="2", help="as many as readers, or one for all")
    options.add_argument("--shards", default="1", help="connections of the Rust server; several make several servers")
    options.add_argument("--workers", default="2", help="threads of the Rust server; several make several servers")
    options.add_argument("--peers", default="Rust,C", help="Rust, C, or nothing")
    options.add_argument("--beside", default="", help="another build of the service's program, measured in the same rounds")
    chosen = options.parse_args()
    settings = [tuple(map(int, s.split("x"))) for s in chosen.settings.split(",") if s] or SETTINGS
    cluster = Cluster()
    servers: list[Server] = []
    try:
        cluster.script(HERE / "database/schema.sql")
        servers += own(chosen, cluster)
        servers += peers(chosen, cluster)
        for server in servers:
            print(f"{server.name}: ready after {server.seconds_to_ready:.2f} s, idle {server.resident_kib / 1024:.0f} MiB",
                  file=sys.stderr)
        with tempfile.NamedTemporaryFile("w", suffix=".keys") as keys:
            keys.write("\n".join(str(key) for key in range(1, 99_900)) + "\n")
            keys.flush()
            for method in chosen.methods.split(","):
                measure(method, servers, settings, chosen, keys.name, cluster)
    finally:
        for server in servers:
            server.end()
        cluster.end()


def own(chosen, cluster) -> list[Server]:
    readers, writers = chosen.readers.split(","), chosen.writers.split(",")
    servers = []
    for index in range(max(len(readers), len(writers))):
        reading, writing = readers[min(index, len(readers) - 1)], writers[min(index, len(writers) - 1)]
        name = "service" if max(len(readers), len(writers)) == 1 else f"service {reading}/{writing}"
        servers.append(Server(name, [chosen.service, "--postgres", cluster.connection,
                                     "--readers", reading, "--writers", writing]))
    if chosen.beside:
        servers.append(Server("service beside", [chosen.beside, "--postgres", cluster.connection,
                                                 "--readers", readers[0], "--writers", writers[0]]))
    return servers


def peers(chosen, cluster) -> list[Server]:
    servers = []
    if "Rust" in chosen.peers:
        servers += [
            Server(f"Rust {shards}/{workers}", [str(chosen.built / "rust-database")],
                   {"DATABASE": cluster.connection, "KEY": PEERS_KEY, "SHARDS": shards, "WORKERS": workers})
            for shards in chosen.shards.split(",") for workers in chosen.workers.split(",")]
    if "C" in chosen.peers.split(","):
        servers.append(Server("C", [str(chosen.built / "c-database")], {"DATABASE": cluster.connection}))
    return servers


def first(server: Server) -> str:
    """What a connection says before anything else."""
    key = next((line.split()[1] for line in server.said if line.startswith("key ")), PEERS_KEY)
    return f'{{"jsonrpc":"2.0","id":0,"method":"rpc.auth","params":{{"key":"{key}"}}}}'


def measure(method, servers, settings, chosen, keys, cluster):
    # The peers have no mutations: a service's is set beside their bare insert. C has no pages.
    servers = [server for server in servers if not (method == "page" and server.name == "C")]
    methods = {server.name: method if method != "put" or server.name.startswith("service") else "insert"
               for server in servers}
    results: dict[tuple[int, int], dict[str, list[Sample]]] = {
        setting: {server.name: [] for server in servers} for setting in settings}
    floor = []
    for number in range(chosen.rounds):
        script = HERE / f"database/{method}.sql"
        if script.exists() and chosen.peers:
            floor.append(cluster.pgbench(script, 8, chosen.seconds))
        for connections, in_flight in settings:
            # Who goes first alternates.
            for server in servers if number % 2 == 0 else reversed(servers):
                results[connections, in_flight][server.name].append(
                    load(str(chosen.built / "load"), server, connections, in_flight, chosen.seconds,
                         METHODS[methods[server.name]], "--warmup", "0.3", "--first", first(server), "--keys", keys))
    print(f"\n### {method}\n")
    if floor:
        print(f"pgbench -M prepared, 8 clients: {statistics.median(floor):,.0f} transactions/s\n")
    table({s: {name: median(samples) for name, samples in of.items()} for s, of in results.items()},
          [server.name for server in servers])


main()

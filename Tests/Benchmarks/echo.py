"""Echo over TCP: the testbed beside a loop in C that parses nothing and servers of Rust and Go that do the same work."""

import argparse
import pathlib
import sys

from measurement import SETTINGS, Sample, Server, load, median, table

REQUEST = ('{"jsonrpc":"2.0","id":{id},"method":"reflect",'
           '"params":{"number":1234567,"text":"a small request, as most requests are"}}')


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--built", type=pathlib.Path, required=True, help="the folder that `run` built into")
    options.add_argument("--testbed", required=True)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    options.add_argument("--only", default="", help="names of servers, comma-separated")
    options.add_argument("--settings", default="", help="such as 8x1,64x16")
    chosen = options.parse_args()
    settings = [tuple(map(int, s.split("x"))) for s in chosen.settings.split(",") if s] or SETTINGS
    generator = str(chosen.built / "load")
    commands = {
        "testbed": ([chosen.testbed], None),
        "C loop": ([str(chosen.built / "echo")], None),
        "Rust": ([str(chosen.built / "rust-echo")], None),
        "Go": ([str(chosen.built / "go-echo")], None),
    }
    names = [name for name in commands if not chosen.only or name in chosen.only.split(",")]
    servers = [Server(name, *commands[name]) for name in names if pathlib.Path(commands[name][0][0]).exists()]
    names = [server.name for server in servers]
    for server in servers:
        print(f"{server.name}: ready after {server.seconds_to_ready:.2f} s, idle {server.resident_kib / 1024:.0f} MiB",
              file=sys.stderr)
    results: dict[tuple[int, int], dict[str, list[Sample]]] = {setting: {name: [] for name in names} for setting in settings}
    try:
        for _ in range(chosen.rounds):
            for connections, in_flight in settings:
                for server in servers:
                    results[connections, in_flight][server.name].append(
                        load(generator, server, connections, in_flight, chosen.seconds, REQUEST, "--warmup", "0.2"))
    finally:
        for server in servers:
            server.end()
    table({s: {name: median(samples) for name, samples in of.items()} for s, of in results.items()}, names)


main()

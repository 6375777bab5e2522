"""Allocations of the testbed per request, beside the committed thresholds in allocations/thresholds.

One connection with 16 requests in flight: the count does not depend on time, only on how requests fall into reads, which
moves it by a few hundredths. Fails when a request costs more than its threshold."""

import argparse
import os
import pathlib
import struct
import sys
import tempfile

from measurement import Server, load

HERE = pathlib.Path(__file__).parent
REQUESTS = {
    "reflect": ('{"jsonrpc":"2.0","id":{id},"method":"reflect",'
                '"params":{"number":1234567,"text":"a small request, as most requests are"}}'),
    "rpc.ping": '{"jsonrpc":"2.0","id":{id},"method":"rpc.ping"}',
    "echo": '{"jsonrpc":"2.0","id":{id},"method":"echo","params":[1,"two",null]}',
}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--built", type=pathlib.Path, required=True)
    options.add_argument("--testbed", required=True)
    chosen = options.parse_args()
    thresholds = dict(line.split() for line in (HERE / "allocations/thresholds").read_text().splitlines()
                      if line and not line.startswith("#"))
    exceeded = False
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "count")
        server = Server("testbed", [chosen.testbed],
                        {"LD_PRELOAD": str(chosen.built / "count.so"), "ALLOCATION_COUNT": path})

        def allocations() -> int:
            with open(path, "rb") as file:
                return struct.unpack("L", file.read(8))[0]

        try:
            for name, request in REQUESTS.items():
                before = allocations()
                sample = load(str(chosen.built / "load"), server, 1, 16, 1.0, request, "--warmup", "0")
                each = (allocations() - before) / (sample["rps"] * 1.0)
                limit = float(thresholds[name])
                exceeded |= each > limit
                print(f"{name}: {each:.2f} allocations per request, at most {limit:g}")
        finally:
            server.end()
    sys.exit("more allocations than the thresholds allow" if exceeded else 0)


main()

"""spdk's JSONRPCClient: requests over several lines with nothing behind them, pipelined and as a batch."""
import sys

from checks import TEXT, Checks
from spdk.rpc.client import JSONRPCClient, JSONRPCException

port = int(sys.argv[1])
checks = Checks()
with JSONRPCClient("127.0.0.1", port, timeout=30) as client:
    checks.equal(client.call("subtract", {"minuend": 42, "subtrahend": 23}), 19)
    checks.equal(client.get_data(), ["hello", 5])
    checks.equal(client.echo(text=TEXT), {"text": TEXT})
    for method, params, code in [("bdev_get_bdevs", {}, -32601), ("subtract", {"minuend": "x"}, -32602)]:
        try:
            client.call(method, params)
            raise AssertionError(f"{method} was not refused")
        except JSONRPCException as error:
            checks.equal(f'"code": {code}' in error.message, True)
    # Pretty-printed messages back to back in one packet, no line end behind the last.
    ids = [client.add_request("sum", [number, 1]) for number in range(30)]
    client.flush()
    answers = sorted((client.recv() for _ in ids), key=lambda answer: answer["id"])
    checks.equal([(answer["id"], answer["result"]) for answer in answers], [(id, n + 1) for n, id in enumerate(ids)])
with JSONRPCClient("127.0.0.1", port, timeout=30, batch_mode=True) as client:
    client.call("sum", [1, 2, 4])
    client.call("foobar", {})
    client.send_batch()
    first, second = client.recv()
    checks.equal((first["result"], second["error"]["code"]), (7, -32601))
checks.done("answers, errors, 30 pretty-printed back to back, a batch")

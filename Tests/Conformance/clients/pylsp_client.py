"""python-lsp-jsonrpc: Content-Length with a Content-Type beside it, ids that are texts, cancellation as LSP has it."""
import itertools
import socket
import sys
import threading

from checks import TEXT, Checks
from pylsp_jsonrpc.endpoint import Endpoint
from pylsp_jsonrpc.exceptions import JsonRpcException
from pylsp_jsonrpc.streams import JsonRpcStreamReader, JsonRpcStreamWriter

checks = Checks()
connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])), 30)
reader = JsonRpcStreamReader(connection.makefile("rb"))
writer = JsonRpcStreamWriter(connection.makefile("wb"))
ids = (f"call {number}" for number in itertools.count())
endpoint = Endpoint({}, writer.write, id_generator=lambda: next(ids))
threading.Thread(target=reader.listen, args=(endpoint.consume,), daemon=True).start()


def call(method, params=None):
    return endpoint.request(method, params).result(timeout=30)


checks.equal(call("subtract", [42, 23]), 19)
checks.equal(call("subtract", {"minuend": 42, "subtrahend": 23}), 19)
checks.equal(call("get_data"), ["hello", 5])
checks.equal(call("echo", {"text": TEXT}), {"text": TEXT})
endpoint.notify("update", [1, 2, 3, 4, 5])
for method, params, code in [("foobar", None, -32601), ("sum", ["x"], -32602)]:
    try:
        call(method, params)
        raise AssertionError(f"{method} was not refused")
    except JsonRpcException as error:
        checks.equal(error.code, code)
together = [endpoint.request("sum", [number, 1]) for number in range(60)]
checks.equal([future.result(timeout=30) for future in together], [number + 1 for number in range(60)])
waiting = endpoint.request("wait", {"milliseconds": 60000})
endpoint.notify("$/cancelRequest", {"id": f"call {int(next(ids).split()[1]) - 1}"})
try:
    waiting.result(timeout=30)
    raise AssertionError("the call was not cancelled")
except JsonRpcException as error:
    checks.equal(error.code, -32097)
endpoint.shutdown()
connection.shutdown(socket.SHUT_RDWR)
checks.done("answers, errors, 60 in flight, $/cancelRequest, a notification")

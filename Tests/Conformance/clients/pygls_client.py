"""pygls: Content-Length, requests as typed objects, ids that are UUIDs."""
import asyncio
import sys

from checks import TEXT, Checks
from pygls.client import JsonRPCClient
from pygls.exceptions import JsonRpcException


async def main(port):
    checks = Checks()
    client = JsonRPCClient()
    await client.start_tcp("127.0.0.1", port)
    call = client.protocol.send_request_async
    checks.equal(await call("subtract", [42, 23]), 19)
    checks.equal(await call("subtract", {"minuend": 42, "subtrahend": 23}), 19)
    checks.equal(await call("echo", [TEXT]), [TEXT])
    checks.equal(await call("get_data"), ["hello", 5])
    client.protocol.notify("update", [1, 2, 3, 4, 5])
    for method, params, code in [("foobar", None, -32601), ("sum", ["x"], -32602)]:
        try:
            await call(method, params)
            raise AssertionError(f"{method} was not refused")
        except JsonRpcException as error:
            checks.equal(error.code, code)
    together = await asyncio.gather(*(call("sum", [number, 1]) for number in range(60)))
    checks.equal(together, [number + 1 for number in range(60)])
    # Its own stop() waits until the server closes.
    client.protocol.writer.close()
    checks.done("answers, errors, 60 in flight, a notification")


asyncio.run(asyncio.wait_for(main(int(sys.argv[1])), 30))

"""snapcast's control protocol: lines that end in CR LF, and answers that must."""
import asyncio
import sys

from checks import TEXT, Checks
from snapcast.control.protocol import SERVER_ONDISCONNECT, SnapcastProtocol


async def main(port):
    checks = Checks()
    gone = asyncio.Event()
    transport, protocol = await asyncio.get_running_loop().create_connection(
        lambda: SnapcastProtocol({SERVER_ONDISCONNECT: lambda _: gone.set()}), "127.0.0.1", port)
    checks.equal(await protocol.request("subtract", {"minuend": 42, "subtrahend": 23}), (19, None))
    checks.equal(await protocol.request("get_data", None), (["hello", 5], None))
    checks.equal(await protocol.request("echo", {"text": TEXT}), ({"text": TEXT}, None))
    checks.equal(await protocol.request("sum", [1, 2, 4]), (7, None))
    for method, params, code in [("Server.GetStatus", None, -32601), ("subtract", {"minuend": "x"}, -32602)]:
        result, error = await protocol.request(method, params)
        checks.equal((result, error["code"]), (None, code))
    together = await asyncio.gather(*(protocol.request("sum", [number, 1]) for number in range(60)))
    checks.equal(together, [(number + 1, None) for number in range(60)])
    transport.close()
    await gone.wait()
    checks.done("answers, errors, 60 in flight")


asyncio.run(asyncio.wait_for(main(int(sys.argv[1])), 30))

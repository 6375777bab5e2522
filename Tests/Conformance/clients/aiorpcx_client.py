"""aiorpcX: messages by lines, calls in flight together, batches, notifications."""
import asyncio
import sys

import aiorpcx
from checks import TEXT, Checks


async def main(port):
    checks = Checks()
    async with aiorpcx.connect_rs("127.0.0.1", port) as session:
        checks.equal(await session.send_request("subtract", [42, 23]), 19)
        checks.equal(await session.send_request("subtract", {"subtrahend": 23, "minuend": 42}), 19)
        checks.equal(await session.send_request("get_data"), ["hello", 5])
        checks.equal(await session.send_request("echo", [TEXT, 2**53 + 1, None]), [TEXT, 2**53 + 1, None])
        await session.send_notification("update", [1, 2, 3, 4, 5])
        for method, params, code in [
            ("foobar", [], -32601), ("subtract", ["a", "b"], -32602), ("subtract", {"minuend": 1}, -32602),
        ]:
            try:
                await session.send_request(method, params)
                raise AssertionError(f"{method} was not refused")
            except aiorpcx.RPCError as error:
                checks.equal(error.code, code)
        together = await asyncio.gather(*(session.send_request("sum", [number, 1]) for number in range(60)))
        checks.equal(together, [number + 1 for number in range(60)])
        async with session.send_batch() as batch:
            batch.add_request("sum", [1, 2, 4])
            batch.add_notification("notify_hello", [7])
            batch.add_request("foo.get", {"name": "myself"})
            batch.add_request("get_data")
        checks.equal(batch.results[0], 7)
        checks.equal(batch.results[1].code, -32601)
        checks.equal(batch.results[2], ["hello", 5])
    checks.done("answers by position and name, errors, 60 in flight, a batch, notifications")


asyncio.run(asyncio.wait_for(main(int(sys.argv[1])), 30))

"""txJSON-RPC: netstrings, a connection for each call."""
import sys

from twisted.internet import defer, reactor

from checks import Checks
from txjsonrpc import jsonrpclib
from txjsonrpc.netstring.jsonrpc import Proxy

checks = Checks()
outcome = []
ASCII = 'A"\\\n'


@defer.inlineCallbacks
def main(port):
    proxy = Proxy("127.0.0.1", port, version=jsonrpclib.VERSION_2)
    checks.equal((yield proxy.callRemote("subtract", 42, 23)), 19)
    checks.equal((yield proxy.callRemote("sum", 1, 2, 4)), 7)
    # No arguments are `"params": []`.
    checks.equal((yield proxy.callRemote("get_data")), ["hello", 5])
    # It counts characters, not bytes: ASCII only.
    checks.equal((yield proxy.callRemote("echo", ASCII)), [ASCII])
    for method, arguments, code in [("foobar", [], -32601), ("subtract", ["a", "b"], -32602)]:
        try:
            yield proxy.callRemote(method, *arguments)
            raise AssertionError(f"{method} was not refused")
        except jsonrpclib.Fault as fault:
            checks.equal(fault.faultCode, code)
    answers = yield defer.gatherResults([proxy.callRemote("sum", number, 1) for number in range(30)])
    checks.equal(list(answers), [number + 1 for number in range(30)])


def ended(result):
    outcome.append(result)
    reactor.stop()


main(int(sys.argv[1])).addBoth(ended)
reactor.callLater(30, lambda: ended(TimeoutError()))
reactor.run()
if outcome[0] is not None:
    sys.exit(str(outcome[0]))
checks.done("answers, errors, 30 connections at once")

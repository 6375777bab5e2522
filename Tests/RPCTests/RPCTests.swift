import Testing

@Suite struct RPCTests {}

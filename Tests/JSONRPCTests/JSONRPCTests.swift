import Testing

@Suite struct JSONRPCTests {}

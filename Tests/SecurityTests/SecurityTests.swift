import Testing

@Suite struct SecurityTests {}

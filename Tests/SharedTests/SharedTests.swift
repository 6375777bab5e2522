import Testing

@Suite struct SharedTests {}

import Testing

@Suite struct DeadlinesTests {}

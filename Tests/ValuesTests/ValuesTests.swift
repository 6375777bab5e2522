import Testing

@Suite struct ValuesTests {}

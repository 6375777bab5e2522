import Testing

@Suite struct RegistryTests {}

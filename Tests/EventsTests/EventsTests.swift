import Testing

@Suite struct EventsTests {}

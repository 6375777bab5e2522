import Testing

@Suite struct NotificationsTests {}

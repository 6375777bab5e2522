@main
struct NotificationsMain {
    static func main() async throws {}
}

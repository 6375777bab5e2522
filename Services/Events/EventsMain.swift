@main
struct EventsMain {
    static func main() async throws {}
}

@main
struct WeekMain {
    static func main() async throws {}
}

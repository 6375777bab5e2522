@main
struct ReportingMain {
    static func main() async throws {}
}

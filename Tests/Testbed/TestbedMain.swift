@main
struct TestbedMain {
    static func main() async throws {}
}

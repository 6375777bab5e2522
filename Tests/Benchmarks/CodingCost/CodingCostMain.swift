import JSONRPC

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the way of one small request costs without a socket, a server and a method: from bytes to a type and back to bytes.
/// Prints nanoseconds of processor time per request, each row with all that stands above it; medians of rounds.
/// `Tests/Benchmarks/run coding`.
@main
enum CodingCostMain {
    private static let requests = 200_000
    private static let rounds = 9

    static func main() {
        var way = Way()
        way.check()
        let stages: [(name: String, run: (inout Way) -> Void)] = [
            ("framed and scanned", { $0.scan() }),
            ("read as JSON-RPC", { $0.read() }),
            ("params decoded into a type", { $0.decode() }),
            ("answer encoded and framed", { $0.encode() }),
        ]
        print("\(Way.request.utf8.count) bytes in, \(way.answer().count) bytes out")
        var times = Array(repeating: [Double](), count: stages.count)
        // The stages take turns, so that a slow moment of the machine is not one stage's.
        for _ in 0...rounds {
            for (index, stage) in stages.enumerated() {
                let start = processorTime()
                for _ in 0..<requests { stage.run(&way) }
                times[index].append(Double(processorTime() - start) / Double(requests))
            }
        }
        for (index, stage) in stages.enumerated() {
            // The first round warms up.
            let median = times[index].dropFirst().sorted()[rounds / 2]
            print("\(Int(median.rounded())) ns  \(stage.name)")
        }
    }

    /// Of this thread, in nanoseconds: what else the machine does is not counted.
    private static func processorTime() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}

/// The same request again and again, as a connection takes it.
private struct Way: ~Copyable {
    static let request =
        #"{"jsonrpc":"2.0","id":1234,"method":"reflect","params":{"number":1234567,"text":"a small request, as most requests are"}}"#
        + "\n"

    private struct Reflection: Codable {
        let number: Int64
        let text: String
    }

    private let bytes = Array(request.utf8)
    private let limits = WireLimits()
    private var framer = MessageFramer()
    private var output = JSONWriter()

    /// What is measured is the real thing: the answer is the right one.
    mutating func check() {
        let expected =
            #"{"jsonrpc":"2.0","result":{"number":1234567,"text":"a small request, as most requests are"},"id":1234}"#
            + "\n"
        guard String(decoding: answer(), as: UTF8.self) == expected else { fatalError("a wrong answer") }
    }

    mutating func answer() -> [UInt8] {
        encode()
        return output.bytes
    }

    @inline(never)
    @discardableResult
    mutating func scan() -> (JSONDocument, Framing) {
        framer.append(bytes)
        guard case .message(let document, let framing)? = framer.next() else { fatalError("not a message") }
        return (document, framing)
    }

    @inline(never)
    @discardableResult
    mutating func read() -> (IncomingCall, Framing) {
        let (document, framing) = scan()
        guard case .single(.call(let call)) = Envelope.read(document, limits: limits) else { fatalError("not a call") }
        return (call, framing)
    }

    @inline(never)
    mutating func decode() {
        _ = decoded()
    }

    private mutating func decoded() -> (IncomingCall, Reflection, Framing) {
        let (call, framing) = read()
        guard let params = try? call.params?.decode(Reflection.self, path: "params", positional: [], ignoring: "_meta")
        else { fatalError("not the params") }
        return (call, params, framing)
    }

    @inline(never)
    mutating func encode() {
        let (call, reflection, framing) = decoded()
        guard let id = call.id else { fatalError("a notification") }
        output.bytes.removeAll(keepingCapacity: true)
        let mark = framing.begin(&output.bytes)
        output.beginAnswer()
        guard (try? output.encode(reflection)) != nil else { fatalError("cannot be written") }
        output.endAnswer(id: id)
        framing.end(&output.bytes, mark: mark)
    }
}

import Foundation
import MessageFuzzing
import Testing

/// The inputs that coverage-guided fuzzing (scripts/fuzz) found worth keeping: each reaches code that no other reaches, and
/// each that once broke a promise is among them.
@Suite struct FuzzCorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fuzz/corpus")

    @Test func theCorpusKeepsEveryPromise() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 100)
        for file in files {
            // A broken promise ends the process; the file that did it is said before.
            let input = try Data(contentsOf: file)
            print("fuzzing input", file.lastPathComponent)
            input.withUnsafeBytes { MessageFuzzing.run($0) }
        }
    }

    /// Each in all ways of cutting it, with a byte changed, dropped and doubled at every place.
    @Test func whatIsNearTheCorpusKeepsEveryPromise() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        for (number, file) in files.sorted(by: { $0.path < $1.path }).enumerated() where number % 4 == 0 {
            var input = [UInt8](try Data(contentsOf: file))
            guard input.count > 1, input.count < 200 else { continue }
            for place in 1..<input.count {
                let byte = input[place]
                input[0] = UInt8(truncatingIfNeeded: place)
                input[place] = byte ^ UInt8(truncatingIfNeeded: 1 << (place % 8))
                input.withUnsafeBytes { MessageFuzzing.run($0) }
                input[place] = byte
                input.insert(byte, at: place)
                input.withUnsafeBytes { MessageFuzzing.run($0) }
                input.remove(at: place)
            }
        }
    }
}

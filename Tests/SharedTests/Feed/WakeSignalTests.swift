import Testing

@testable import Shared

@Suite struct WakeSignalTests {
    @Test func aWakeBeforeTheWaitIsNotLost() async {
        let signal = WakeSignal()
        let seen = signal.generation
        signal.wake()
        await signal.wait(after: seen, atMost: .seconds(60))
        #expect(signal.generation == seen + 1)
    }

    @Test func everyWaiterIsWoken() async {
        let signal = WakeSignal()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await signal.wait(after: 0, atMost: .seconds(60)) } }
            signal.wake()
        }
    }

    @Test func aWaitEndsWithItsTimeAndWithItsTask() async {
        let signal = WakeSignal()
        await signal.wait(after: 0, atMost: .milliseconds(1))
        let task = Task { await signal.wait(after: 0, atMost: .seconds(60)) }
        task.cancel()
        await task.value
    }
}

import Foundation
import Shared
import Testing

@testable import Week

@Suite struct StateFileTests {
    @Test func aFileIsReplacedAsAWholeAndLeavesNothingBeside() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/file"
            try WholeFile.write("first", to: path)
            try WholeFile.write("second", to: path, mode: 0o600)
            #expect(try WholeFile.read(path) == "second")
            #expect(mode(of: path) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }

    @Test func aMissingFileIsNil() throws {
        #expect(try WholeFile.read("/nonexistent/file") == nil)
    }

    @Test func settingsAndRunComeBackAsTheyWereSaved() throws {
        try withTemporaryFolder { folder in
            let home = Home(path: folder + "/home")
            #expect(try home.settings == nil)
            let settings = HomeSettings(rehearsal: true, database: "/a", socket: "/b")
            try home.make(settings)
            #expect(try home.settings == settings)
            #expect(mode(of: home.keys) == 0o700)

            let run = RunState(addresses: .standard, health: .standard, isOpen: false)
            try home.save(run)
            #expect(try home.run == run)
            home.forgetRun()
            #expect(try home.run == nil)
        }
    }

    @Test func settingsThatCannotBeReadSayWhatToDo() throws {
        try withTemporaryFolder { folder in
            try WholeFile.write("{", to: folder + "/home.json")
            #expect(throws: Complaint.self) { try Home(path: folder).settings }
        }
    }

    @Test func aHomeIsRunOnceAndItsRunnerIsKnown() throws {
        try withTemporaryFolder { folder in
            let home = Home(path: folder)
            #expect(HomeLock.holder(of: home) == nil)
            let lock = try HomeLock.take(home)
            // Record locks are between processes: another one has to look.
            let script = "exec 9<>\"$1\"; flock -n 9; cat /proc/locks"
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", script, "sh", home.lock]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(text.contains("POSIX") && text.contains("\(getpid())"))
            withExtendedLifetime(lock) {}
        }
    }

    @Test func theRehearsalsClockKeepsItsInstant() throws {
        try withTemporaryFolder { folder in
            let clock = RehearsalClock(home: Home(path: folder))
            #expect(try clock.now == nil)
            let instant = try #require(Instant("2026-05-19T09:00:00+08:00"))
            try clock.set(instant)
            #expect(try clock.now == instant)
        }
    }

    @Test func aProcessIsKnownByItsStartNotItsNumberAlone() throws {
        let own = try #require(RunningProcess(pid: getpid()))
        #expect(own.isAlive)
        #expect(RunningProcess(pid: getpid()) == own)
        #expect(RunningProcess(pid: 0) == nil)
    }

    @Test func processesOfAnotherHomeAreNotOurs() {
        #expect(RunningProcess.all(of: Home(path: "/nonexistent"), named: ["registry", "sh", "bash"]).isEmpty)
    }
}

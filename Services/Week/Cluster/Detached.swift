import Foundation
import Shared
import SystemPackage

/// Starts `week up` as a process of its own and shows what it says until the cluster is up.
struct Detached {
    let home: Home
    let terminal: Terminal

    func start() async throws {
        if let holder = HomeLock.holder(of: home) {
            throw Complaint("The cluster of \(home.path) runs already (process \(holder)). See it: week status")
        }
        try home.makeFolders()
        // What a killed run wrote would be taken for the new one's.
        home.forgetRun()
        let path = home.log(of: "week")
        unlink(path)
        let log = try ProcessLog(path: path).open()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ProcessInfo.processInfo.arguments.dropFirst().filter { $0 != "--detach" }
        // Foundation gives it a process group of its own, so this terminal's Ctrl-C does not reach it.
        process.standardInput = FileHandle.nullDevice
        let output = FileHandle(fileDescriptor: log.rawValue, closeOnDealloc: false)
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try log.close()
        try await follow(process, log: path)
    }

    /// Ends when the cluster is open, or when the process is gone.
    private func follow(_ process: Process, log: String) async throws {
        guard let file = FileHandle(forReadingAtPath: log) else { throw Complaint("\(log) cannot be read.") }
        defer { try? file.close() }
        func show() throws {
            if let text = try file.readToEnd(), !text.isEmpty {
                FileHandle.standardOutput.write(text)
            }
        }
        let opened = try await Wait.until(within: .seconds(600)) {
            try show()
            return try home.run?.isOpen == true || !process.isRunning
        }
        try show()
        guard process.isRunning else { throw Complaint("The cluster did not start; what it said is in \(log).") }
        guard opened else { throw Complaint("The cluster is still starting. Follow it: tail -f \(log)") }
        terminal.say("It runs in the background (process \(process.processIdentifier)); week down stops it.")
    }
}

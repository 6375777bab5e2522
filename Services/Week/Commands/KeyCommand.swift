import ArgumentParser
import Shared

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Who may call: the keys in this home's file, and those that the registry makes.",
        subcommands: [KeyList.self, KeyAdd.self, KeyRevoke.self, KeyCreateMany.self])
}

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The accepted keys, by principal.")

    func run() async throws {
        var table = Table(columns: [.left("key"), .left("principal"), .left("roles")])
        for key in try HomeKeys(Home()).accepted() {
            table.append([
                Table.Cell(key.keyPrefix), Table.Cell(key.principal),
                Table.Cell(key.roles.map(\.rawValue).joined(separator: ", ")),
            ])
        }
        let terminal = Terminal()
        for line in table.lines(width: terminal.width, paint: terminal.paint) { terminal.say(line) }
    }
}

struct KeyAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Makes a key and prints it, this once; only its digest is kept.",
        discussion:
            "The services accept it within seconds. A principal may have several keys, so one can replace another.")

    @Argument(help: "Whose key it is, such as cron or dashboard.")
    var principal: String
    @Option(help: "What it may do: \(Role.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated.")
    var role: [Role]

    func validate() throws {
        guard !role.isEmpty else { throw ValidationError("At least one --role is needed.") }
    }

    func run() async throws {
        Terminal().say(try HomeKeys(Home()).add(principal, roles: role).text)
    }
}

struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Ends a key: it opens no further connection.")

    @Argument(help: "The key's name in the list, such as week_Ab3dEf9h.")
    var key: String

    func run() async throws {
        let revoked = try HomeKeys(Home()).revoke(prefix: key)
        guard let first = revoked.first else { throw Complaint("No accepted key is called \(key). See: week key list") }
        Terminal().say("The key of \(first.principal) is no longer accepted.")
    }
}

extension Role: ExpressibleByArgument {}

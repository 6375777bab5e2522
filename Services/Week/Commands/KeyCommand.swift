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
        var table = Table(columns: [.left("key"), .left("principal"), .left("roles"), .left("over")])
        for key in try HomeKeys(Home()).accepted() {
            table.append([
                Table.Cell(key.keyPrefix), Table.Cell(key.principal),
                Table.Cell(key.roles.map(\.rawValue).joined(separator: ", ")), Table.Cell(key.reach),
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
            """
            The services accept it within seconds. A principal may have several keys, so one can replace another. Without \
            --unit its roles reach everything: give one wherever the work is a unit's. Keys of many units, and keys that \
            end by themselves, are the registry's: week key create-many.

              week key add cron --role job
              week key add city:341600/board --role reader --unit gb2260:341600/教育 --track lifelong
            """)

    @Argument(help: "Whose key it is, such as cron or dashboard.")
    var principal: String
    @Option(help: "What it may do: \(Role.allCases.map(\.rawValue).joined(separator: ", ")). May be repeated.")
    var role: [Role]
    @Option(help: "The key of the unit from which the roles reach; everything if absent.")
    var unit: String?
    @Option(help: "Only on this track; may be repeated; every track if absent.")
    var track: [String] = []

    func validate() throws {
        guard !role.isEmpty else { throw ValidationError("At least one --role is needed.") }
        // Another principal with the role could call nothing, and one called like a service would be taken for it.
        let isService = ServiceName.allCases.contains { Principal.service($0).name == principal }
        guard isService == role.contains(.service), isService ? role == [.service] && unit == nil && track == [] : true
        else {
            throw ValidationError("Role service is for service:registry and its like, alone and over everything.")
        }
    }

    func run() async throws {
        let key = try HomeKeys(Home()).add(
            principal, roles: role, unit: unit.map { UnitKey($0) },
            tracks: track.isEmpty ? nil : track.map { TrackCode($0) })
        Terminal().say(key.text)
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

extension AcceptedKey {
    /// For the list: where its roles reach.
    fileprivate var reach: String {
        let place = unit?.rawValue ?? "everything"
        return tracks.map { "\(place) on \($0.map(\.rawValue).joined(separator: ", "))" } ?? place
    }
}

extension Role: ExpressibleByArgument {}

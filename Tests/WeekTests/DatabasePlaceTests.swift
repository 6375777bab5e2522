import Shared
import Testing

@testable import Week

@Suite struct DatabasePlaceTests {
    private let programs = PostgresPrograms(folder: "/usr/bin", account: nil)

    @Test func aShortHomeHoldsItsSocket() {
        let place = DatabasePlace.choose(for: Home(path: "/srv/week"), programs: programs)
        #expect(place.database == "/srv/week/postgres")
        #expect(place.socket == "/srv/week/socket")
    }

    @Test(arguments: [78, 79, 80, 85, 86, 87, 120])
    func aSocketsPathNeverExceeds107Bytes(length: Int) {
        let home = Home(path: "/" + String(repeating: "a", count: length - 1))
        let place = DatabasePlace.choose(for: home, programs: programs)
        #expect((place.socket + "/.s.PGSQL.5432").utf8.count <= 107)
    }

    @Test func bytesAreCountedNotCharacters() {
        let home = Home(path: "/" + String(repeating: "活", count: 40))
        let place = DatabasePlace.choose(for: home, programs: programs)
        #expect((place.socket + "/.s.PGSQL.5432").utf8.count <= 107)
    }

    @Test func twoHomesHaveTwoPlaces() {
        let long = String(repeating: "a", count: 120)
        let one = DatabasePlace.choose(for: Home(path: "/\(long)/1"), programs: programs)
        let two = DatabasePlace.choose(for: Home(path: "/\(long)/2"), programs: programs)
        #expect(one.socket != two.socket)
    }
}

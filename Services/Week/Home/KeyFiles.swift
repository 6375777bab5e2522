import Foundation
import Shared

/// One file for each key that was made, in a folder of its own.
struct KeyFiles: Sendable {
    let folder: String

    /// Makes the folder before any key is made: a key that could not be written would be lost.
    init(folder: String) throws {
        self.folder = folder
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else {
                throw Complaint("\(folder) is not empty: name a new folder.")
            }
        } catch let complaint as Complaint {
            throw complaint
        } catch {
            throw Complaint("\(folder) cannot be made: \(error.localizedDescription)")
        }
    }

    func write(_ items: [UnitKeyIssue]) throws {
        var index = "file,unit,principal,key\n"
        for (place, item) in items.enumerated() {
            guard let secret = item.issued.secret else {
                throw Complaint("The key of \(item.unit) was shown before and is lost: revoke it and make a new one.")
            }
            let file = Self.name(of: item.unit, place: place + 1)
            try WholeFile.write(secret + "\n", to: "\(folder)/\(file)", mode: 0o600)
            let cells = [file, item.unit.rawValue, item.issued.key.principal, item.issued.key.prefix]
            index += cells.map(Self.cell).joined(separator: ",") + "\n"
        }
        try WholeFile.write(index, to: folder + "/index.csv", mode: 0o600)
    }

    /// Letters, digits and `-` of the unit's key stay, all else becomes `_`: no key leads out of the folder. The
    /// number tells apart what would be the same then.
    static func name(of unit: UnitKey, place: Int) -> String {
        let kept = unit.rawValue.prefix(60).map { character in
            character.isLetter || character.isNumber || character == "-" ? character : "_"
        }
        return String(format: "%03d-", place) + String(kept) + ".key"
    }

    /// As CSV wants it (RFC 4180).
    private static func cell(_ text: String) -> String {
        text.contains(where: { ",\"\n\r".contains($0) })
            ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
    }
}

/// One call of the property test, what its caller heard, and what it does when it is alone.
///
/// The calls of a test share keys and slots in small families; calls of different families never meet.
struct SerialCall: Sendable {
    enum Kind: Sendable {
        /// Groupable: takes the key, and only then inserts the slot.
        case take(key: Int64, slot: Int64, flaw: Flaw?)
        /// Inserts both slots in one transaction.
        case pair(slots: [Int64])
        /// Counts the family's slots.
        case count
    }

    /// What is wrong with a call whoever runs beside it.
    enum Flaw: String, Sendable, CaseIterable {
        case zeroDivisor = "22012"
        case negativeWeight = "23514"
        case missingParent = "23503"
    }

    enum Outcome: Sendable, Equatable {
        case done
        /// The key was another's already.
        case taken
        case counted(Int64)
        case refused(String)
        /// Not committed; the caller may send it again.
        case lost
        /// Committed once or not at all.
        case unknown
    }

    let number: Int64
    let family: Int
    let kind: Kind
}

/// The rows of a family, and each call applied to them alone.
struct SerialRows: Equatable {
    var keys: [Int64: Int64] = [:]
    var slots: [Int64: Int64] = [:]

    mutating func apply(_ call: SerialCall) -> SerialCall.Outcome {
        switch call.kind {
        case .take(let key, let slot, let flaw):
            if keys[key] != nil { return .taken }
            // In the order in which PostgreSQL looks: the row's values, its checks, its unique indexes, its references.
            if let flaw, flaw != .missingParent { return .refused(flaw.rawValue) }
            if slots[slot] != nil { return .refused("23505") }
            if let flaw { return .refused(flaw.rawValue) }
            keys[key] = call.number
            slots[slot] = call.number
            return .done
        case .pair(let pair):
            if pair.contains(where: { slots[$0] != nil }) { return .refused("23505") }
            for slot in pair { slots[slot] = call.number }
            return .done
        case .count:
            return .counted(Int64(slots.count))
        }
    }
}

enum SerialOrder {
    /// Whether some order of the calls, each alone, gives every caller what it heard and leaves `end`.
    static func exists(_ calls: [(call: SerialCall, outcome: SerialCall.Outcome)], leading end: SerialRows) -> Bool {
        func search(_ rest: [Int], _ rows: SerialRows) -> Bool {
            if rest.isEmpty { return rows == end }
            for (place, index) in rest.enumerated() {
                var others = rest
                others.remove(at: place)
                let (call, outcome) = calls[index]
                switch outcome {
                case .lost:
                    return search(others, rows)
                case .unknown:
                    var after = rows
                    if after.apply(call) == .done, search(others, after) { return true }
                    if search(others, rows) { return true }
                case .done, .taken, .counted, .refused:
                    var after = rows
                    if after.apply(call) == outcome, search(others, after) { return true }
                }
            }
            return false
        }
        return search(Array(calls.indices), SerialRows())
    }
}

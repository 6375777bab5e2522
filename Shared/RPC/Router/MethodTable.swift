/// Methods by the bytes of their names, as they stand in a request: no string is made to find one, and the hash (FNV-1a) is
/// a few instructions for a name of thirty bytes.
///
/// Its keys are the service's own names, fixed before the first request, so no caller can make them collide.
struct MethodTable: Sendable {
    /// Where a name stands in `names`, and its method in `methods`: nothing in it is counted, so looking at one costs nothing.
    private struct Entry {
        let start: Int
        let length: Int
        var method: Int
    }

    /// One behind the other.
    private var names: [UInt8] = []
    private var methods: [RegisteredMethod] = []
    // A power of two, at most half full; a name stands at its hash or in one of the next places.
    private var places: [Entry?] = Array(repeating: nil, count: 16)
    private var count = 0

    subscript(name: String) -> RegisteredMethod? {
        get {
            var name = name
            return name.withUTF8 { self[$0] }
        }
        set {
            var name = name
            name.withUTF8 { set($0, newValue) }
        }
    }

    subscript(name: UnsafeBufferPointer<UInt8>) -> RegisteredMethod? {
        places[place(of: name)].map { methods[$0.method] }
    }

    private mutating func set(_ name: UnsafeBufferPointer<UInt8>, _ method: RegisteredMethod?) {
        let place = place(of: name)
        guard let method else { preconditionFailure("methods are not removed") }
        methods.append(method)
        if places[place] != nil {
            places[place]?.method = methods.count - 1
        } else {
            places[place] = Entry(start: names.count, length: name.count, method: methods.count - 1)
            names += name
            count += 1
        }
        if 2 * count > places.count { grow() }
    }

    private mutating func grow() {
        let entries = places.compactMap(\.self)
        places = Array(repeating: nil, count: 2 * places.count)
        for entry in entries {
            let name = Array(names[entry.start..<entry.start + entry.length])
            places[name.withUnsafeBufferPointer { place(of: $0) }] = entry
        }
    }

    /// Where the name stands, or the empty place it would be put.
    private func place(of name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & (places.count - 1)
        while let entry = places[place], !isName(entry, name) { place = (place + 1) & (places.count - 1) }
        return place
    }

    private func isName(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard entry.length == name.count else { return false }
        for index in 0..<entry.length where names[entry.start &+ index] != name[index] { return false }
        return true
    }
}

/// Methods by the bytes of their names, as they stand in a request: no string is made to find one, and the hash (FNV-1a) is
/// a few instructions for a name of thirty bytes.
///
/// Its keys are the service's own names, fixed before the first request, so no caller can make them collide.
struct MethodTable: Sendable {
    private struct Entry {
        let name: [UInt8]
        let method: RegisteredMethod
    }

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
        places[place(of: name)]?.method
    }

    private mutating func set(_ name: UnsafeBufferPointer<UInt8>, _ method: RegisteredMethod?) {
        let place = place(of: name)
        guard let method else { preconditionFailure("methods are not removed") }
        if places[place] == nil { count += 1 }
        places[place] = Entry(name: Array(name), method: method)
        if 2 * count > places.count { grow() }
    }

    private mutating func grow() {
        let entries = places.compactMap(\.self)
        places = Array(repeating: nil, count: 2 * places.count)
        for entry in entries {
            let free = entry.name.withUnsafeBufferPointer { self.place(of: $0) }
            places[free] = entry
        }
    }

    /// Where the name stands, or the empty place it would be put.
    private func place(of name: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & (places.count - 1)
        while let entry = places[place], !entry.name.elementsEqual(name) { place = (place + 1) & (places.count - 1) }
        return place
    }
}

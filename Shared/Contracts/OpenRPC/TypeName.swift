/// The names of types in the document and in the index of doc comments.
enum TypeName {
    /// `RegistryAPI.GetUnit.Params`; `Page_Unit` for a generic one.
    static func component(_ type: any Any.Type) -> String {
        var name = withoutModules(String(reflecting: type))
        name.removeAll { $0 == ">" || $0 == " " }
        return String(name.map { $0 == "<" || $0 == "," ? "_" : $0 })
    }

    /// The name that doc comments stand under: without what makes a generic type particular.
    static func documentation(_ type: any Any.Type) -> String {
        let name = withoutModules(String(reflecting: type))
        return String(name.prefix { $0 != "<" })
    }

    /// `Contracts.Page<Contracts.Unit>` → `Page<Unit>`. Every qualified name begins with its module.
    private static func withoutModules(_ name: String) -> String {
        var result = ""
        var word = ""
        var isFirst = true
        for character in name {
            if character == "." {
                if !isFirst { result += word + "." }
                isFirst = false
                word = ""
            } else if character == "<" || character == "," || character == ">" || character == " " {
                result += word
                result.append(character)
                word = ""
                isFirst = true
            } else {
                word.append(character)
            }
        }
        return result + word
    }
}

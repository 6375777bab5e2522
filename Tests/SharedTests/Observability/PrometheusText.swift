/// Prometheus' text format 0.0.4, read to the letter: what is not exactly as its page says is an error.
struct PrometheusText {
    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    struct Family {
        let kind: String
        let help: String?
        var samples: [Sample] = []
    }

    struct Sample: Hashable {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    private(set) var families: [String: Family] = [:]

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Malformed(description: "no newline at the end") }
        var help: (name: String, text: String)?
        var current: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
            if line.hasPrefix("# HELP ") {
                guard words.count == 4, !words[3].isEmpty else { throw Malformed(description: "help: \(line)") }
                help = (words[2], words[3])
            } else if line.hasPrefix("# TYPE ") {
                guard words.count == 4, ["counter", "gauge", "histogram"].contains(words[3]),
                    families[words[2]] == nil, help == nil || help?.name == words[2]
                else { throw Malformed(description: "type: \(line)") }
                families[words[2]] = Family(kind: words[3], help: help?.text)
                current = words[2]
                help = nil
            } else {
                let sample = try Self.sample(line)
                guard let name = current, let kind = families[name]?.kind, Self.belongs(sample.name, to: name, kind)
                else {
                    throw Malformed(description: "a sample outside of its family: \(line)")
                }
                families[name]?.samples.append(sample)
            }
        }
        try checkHistograms()
    }

    /// The sum of all samples of a family whose labels are these, beside others.
    func sum(_ name: String, _ labels: [String: String] = [:]) -> Double {
        (families[name]?.samples ?? []).filter { sample in labels.allSatisfy { sample.labels[$0.key] == $0.value } }
            .reduce(0) { $0 + $1.value }
    }

    /// How many values a histogram has taken.
    func count(of name: String, _ labels: [String: String]) -> Double? {
        families[name]?.samples.first { $0.name == name + "_count" && $0.labels == labels }?.value
    }

    private static func belongs(_ sample: String, to name: String, _ kind: String) -> Bool {
        kind == "histogram" ? ["_bucket", "_sum", "_count"].contains { sample == name + $0 } : sample == name
    }

    /// `name{label="value",…} number`
    private static func sample(_ line: Substring) throws -> Sample {
        var rest = line[...]
        let name = take(&rest)
        guard let first = name.first, !first.isNumber else { throw Malformed(description: "name: \(line)") }
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                let label = take(&rest)
                guard !label.isEmpty, labels[label] == nil, rest.hasPrefix("=\"") else {
                    throw Malformed(description: "label: \(line)")
                }
                rest.removeFirst(2)
                labels[label] = try quoted(&rest, line)
                if rest.first == "," {
                    rest.removeFirst()
                } else if rest.first != "}" {
                    throw Malformed(description: "labels: \(line)")
                }
            }
            rest.removeFirst()
        }
        guard rest.first == " ", let value = Double(rest.dropFirst().replacing("+Inf", with: "inf")) else {
            throw Malformed(description: "value: \(line)")
        }
        return Sample(name: name, labels: labels, value: value)
    }

    private static func take(_ rest: inout Substring) -> String {
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
        rest.removeFirst(name.count)
        return String(name)
    }

    private static func quoted(_ rest: inout Substring, _ line: Substring) throws -> String {
        var value = ""
        while let next = rest.popFirst(), next != "\"" {
            guard next == "\\" else {
                value.append(next)
                continue
            }
            switch rest.popFirst() {
            case "n": value.append("\n")
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            default: throw Malformed(description: "escape: \(line)")
            }
        }
        return value
    }

    /// Buckets rise, end at +Inf, and agree with the count.
    private func checkHistograms() throws {
        for (name, family) in families where family.kind == "histogram" {
            let series = Dictionary(grouping: family.samples) { $0.labels.filter { $0.key != "le" } }
            for (labels, samples) in series {
                let buckets = samples.filter { $0.name == name + "_bucket" }
                let counts = buckets.map(\.value)
                guard counts == counts.sorted(), buckets.last?.labels["le"] == "+Inf",
                    samples.filter({ $0.name == name + "_count" }).map(\.value) == counts.suffix(1),
                    samples.filter({ $0.name == name + "_sum" }).count == 1
                else { throw Malformed(description: "histogram \(name) \(labels)") }
            }
        }
    }
}

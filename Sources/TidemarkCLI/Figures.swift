import TideColumnar

/// Figures as people read them; no locale, so that the same run prints the same text everywhere.
enum Figures {
    /// `36000` as `36,000`.
    static func grouped(_ value: Int64) -> String { value.grouped }

    /// `1 group`, `36,000 groups`.
    static func counted(_ value: Int64, _ noun: String) -> String {
        "\(value.grouped) \(noun)" + (value == 1 ? "" : noun.hasSuffix("ch") ? "es" : "s")
    }

    /// A number with a fixed count of digits after the point, rounded half up.
    static func fixed(_ value: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int64((value.magnitude * scale).rounded())
        let whole = String(scaled / Int64(scale))
        guard digits > 0 else { return (value < 0 ? "-" : "") + whole }
        let part = String(scaled % Int64(scale))
        let padding = String(repeating: "0", count: digits - part.count)
        return (value < 0 ? "-" : "") + whole + "." + padding + part
    }

    /// Bytes in decimal units: `72.9 KB`.
    static func bytes(_ count: Int64) -> String {
        scaled(Double(count), [("GB", 1e9), ("MB", 1e6), ("KB", 1e3)], else: "\(count) B")
    }

    /// A rate: `1.2 M rows/s`.
    static func rate(_ perSecond: Double, _ unit: String) -> String {
        scaled(perSecond, [("G", 1e9), ("M", 1e6), ("k", 1e3)], else: fixed(perSecond, digits: 0))
            + " " + unit + "/s"
    }

    /// A duration: `3.1 ms`, `2.45 s`, `3m 07s`, `2h 05m`.
    static func duration(_ nanoseconds: Int64) -> String {
        let seconds = Double(nanoseconds) / 1e9
        if seconds < 1 { return fixed(seconds * 1e3, digits: 1) + " ms" }
        if seconds < 60 { return fixed(seconds, digits: 2) + " s" }
        let whole = nanoseconds / 1_000_000_000
        if whole < 3600 { return "\(whole / 60)m \(padded(whole % 60))s" }
        return "\(whole / 3600)h \(padded(whole % 3600 / 60))m"
    }

    private static func scaled(_ value: Double, _ units: [(String, Double)], else plain: String) -> String {
        guard let (name, size) = units.first(where: { value >= $0.1 }) else { return plain }
        return fixed(value / size, digits: 1) + " " + name
    }

    private static func padded(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}

/// Colours that people with any colour vision tell apart.
///
/// Masataka Okabe and Kei Ito, "Color Universal Design" (2008, jfly.uni-koeln.de/color), their eight colours
/// with black last; the terminal's are the nearest of xterm's 256, blue and black lighter for dark grounds.
enum Palette {
    /// `#RRGGBB`, by series.
    static let svg = [
        "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442", "#000000",
    ]
    /// Indices of xterm's 256 colours, by series.
    static let terminal = [32, 214, 36, 166, 74, 175, 227, 244]
}

import Glibc

/// Functions of real numbers by the C library.
enum Transcendental {
    static func exp(_ number: Double) -> Double { Glibc.exp(number) }
    static func log(_ number: Double) -> Double { Glibc.log(number) }
    static func log10(_ number: Double) -> Double { Glibc.log10(number) }
    static func pow(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }
}

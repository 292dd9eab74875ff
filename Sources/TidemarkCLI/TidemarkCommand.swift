@main
struct TidemarkCommand {
    static func main() {}
}

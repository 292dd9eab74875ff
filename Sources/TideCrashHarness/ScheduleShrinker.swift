/// Finds the smallest schedule that still fails.
package enum ScheduleShrinker {
    /// Leaves out one part after the other as long as the rest fails; no single part of the result can be
    /// left out.
    package static func smallest<Part>(_ schedule: [Part], fails: ([Part]) throws -> Bool) rethrows -> [Part]
    {
        var smallest = schedule
        var index = 0
        while index < smallest.count {
            var shorter = smallest
            shorter.remove(at: index)
            if try fails(shorter) {
                smallest = shorter
                index = 0
            } else {
                index += 1
            }
        }
        return smallest
    }
}

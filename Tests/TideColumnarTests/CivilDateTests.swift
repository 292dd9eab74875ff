import Foundation
import Testing

@testable import TideColumnar

@Suite struct CivilDateTests {
    @Test("Days and dates convert both ways over 400 years, each day the day after the one before")
    func everyDay() throws {
        var expected = try #require(CivilDate(year: -201, month: 12, day: 31))
        for days in expected.daysSinceEpoch...(expected.daysSinceEpoch + 146_098) {
            let date = CivilDate(daysSinceEpoch: days)
            #expect(date == expected)
            #expect(date.daysSinceEpoch == days)
            let next =
                CivilDate(year: date.year, month: date.month, day: date.day + 1)
                ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
                ?? CivilDate(year: date.year + 1, month: 1, day: 1)
            expected = try #require(next)
        }
    }

    @Test("Weekdays and days of the year")
    func weekdays() throws {
        let table = [
            (1970, 1, 1, 4, 1), (2024, 3, 5, 2, 65), (2024, 12, 31, 2, 366), (2000, 2, 29, 2, 60),
            (1, 1, 1, 1, 1),
            (-44, 3, 15, 4, 75), (1969, 12, 28, 7, 362),
        ]
        for (year, month, day, weekday, dayOfYear) in table {
            let date = try #require(CivilDate(year: year, month: month, day: day))
            #expect(date.dayOfWeek == weekday, "\(date)")
            #expect(date.dayOfYear == dayOfYear, "\(date)")
        }
    }
}

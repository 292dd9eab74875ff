#ifndef TIDE_JSON_STRICT_VALUES_HPP
#define TIDE_JSON_STRICT_VALUES_HPP

// Single JSON values, read in place. What these functions take is strict JSON (RFC 8259) on one line, and
// simdjson's parser takes it too; they refuse some of what is strict besides, which the caller hands on.
// A refused or passed value may have been looked at up to `end` and as far as the padding behind it.

#include "byte_scan.hpp"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <string_view>

namespace tide {

// Digits of an integer that always fit 64 bits with sign.
inline constexpr size_t safe_digits = 18;

inline bool is_digit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

// A number's text: its sign and digits without the point, and the power of ten that they are to be taken by.
struct number_text {
    uint64_t digits = 0;
    int exponent = 0;
    bool is_negative = false;
    bool is_integer = true;  // no fraction, no exponent
};

// Reads digits into `number`; how many they are.
[[gnu::always_inline]] inline size_t read_digits(const uint8_t *at, uint64_t &number) {
    const uint8_t *start = at;
    uint64_t eight;
    if (eight_digits(word(at), eight)) {
        number = number * 100000000u + eight;
        at += 8;
    }
    for (; is_digit(*at) && at - start <= ptrdiff_t(safe_digits); at++) number = number * 10 + (*at - '0');
    return size_t(at - start);
}

// Passes a number; nullptr for none, and for one of more than `safe_digits` digits or an exponent of more
// than two.
[[gnu::always_inline]] inline const uint8_t *read_number(const uint8_t *at, number_text &number) {
    number = number_text();
    if (*at == '-') {
        number.is_negative = true;
        at++;
    }
    size_t count = read_digits(at, number.digits);
    if (count == 0 || (*at == '0' && count > 1)) return nullptr;
    at += count;
    if (*at == '.') {
        size_t fraction = read_digits(at + 1, number.digits);
        if (fraction == 0) return nullptr;
        number.is_integer = false;
        number.exponent = -int(fraction);
        count += fraction;
        at += 1 + fraction;
    }
    if (count > safe_digits || is_digit(*at)) return nullptr;
    if ((*at | 0x20) != 'e') return at;
    number.is_integer = false;
    at++;
    bool is_small = *at == '-';
    if (*at == '-' || *at == '+') at++;
    if (!is_digit(*at)) return nullptr;
    int exponent = *at++ - '0';
    if (is_digit(*at)) exponent = exponent * 10 + (*at++ - '0');
    if (is_digit(*at)) return nullptr;
    number.exponent += is_small ? -exponent : exponent;
    return at;
}

// The nearest DOUBLE, where one multiplication or division of exact numbers gives it (W. D. Clinger, 1990).
inline bool exact_double(const number_text &number, double &value) {
    static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                        1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (number.digits > uint64_t(1) << 53 || number.exponent < -22 || number.exponent > 22) return false;
    // simdjson reads an integer -0 as 0.
    if (number.is_integer && number.is_negative && number.digits == 0) return false;
    value = double(number.digits);
    if (number.exponent < 0) {
        value /= powers[-number.exponent];
    } else {
        value *= powers[number.exponent];
    }
    if (number.is_negative) value = -value;
    return true;
}

inline bool is_utf8(const uint8_t *start, const uint8_t *end) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(start), size_t(end - start));
}

// Passes a string without escapes, from after its first quote to its last one; nullptr for another.
template <class Bytes>
[[gnu::always_inline]] inline const uint8_t *plain_string(const uint8_t *at, const uint8_t *end) {
    const uint8_t *start = at;
    bool is_ascii = true;
    while (at < end) {
        string_scan found = Bytes::scan(at);
        is_ascii = is_ascii && !found.is_not_ascii;
        at += found.count;
        if (found.count == scan_width) continue;
        if (*at != '"' || at >= end) return nullptr;
        return is_ascii || is_utf8(start, at) ? at : nullptr;
    }
    return nullptr;
}

// Reads two digits; false where one is none.
inline bool two_digits(const uint8_t *at, unsigned &number) {
    number = unsigned(at[0] - '0') * 10 + unsigned(at[1] - '0');
    return is_digit(at[0]) && is_digit(at[1]);
}

// Days from 1970-01-01 to a date of the years from 1970 on (Howard Hinnant's days_from_civil,
// https://howardhinnant.github.io/date_algorithms.html).
inline int64_t days_to(unsigned year, unsigned month, unsigned day) {
    if (month <= 2) year--;
    const unsigned of_era = year % 400;
    const unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return int64_t(year / 400) * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

// Microseconds of a time as `2016-07-26T02:45:07Z`, with six digits of a fraction at most; false for any
// other text, which may still be a time.
inline bool read_utc_time(const uint8_t *at, size_t count, int64_t &microseconds) {
    static constexpr uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (count < 20 || count > 27 || at[count - 1] != 'Z') return false;
    if (at[4] != '-' || at[7] != '-' || at[10] != 'T' || at[13] != ':' || at[16] != ':') return false;
    unsigned century, year, month, day, hour, minute, second;
    if (!two_digits(at, century) || !two_digits(at + 2, year) || !two_digits(at + 5, month)
        || !two_digits(at + 8, day) || !two_digits(at + 11, hour) || !two_digits(at + 14, minute)
        || !two_digits(at + 17, second)) {
        return false;
    }
    year += century * 100;
    if (year < 1970 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return false;
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day < 1 || day > unsigned(days[month - 1]) + (month == 2 && is_leap)) return false;
    int64_t fraction = 0;
    if (count > 20) {
        if (at[19] != '.' || count == 21) return false;
        for (size_t index = 20; index < 26; index++) {
            const bool is_inside = index + 1 < count;
            if (is_inside && !is_digit(at[index])) return false;
            fraction = fraction * 10 + (is_inside ? at[index] - '0' : 0);
        }
    }
    const int64_t seconds = days_to(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    microseconds = seconds * 1000000 + fraction;
    return true;
}

inline bool is_hex(uint8_t byte) { return is_digit(byte) || uint8_t((byte | 0x20) - 'a') < 6; }

// Passes an escape from its backslash on; nullptr for none, and for half of a surrogate pair or a whole one.
inline const uint8_t *skip_escape(const uint8_t *at) {
    switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return at + 2;
    case 'u': {
        if (!is_hex(at[2]) || !is_hex(at[3]) || !is_hex(at[4]) || !is_hex(at[5])) return nullptr;
        bool is_surrogate = (at[2] | 0x20) == 'd' && at[3] >= '8';
        return is_surrogate ? nullptr : at + 6;
    }
    default: return nullptr;
    }
}

// Whether two escapes are the halves of a surrogate pair.
inline bool is_surrogate_pair(const uint8_t *at) {
    auto is_half = [](const uint8_t *at, uint8_t low, uint8_t high) {
        uint8_t second = uint8_t(at[3] | 0x20);
        return at[0] == '\\' && at[1] == 'u' && (at[2] | 0x20) == 'd' && is_hex(at[3]) && is_hex(at[4])
            && is_hex(at[5]) && second >= low && second <= high;
    };
    // '8' and '9' keep their bit 0x20 as they are, 'A' and 'B' gain it.
    bool is_high = is_half(at, '8', '9') || is_half(at, 'a', 'b');
    return is_high && is_half(at + 6, 'c', 'f');
}

// Passes a string from after its first quote to its last one.
template <class Bytes> const uint8_t *skip_string(const uint8_t *at, const uint8_t *end) {
    const uint8_t *start = at;
    bool is_ascii = true;
    while (at < end) {
        string_scan found = Bytes::scan(at);
        is_ascii = is_ascii && !found.is_not_ascii;
        at += found.count;
        if (found.count == scan_width) continue;
        if (at >= end) return nullptr;
        if (*at == '\\') {
            const uint8_t *after = skip_escape(at);
            if (after == nullptr && is_surrogate_pair(at)) after = at + 12;
            if (after == nullptr) return nullptr;
            at = after;
            continue;
        }
        if (*at != '"') return nullptr;
        return is_ascii || is_utf8(start, at) ? at : nullptr;
    }
    return nullptr;
}

inline const uint8_t *skip_word(const uint8_t *at, std::string_view word) {
    return memcmp(at, word.data(), word.size()) == 0 ? at + word.size() : nullptr;
}

inline const uint8_t *skip_spaces(const uint8_t *at, const uint8_t *end) {
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    return at;
}

// Values nested deeper than this are handed on.
inline constexpr int skip_depth = 64;

// Passes any value.
template <class Bytes> const uint8_t *skip_value(const uint8_t *at, const uint8_t *end, int depth = 0) {
    switch (*at) {
    case '"': at = skip_string<Bytes>(at + 1, end); return at == nullptr ? nullptr : at + 1;
    case 't': return skip_word(at, "true");
    case 'f': return skip_word(at, "false");
    case 'n': return skip_word(at, "null");
    case '{':
    case '[': break;
    default: {
        number_text number;
        return read_number(at, number);
    }
    }
    if (depth == skip_depth) return nullptr;
    const bool is_object = *at == '{';
    const uint8_t close = is_object ? '}' : ']';
    at = skip_spaces(at + 1, end);
    if (*at == close) return at + 1;
    while (at < end) {
        if (is_object) {
            if (*at != '"') return nullptr;
            at = skip_string<Bytes>(at + 1, end);
            if (at == nullptr) return nullptr;
            at = skip_spaces(at + 1, end);
            if (*at != ':') return nullptr;
            at = skip_spaces(at + 1, end);
        }
        at = skip_value<Bytes>(at, end, depth + 1);
        if (at == nullptr) return nullptr;
        at = skip_spaces(at, end);
        if (*at == close) return at + 1;
        if (*at != ',') return nullptr;
        at = skip_spaces(at + 1, end);
    }
    return nullptr;
}

}  // namespace tide

#endif

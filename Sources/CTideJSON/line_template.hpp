#ifndef TIDE_JSON_LINE_TEMPLATE_HPP
#define TIDE_JSON_LINE_TEMPLATE_HPP

// What one line looked like: the text between the values of its object, and what stood at each value. The
// next lines of a file mostly look the same, and then need no parser: the text is compared, the values are
// read in place. A line that differs in anything is not taken.

#include "strict_values.hpp"
#include "tide_json.h"

#include <string>
#include <vector>

namespace tide {

// What a template does with the value behind a piece of text.
struct template_value {
    static constexpr ptrdiff_t skipped = -1;
    static constexpr ptrdiff_t line_end = -2;

    ptrdiff_t slot;       // the column it goes to, or one of the above
    size_t text_start;    // the text before it, in whole scans
    size_t text_count;    // its bytes
    tide_json_type type;  // of the column
};

class line_template {
public:
    // Longer texts between two values are not compared.
    static constexpr size_t longest_text = 1024;
    // Objects with more fields have no template.
    static constexpr size_t most_values = 256;

    std::vector<template_value> values;
    std::vector<size_t> missing;  // columns without a value

    const uint8_t *text(const template_value &value) const { return bytes.data() + value.text_start; }
    const uint8_t *mask(const template_value &value) const { return masks.data() + value.text_start; }

    void append(const uint8_t *text, size_t count, ptrdiff_t slot, tide_json_type type) {
        values.push_back({slot, bytes.size(), count, type});
        for (size_t start = 0; start < count || start == 0; start += scan_width) {
            for (size_t index = start; index < start + scan_width; index++) {
                bytes.push_back(index < count ? text[index] : 0);
                masks.push_back(index < count ? 0xff : 0);
            }
        }
    }

private:
    std::vector<uint8_t> bytes;
    std::vector<uint8_t> masks;
};

// Whether the template's text stands at `at`, of which nothing lies behind the padding of `end`.
template <class Bytes>
[[gnu::always_inline]] inline bool has_text(const line_template &line, const template_value &value,
                                            const uint8_t *at, const uint8_t *end) {
    const uint8_t *text = line.text(value), *mask = line.mask(value);
    if (value.text_count <= scan_width) return Bytes::equal(at, text, mask);
    if (size_t(end - at) < value.text_count) return false;
    for (size_t start = 0; start < value.text_count; start += scan_width) {
        if (!Bytes::equal(at + start, text + start, mask + start)) return false;
    }
    return true;
}

}  // namespace tide

#endif

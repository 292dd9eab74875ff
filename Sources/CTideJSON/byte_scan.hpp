#ifndef TIDE_JSON_BYTE_SCAN_HPP
#define TIDE_JSON_BYTE_SCAN_HPP

// Sixteen bytes at a time: with SSE2, which every x86-64 has, and as plain words for other machines. Both do
// just the same, which the tests hold them to.

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tide {

inline constexpr size_t scan_width = 16;

// What ends or complicates the text of a string: a quote, a backslash or a control character.
inline bool is_string_stop(uint8_t byte) { return byte == '"' || byte == '\\' || byte < 0x20; }

inline uint64_t word(const uint8_t *at) {
    uint64_t bits;
    memcpy(&bits, at, sizeof bits);
    return bits;
}

// The bytes of a string up to the first that stops it.
struct string_scan {
    size_t count;       // bytes before the stop; `scan_width` where there is none among them
    bool is_not_ascii;  // one of them has its highest bit set
};

struct word_bytes {
    static bool equal(const uint8_t *text, const uint8_t *literal, const uint8_t *mask) {
        return ((word(text) ^ word(literal)) & word(mask)) == 0
            && ((word(text + 8) ^ word(literal + 8)) & word(mask + 8)) == 0;
    }

    static string_scan scan(const uint8_t *text) {
        uint8_t seen = 0;
        for (size_t index = 0; index < scan_width; index++) {
            if (is_string_stop(text[index])) return {index, seen >= 0x80};
            seen |= text[index];
        }
        return {scan_width, seen >= 0x80};
    }
};

#if defined(__SSE2__)
struct sse2_bytes {
    static __m128i load(const uint8_t *at) { return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at)); }

    static bool equal(const uint8_t *text, const uint8_t *literal, const uint8_t *mask) {
        __m128i difference = _mm_and_si128(_mm_xor_si128(load(text), load(literal)), load(mask));
        return _mm_movemask_epi8(_mm_cmpeq_epi8(difference, _mm_setzero_si128())) == 0xffff;
    }

    static string_scan scan(const uint8_t *text) {
        __m128i bytes = load(text);
        __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
        __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        unsigned stops = unsigned(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control)));
        unsigned high = unsigned(_mm_movemask_epi8(bytes));
        if (stops == 0) return {scan_width, high != 0};
        unsigned before = (stops & (0u - stops)) - 1;
        return {size_t(__builtin_ctz(stops)), (high & before) != 0};
    }
};
using wide_bytes = sse2_bytes;
#else
using wide_bytes = word_bytes;
#endif

// The number that eight decimal digits make, the first in the lowest byte; false where one is no digit.
//
// The three multiplications that join pairs, fours and eights are those of Johnny Lee and Daniel Lemire:
// https://lemire.me/blog/2018/10/03/quickly-parsing-eight-digits/
inline bool eight_digits(uint64_t text, uint64_t &number) {
    uint64_t nibbles = text ^ 0x3030303030303030u;
    if (((nibbles + 0x7676767676767676u) | nibbles) & 0x8080808080808080u) return false;
    uint64_t pairs = (nibbles * 10 + (nibbles >> 8)) & 0x00ff00ff00ff00ffu;
    uint64_t fours = (pairs * 100 + (pairs >> 16)) & 0x0000ffff0000ffffu;
    number = (fours * 10000 + (fours >> 32)) & 0xffffffffu;
    return true;
}

}  // namespace tide

#endif

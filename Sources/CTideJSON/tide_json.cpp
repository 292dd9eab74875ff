#include "tide_json.h"

#include "line_reader.hpp"
#include "line_template.hpp"

#include <string>
#include <string_view>

namespace {

using namespace simdjson;

// Fields of a line whose place is remembered, and the longest remembered key.
constexpr size_t guess_limit = 256;
constexpr size_t guess_key_limit = 64;
// Templates kept: lines of a few kinds may alternate.
constexpr size_t most_templates = 4;
// Of a key that is not looked up.
constexpr ptrdiff_t unknown_slot = PTRDIFF_MIN;

struct field {
    std::string name;
    tide_json_type type;
    uint64_t seen;  // the number of the row that had it last
};

// What the key at one place of the previous line was, and the field it names (-1: none that is wanted).
struct guess {
    std::string key;
    ptrdiff_t slot;
};

// The members of an object whose text was proven to be strict JSON on one line, one after another.
struct member_walk {
    const uint8_t *at;  // behind the object's brace, or behind the value before

    explicit member_walk(const uint8_t *object) : at(object + 1) {}

    bool has_next() {
        const uint8_t *next = at;
        while (tide::is_space(*next)) next++;
        return *next != '}';
    }

    // The text of the next member's key, without its quotes; its value's must be asked for next.
    std::string_view next_key() {
        skip_space();
        if (*at == ',') at++;
        skip_space();
        const uint8_t *start = at + 1;
        skip_string();
        return {reinterpret_cast<const char *>(start), size_t(at - 1 - start)};
    }

    // The text of the value behind that key.
    std::string_view next_value() {
        skip_space();
        at++;  // the colon
        skip_space();
        const uint8_t *start = at;
        skip_value();
        return {reinterpret_cast<const char *>(start), size_t(at - start)};
    }

private:
    void skip_space() {
        while (tide::is_space(*at)) at++;
    }

    void skip_string() {
        for (at++; *at != '"'; at++) {
            if (*at == '\\') at++;
        }
        at++;
    }

    void skip_value() {
        size_t depth = 0;
        do {
            switch (*at) {
            case '"': skip_string(); continue;
            case '{':
            case '[': depth++; break;
            case '}':
            case ']': depth--; break;
            default: break;
            }
            at++;
        } while (depth > 0 || !(*at == ',' || *at == '}' || *at == ']' || tide::is_space(*at)));
    }
};

}  // namespace

struct tide_json_reader final : tide::line_reader {
    std::vector<field> fields;
    std::vector<guess> guesses;
    bool has_others = false;  // fields of type TIDE_JSON_OTHER
    std::vector<tide::line_template> templates;
    size_t likely = 0;  // the template of the line before

    // The call in hand.
    const tide_json_column *columns = nullptr;
    tide_json_value_reader value_reader = nullptr;
    void *value_context = nullptr;

    tide_json_reader(const tide_json_field *wanted, size_t count) {
        for (size_t index = 0; index < count; index++) {
            std::string name(reinterpret_cast<const char *>(wanted[index].name), wanted[index].name_count);
            fields.push_back({name, wanted[index].type, 0});
            has_others = has_others || wanted[index].type == TIDE_JSON_OTHER;
        }
    }

    size_t read_alike(size_t line, size_t end) override {
        const uint8_t *at = bytes + line;
        const uint8_t *const stop = bytes + end;
        size_t row = rows;
        while (at < stop) {
            const uint8_t *after = nullptr;
            for (size_t turn = 0; turn < templates.size() && after == nullptr; turn++) {
                if (turn > 0) likely = likely + 1 < templates.size() ? likely + 1 : 0;
                after = read_line_as(templates[likely], at, stop, row);
            }
            if (after == nullptr) break;
            at = after;
            row++;
        }
        rows = row;
        return size_t(at - bytes);
    }

    // Reads a line as one of the template; where the next one starts, or nullptr with nothing kept.
    [[gnu::always_inline]] const uint8_t *read_line_as(const tide::line_template &line, const uint8_t *at,
                                                       const uint8_t *end, size_t row) const {
        for (const tide::template_value &value : line.values) {
            if (at >= end || !tide::has_text<tide::wide_bytes>(line, value, at, end)) return nullptr;
            at += value.text_count;
            if (value.slot >= 0) {
                at = read_value(value.type, columns[value.slot], size_t(value.slot), at, end, row);
            } else if (value.slot == tide::template_value::skipped) {
                at = tide::skip_value<tide::wide_bytes>(at, end);
            } else {
                break;
            }
            if (at == nullptr) return nullptr;
        }
        if (at > end || (at < end && !tide::is_line_end(*at))) return nullptr;
        for (size_t slot : line.missing) write_null(fields[slot].type, columns[slot], row);
        if (at == end) return end;
        bool is_pair = at[0] == '\r' && at + 1 < end && at[1] == '\n';
        return at + (is_pair ? 2 : 1);
    }

    // Reads a value into its column as `write` does; behind it, or nullptr where it must be parsed.
    [[gnu::always_inline]] const uint8_t *read_value(tide_json_type type, const tide_json_column &column,
                                                     size_t slot, const uint8_t *at, const uint8_t *end,
                                                     size_t row) const {
        if (type != TIDE_JSON_OTHER && *at != 'n') {
            column.validity[row] = 1;
            if (*at == '"') return read_string(type, column, at + 1, end, row);
            tide::number_text number;
            const uint8_t *after = tide::read_number(at, number);
            if (after != nullptr) return write_number(type, column, number, row) ? after : nullptr;
        }
        return read_word(type, column, slot, at, end, row);
    }

    // What is no string and no number.
    [[gnu::noinline]] const uint8_t *read_word(tide_json_type type, const tide_json_column &column,
                                               size_t slot, const uint8_t *at, const uint8_t *end,
                                               size_t row) const {
        if (*at == 'n') {
            if ((at = tide::skip_word(at, "null")) != nullptr) write_null(type, column, row);
            return at;
        }
        column.validity[row] = 1;
        if (type == TIDE_JSON_OTHER) {
            const uint8_t *after = tide::skip_value<tide::wide_bytes>(at, end);
            bool fits = after != nullptr && value_reader(value_context, slot, row, at, size_t(after - at));
            return fits ? after : nullptr;
        }
        if (type != TIDE_JSON_BOOLEAN) return nullptr;
        bool flag = *at == 't';
        static_cast<uint8_t *>(column.values)[row] = flag;
        return tide::skip_word(at, flag ? "true" : "false");
    }

    [[gnu::always_inline]] const uint8_t *read_string(tide_json_type type, const tide_json_column &column,
                                                      const uint8_t *at, const uint8_t *end,
                                                      size_t row) const {
        const uint8_t *after = tide::plain_string<tide::wide_bytes>(at, end);
        if (after == nullptr) return nullptr;
        const size_t count = size_t(after - at);
        if (type != TIDE_JSON_STRING) {
            return read_text(type, column, at, count, row) ? after + 1 : nullptr;
        }
        const int32_t start = column.offsets[row];
        uint8_t *target = column.bytes + start;
        if (count <= tide::scan_width) {
            memcpy(target, at, tide::scan_width);
        } else {
            memcpy(target, at, count);
        }
        column.offsets[row + 1] = start + int32_t(count);
        return after + 1;
    }

    [[gnu::noinline]] bool read_text(tide_json_type type, const tide_json_column &column, const uint8_t *at,
                                     size_t count, size_t row) const {
        switch (type) {
        case TIDE_JSON_TIMESTAMP:
            return write_text(type, at, count, static_cast<int64_t *>(column.values) + row);
        case TIDE_JSON_DATE:
            return write_text(type, at, count, static_cast<int32_t *>(column.values) + row);
        case TIDE_JSON_DOUBLE:
            return write_text(type, at, count, static_cast<double *>(column.values) + row);
        default: return false;
        }
    }

    [[gnu::always_inline]] bool write_number(tide_json_type type, const tide_json_column &column,
                                             const tide::number_text &number, size_t row) const {
        if (type == TIDE_JSON_DOUBLE || type == TIDE_JSON_FLOAT) {
            double value;
            if (!tide::exact_double(number, value)) return false;
            double *target = static_cast<double *>(column.values) + row;
            if (type == TIDE_JSON_FLOAT) return narrow(value, !number.is_integer, target);
            *target = value;
            return true;
        }
        if (!number.is_integer) return false;
        int64_t integer = number.is_negative ? -int64_t(number.digits) : int64_t(number.digits);
        return write_integer(type, column, integer, row);
    }

    // Makes a template of the line that starts at `line`, with an object from `start` to `stop` at most.
    void learn(size_t line, size_t start, size_t stop) override {
        tide::line_template seen;
        std::vector<bool> found(fields.size());
        member_walk walk(bytes + start);
        const uint8_t *before = bytes + line;
        while (walk.has_next()) {
            std::string_view key = walk.next_key();
            ptrdiff_t slot = key.find('\\') == key.npos ? slot_of(key) : unknown_slot;
            const uint8_t *at = reinterpret_cast<const uint8_t *>(walk.next_value().data());
            const size_t count = size_t(at - before);
            if (slot == unknown_slot || count > tide::line_template::longest_text
                || seen.values.size() == tide::line_template::most_values) {
                return;
            }
            seen.append(before, count, slot, slot >= 0 ? fields[size_t(slot)].type : TIDE_JSON_OTHER);
            if (slot >= 0) found[size_t(slot)] = true;
            before = walk.at;
        }
        if (size_t(bytes + stop - before) > tide::line_template::longest_text) return;
        seen.append(before, size_t(bytes + stop - before), tide::template_value::line_end, TIDE_JSON_OTHER);
        for (size_t slot = 0; slot < fields.size(); slot++) {
            if (!found[slot]) seen.missing.push_back(slot);
        }
        if (templates.size() < most_templates) {
            likely = templates.size();
            templates.push_back(std::move(seen));
        } else {
            likely = (likely + 1) % most_templates;
            templates[likely] = std::move(seen);
        }
    }

    // Writes one row.
    bool read_row(dom::object object) override {
        row_number++;
        size_t place = 0, written = 0;
        member_walk walk(document);
        for (dom::key_value_pair pair : object) {
            std::string_view text;
            if (has_others) {
                walk.next_key();
                text = walk.next_value();
            }
            bool guessed = place < guesses.size() && guesses[place].key == pair.key;
            ptrdiff_t slot = guessed ? guesses[place].slot : look_up(place, pair.key);
            place++;
            if (slot < 0) continue;
            field &wanted = fields[size_t(slot)];
            if (wanted.seen == row_number) return false;
            wanted.seen = row_number;
            written++;
            if (wanted.type == TIDE_JSON_OTHER) {
                if (!write_other(size_t(slot), text, pair.value)) return false;
            } else if (!write(wanted.type, columns[slot], pair.value)) {
                return false;
            }
        }
        if (written < fields.size()) {
            for (size_t slot = 0; slot < fields.size(); slot++) {
                if (fields[slot].seen != row_number) write_null(fields[slot].type, columns[slot], rows);
            }
        }
        rows++;
        return true;
    }

    ptrdiff_t look_up(size_t place, std::string_view key) {
        ptrdiff_t slot = slot_of(key);
        if (place < guess_limit && key.size() <= guess_key_limit) {
            if (place >= guesses.size()) guesses.resize(place + 1, guess{std::string(), -1});
            guesses[place].key.assign(key.data(), key.size());
            guesses[place].slot = slot;
        }
        return slot;
    }

    ptrdiff_t slot_of(std::string_view key) const {
        for (size_t index = 0; index < fields.size(); index++) {
            if (fields[index].type != TIDE_JSON_CORRUPT && fields[index].name == key) return ptrdiff_t(index);
        }
        return tide::template_value::skipped;
    }

    void write_null(tide_json_type type, const tide_json_column &column, size_t row) const {
        column.validity[row] = 0;
        switch (type) {
        case TIDE_JSON_BOOLEAN: static_cast<uint8_t *>(column.values)[row] = 0; break;
        case TIDE_JSON_TINYINT:
        case TIDE_JSON_SMALLINT:
        case TIDE_JSON_INT:
        case TIDE_JSON_DATE: static_cast<int32_t *>(column.values)[row] = 0; break;
        case TIDE_JSON_BIGINT:
        case TIDE_JSON_TIMESTAMP: static_cast<int64_t *>(column.values)[row] = 0; break;
        case TIDE_JSON_FLOAT:
        case TIDE_JSON_DOUBLE: static_cast<double *>(column.values)[row] = 0; break;
        case TIDE_JSON_OTHER: break;
        case TIDE_JSON_STRING:
        case TIDE_JSON_CORRUPT: column.offsets[row + 1] = column.offsets[row]; break;
        }
    }

    bool write(tide_json_type type, const tide_json_column &column, dom::element value) const {
        if (value.is_null()) {
            write_null(type, column, rows);
            return true;
        }
        column.validity[rows] = 1;
        switch (type) {
        case TIDE_JSON_BOOLEAN: {
            bool flag;
            if (value.get_bool().get(flag)) return false;
            static_cast<uint8_t *>(column.values)[rows] = flag;
            return true;
        }
        case TIDE_JSON_TINYINT:
        case TIDE_JSON_SMALLINT:
        case TIDE_JSON_INT:
        case TIDE_JSON_BIGINT: {
            int64_t integer;
            return !value.get_int64().get(integer) && write_integer(type, column, integer, rows);
        }
        case TIDE_JSON_DOUBLE: {
            double *target = static_cast<double *>(column.values) + rows;
            return !value.get_double().get(*target) || write_text(type, value, target);
        }
        case TIDE_JSON_FLOAT: {
            double *target = static_cast<double *>(column.values) + rows;
            return write_float(value, target) || write_text(type, value, target);
        }
        case TIDE_JSON_STRING: {
            std::string_view string;
            if (value.get_string().get(string)) return false;
            int32_t start = column.offsets[rows];
            memcpy(column.bytes + start, string.data(), string.size());
            column.offsets[rows + 1] = start + int32_t(string.size());
            return true;
        }
        case TIDE_JSON_TIMESTAMP: {
            int64_t seconds;
            if (!value.get_int64().get(seconds)) return write_integer(type, column, seconds, rows);
            return write_text(type, value, static_cast<int64_t *>(column.values) + rows);
        }
        case TIDE_JSON_DATE:
            return write_text(type, value, static_cast<int32_t *>(column.values) + rows);
        case TIDE_JSON_OTHER:
        case TIDE_JSON_CORRUPT: break;
        }
        return false;
    }

    bool write_integer(tide_json_type type, const tide_json_column &column, int64_t integer,
                       size_t row) const {
        switch (type) {
        case TIDE_JSON_TINYINT:
            if (integer < -128 || integer > 255) return false;
            static_cast<int32_t *>(column.values)[row] = int8_t(uint8_t(integer));
            return true;
        case TIDE_JSON_SMALLINT:
            if (integer != int16_t(integer)) return false;
            static_cast<int32_t *>(column.values)[row] = int32_t(integer);
            return true;
        case TIDE_JSON_INT:
            if (integer != int32_t(integer)) return false;
            static_cast<int32_t *>(column.values)[row] = int32_t(integer);
            return true;
        case TIDE_JSON_BIGINT: static_cast<int64_t *>(column.values)[row] = integer; return true;
        case TIDE_JSON_TIMESTAMP:
            // Seconds; wraps, as in Spark.
            static_cast<int64_t *>(column.values)[row] = int64_t(uint64_t(integer) * 1000000u);
            return true;
        default: return false;
        }
    }

    bool write_other(size_t slot, std::string_view text, dom::element value) const {
        columns[slot].validity[rows] = !value.is_null();
        return value.is_null()
            || value_reader(value_context, slot, rows, reinterpret_cast<const uint8_t *>(text.data()),
                            text.size());
    }

    static bool write_float(dom::element value, double *target) {
        double wide;
        return !value.get_double().get(wide) && narrow(wide, value.is_double(), target);
    }

    // False where rounding to DOUBLE first may change the FLOAT.
    static bool narrow(double wide, bool is_fraction, double *target) {
        uint64_t bits;
        memcpy(&bits, &wide, sizeof bits);
        bool is_tie = (bits & 0x1fffffff) == 0x10000000;
        bool is_rounded = is_fraction ? is_tie : wide > 0x1p53 || wide < -0x1p53;
        bool is_small = wide != 0 && wide < 0x1p-125 && wide > -0x1p-125;
        if (is_rounded || is_small) return false;
        *target = double(float(wide));
        return true;
    }

    bool write_text(tide_json_type type, dom::element value, void *target) const {
        std::string_view string;
        if (value.get_string().get(string)) return false;
        return write_text(type, reinterpret_cast<const uint8_t *>(string.data()), string.size(), target);
    }

    bool write_text(tide_json_type type, const uint8_t *at, size_t count, void *target) const {
        bool is_time = type == TIDE_JSON_TIMESTAMP;
        return (is_time && tide::read_utc_time(at, count, *static_cast<int64_t *>(target)))
            || text(context, type, at, count, target);
    }
};

extern "C" tide_json_reader *tide_json_reader_create(const tide_json_field *fields, size_t count) {
    try {
        return new tide_json_reader(fields, count);
    } catch (...) {
        return nullptr;
    }
}

extern "C" void tide_json_reader_destroy(tide_json_reader *reader) { delete reader; }

extern "C" int64_t tide_json_read(tide_json_reader *reader, const uint8_t *bytes, size_t count,
                                  const tide_json_column *columns, tide_json_text_reader text, void *context,
                                  tide_json_value_reader value, void *value_context,
                                  const tide_json_line **lines, size_t *line_count) {
    reader->columns = columns;
    reader->value_reader = value;
    reader->value_context = value_context;
    return reader->read(bytes, count, text, context, lines, line_count);
}

extern "C" size_t tide_json_count_line_ends(const uint8_t *bytes, size_t count) {
    // Sums of at most 240 fit a byte, which lets the compiler count 16 bytes at a time.
    constexpr size_t block = 240;
    size_t found = 0;
    for (size_t start = 0; start < count; start += block) {
        size_t end = count - start < block ? count : start + block;
        uint8_t sum = 0;
        for (size_t index = start; index < end; index++) sum = uint8_t(sum + tide::is_line_end(bytes[index]));
        found += sum;
    }
    return found;
}

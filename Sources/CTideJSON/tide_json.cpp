#include "tide_json.h"

#include "line_reader.hpp"

#include <string>
#include <string_view>

namespace {

using namespace simdjson;

// Fields of a line whose place is remembered, and the longest remembered key.
constexpr size_t guess_limit = 256;
constexpr size_t guess_key_limit = 64;

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
    const uint8_t *at;

    explicit member_walk(const uint8_t *object) : at(object + 1) {}

    // The text of the next member's value.
    std::string_view next() {
        skip_space();
        if (*at == ',') at++;
        skip_space();
        skip_string();
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

    // Writes one row.
    bool read_row(dom::object object) override {
        row_number++;
        size_t place = 0, written = 0;
        member_walk walk(document);
        for (dom::key_value_pair pair : object) {
            std::string_view text;
            if (has_others) text = walk.next();
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
                if (fields[slot].seen != row_number) write_null(fields[slot].type, columns[slot]);
            }
        }
        rows++;
        return true;
    }

    ptrdiff_t look_up(size_t place, std::string_view key) {
        ptrdiff_t slot = -1;
        for (size_t index = 0; index < fields.size() && slot < 0; index++) {
            if (fields[index].type != TIDE_JSON_CORRUPT && fields[index].name == key) slot = ptrdiff_t(index);
        }
        if (place < guess_limit && key.size() <= guess_key_limit) {
            if (place >= guesses.size()) guesses.resize(place + 1, guess{std::string(), -1});
            guesses[place].key.assign(key.data(), key.size());
            guesses[place].slot = slot;
        }
        return slot;
    }

    void write_null(tide_json_type type, const tide_json_column &column) const {
        column.validity[rows] = 0;
        switch (type) {
        case TIDE_JSON_BOOLEAN: static_cast<uint8_t *>(column.values)[rows] = 0; break;
        case TIDE_JSON_TINYINT:
        case TIDE_JSON_SMALLINT:
        case TIDE_JSON_INT:
        case TIDE_JSON_DATE: static_cast<int32_t *>(column.values)[rows] = 0; break;
        case TIDE_JSON_BIGINT:
        case TIDE_JSON_TIMESTAMP: static_cast<int64_t *>(column.values)[rows] = 0; break;
        case TIDE_JSON_FLOAT:
        case TIDE_JSON_DOUBLE: static_cast<double *>(column.values)[rows] = 0; break;
        case TIDE_JSON_OTHER: break;
        case TIDE_JSON_STRING:
        case TIDE_JSON_CORRUPT: column.offsets[rows + 1] = column.offsets[rows]; break;
        }
    }

    bool write(tide_json_type type, const tide_json_column &column, dom::element value) const {
        if (value.is_null()) {
            write_null(type, column);
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
        case TIDE_JSON_INT: {
            int64_t integer;
            if (value.get_int64().get(integer) || integer != int32_t(integer)) return false;
            static_cast<int32_t *>(column.values)[rows] = int32_t(integer);
            return true;
        }
        case TIDE_JSON_TINYINT: {
            int64_t integer;
            if (value.get_int64().get(integer) || integer < -128 || integer > 255) return false;
            static_cast<int32_t *>(column.values)[rows] = int8_t(uint8_t(integer));
            return true;
        }
        case TIDE_JSON_SMALLINT: {
            int64_t integer;
            if (value.get_int64().get(integer) || integer != int16_t(integer)) return false;
            static_cast<int32_t *>(column.values)[rows] = int32_t(integer);
            return true;
        }
        case TIDE_JSON_BIGINT:
            return !value.get_int64().get(static_cast<int64_t *>(column.values)[rows]);
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
            int64_t *target = static_cast<int64_t *>(column.values) + rows;
            int64_t seconds;
            if (value.get_int64().get(seconds)) return write_text(type, value, target);
            *target = int64_t(uint64_t(seconds) * 1000000u);  // wraps, as in Spark
            return true;
        }
        case TIDE_JSON_DATE:
            return write_text(type, value, static_cast<int32_t *>(column.values) + rows);
        case TIDE_JSON_OTHER:
        case TIDE_JSON_CORRUPT: break;
        }
        return false;
    }

    bool write_other(size_t slot, std::string_view text, dom::element value) const {
        columns[slot].validity[rows] = !value.is_null();
        return value.is_null()
            || value_reader(value_context, slot, rows, reinterpret_cast<const uint8_t *>(text.data()),
                            text.size());
    }

    // False where rounding to DOUBLE first may change the FLOAT.
    static bool write_float(dom::element value, double *target) {
        double wide;
        if (value.get_double().get(wide)) return false;
        uint64_t bits;
        memcpy(&bits, &wide, sizeof bits);
        bool is_tie = (bits & 0x1fffffff) == 0x10000000;
        bool is_rounded = value.is_double() ? is_tie : wide > 0x1p53 || wide < -0x1p53;
        bool is_small = wide != 0 && wide < 0x1p-125 && wide > -0x1p-125;
        if (is_rounded || is_small) return false;
        *target = double(float(wide));
        return true;
    }

    bool write_text(tide_json_type type, dom::element value, void *target) const {
        std::string_view string;
        if (value.get_string().get(string)) return false;
        return text(context, type, reinterpret_cast<const uint8_t *>(string.data()), string.size(), target);
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

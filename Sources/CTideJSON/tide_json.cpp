#include "tide_json.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace simdjson;

// Stage 1 of simdjson runs over this much at a time: small enough for its index to stay in the cache.
constexpr size_t chunk_size = 64 * 1024;
// Deeper documents go to the tolerant reader, which knows Spark's limit (1,000).
constexpr size_t depth_limit = 256;
// Longer numbers are refused by the tolerant reader (Jackson's limit).
constexpr size_t longest_number = 1000;
// Fields of a line whose place is remembered, and the longest remembered key.
constexpr size_t guess_limit = 256;
constexpr size_t guess_key_limit = 64;

bool is_line_end(uint8_t byte) { return byte == '\n' || byte == '\r'; }
bool is_space(uint8_t byte) { return byte == ' ' || byte == '\t'; }

bool is_number_byte(uint8_t byte) {
    return (byte >= '0' && byte <= '9') || byte == '.' || (byte | 0x20) == 'e' || byte == '+' || byte == '-';
}

// Whether a number of more than `longest_number` bytes may be in the text: such a run covers a multiple of
// it.
bool may_have_long_number(const uint8_t *text, size_t count) {
    for (size_t probe = longest_number; probe < count; probe += longest_number) {
        if (!is_number_byte(text[probe])) continue;
        size_t first = probe, last = probe;
        while (first > 0 && is_number_byte(text[first - 1])) first--;
        while (last + 1 < count && is_number_byte(text[last + 1])) last++;
        if (last - first + 1 > longest_number) return true;
    }
    return false;
}

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

}  // namespace

struct tide_json_reader {
    std::vector<field> fields;
    std::vector<guess> guesses;
    std::vector<tide_json_line> unusual;
    dom::parser stream_parser;
    dom::parser line_parser;
    uint64_t row_number = 0;  // of all rows ever tried; never reset

    // The call in hand.
    const uint8_t *bytes = nullptr;
    const tide_json_column *columns = nullptr;
    tide_json_text_reader text = nullptr;
    void *context = nullptr;
    size_t rows = 0;
    bool has_carriage_return = false;  // in this chunk

    tide_json_reader(const tide_json_field *wanted, size_t count)
        : stream_parser(SIMDJSON_MAXSIZE_BYTES), line_parser(SIMDJSON_MAXSIZE_BYTES) {
#ifdef SIMDJSON_THREADS_ENABLED
        stream_parser.threaded = false;
#endif
        for (size_t index = 0; index < count; index++) {
            std::string name(reinterpret_cast<const char *>(wanted[index].name), wanted[index].name_count);
            fields.push_back({name, wanted[index].type, 0});
        }
        if (stream_parser.allocate(chunk_size * 2, depth_limit) || line_parser.allocate(4096, depth_limit)) {
            throw std::bad_alloc();
        }
    }

    void read(size_t count) {
        unusual.clear();
        rows = 0;
        size_t position = 0;
        while (position < count) {
            size_t end = count;
            if (count - position > chunk_size) {
                size_t from = position + chunk_size;
                if (const void *newline = memchr(bytes + from, '\n', count - from)) {
                    end = size_t(static_cast<const uint8_t *>(newline) - bytes) + 1;
                }
            }
            has_carriage_return = memchr(bytes + position, '\r', end - position) != nullptr;
            read_lines(read_stream(position, end), end);
            position = end;
        }
    }

    // Passes white space and line ends; `line` moves to the start of the line that the result is in.
    size_t skip_blank(size_t position, size_t end, size_t &line) const {
        for (; position < end; position++) {
            if (is_line_end(bytes[position])) {
                line = position + 1;
            } else if (!is_space(bytes[position])) {
                break;
            }
        }
        return position;
    }

    bool has_line_end(size_t start, size_t end) const {
        return memchr(bytes + start, '\n', end - start) != nullptr
            || (has_carriage_return && memchr(bytes + start, '\r', end - start) != nullptr);
    }

    bool has_long_number(size_t start, size_t end) const {
        return end - start > longest_number && may_have_long_number(bytes + start, end - start);
    }

    // Reads the chunk as a stream of documents, each proven to be all of one line; the start of the first
    // line that is not.
    size_t read_stream(size_t line, size_t end) {
        const size_t begin = line;
        dom::document_stream stream;
        // batch_size: the whole chunk, so that no document is cut.
        if (stream_parser.parse_many(bytes + begin, end - begin, end - begin).get(stream)) return line;
        for (auto found = stream.begin(); found != stream.end(); ++found) {
            size_t start = skip_blank(line, end, line);
            dom::object object;
            if ((*found).get_object().get(object) || begin + found.current_index() != start) return line;
            // A document cut short by the end of the chunk may have been closed by what follows it in memory.
            if (stream_parser.implementation->next_structural_index
                > stream_parser.implementation->n_structural_indexes) {
                return line;
            }
            size_t stop = start + found.source().size();
            if (has_line_end(start, stop)) return line;
            size_t after = stop;
            while (after < end && is_space(bytes[after])) after++;
            if (after < end && !is_line_end(bytes[after])) return line;
            if (has_long_number(start, stop) || !read_row(object)) unusual.push_back({line, after, rows});
            line = after < end ? after + 1 : end;
        }
        return line;
    }

    // Reads lines one document at a time, so that what is wrong with one touches no other.
    void read_lines(size_t line, size_t end) {
        while (true) {
            size_t start = skip_blank(line, end, line);
            if (start == end) return;
            size_t stop = end;
            if (const void *newline = memchr(bytes + start, '\n', end - start)) {
                stop = size_t(static_cast<const uint8_t *>(newline) - bytes);
            }
            if (has_carriage_return) {
                if (const void *carriage = memchr(bytes + start, '\r', stop - start)) {
                    stop = size_t(static_cast<const uint8_t *>(carriage) - bytes);
                }
            }
            dom::object object;
            if (has_long_number(start, stop)
                || line_parser.parse(bytes + start, stop - start, false).get_object().get(object)
                || !read_row(object)) {
                unusual.push_back({line, stop, rows});
            }
            line = stop < end ? stop + 1 : end;
        }
    }

    // Writes one row; false, with nothing kept, when the object needs the tolerant reader.
    bool read_row(dom::object object) {
        row_number++;
        size_t place = 0, written = 0;
        for (dom::key_value_pair pair : object) {
            bool guessed = place < guesses.size() && guesses[place].key == pair.key;
            ptrdiff_t slot = guessed ? guesses[place].slot : look_up(place, pair.key);
            place++;
            if (slot < 0) continue;
            field &wanted = fields[size_t(slot)];
            if (wanted.seen == row_number) return false;
            wanted.seen = row_number;
            written++;
            if (!write(wanted.type, columns[slot], pair.value)) return false;
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
            if (fields[index].name == key) slot = ptrdiff_t(index);
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
        case TIDE_JSON_INT:
        case TIDE_JSON_DATE: static_cast<int32_t *>(column.values)[rows] = 0; break;
        case TIDE_JSON_BIGINT:
        case TIDE_JSON_TIMESTAMP: static_cast<int64_t *>(column.values)[rows] = 0; break;
        case TIDE_JSON_DOUBLE: static_cast<double *>(column.values)[rows] = 0; break;
        case TIDE_JSON_STRING: column.offsets[rows + 1] = column.offsets[rows]; break;
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
        case TIDE_JSON_BIGINT:
            return !value.get_int64().get(static_cast<int64_t *>(column.values)[rows]);
        case TIDE_JSON_DOUBLE: {
            double *target = static_cast<double *>(column.values) + rows;
            return !value.get_double().get(*target) || write_text(type, value, target);
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
        }
        return false;
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
                                  const tide_json_line **lines, size_t *line_count) {
    try {
        reader->bytes = bytes;
        reader->columns = columns;
        reader->text = text;
        reader->context = context;
        reader->read(count);
        *lines = reader->unusual.data();
        *line_count = reader->unusual.size();
        return int64_t(reader->rows);
    } catch (...) {
        return -1;
    }
}

extern "C" size_t tide_json_count_line_ends(const uint8_t *bytes, size_t count) {
    // Sums of at most 240 fit a byte, which lets the compiler count 16 bytes at a time.
    constexpr size_t block = 240;
    size_t found = 0;
    for (size_t start = 0; start < count; start += block) {
        size_t end = count - start < block ? count : start + block;
        uint8_t sum = 0;
        for (size_t index = start; index < end; index++) sum = uint8_t(sum + is_line_end(bytes[index]));
        found += sum;
    }
    return found;
}

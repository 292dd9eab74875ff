#ifndef TIDE_JSON_LINE_READER_HPP
#define TIDE_JSON_LINE_READER_HPP

// Lines of strict JSON objects, one simdjson document each; what is done with an object is the subclass's.

#include "tide_json.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>
#include <new>
#include <vector>

namespace tide {

// Stage 1 of simdjson runs over this much at a time: small enough for its index to stay in the cache.
inline constexpr size_t chunk_size = 64 * 1024;
// Deeper documents go to the tolerant reader, which knows Spark's limit (1,000).
inline constexpr size_t depth_limit = 256;
// A chunk goes to the parser as a whole when more lines than these needed it and more than one in so many.
inline constexpr size_t parsed_at_first = 8;
inline constexpr size_t rows_a_parsed_line = 8;
// Longer numbers are refused by the tolerant reader (Jackson's limit).
inline constexpr size_t longest_number = 1000;

inline bool is_line_end(uint8_t byte) { return byte == '\n' || byte == '\r'; }
inline bool is_space(uint8_t byte) { return byte == ' ' || byte == '\t'; }

inline bool is_number_byte(uint8_t byte) {
    return (byte >= '0' && byte <= '9') || byte == '.' || (byte | 0x20) == 'e' || byte == '+' || byte == '-';
}

// Whether a number of more than `longest_number` bytes may be in the text: such a run covers a multiple of
// it.
inline bool may_have_long_number(const uint8_t *text, size_t count) {
    for (size_t probe = longest_number; probe < count; probe += longest_number) {
        if (!is_number_byte(text[probe])) continue;
        size_t first = probe, last = probe;
        while (first > 0 && is_number_byte(text[first - 1])) first--;
        while (last + 1 < count && is_number_byte(text[last + 1])) last++;
        if (last - first + 1 > longest_number) return true;
    }
    return false;
}

struct line_reader {
    std::vector<tide_json_line> unusual;
    simdjson::dom::parser stream_parser;
    simdjson::dom::parser line_parser;
    uint64_t row_number = 0;  // of all rows ever tried; never reset

    // The call in hand.
    const uint8_t *bytes = nullptr;
    tide_json_text_reader text = nullptr;
    void *context = nullptr;
    size_t rows = 0;
    const uint8_t *document = nullptr;  // the text of the row being read
    bool has_carriage_return = false;  // in this stream

    line_reader()
        : stream_parser(simdjson::SIMDJSON_MAXSIZE_BYTES), line_parser(simdjson::SIMDJSON_MAXSIZE_BYTES) {
#ifdef SIMDJSON_THREADS_ENABLED
        stream_parser.threaded = false;
#endif
        if (stream_parser.allocate(chunk_size * 2, depth_limit) || line_parser.allocate(4096, depth_limit)) {
            throw std::bad_alloc();
        }
    }
    virtual ~line_reader() = default;

    // Takes one row; false, with nothing kept, when the object needs the tolerant reader.
    virtual bool read_row(simdjson::dom::object object) = 0;

    // Takes lines that need no parser, up to the first that does; where that one starts.
    virtual size_t read_alike(size_t line, size_t) { return line; }
    // Looks at a line of one object that a parser had to read, for lines like it.
    virtual void learn(size_t, size_t, size_t) {}

    // Reads whole lines; the rows taken, or -1 when memory is short.
    int64_t read(const uint8_t *from, size_t count, tide_json_text_reader text_reader, void *text_context,
                 const tide_json_line **lines, size_t *line_count) noexcept {
        try {
            bytes = from;
            text = text_reader;
            context = text_context;
            read(count);
            *lines = unusual.data();
            *line_count = unusual.size();
            return int64_t(rows);
        } catch (...) {
            return -1;
        }
    }

private:
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
            read_chunk(position, end);
            position = end;
        }
    }

    // Lines alike are read as such; where they are few, all go to the parser.
    void read_chunk(size_t line, size_t end) {
        size_t parsed = 0;
        const size_t rows_before = rows;
        while (true) {
            line = read_alike(line, end);
            if (line == end) return;
            if (parsed > parsed_at_first && rows - rows_before < parsed * rows_a_parsed_line) break;
            parsed++;
            line = read_line(line, end, true);
            if (line == end) return;
        }
        line = read_stream(line, end);
        while (line < end) line = read_line(line, end, false);
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
        has_carriage_return = memchr(bytes + begin, '\r', end - begin) != nullptr;
        simdjson::dom::document_stream stream;
        // batch_size: the whole chunk, so that no document is cut.
        if (stream_parser.parse_many(bytes + begin, end - begin, end - begin).get(stream)) return line;
        for (auto found = stream.begin(); found != stream.end(); ++found) {
            size_t start = skip_blank(line, end, line);
            simdjson::dom::object object;
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
            document = bytes + start;
            if (has_long_number(start, stop) || !read_row(object)) unusual.push_back({line, after, rows});
            line = after < end ? after + 1 : end;
        }
        return line;
    }

    // Reads the first line with an object as a document of its own, so that what is wrong with it touches no
    // other; where the next line starts.
    size_t read_line(size_t line, size_t end, bool learns) {
        size_t start = skip_blank(line, end, line);
        if (start == end) return end;
        size_t stop = end;
        if (const void *newline = memchr(bytes + start, '\n', end - start)) {
            stop = size_t(static_cast<const uint8_t *>(newline) - bytes);
        }
        if (const void *carriage = memchr(bytes + start, '\r', stop - start)) {
            stop = size_t(static_cast<const uint8_t *>(carriage) - bytes);
        }
        simdjson::dom::object object;
        document = bytes + start;
        if (has_long_number(start, stop)
            || line_parser.parse(bytes + start, stop - start, false).get_object().get(object)
            || !read_row(object)) {
            unusual.push_back({line, stop, rows});
        } else if (learns) {
            learn(line, start, stop);
        }
        return stop < end ? stop + 1 : end;
    }
};

}  // namespace tide

#endif

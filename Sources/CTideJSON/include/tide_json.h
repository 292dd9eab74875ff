#ifndef TIDE_JSON_H
#define TIDE_JSON_H

// Lines of strict JSON objects to columns, with simdjson behind it. No C++ exception leaves these functions.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// How a field's value is stored in `tide_json_column.values`.
typedef enum {
    TIDE_JSON_BOOLEAN = 0,    // uint8_t
    TIDE_JSON_INT = 1,        // int32_t
    TIDE_JSON_BIGINT = 2,     // int64_t
    TIDE_JSON_DOUBLE = 3,     // double
    TIDE_JSON_STRING = 4,     // bytes and offsets
    TIDE_JSON_TIMESTAMP = 5,  // int64_t, microseconds; an integer token is seconds
    TIDE_JSON_DATE = 6,       // int32_t, days
    TIDE_JSON_TINYINT = 8,    // int32_t; -128 to 255, of which the last 128 stand for negative ones
    TIDE_JSON_SMALLINT = 9,   // int32_t
    TIDE_JSON_FLOAT = 10,     // double
    TIDE_JSON_OTHER = 11,     // nowhere: the value's text goes to the value reader
    TIDE_JSON_CORRUPT = 7,    // bytes and offsets; no key names it, so that every row has NULL
} tide_json_type;

typedef struct {
    const uint8_t *name;  // UTF-8, compared bytewise
    size_t name_count;
    tide_json_type type;
} tide_json_field;

// The caller's room for one column; `row` counts the rows of all columns alike.
typedef struct {
    void *values;       // room for a value a line; unused for strings
    uint8_t *validity;  // room for a byte a line: 1 present, 0 NULL (the value is then 0 or empty)
    // Strings: string i is bytes[offsets[i] ..< offsets[i + 1]]; offsets[0] is the caller's 0.
    int32_t *offsets;  // room for an offset a line and one more
    uint8_t *bytes;    // room for as many bytes as the input has and 16 more
} tide_json_column;

// A line that needs the tolerant reader: bytes start ..< end without its line end, before row `row`.
typedef struct {
    size_t start;
    size_t end;
    size_t row;
} tide_json_line;

// Reads the text of a JSON string into a DOUBLE (double), TIMESTAMP (int64_t) or DATE (int32_t); false if
// it does not fit.
typedef bool (*tide_json_text_reader)(void *context, tide_json_type type, const uint8_t *text, size_t count,
                                      void *value);

// Reads the JSON text of a value that is not null for field `field` of row `row`, which may be tried again;
// false if it does not fit.
typedef bool (*tide_json_value_reader)(void *context, size_t field, size_t row, const uint8_t *text,
                                       size_t count);

typedef struct tide_json_reader tide_json_reader;

// NULL when memory is short. The fields are copied.
tide_json_reader *tide_json_reader_create(const tide_json_field *fields, size_t count);
void tide_json_reader_destroy(tide_json_reader *reader);

// Reads whole lines; 64 bytes after `count` must be readable. Returns the rows written, or -1 when memory
// is short. `*lines` are the lines left to the tolerant reader, in order; they stay valid until the next
// call.
int64_t tide_json_read(tide_json_reader *reader, const uint8_t *bytes, size_t count,
                       const tide_json_column *columns, tide_json_text_reader text, void *context,
                       tide_json_value_reader value, void *value_context, const tide_json_line **lines,
                       size_t *line_count);

// What was seen at one place of the documents.
enum {
    TIDE_JSON_SAW_NULL = 1,  // or an empty string
    TIDE_JSON_SAW_BOOLEAN = 2,
    TIDE_JSON_SAW_INTEGER = 4,  // of 64 bits with sign
    TIDE_JSON_SAW_REAL = 8,     // or a larger integer
    TIDE_JSON_SAW_TEXT = 16,
    TIDE_JSON_SAW_TIME = 32,  // a string that the text reader takes for a TIMESTAMP
    TIDE_JSON_SAW_OBJECT = 64,
    TIDE_JSON_SAW_ARRAY = 128,
};

// A place in the documents: the root (place 0, an object), a field of an object, or an array's elements.
typedef struct {
    size_t parent;        // its index is smaller
    const uint8_t *name;  // UTF-8; NULL for an array's elements
    size_t name_count;
    uint32_t seen;  // TIDE_JSON_SAW_..
} tide_json_place;

typedef struct tide_json_shape tide_json_shape;

// Gathers what values the fields of lines have; NULL when memory is short.
tide_json_shape *tide_json_shape_create(void);
void tide_json_shape_destroy(tide_json_shape *shape);

// As `tide_json_read`, the result being the lines taken. Without a text reader no string is a time. A line
// with a key twice in its object is left to the tolerant reader.
int64_t tide_json_shape_read(tide_json_shape *shape, const uint8_t *bytes, size_t count,
                             tide_json_text_reader text, void *context, const tide_json_line **lines,
                             size_t *line_count);

// The number of places known so far, and one of them; its name stays valid until the next call that reads.
size_t tide_json_shape_count(const tide_json_shape *shape);
tide_json_place tide_json_shape_place(const tide_json_shape *shape, size_t index);

// Line ends (\n, \r) in the bytes: with one more, an upper bound for the lines.
size_t tide_json_count_line_ends(const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif

#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Compressed files front to back (zlib, libzstd), and text from one encoding to another (iconv).

typedef enum {
    TIDE_CODEC_GZIP = 0,       // RFC 1952, any number of members
    TIDE_CODEC_ZSTANDARD = 1,  // RFC 8878, any number of frames
} tide_codec;

typedef struct tide_decompressor tide_decompressor;

// NULL when memory is short.
tide_decompressor *tide_decompressor_create(tide_codec codec);
void tide_decompressor_destroy(tide_decompressor *stream);

typedef struct {
    size_t consumed;  // bytes of the input used up
    size_t produced;  // bytes of the output written
    // What is wrong with the input (its text stays valid as long as the stream), "" when memory is short;
    // NULL when nothing is. A stream with an error is at its end.
    const char *error;
} tide_decompressed;

// Decompresses as much as the room allows.
tide_decompressed tide_decompress(tide_decompressor *stream, const uint8_t *input, size_t input_count,
                                  uint8_t *output, size_t output_room);

// Whether the input may end here: behind a whole member or frame, or before the first.
bool tide_decompressor_is_between(const tide_decompressor *stream);

typedef struct tide_transcoder tide_transcoder;

// NULL when there is no encoding of one of the names (or memory is short).
tide_transcoder *tide_transcoder_create(const char *from, const char *to);
void tide_transcoder_destroy(tide_transcoder *transcoder);

// Writes `input` in the other encoding to `output`, which has room for 4 bytes an input byte; the bytes
// written, or -1 where the input is not text in its encoding or has no place in the other.
int64_t tide_transcode(tide_transcoder *transcoder, const uint8_t *input, size_t input_count,
                       uint8_t *output);

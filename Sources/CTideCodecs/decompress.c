#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "tide_codecs.h"

struct tide_decompressor {
    tide_codec codec;
    z_stream gzip;
    ZSTD_DStream *zstandard;
    bool is_between;
    bool has_failed;
};

tide_decompressor *tide_decompressor_create(tide_codec codec) {
    tide_decompressor *stream = calloc(1, sizeof *stream);
    if (stream == NULL) return NULL;
    stream->codec = codec;
    stream->is_between = true;
    bool is_ready;
    if (codec == TIDE_CODEC_GZIP) {
        // 15 bits of window, 16 for "gzip and nothing else".
        is_ready = inflateInit2(&stream->gzip, 15 + 16) == Z_OK;
    } else {
        stream->zstandard = ZSTD_createDStream();
        is_ready = stream->zstandard != NULL;
    }
    if (is_ready) return stream;
    free(stream);
    return NULL;
}

void tide_decompressor_destroy(tide_decompressor *stream) {
    if (stream->codec == TIDE_CODEC_GZIP) {
        inflateEnd(&stream->gzip);
    } else {
        ZSTD_freeDStream(stream->zstandard);
    }
    free(stream);
}

bool tide_decompressor_is_between(const tide_decompressor *stream) { return stream->is_between; }

static const char *inflate_some(tide_decompressor *stream, const uint8_t *input, size_t input_count,
                                uint8_t *output, size_t output_room, tide_decompressed *result) {
    z_stream *gzip = &stream->gzip;
    const size_t most = 1u << 30;  // fits zlib's unsigned int
    gzip->next_in = (Bytef *)input;
    gzip->avail_in = (uInt)(input_count < most ? input_count : most);
    gzip->next_out = output;
    gzip->avail_out = (uInt)(output_room < most ? output_room : most);
    const char *error = NULL;
    while (gzip->avail_in > 0 || !stream->is_between) {
        uInt in_before = gzip->avail_in, out_before = gzip->avail_out;
        int status = inflate(gzip, Z_NO_FLUSH);
        if (gzip->avail_in < in_before) stream->is_between = false;
        if (status == Z_STREAM_END) {
            // Another member may follow.
            stream->is_between = true;
            if (inflateReset(gzip) != Z_OK) error = "inflateReset";
            if (error == NULL && gzip->avail_out > 0) continue;
            break;
        }
        bool has_moved = gzip->avail_in != in_before || gzip->avail_out != out_before;
        if (status == Z_BUF_ERROR || (status == Z_OK && !has_moved)) break;
        if (status == Z_MEM_ERROR) {
            error = "";
            break;
        }
        if (status != Z_OK) {
            error = gzip->msg != NULL ? gzip->msg : "not in gzip format";
            break;
        }
        if (gzip->avail_out == 0) break;
    }
    result->consumed = (size_t)(gzip->next_in - input);
    result->produced = (size_t)(gzip->next_out - output);
    return error;
}

static const char *expand_some(tide_decompressor *stream, const uint8_t *input, size_t input_count,
                               uint8_t *output, size_t output_room, tide_decompressed *result) {
    ZSTD_inBuffer in = {input, input_count, 0};
    ZSTD_outBuffer out = {output, output_room, 0};
    const char *error = NULL;
    while (in.pos < in.size || !stream->is_between) {
        size_t in_before = in.pos, out_before = out.pos;
        size_t left = ZSTD_decompressStream(stream->zstandard, &out, &in);
        if (ZSTD_isError(left)) {
            error = ZSTD_getErrorName(left);
            if (strcmp(error, "Allocation error : not enough memory") == 0) error = "";
            break;
        }
        bool has_moved = in.pos != in_before || out.pos != out_before;
        if (has_moved) stream->is_between = left == 0;
        if (!has_moved || out.pos == out.size) break;
    }
    result->consumed = in.pos;
    result->produced = out.pos;
    return error;
}

tide_decompressed tide_decompress(tide_decompressor *stream, const uint8_t *input, size_t input_count,
                                  uint8_t *output, size_t output_room) {
    tide_decompressed result = {0, 0, NULL};
    if (stream->has_failed) {
        result.error = "it has failed before";
        return result;
    }
    result.error = stream->codec == TIDE_CODEC_GZIP
                       ? inflate_some(stream, input, input_count, output, output_room, &result)
                       : expand_some(stream, input, input_count, output, output_room, &result);
    stream->has_failed = result.error != NULL;
    return result;
}

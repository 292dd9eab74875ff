#include <iconv.h>
#include <stdlib.h>

#include "tide_codecs.h"

struct tide_transcoder {
    iconv_t conversion;
};

tide_transcoder *tide_transcoder_create(const char *from, const char *to) {
    iconv_t conversion = iconv_open(to, from);
    if (conversion == (iconv_t)-1) return NULL;
    tide_transcoder *transcoder = malloc(sizeof *transcoder);
    if (transcoder == NULL) {
        iconv_close(conversion);
    } else {
        transcoder->conversion = conversion;
    }
    return transcoder;
}

void tide_transcoder_destroy(tide_transcoder *transcoder) {
    iconv_close(transcoder->conversion);
    free(transcoder);
}

int64_t tide_transcode(tide_transcoder *transcoder, const uint8_t *input, size_t input_count,
                       uint8_t *output) {
    char *from = (char *)input, *to = (char *)output;
    size_t left = input_count, room = 4 * input_count;
    // Forgets what the record before left behind.
    iconv(transcoder->conversion, NULL, NULL, NULL, NULL);
    if (iconv(transcoder->conversion, &from, &left, &to, &room) == (size_t)-1) return -1;
    if (iconv(transcoder->conversion, NULL, NULL, &to, &room) == (size_t)-1) return -1;
    return to - (char *)output;
}

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "tide_system.h"

tide_hash128 tide_xxh3_128(const void *bytes, size_t length) {
    XXH128_hash_t hash = XXH3_128bits(bytes, length);
    return (tide_hash128){hash.low64, hash.high64};
}

uint64_t tide_xxh3_64(const void *bytes, size_t length) { return XXH3_64bits(bytes, length); }

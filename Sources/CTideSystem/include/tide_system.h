#pragma once
#include <stddef.h>
#include <stdint.h>

/// CRC32C (Castagnoli) of `length` bytes, continued from `seed` (0 to begin).
uint32_t tide_crc32c(uint32_t seed, const void *bytes, size_t length);

typedef struct {
    uint64_t low;
    uint64_t high;
} tide_hash128;

/// XXH3, 128 bits, seed 0.
tide_hash128 tide_xxh3_128(const void *bytes, size_t length);

/// XXH3, 64 bits, seed 0.
uint64_t tide_xxh3_64(const void *bytes, size_t length);

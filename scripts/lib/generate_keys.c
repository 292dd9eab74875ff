// Input with many groups: one JSON object a line, {"time":1469501107,"key":1234567}.
//
//   generate_keys DIRECTORY FILES ROWS KEYS random|time
//
// ROWS rows over all files. `random`: each row's key is any of KEYS. `time`: keys come in their order, a row's key
// is one of the 1,000 that are current. Times rise by a second every 1,000 rows. The same arguments, the same bytes.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t splitMix(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int main(int count, char **arguments) {
    if (count != 6) {
        fprintf(stderr, "usage: generate_keys DIRECTORY FILES ROWS KEYS random|time\n");
        return 2;
    }
    const uint64_t files = strtoull(arguments[2], NULL, 10);
    const uint64_t rows = strtoull(arguments[3], NULL, 10);
    const uint64_t keys = strtoull(arguments[4], NULL, 10);
    const int isOrdered = strcmp(arguments[5], "time") == 0;
    uint64_t state = 1, row = 0;
    for (uint64_t file = 0; file < files; file++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/file-%03u.json", arguments[1], (unsigned)file);
        FILE *output = fopen(path, "w");
        if (output == NULL) {
            perror(path);
            return 1;
        }
        for (const uint64_t end = rows * (file + 1) / files; row < end; row++) {
            const uint64_t near = row * keys / rows + splitMix(&state) % 1000;
            const uint64_t key = isOrdered ? (near < keys ? near : keys - 1) : splitMix(&state) % keys;
            fprintf(output, "{\"time\":%llu,\"key\":%llu}\n", 1469500000ull + row / 1000, (unsigned long long)key);
        }
        if (fclose(output) != 0) {
            perror(path);
            return 1;
        }
    }
    return 0;
}

// The floor under a merge into the state: the entries of a run over `generate keys`, counted by key, in LMDB alone.
//
//   lmdb_merge DIRECTORY ROWS,ROWS,.. FILE..
//
// Reads the files' keys and makes each batch's groups, sorted (not timed); a batch has as many ROWS as it is told.
// Then, for each batch: one transaction in which every group is looked up, its before-image is kept, and the sum of
// both counts is put; images go into pieces of a page each; a durable commit. Keys, values and pieces have the sizes
// of Tidemark's. Prints the seconds of all that, then how many groups each batch had.
//
// It does not compute a checksum or a digest, check what it reads, keep a ledger, or serve anyone who reads.
#include <inttypes.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { stateKey = 12, stateValue = 12, historyKey = 13, historyValue = 4080, pieceBytes = 4075, piecesHeld = 16 };

typedef struct {
    uint64_t key, count;
} Group;

typedef struct {
    unsigned char bytes[(piecesHeld + 1) * pieceBytes];
    size_t used;
    uint64_t batch;
    uint32_t next;
} History;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "lmdb_merge: %s: %s\n", what, why);
    exit(1);
}

static void check(int code, const char *what) {
    if (code != 0) fail(what, mdb_strerror(code));
}

static void *grown(void *memory, size_t bytes) {
    void *grown = realloc(memory, bytes);
    if (grown == NULL) fail("realloc", "no memory");
    return grown;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void storeBig(unsigned char *to, uint64_t value, int bytes) {
    for (int index = bytes - 1; index >= 0; index--, value >>= 8) to[index] = (unsigned char)value;
}

/// The keys of all rows of the files, in their order.
static uint64_t *readKeys(char **paths, int files, size_t *count) {
    uint64_t *keys = NULL;
    size_t room = 0;
    char line[256];
    *count = 0;
    for (int file = 0; file < files; file++) {
        FILE *input = fopen(paths[file], "r");
        if (input == NULL) fail(paths[file], "cannot be read");
        while (fgets(line, sizeof line, input) != NULL) {
            const char *key = strstr(line, "\"key\":");
            if (key == NULL) fail(paths[file], "a line has no key");
            if (*count == room) keys = grown(keys, (room = room * 2 + 4096) * sizeof *keys);
            keys[(*count)++] = strtoull(key + 6, NULL, 10);
        }
        fclose(input);
    }
    return keys;
}

static int ascending(const void *left, const void *right) {
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/// Sorts the rows' keys and counts each; returns how many groups there are.
static size_t grouped(uint64_t *keys, size_t rows, Group *groups) {
    size_t count = 0;
    qsort(keys, rows, sizeof *keys, ascending);
    for (size_t row = 0; row < rows; row++) {
        if (count == 0 || groups[count - 1].key != keys[row]) groups[count++] = (Group){keys[row], 0};
        groups[count - 1].count++;
    }
    return count;
}

/// Puts whole pieces, or with `isLast` all there is.
static void storeHistory(MDB_txn *transaction, MDB_dbi table, History *history, int isLast) {
    unsigned char name[historyKey] = {0x48}, piece[historyValue] = {1};
    size_t from = 0;
    while (history->used - from >= pieceBytes || (isLast && from < history->used)) {
        const size_t left = history->used - from, size = left < pieceBytes ? left : pieceBytes;
        storeBig(name + 1, history->batch, 8);
        storeBig(name + 9, history->next++, 4);
        memcpy(piece + 1, history->bytes + from, size);
        MDB_val key = {sizeof name, name}, value = {size + 5, piece};
        check(mdb_put(transaction, table, &key, &value, 0), "put history");
        from += size;
    }
    memmove(history->bytes, history->bytes + from, history->used -= from);
}

static void keepImage(History *history, const unsigned char *key, const MDB_val *old) {
    unsigned char *to = history->bytes + history->used;
    const uint16_t keyBytes = stateKey;
    const uint32_t oldBytes = old == NULL ? UINT32_MAX : stateValue - 4;
    memcpy(to, &keyBytes, 2);
    memcpy(to + 2, key, stateKey);
    memcpy(to + 2 + stateKey, &oldBytes, 4);
    history->used += 2 + stateKey + 4;
    if (old == NULL) return;
    memcpy(history->bytes + history->used, old->mv_data, stateValue - 4);
    history->used += stateValue - 4;
}

static void merge(MDB_env *environment, MDB_dbi table, uint64_t batch, const Group *groups, size_t count) {
    static History history;
    unsigned char name[stateKey] = {0xF0, 0, 0, 1}, payload[stateValue] = {0};
    MDB_txn *transaction;
    MDB_cursor *cursor;
    history.batch = batch;
    history.next = 0;
    check(mdb_txn_begin(environment, NULL, 0, &transaction), "begin");
    check(mdb_cursor_open(transaction, table, &cursor), "cursor");
    for (size_t index = 0; index < count; index++) {
        if (history.used >= (size_t)piecesHeld * pieceBytes) storeHistory(transaction, table, &history, 0);
        storeBig(name + 4, groups[index].key ^ (UINT64_C(1) << 63), 8);
        MDB_val key = {sizeof name, name}, old, value = {sizeof payload, payload};
        const int found = mdb_cursor_get(cursor, &key, &old, MDB_SET);
        if (found != 0 && found != MDB_NOTFOUND) check(found, "get");
        keepImage(&history, name, found == 0 ? &old : NULL);
        uint64_t sum = 0;
        if (found == 0) memcpy(&sum, old.mv_data, sizeof sum);
        sum += groups[index].count;
        memcpy(payload, &sum, sizeof sum);
        key = (MDB_val){sizeof name, name};
        check(mdb_cursor_put(cursor, &key, &value, found == 0 ? MDB_CURRENT : 0), "put");
    }
    storeHistory(transaction, table, &history, 1);
    mdb_cursor_close(cursor);
    check(mdb_txn_commit(transaction), "commit");
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: lmdb_merge DIRECTORY ROWS,ROWS,.. FILE..\n");
        return 2;
    }
    size_t rows = 0;
    uint64_t *const keys = readKeys(arguments + 3, count - 3, &rows);
    Group *const groups = grown(NULL, (rows + 1) * sizeof *groups);
    size_t made[4096], batches = 0, row = 0, group = 0;
    for (char *text = arguments[2]; *text != 0 && batches < 4096; batches++) {
        const size_t share = strtoull(text, &text, 10);
        if (*text == ',') text++;
        if (share > rows - row) fail("rows", "the files have fewer");
        made[batches] = grouped(keys + row, share, groups + group);
        group += made[batches];
        row += share;
    }
    MDB_env *environment;
    MDB_txn *transaction;
    MDB_dbi table;
    check(mdb_env_create(&environment), "create");
    check(mdb_env_set_mapsize(environment, (size_t)1 << 35), "map size");
    check(mdb_env_open(environment, arguments[1], MDB_NOTLS, 0644), "open");
    check(mdb_txn_begin(environment, NULL, 0, &transaction), "begin");
    check(mdb_dbi_open(transaction, NULL, 0, &table), "table");
    check(mdb_txn_commit(transaction), "commit");
    const Group *next = groups;
    const double start = now();
    for (size_t batch = 0; batch < batches; batch++) {
        merge(environment, table, batch, next, made[batch]);
        next += made[batch];
    }
    printf("%.6f\n", now() - start);
    for (size_t batch = 0; batch < batches; batch++) printf("%zu\n", made[batch]);
    mdb_env_close(environment);
    return 0;
}

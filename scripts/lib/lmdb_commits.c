// The floor under a stream of small batches: durable LMDB commits, and nothing else.
//
//   lmdb_commits DIRECTORY COMMITS PAGES
//
// Makes a new environment in DIRECTORY (not timed) and does COMMITS transactions that write about PAGES pages
// in all, each with LMDB's two barriers. Prints the seconds they took. It reads no input and computes nothing.
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { leafPages = 128, valueSize = 1980 };  // two entries fill a page; one branch page holds all leaves

static void check(int code, const char *what) {
    if (code == 0) return;
    fprintf(stderr, "lmdb_commits: %s: %s\n", what, mdb_strerror(code));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void put(MDB_txn *transaction, MDB_dbi table, unsigned index, unsigned char fill, unsigned flags) {
    static unsigned char value[valueSize];
    char name[16];
    memset(value, fill, sizeof value);
    MDB_val key = {(size_t)snprintf(name, sizeof name, "%08u", index), name};
    MDB_val data = {sizeof value, value};
    check(mdb_put(transaction, table, &key, &data, flags), "put");
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: lmdb_commits DIRECTORY COMMITS PAGES\n");
        return 2;
    }
    const unsigned commits = (unsigned)atoi(arguments[2]);
    const unsigned pages = (unsigned)atoi(arguments[3]);
    MDB_env *environment;
    MDB_txn *transaction;
    MDB_dbi table;
    check(mdb_env_create(&environment), "create");
    check(mdb_env_set_mapsize(environment, (size_t)1 << 30), "map size");
    check(mdb_env_open(environment, arguments[1], 0, 0644), "open");
    check(mdb_txn_begin(environment, NULL, 0, &transaction), "begin");
    check(mdb_dbi_open(transaction, NULL, 0, &table), "table");
    for (unsigned index = 0; index < 2 * leafPages; index++) put(transaction, table, index, 0, MDB_APPEND);
    check(mdb_txn_commit(transaction), "commit");

    // A commit writes the leaves it changed, the branch page above them and one of the list of free pages.
    const unsigned overhead = 2;
    const double start = now();
    unsigned next = 0;
    for (unsigned commit = 0; commit < commits; commit++) {
        const unsigned share = (commit + 1) * pages / commits - commit * pages / commits;
        const unsigned leaves = share > overhead ? share - overhead : 1;
        check(mdb_txn_begin(environment, NULL, 0, &transaction), "begin");
        for (unsigned leaf = 0; leaf < leaves; leaf++)
            put(transaction, table, 2 * (next++ % leafPages), (unsigned char)(commit + 1), 0);
        check(mdb_txn_commit(transaction), "commit");
    }
    printf("%.6f\n", now() - start);
    mdb_env_close(environment);
    return 0;
}

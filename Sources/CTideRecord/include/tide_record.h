#pragma once
#include <stdint.h>

// What a process did to files below a directory, call by call. Preloaded into it (LD_PRELOAD), this library
// writes each call that changes or syncs something to the file TIDEMARK_RECORD. TIDEMARK_RECORD_ROOT is the
// directory, absolute and without symbolic links. With TIDEMARK_RECORD_BOOT_ID the process reads that file
// for /proc/sys/kernel/random/boot_id, as after a reboot.
//
// TIDEMARK_FAULT=CALL#NTH=EFFECT interferes with the NTH call of CALL, a system call as strace names it,
// counted in the process; NTH+ with all from there on. EFFECT is KILL (SIGKILL before it), SHORT (a write or
// read does one byte) or an error such as EIO (nothing is done). The first call that meets it becomes a line
// of TIDEMARK_FAULT_LOG; every call of the process becomes one of TIDEMARK_CALLS_LOG.
//
// Not seen: stdio, stores through mappings, statically linked programs.

typedef enum {
    TIDE_RECORD_FILE = 1,      // `path` was made or emptied: `inode`, `flags` says which
    TIDE_RECORD_WRITE = 2,     // `length` bytes at `offset` of `inode`; durable at once with the flag
    TIDE_RECORD_TRUNCATE = 3,  // `inode` has `offset` bytes
    TIDE_RECORD_SYNC = 4,      // all of `inode` (a file or a directory) is durable
    TIDE_RECORD_RENAME = 5,    // `path` is `target` now
    TIDE_RECORD_REMOVE = 6,    // `path` is gone: a file's name or an empty directory
    TIDE_RECORD_DIRECTORY = 7,  // `path` was made a directory: `inode`
    TIDE_RECORD_LINK = 8,       // `target` is another name of `path`
    TIDE_RECORD_SYNC_ALL = 9,  // everything is durable
    TIDE_RECORD_UNKNOWN = 10,  // a call named by `path` that this recorder cannot tell of
} tide_record_call;

#define TIDE_RECORD_DURABLE 1  // a write that is durable when the call returns
#define TIDE_RECORD_MADE 2     // the file was not there before
#define TIDE_RECORD_EMPTIED 4  // the file was truncated to nothing

// The head of a record; then come the path, the target and the bytes written. Native byte order.
typedef struct {
    uint32_t call;
    uint32_t flags;
    uint64_t inode;
    uint64_t offset;
    uint64_t length;
    uint32_t path_length;
    uint32_t target_length;
} tide_record;

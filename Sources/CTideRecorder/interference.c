#define _GNU_SOURCE
#include "interference.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

// The call that is interfered with, and how: `pwrite64#3=EIO`, with `3+` from the third on.
enum { FAULT_KILL = -1 };
static char fault_call[32];
static unsigned long fault_nth;
static bool fault_onward;
static int fault_effect;
static const char *fault_log;
static const char *calls_log;
static atomic_ulong fault_count;

static int effect_of(const char *name) {
    static const struct {
        const char *name;
        int effect;
    } effects[] = {{"KILL", FAULT_KILL}, {"SHORT", FAULT_SHORT}, {"EIO", EIO},       {"ENOSPC", ENOSPC},
                   {"EDQUOT", EDQUOT},   {"EMFILE", EMFILE},     {"ENOMEM", ENOMEM}, {"EINTR", EINTR}};
    for (size_t index = 0; index < sizeof effects / sizeof *effects; index++) {
        if (strcmp(name, effects[index].name) == 0) return effects[index].effect;
    }
    return FAULT_NONE;
}

__attribute__((constructor)) static void prepare(void) {
    fault_log = getenv("TIDEMARK_FAULT_LOG");
    calls_log = getenv("TIDEMARK_CALLS_LOG");
    const char *text = getenv("TIDEMARK_FAULT");
    if (!text) return;
    char effect[16];
    char plus[2] = "";
    if (sscanf(text, "%31[a-z0-9_]#%lu=%15s", fault_call, &fault_nth, effect) != 3) {
        if (sscanf(text, "%31[a-z0-9_]#%lu%1[+]=%15s", fault_call, &fault_nth, plus, effect) != 4) return;
    }
    fault_onward = plus[0] == '+';
    fault_effect = effect_of(effect);
}

static void note(const char *file, const char *call) {
    if (!file) return;
    char line[40];
    int length = snprintf(line, sizeof line, "%s\n", call);
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, file, flags, 0666);
    if (descriptor < 0) return;
    if (syscall(SYS_write, descriptor, line, (long)length) != length) _exit(99);
    syscall(SYS_close, descriptor);
}

int fault_of(const char *call) {
    if (!fault_effect && !calls_log) return FAULT_NONE;
    int kept = errno;
    note(calls_log, call);
    errno = kept;
    if (!fault_effect || strcmp(call, fault_call) != 0) return FAULT_NONE;
    unsigned long number = atomic_fetch_add(&fault_count, 1) + 1;
    if (number < fault_nth || (number > fault_nth && !fault_onward)) return FAULT_NONE;
    if (number == fault_nth) note(fault_log, call);
    errno = kept;
    if (fault_effect == FAULT_KILL) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    return fault_effect;
}

bool is_failed(const char *call) {
    int fault = fault_of(call);
    if (fault <= 0) return false;
    errno = fault;
    return true;
}

int facts_at(int directory, const char *name, struct stat *facts, int flags) {
    return (int)syscall(SYS_newfstatat, directory, name, facts, flags);
}

int shortened(const struct iovec *parts, int count, struct iovec *first) {
    for (int index = 0; index < count; index++) {
        if (parts[index].iov_len > 0) {
            *first = (struct iovec){parts[index].iov_base, 1};
            return 1;
        }
    }
    return 0;
}

// Reading

typedef ssize_t (*reader)(int, const struct iovec *, int, off_t);

static ssize_t got(const char *call, reader read_parts, int descriptor, const struct iovec *parts, int count,
                   off_t offset) {
    struct iovec first;
    int fault = fault_of(call);
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    bool is_short = fault == FAULT_SHORT && shortened(parts, count, &first);
    return read_parts(descriptor, is_short ? &first : parts, is_short ? 1 : count, offset);
}

static ssize_t read_at_position(int descriptor, const struct iovec *parts, int count, off_t offset) {
    (void)offset;
    return syscall(SYS_readv, descriptor, parts, count);
}

static ssize_t read_at_offset(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return syscall(SYS_preadv, descriptor, parts, count, (long)offset, 0L);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
    struct iovec part = {bytes, count};
    return got("read", read_at_position, descriptor, &part, 1, -1);
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
    struct iovec part = {bytes, count};
    return got("pread64", read_at_offset, descriptor, &part, 1, offset);
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off_t offset) {
    return pread(descriptor, bytes, count, offset);
}

ssize_t preadv(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return got("preadv", read_at_offset, descriptor, parts, count, offset);
}

ssize_t preadv64(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return got("preadv", read_at_offset, descriptor, parts, count, offset);
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    if (is_failed("mmap")) return MAP_FAILED;
    return (void *)syscall(SYS_mmap, address, length, protection, flags, descriptor, (long)offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
    return mmap(address, length, protection, flags, descriptor, offset);
}

static int looked_up(int directory, const char *name, struct stat *facts, int flags) {
    return is_failed("newfstatat") ? -1 : facts_at(directory, name, facts, flags);
}

int stat(const char *name, struct stat *facts) { return looked_up(AT_FDCWD, name, facts, 0); }
int lstat(const char *name, struct stat *facts) {
    return looked_up(AT_FDCWD, name, facts, AT_SYMLINK_NOFOLLOW);
}
int fstat(int descriptor, struct stat *facts) { return looked_up(descriptor, "", facts, AT_EMPTY_PATH); }
int fstatat(int directory, const char *name, struct stat *facts, int flags) {
    return looked_up(directory, name, facts, flags);
}
_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "one layout");
int stat64(const char *name, struct stat64 *facts) { return stat(name, (struct stat *)facts); }
int lstat64(const char *name, struct stat64 *facts) { return lstat(name, (struct stat *)facts); }
int fstat64(int descriptor, struct stat64 *facts) { return fstat(descriptor, (struct stat *)facts); }
int fstatat64(int directory, const char *name, struct stat64 *facts, int flags) {
    return fstatat(directory, name, (struct stat *)facts, flags);
}

int flock(int descriptor, int operation) {
    return is_failed("flock") ? -1 : (int)syscall(SYS_flock, descriptor, operation);
}

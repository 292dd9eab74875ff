#define _GNU_SOURCE
#include "interference.h"
#include "tide_record.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

// Calls are recorded in the order in which they took effect: one lock around each and its record.
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static char root[PATH_MAX];
static size_t root_length;
static const char *boot_id;

// What is known of a descriptor of a file below the root.
enum { DESCRIPTORS = 4096 };
static bool is_followed[DESCRIPTORS];
static bool is_durable[DESCRIPTORS];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
    boot_id = getenv("TIDEMARK_RECORD_BOOT_ID");
    const char *file = getenv("TIDEMARK_RECORD");
    const char *below = getenv("TIDEMARK_RECORD_ROOT");
    if (!file || !below || strlen(below) >= sizeof root) return;
    strcpy(root, below);
    root_length = strlen(root);
    journal = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (journal >= 0) {
        // Out of the way of the low numbers that a program may expect.
        int high = fcntl(journal, F_DUPFD_CLOEXEC, 1000);
        if (high >= 0) {
            syscall(SYS_close, journal);
            journal = high;
        }
    }
}

static bool is_below(const char *path) {
    return strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

// The absolute path of a name, its directory without symbolic links; false where that cannot be told.
static bool absolute(int directory, const char *name, char *path) {
    char joined[2 * PATH_MAX];
    if (!name) return false;
    if (name[0] == '/') {
        if (snprintf(joined, sizeof joined, "%s", name) >= PATH_MAX) return false;
    } else {
        char base[PATH_MAX];
        if (directory == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return false;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
            ssize_t count = readlink(link, base, sizeof base - 1);
            if (count < 0) return false;
            base[count] = 0;
        }
        if (snprintf(joined, sizeof joined, "%s/%s", base, name) >= PATH_MAX) return false;
    }
    size_t length = strlen(joined);
    while (length > 1 && joined[length - 1] == '/') joined[--length] = 0;
    char *last = strrchr(joined, '/');
    if (last == joined) {
        strcpy(path, joined);
        return true;
    }
    *last = 0;
    char parent[PATH_MAX];
    if (!realpath(joined, parent)) return false;
    return snprintf(path, PATH_MAX, "%s/%s", parent, last + 1) < PATH_MAX;
}

static void append(const void *bytes, size_t count) {
    const char *next = bytes;
    while (count > 0) {
        long written = syscall(SYS_write, journal, next, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) _exit(99);
        next += written;
        count -= (size_t)written;
    }
}

static void record(tide_record head, const char *path, const char *target, const struct iovec *parts,
                   int part_count) {
    int kept = errno;
    head.path_length = path ? (uint32_t)strlen(path) : 0;
    head.target_length = target ? (uint32_t)strlen(target) : 0;
    append(&head, sizeof head);
    if (path) append(path, head.path_length);
    if (target) append(target, head.target_length);
    size_t left = head.call == TIDE_RECORD_WRITE ? head.length : 0;
    for (int index = 0; index < part_count && left > 0; index++) {
        size_t count = parts[index].iov_len < left ? parts[index].iov_len : left;
        append(parts[index].iov_base, count);
        left -= count;
    }
    errno = kept;
}

static void unknown(const char *call) {
    record((tide_record){.call = TIDE_RECORD_UNKNOWN}, call, NULL, NULL, 0);
}

static uint64_t inode_of(int descriptor) {
    struct stat facts;
    return facts_at(descriptor, "", &facts, AT_EMPTY_PATH) == 0 ? facts.st_ino : 0;
}

static bool follows(int descriptor) {
    return journal >= 0 && descriptor >= 0 && descriptor < DESCRIPTORS && is_followed[descriptor];
}

// Opening

static int opened(int (*real)(int, const char *, int, ...), int directory, const char *name, int flags,
                  mode_t mode) {
    char path[PATH_MAX];
    if (is_failed("openat")) return -1;
    if (boot_id && name && strcmp(name, "/proc/sys/kernel/random/boot_id") == 0) name = boot_id;
    if (journal < 0 || !absolute(directory, name, path) || !is_below(path)) {
        return real(directory, name, flags, mode);
    }
    pthread_mutex_lock(&order);
    struct stat before;
    bool was_there = facts_at(AT_FDCWD, path, &before, AT_SYMLINK_NOFOLLOW) == 0;
    int descriptor = real(directory, name, flags, mode);
    if (descriptor >= 0 && descriptor < DESCRIPTORS) {
        is_followed[descriptor] = true;
        is_durable[descriptor] = (flags & (O_DSYNC | O_SYNC)) != 0;
        uint32_t said = was_there ? 0 : TIDE_RECORD_MADE;
        if ((flags & O_TRUNC) && (!was_there || before.st_size > 0)) said |= TIDE_RECORD_EMPTIED;
        if ((flags & O_TMPFILE) == O_TMPFILE) unknown("open with O_TMPFILE");
        if (said && (flags & (O_CREAT | O_TRUNC))) {
            record((tide_record){.call = TIDE_RECORD_FILE, .flags = said, .inode = inode_of(descriptor)},
                   path, NULL, NULL, 0);
        }
    }
    pthread_mutex_unlock(&order);
    return descriptor;
}

static int real_openat(int directory, const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = (mode_t)va_arg(rest, int);
    va_end(rest);
    return (int)syscall(SYS_openat, directory, name, flags, mode);
}

#define MODE_OF(flags)                                 \
    mode_t mode = 0;                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {             \
        va_list rest;                                  \
        va_start(rest, flags);                         \
        mode = (mode_t)va_arg(rest, int);              \
        va_end(rest);                                  \
    }

int open(const char *name, int flags, ...) {
    MODE_OF(flags)
    return opened(real_openat, AT_FDCWD, name, flags, mode);
}

int open64(const char *name, int flags, ...) {
    MODE_OF(flags)
    return opened(real_openat, AT_FDCWD, name, flags, mode);
}

int openat(int directory, const char *name, int flags, ...) {
    MODE_OF(flags)
    return opened(real_openat, directory, name, flags, mode);
}

int openat64(int directory, const char *name, int flags, ...) {
    MODE_OF(flags)
    return opened(real_openat, directory, name, flags, mode);
}

int creat(const char *name, mode_t mode) {
    return opened(real_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int creat64(const char *name, mode_t mode) { return creat(name, mode); }

int __open_2(const char *name, int flags) { return opened(real_openat, AT_FDCWD, name, flags, 0); }
int __open64_2(const char *name, int flags) { return opened(real_openat, AT_FDCWD, name, flags, 0); }
int __openat_2(int directory, const char *name, int flags) {
    return opened(real_openat, directory, name, flags, 0);
}
int __openat64_2(int directory, const char *name, int flags) {
    return opened(real_openat, directory, name, flags, 0);
}

int close(int descriptor) {
    if (journal >= 0 && descriptor == journal) return 0;
    if (descriptor >= 0 && descriptor < DESCRIPTORS) is_followed[descriptor] = false;
    return (int)syscall(SYS_close, descriptor);
}

static int copied(int from, int to) {
    if (to >= 0 && to < DESCRIPTORS) {
        bool inside = from >= 0 && from < DESCRIPTORS;
        is_followed[to] = inside && is_followed[from];
        is_durable[to] = inside && is_durable[from];
    }
    return to;
}

int dup(int descriptor) { return copied(descriptor, (int)syscall(SYS_dup, descriptor)); }
int dup2(int descriptor, int to) { return copied(descriptor, REAL(dup2)(descriptor, to)); }
int dup3(int descriptor, int to, int flags) {
    return copied(descriptor, (int)syscall(SYS_dup3, descriptor, to, flags));
}

// Writing

typedef ssize_t (*writer)(int, const struct iovec *, int, off_t);

static ssize_t at_position(int descriptor, const struct iovec *parts, int count, off_t offset) {
    (void)offset;
    return syscall(SYS_writev, descriptor, parts, count);
}

static ssize_t at_offset(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return syscall(SYS_pwritev, descriptor, parts, count, (long)offset, 0L);
}

static ssize_t written(const char *call, writer write_parts, int descriptor, const struct iovec *parts,
                       int count, off_t offset) {
    struct iovec first;
    int fault = fault_of(call);
    if (fault > 0) {
        errno = fault;
        return -1;
    }
    if (fault == FAULT_SHORT && shortened(parts, count, &first)) {
        parts = &first;
        count = 1;
    }
    if (!follows(descriptor)) return write_parts(descriptor, parts, count, offset);
    pthread_mutex_lock(&order);
    off_t start = offset;
    if (start < 0) {
        struct stat facts;
        bool appends = (fcntl(descriptor, F_GETFL) & O_APPEND) != 0 &&
                       facts_at(descriptor, "", &facts, AT_EMPTY_PATH) == 0;
        start = appends ? facts.st_size : lseek(descriptor, 0, SEEK_CUR);
    }
    ssize_t result = write_parts(descriptor, parts, count, offset);
    if (result > 0) {
        record((tide_record){.call = TIDE_RECORD_WRITE,
                             .flags = is_durable[descriptor] ? TIDE_RECORD_DURABLE : 0,
                             .inode = inode_of(descriptor),
                             .offset = (uint64_t)start,
                             .length = (uint64_t)result},
               NULL, NULL, parts, count);
    }
    pthread_mutex_unlock(&order);
    return result;
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    struct iovec part = {(void *)bytes, count};
    return written("write", at_position, descriptor, &part, 1, -1);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    return written("writev", at_position, descriptor, parts, count, -1);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    struct iovec part = {(void *)bytes, count};
    return written("pwrite64", at_offset, descriptor, &part, 1, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
    return pwrite(descriptor, bytes, count, offset);
}

ssize_t pwritev(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return written("pwritev", at_offset, descriptor, parts, count, offset);
}

ssize_t pwritev64(int descriptor, const struct iovec *parts, int count, off_t offset) {
    return written("pwritev", at_offset, descriptor, parts, count, offset);
}

// Changing sizes

static int resized(int descriptor, off_t size) {
    if (is_failed("ftruncate")) return -1;
    if (!follows(descriptor)) return (int)syscall(SYS_ftruncate, descriptor, (long)size);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_ftruncate, descriptor, (long)size);
    if (result == 0) {
        record((tide_record){.call = TIDE_RECORD_TRUNCATE,
                             .inode = inode_of(descriptor),
                             .offset = (uint64_t)size},
               NULL, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return result;
}

int ftruncate(int descriptor, off_t size) { return resized(descriptor, size); }
int ftruncate64(int descriptor, off_t size) { return resized(descriptor, size); }

static int resized_by_name(const char *name, off_t size) {
    int descriptor = open(name, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    int result = resized(descriptor, size);
    int kept = errno;
    close(descriptor);
    errno = kept;
    return result;
}

int truncate(const char *name, off_t size) { return resized_by_name(name, size); }
int truncate64(const char *name, off_t size) { return resized_by_name(name, size); }

static int allocated(int descriptor, int mode, off_t offset, off_t length) {
    if (follows(descriptor)) {
        pthread_mutex_lock(&order);
        unknown("fallocate");
        pthread_mutex_unlock(&order);
    }
    return (int)syscall(SYS_fallocate, descriptor, mode, (long)offset, (long)length);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
    return allocated(descriptor, mode, offset, length);
}
int fallocate64(int descriptor, int mode, off_t offset, off_t length) {
    return allocated(descriptor, mode, offset, length);
}
int posix_fallocate(int descriptor, off_t offset, off_t length) {
    return allocated(descriptor, 0, offset, length) == 0 ? 0 : errno;
}
int posix_fallocate64(int descriptor, off_t offset, off_t length) {
    return posix_fallocate(descriptor, offset, length);
}

ssize_t copy_file_range(int from, off_t *from_offset, int to, off_t *to_offset, size_t count,
                        unsigned flags) {
    (void)from, (void)from_offset, (void)to_offset, (void)count, (void)flags;
    if (follows(to)) {
        errno = EXDEV;  // callers then copy by read and write
        return -1;
    }
    return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, count, flags);
}

// Syncing

static int synced(const char *name, long call, int descriptor) {
    if (is_failed(name)) return -1;
    if (!follows(descriptor)) return (int)syscall(call, descriptor);
    pthread_mutex_lock(&order);
    int result = (int)syscall(call, descriptor);
    if (result == 0) {
        record((tide_record){.call = TIDE_RECORD_SYNC, .inode = inode_of(descriptor)}, NULL, NULL, NULL, 0);
    }
    pthread_mutex_unlock(&order);
    return result;
}

int fsync(int descriptor) { return synced("fsync", SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return synced("fdatasync", SYS_fdatasync, descriptor); }

static void synced_all(void) {
    record((tide_record){.call = TIDE_RECORD_SYNC_ALL}, NULL, NULL, NULL, 0);
}

int syncfs(int descriptor) {
    if (journal < 0) return (int)syscall(SYS_syncfs, descriptor);
    pthread_mutex_lock(&order);
    int result = (int)syscall(SYS_syncfs, descriptor);
    if (result == 0 && follows(descriptor)) synced_all();
    pthread_mutex_unlock(&order);
    return result;
}

void sync(void) {
    pthread_mutex_lock(&order);
    syscall(SYS_sync);
    if (journal >= 0) synced_all();
    pthread_mutex_unlock(&order);
}

// Names

static int named(const char *function, uint32_t call,
                 long result_of(int, const char *, int, const char *, long), int directory,
                 const char *name, int target_directory, const char *target_name, long option) {
    if (is_failed(function)) return -1;
    char path[PATH_MAX], target[PATH_MAX];
    bool inside = journal >= 0 && absolute(directory, name, path) && is_below(path);
    bool target_inside =
        journal >= 0 && target_name && absolute(target_directory, target_name, target) && is_below(target);
    if (!inside && !target_inside) {
        return (int)result_of(directory, name, target_directory, target_name, option);
    }
    pthread_mutex_lock(&order);
    int result = (int)result_of(directory, name, target_directory, target_name, option);
    if (result == 0 && target_name && inside != target_inside) {
        unknown("a name that goes into or out of the directory");
    } else if (result == 0) {
        struct stat facts = {0};
        if (call == TIDE_RECORD_DIRECTORY) facts_at(AT_FDCWD, path, &facts, 0);
        record((tide_record){.call = call, .inode = facts.st_ino}, path, target_name ? target : NULL, NULL,
               0);
    }
    pthread_mutex_unlock(&order);
    return result;
}

static long do_rename(int from, const char *name, int to, const char *target, long flags) {
    return syscall(SYS_renameat2, from, name, to, target, flags);
}
static long do_unlink(int from, const char *name, int to, const char *target, long flags) {
    (void)to, (void)target;
    return syscall(SYS_unlinkat, from, name, flags);
}
static long do_mkdir(int from, const char *name, int to, const char *target, long mode) {
    (void)to, (void)target;
    return syscall(SYS_mkdirat, from, name, mode);
}
static long do_link(int from, const char *name, int to, const char *target, long flags) {
    return syscall(SYS_linkat, from, name, to, target, flags);
}

int rename(const char *name, const char *target) {
    return named("rename", TIDE_RECORD_RENAME, do_rename, AT_FDCWD, name, AT_FDCWD, target, 0);
}
int renameat(int from, const char *name, int to, const char *target) {
    return named("renameat", TIDE_RECORD_RENAME, do_rename, from, name, to, target, 0);
}
int renameat2(int from, const char *name, int to, const char *target, unsigned flags) {
    return named("renameat2", TIDE_RECORD_RENAME, do_rename, from, name, to, target, flags);
}
int unlink(const char *name) {
    return named("unlink", TIDE_RECORD_REMOVE, do_unlink, AT_FDCWD, name, AT_FDCWD, NULL, 0);
}
int unlinkat(int directory, const char *name, int flags) {
    return named("unlinkat", TIDE_RECORD_REMOVE, do_unlink, directory, name, AT_FDCWD, NULL, flags);
}
int rmdir(const char *name) {
    return named("rmdir", TIDE_RECORD_REMOVE, do_unlink, AT_FDCWD, name, AT_FDCWD, NULL, AT_REMOVEDIR);
}
int remove(const char *name) {
    int result = unlink(name);
    return result < 0 && errno == EISDIR ? rmdir(name) : result;
}
int mkdir(const char *name, mode_t mode) {
    return named("mkdir", TIDE_RECORD_DIRECTORY, do_mkdir, AT_FDCWD, name, AT_FDCWD, NULL, mode);
}
int mkdirat(int directory, const char *name, mode_t mode) {
    return named("mkdirat", TIDE_RECORD_DIRECTORY, do_mkdir, directory, name, AT_FDCWD, NULL, mode);
}
int link(const char *name, const char *target) {
    return named("link", TIDE_RECORD_LINK, do_link, AT_FDCWD, name, AT_FDCWD, target, 0);
}
int linkat(int from, const char *name, int to, const char *target, int flags) {
    return named("linkat", TIDE_RECORD_LINK, do_link, from, name, to, target, flags);
}

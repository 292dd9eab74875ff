#pragma once
#include <poll.h>
#include <spawn.h>
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

/// The kernel's id of the mount that holds `path` (statx, STATX_MNT_ID). 0 on success, else errno; ENOTSUP
/// when the kernel does not tell (before Linux 5.8).
int tide_mount_id(const char *path, uint64_t *id);

/// The magic number of the file system that holds `path` (statfs(2), f_type). 0 on success, else errno.
int tide_file_system_type(const char *path, uint64_t *type);

/// Installs handlers for SIGINT and SIGTERM. The first signal is recorded and a byte is written to a pipe;
/// the second ends the process at once with 128 + its number. 0 on success, else errno. Calling again changes
/// nothing.
int tide_signals_install(void);

/// The number of the first signal received since the installation, or 0.
int tide_signals_received(void);

/// Installs handlers for SIGBUS and SIGSEGV. A fault at an address where a file `.../state/data.mdb` is
/// mapped writes `text` to stderr, each byte 1 in it replaced by the path before `/state/data.mdb`, and ends
/// the process with `status`; any other one has the effect it had before. 0 on success, else errno: E2BIG for
/// a text of 4096 bytes and more. The alternate stack is that of the calling thread.
int tide_map_faults_install(const char *text, int status);

/// Ends the process as such a fault does, for the directory `.../state`; returns when nothing is installed.
void tide_map_faults_end(const char *state);

/// Waits until a signal was received or `nanoseconds` have passed. Returns the signal's number, or 0.
int tide_signals_wait(uint64_t nanoseconds);

/// The descriptor that can be read from once a signal was received, which nobody does; -1 before the
/// installation.
int tide_signals_descriptor(void);

/// A descriptor that tells of changes in directories (inotify(7)); reading does not block. 0, or errno.
int tide_watch_make(int *descriptor);

/// A descriptor that can be read from once eight bytes were written to it (eventfd(2)); neither blocks. 0, or
/// errno.
int tide_wakeup_make(int *descriptor);

/// Waits until one of the descriptors can be read from, a signal comes, or `nanoseconds` have passed. 1 for
/// the first, else 0. Negative descriptors are passed over.
int tide_readable_wait(struct pollfd *descriptors, size_t count, uint64_t nanoseconds);

/// Waits until the child `pid` has ended, for at most `nanoseconds`. 0 and what wait(2) tells in `status`,
/// ETIMEDOUT while it runs, or errno.
int tide_child_wait(int pid, uint64_t nanoseconds, int *status);

/// Waits until no child of this process is left in the process group, for at most `nanoseconds`; the statuses
/// are dropped. 0, ETIMEDOUT, or errno.
int tide_group_wait(int group, uint64_t nanoseconds);

/// Makes this process the parent of what its children leave behind (prctl(2), PR_SET_CHILD_SUBREAPER).
/// 0 on success, else errno.
int tide_adopt_orphans(void);

/// Lets a program that is spawned start in `directory`. 0 on success, else errno.
int tide_spawn_directory(posix_spawn_file_actions_t *actions, const char *directory);

/// What a disk was asked to do, as it stands in its log; the bytes of a write follow it.
typedef struct {
    uint32_t kind;
    uint32_t length;
    uint64_t offset;
} tide_disk_entry;

enum { tide_disk_write = 1, tide_disk_flush = 2, tide_disk_discard = 3 };

/// Mounts a file system that is one file over the empty file `file`. 0 and the descriptor to serve it by, or
/// errno.
int tide_disk_mount(const char *file, int *descriptor);

/// Serves that file until it is unmounted, and closes the descriptor: its content is that of the open file
/// `image`; writes, flushes and discards are appended to the open file `log`. 0, or errno.
int tide_disk_serve(int descriptor, int image, int log);

/// Unmounts it, at once or when its last user has gone. 0, or errno.
int tide_disk_unmount(const char *file);

/// Has an ext4 file system, that of `directory`, take nothing more and lose what its log does not hold on
/// disk, as when the power is cut (EXT4_IOC_SHUTDOWN). 0, or errno.
int tide_file_system_shutdown(const char *directory);

/// SEEK_DATA and SEEK_HOLE of lseek(2), which the C library shows to GNU sources only.
enum { tide_seek_data = 3, tide_seek_hole = 4 };

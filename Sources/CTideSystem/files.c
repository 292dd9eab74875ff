#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "tide_system.h"

// The value of the kernel's interface (include/uapi/linux/stat.h), for C libraries that do not define it.
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x00001000U
#endif

int tide_mount_id(const char *path, uint64_t *id) {
    // A kernel that knows no unique ids (before Linux 6.8) gives ids that are used again.
    const unsigned int unique = 0x00004000U;
    struct statx facts;
    if (statx(AT_FDCWD, path, 0, STATX_MNT_ID | unique, &facts) != 0) return errno;
    if ((facts.stx_mask & (STATX_MNT_ID | unique)) == 0) return ENOTSUP;
    *id = facts.stx_mnt_id;
    return 0;
}

int tide_file_system_type(const char *path, uint64_t *type) {
    struct statfs facts;
    if (statfs(path, &facts) != 0) return errno;
    *type = (uint64_t)(uint32_t)facts.f_type;
    return 0;
}

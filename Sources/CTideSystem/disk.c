#define _GNU_SOURCE
#include "tide_system.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fuse.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// A file system of one file, by the kernel's FUSE protocol (linux/fuse.h, version 7.31): what is written to
// the file goes to an image, and to a log with every flush between. As the backing file of a loop device it
// is a disk that tells what it was asked to do.

enum { most_write = 128 << 10, buffer_size = most_write + (64 << 10) };

int tide_disk_mount(const char *file, int *descriptor) {
    int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (fuse < 0) return errno;
    char options[128];
    snprintf(options, sizeof options, "fd=%d,rootmode=100000,user_id=0,group_id=0,allow_other,max_read=%d",
             fuse, most_write);
    if (mount("tidemark-disk", file, "fuse", MS_NODEV | MS_NOSUID, options) != 0) {
        int code = errno;
        close(fuse);
        return code;
    }
    *descriptor = fuse;
    return 0;
}

int tide_disk_unmount(const char *file) { return umount2(file, MNT_DETACH) == 0 ? 0 : errno; }

static bool log_entry(int log, uint32_t kind, uint64_t offset, const void *bytes, uint32_t length) {
    tide_disk_entry entry = {.kind = kind, .length = length, .offset = offset};
    struct iovec parts[2] = {{&entry, sizeof entry}, {(void *)bytes, bytes ? length : 0}};
    ssize_t whole = (ssize_t)(parts[0].iov_len + parts[1].iov_len);
    return writev(log, parts, 2) == whole;
}

static void fill_attributes(struct fuse_attr *attributes, int image) {
    struct stat status = {0};
    fstat(image, &status);
    attributes->ino = 1;
    attributes->size = (uint64_t)status.st_size;
    attributes->blocks = ((uint64_t)status.st_size + 511) / 512;
    attributes->mode = S_IFREG | 0600;
    attributes->nlink = 1;
    attributes->blksize = 4096;
}

// The answer's length, or less than zero for an error number.
static ssize_t answer(const struct fuse_in_header *head, const char *body, char *out, int image, int log) {
    switch (head->opcode) {
    case FUSE_INIT: {
        struct fuse_init_out reply = {.major = FUSE_KERNEL_VERSION, .minor = 31, .max_readahead = most_write};
        reply.flags = FUSE_BIG_WRITES & ((const struct fuse_init_in *)body)->flags;
        reply.max_background = 16;
        reply.congestion_threshold = 12;
        reply.max_write = most_write;
        reply.time_gran = 1;
        memcpy(out, &reply, sizeof reply);
        return sizeof reply;
    }
    case FUSE_GETATTR:
    case FUSE_SETATTR: {
        struct fuse_attr_out reply = {.attr_valid = 1};
        fill_attributes(&reply.attr, image);
        memcpy(out, &reply, sizeof reply);
        return sizeof reply;
    }
    case FUSE_OPEN: {
        struct fuse_open_out reply = {.fh = 1, .open_flags = FOPEN_DIRECT_IO};
        memcpy(out, &reply, sizeof reply);
        return sizeof reply;
    }
    case FUSE_READ: {
        const struct fuse_read_in *request = (const void *)body;
        ssize_t count = pread(image, out, request->size < most_write ? request->size : most_write,
                              (off_t)request->offset);
        return count < 0 ? -errno : count;
    }
    case FUSE_WRITE: {
        const struct fuse_write_in *request = (const void *)body;
        const char *bytes = body + sizeof *request;
        ssize_t count = pwrite(image, bytes, request->size, (off_t)request->offset);
        if (count != (ssize_t)request->size) return -EIO;
        if (!log_entry(log, tide_disk_write, request->offset, bytes, request->size)) return -EIO;
        struct fuse_write_out reply = {.size = request->size};
        memcpy(out, &reply, sizeof reply);
        return sizeof reply;
    }
    case FUSE_FSYNC: return log_entry(log, tide_disk_flush, 0, NULL, 0) ? 0 : -EIO;
    case FUSE_FALLOCATE: {
        // The loop device gives discarded blocks back by punching holes.
        const struct fuse_fallocate_in *request = (const void *)body;
        if (!(request->mode & FALLOC_FL_PUNCH_HOLE)) return -EOPNOTSUPP;
        off_t offset = (off_t)request->offset, length = (off_t)request->length;
        if (fallocate(image, (int)request->mode, offset, length) != 0) return -errno;
        for (uint64_t done = 0; done < request->length;) {
            uint64_t part = request->length - done < (1u << 30) ? request->length - done : (1u << 30);
            if (!log_entry(log, tide_disk_discard, request->offset + done, NULL, (uint32_t)part)) return -EIO;
            done += part;
        }
        return 0;
    }
    case FUSE_FLUSH:
    case FUSE_RELEASE: return 0;
    default: return -ENOSYS;
    }
}

int tide_disk_serve(int descriptor, int image, int log) {
    char *in = malloc(buffer_size), *out = malloc(buffer_size);
    int code = in && out ? 0 : ENOMEM;
    while (code == 0) {
        ssize_t count = read(descriptor, in, buffer_size);
        if (count < 0 && (errno == EINTR || errno == ENOENT)) continue;
        if (count < 0) {
            // Nothing is mounted any more.
            code = errno == ENODEV ? -1 : errno;
            break;
        }
        const struct fuse_in_header *head = (const void *)in;
        uint32_t asked = head->opcode;
        if (asked == FUSE_FORGET || asked == FUSE_BATCH_FORGET || asked == FUSE_INTERRUPT) continue;
        ssize_t length = answer(head, in + sizeof *head, out + sizeof(struct fuse_out_header), image, log);
        struct fuse_out_header reply = {.unique = head->unique, .error = length < 0 ? (int32_t)length : 0};
        reply.len = (uint32_t)(sizeof reply + (length > 0 ? (size_t)length : 0));
        memcpy(out, &reply, sizeof reply);
        if (write(descriptor, out, reply.len) < 0 && errno != ENOENT) code = errno == ENODEV ? -1 : errno;
    }
    free(in);
    free(out);
    close(descriptor);
    return code == -1 ? 0 : code;
}

int tide_file_system_shutdown(const char *directory) {
    // EXT4_IOC_SHUTDOWN of fs/ext4/ext4.h, which has no header of its own.
    const unsigned long shutdown = _IOR('X', 125, uint32_t);
    uint32_t without_log = 2;
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    int code = ioctl(descriptor, shutdown, &without_log) == 0 ? 0 : errno;
    close(descriptor);
    return code;
}

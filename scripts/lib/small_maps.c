// Preloaded into what valgrind runs: a mapping of more than 32 GiB has no address space there, and is refused as the
// kernel would refuse it, so that the engine asks for a smaller one. Valgrind itself gives another error.
#define _GNU_SOURCE
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    if (length > (size_t)32 << 30) {
        errno = ENOMEM;
        return MAP_FAILED;
    }
    return (void *)syscall(SYS_mmap, address, length, protection, flags, file, offset);
}

// Preloaded into what valgrind runs, which has no address space for the state's map of a TiB: of a mapping larger than
// 32 GiB only the first 32 GiB are mapped. Whoever goes beyond them would be told by a signal.
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static size_t bounded(size_t length) {
    const size_t most = (size_t)32 << 30;
    return length < most ? length : most;
}

void *mmap(void *address, size_t length, int protection, int flags, int file, off_t offset) {
    return (void *)syscall(SYS_mmap, address, bounded(length), protection, flags, file, offset);
}

int munmap(void *address, size_t length) { return (int)syscall(SYS_munmap, address, bounded(length)); }

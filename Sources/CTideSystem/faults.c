#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "tide_system.h"

// Only async-signal-safe calls below (signal-safety(7)): the handlers run wherever the fault was.

static const char state_file[] = "/state/data.mdb";
static const char library[] = "/liblmdb.so";
static char message[4096];
static int exit_status;
static char stack[65536];
static struct sigaction before_bus, before_segv;
static atomic_flag is_handling = ATOMIC_FLAG_INIT;
// A line of /proc/self/maps: two addresses, four short fields, and a path.
static char line[PATH_MAX + 256];

static const char *hexadecimal(const char *text, uintptr_t *value) {
    for (*value = 0;; text++) {
        unsigned digit;
        if (*text >= '0' && *text <= '9') digit = (unsigned)(*text - '0');
        else if (*text >= 'a' && *text <= 'f') digit = (unsigned)(*text - 'a') + 10;
        else return text;
        *value = *value << 4 | digit;
    }
}

// The path of this line's mapping where that holds the address, or any for 0; else NULL.
static const char *path_at(uintptr_t address) {
    uintptr_t start, end;
    const char *rest = hexadecimal(line, &start);
    if (*rest != '-') return NULL;
    rest = hexadecimal(rest + 1, &end);
    return address == 0 || (address >= start && address < end) ? strchr(rest, '/') : NULL;
}

// The path's length without the state file's name, where the mapping of this line is one of it; or 0.
static size_t checkpoint_length(uintptr_t address, const char **path) {
    *path = path_at(address);
    if (*path == NULL) return 0;
    static const char deleted[] = " (deleted)";
    size_t length = strlen(*path), extra = sizeof deleted - 1, name = sizeof state_file - 1;
    if (length > extra && memcmp(*path + length - extra, deleted, extra) == 0) length -= extra;
    if (length <= name || memcmp(*path + length - name, state_file, name) != 0) return 0;
    return length - name;
}

// Not 0 where the mapping of this line is LMDB's code.
static size_t library_length(uintptr_t address, const char **path) {
    *path = path_at(address);
    return *path != NULL && strstr(*path, library) != NULL ? strlen(*path) : 0;
}

// The first result of `length_of` that is not 0, over the lines of /proc/self/maps.
static size_t find(size_t length_of(uintptr_t, const char **), uintptr_t address, const char **path) {
    int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    if (maps < 0) return 0;
    char buffer[2048];
    size_t filled = 0, found = 0;
    ssize_t count;
    while (found == 0 && (count = read(maps, buffer, sizeof buffer)) > 0) {
        for (ssize_t i = 0; i < count && found == 0; i++) {
            if (buffer[i] == '\n') {
                line[filled] = 0;
                filled = 0;
                found = length_of(address, path);
            } else if (filled < sizeof line - 1) {
                line[filled++] = buffer[i];
            }
        }
    }
    close(maps);
    return found;
}

static uintptr_t instruction(const ucontext_t *context) {
#if defined(__x86_64__)
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (uintptr_t)context->uc_mcontext.pc;
#else
    (void)context;
    return 0;
#endif
}

// The checkpoint whose mapping the address is in. LMDB trusts what a page says of itself, so where its code
// faults at any other address, that of the state that is mapped.
static size_t find_checkpoint(uintptr_t address, uintptr_t at, const char **path) {
    size_t length = address == 0 ? 0 : find(checkpoint_length, address, path);
    if (length > 0 || at == 0 || find(library_length, at, path) == 0) return length;
    return find(checkpoint_length, 0, path);
}

static void put(const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t count = write(STDERR_FILENO, bytes, length);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return;
        bytes += count;
        length -= (size_t)count;
    }
}

// Prints the message about a checkpoint and ends the process.
static _Noreturn void end_with(const char *path, size_t length) {
    const char *from = message;
    for (const char *mark; (mark = strchr(from, 1)) != NULL; from = mark + 1) {
        put(from, (size_t)(mark - from));
        put(path, length);
    }
    put(from, strlen(from));
    _exit(exit_status);
}

static void on_fault(int number, siginfo_t *info, void *context) {
    int is_fault = info->si_code > 0;
    // Of two threads that fault at once one speaks.
    if (is_fault && atomic_flag_test_and_set(&is_handling)) {
        for (;;) pause();
    }
    const char *path = NULL;
    size_t length =
        is_fault ? find_checkpoint((uintptr_t)info->si_addr, instruction(context), &path) : 0;
    if (length > 0) end_with(path, length);
    sigaction(number, number == SIGBUS ? &before_bus : &before_segv, NULL);
    if (is_fault) atomic_flag_clear(&is_handling);
    // A fault comes again when the instruction is; a signal that was sent does not.
    else raise(number);
}

void tide_map_faults_end(const char *state) {
    static const char directory[] = "/state";
    size_t length = state == NULL ? 0 : strlen(state), name = sizeof directory - 1;
    if (message[0] == 0 || length <= name || strcmp(state + length - name, directory) != 0) return;
    end_with(state, length - name);
}

int tide_map_faults_install(const char *text, int status) {
    if (strlen(text) >= sizeof message) return E2BIG;
    strcpy(message, text);
    exit_status = status;
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    if (sigaltstack(&alternate, NULL) != 0) return errno;
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGBUS, &action, &before_bus) != 0) return errno;
    if (sigaction(SIGSEGV, &action, &before_segv) != 0) return errno;
    // A parent may start us with both blocked, as threads of libdispatch do; a fault would then end the
    // process past the handler.
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGBUS);
    sigaddset(&ours, SIGSEGV);
    return pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
}

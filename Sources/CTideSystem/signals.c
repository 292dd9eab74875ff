#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "tide_system.h"

static atomic_int received = 0;
static int wake_pipe[2] = {-1, -1};
static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;

// Only async-signal-safe calls (signal-safety(7)).
static void on_signal(int number) {
    int saved = errno;
    int none = 0;
    if (!atomic_compare_exchange_strong(&received, &none, number)) _exit(128 + number);
    // The pipe does not block; its only reader polls and never empties it, so that every waiter sees the
    // byte.
    ssize_t ignored = write(wake_pipe[1], "", 1);
    (void)ignored;
    errno = saved;
}

static int install(void) {
    if (wake_pipe[0] >= 0) return 0;
    if (pipe2(wake_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return errno;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGINT, &action, NULL) != 0) return errno;
    if (sigaction(SIGTERM, &action, NULL) != 0) return errno;
    // A parent may start us with both blocked: threads of libdispatch block them and a child inherits that.
    sigset_t ours;
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    return pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
}

int tide_signals_install(void) {
    pthread_mutex_lock(&installing);
    int result = install();
    pthread_mutex_unlock(&installing);
    return result;
}

int tide_signals_received(void) { return atomic_load(&received); }

int tide_signals_descriptor(void) { return wake_pipe[0]; }

static uint64_t monotonic(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int tide_signals_wait(uint64_t nanoseconds) {
    uint64_t start = monotonic();
    for (;;) {
        int number = tide_signals_received();
        uint64_t spent = monotonic() - start;
        if (number != 0 || spent >= nanoseconds) return number;
        uint64_t left = nanoseconds - spent;
        struct timespec limit = {(time_t)(left / 1000000000u), (long)(left % 1000000000u)};
        // A descriptor of -1 (no handlers installed) is skipped by poll: the wait is then a sleep.
        struct pollfd wake = {.fd = wake_pipe[0], .events = POLLIN};
        ppoll(&wake, 1, &limit, NULL);
    }
}

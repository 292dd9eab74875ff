#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tide_system.h"

static const uint64_t second = 1000000000u;
static const uint64_t millisecond = 1000000u;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * second + (uint64_t)time.tv_nsec;
}

static uint64_t deadline_after(uint64_t nanoseconds) {
    uint64_t start = now();
    return nanoseconds > UINT64_MAX - start ? UINT64_MAX : start + nanoseconds;
}

// Returns early when the process behind `descriptor` ends; without one (-1) looks again after a millisecond.
static void pause_for(int descriptor, uint64_t nanoseconds) {
    if (descriptor < 0 && nanoseconds > millisecond) nanoseconds = millisecond;
    struct timespec time = {(time_t)(nanoseconds / second), (long)(nanoseconds % second)};
    struct pollfd entry = {descriptor, POLLIN, 0};
    ppoll(&entry, descriptor < 0 ? 0 : 1, &time, NULL);
}

int tide_child_wait(int pid, uint64_t nanoseconds, int *status) {
    uint64_t deadline = deadline_after(nanoseconds);
    // Linux 5.3 and later; else the status is asked for every millisecond.
    int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
    int result = 0;
    for (;;) {
        pid_t ended = waitpid(pid, status, WNOHANG);
        if (ended == pid) break;
        if (ended < 0 && errno != EINTR) {
            result = errno;
            break;
        }
        uint64_t time = now();
        if (time >= deadline) {
            result = ETIMEDOUT;
            break;
        }
        pause_for(descriptor, deadline - time);
    }
    if (descriptor >= 0) close(descriptor);
    return result;
}

int tide_group_wait(int group, uint64_t nanoseconds) {
    uint64_t deadline = deadline_after(nanoseconds);
    for (;;) {
        int status;
        pid_t ended = waitpid(-group, &status, WNOHANG);
        if (ended > 0) continue;
        if (ended < 0 && errno == ECHILD) return 0;
        if (ended < 0 && errno != EINTR) return errno;
        uint64_t time = now();
        if (time >= deadline) return ETIMEDOUT;
        pause_for(-1, deadline - time);
    }
}

int tide_adopt_orphans(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : errno;
}

int tide_spawn_directory(posix_spawn_file_actions_t *actions, const char *directory) {
    return posix_spawn_file_actions_addchdir_np(actions, directory);
}

#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <time.h>

#include "tide_system.h"

int tide_watch_make(int *descriptor) {
    *descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    return *descriptor < 0 ? errno : 0;
}

int tide_wakeup_make(int *descriptor) {
    *descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return *descriptor < 0 ? errno : 0;
}

int tide_readable_wait(struct pollfd *descriptors, size_t count, uint64_t nanoseconds) {
    struct timespec limit = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
    return ppoll(descriptors, count, &limit, NULL) > 0;
}

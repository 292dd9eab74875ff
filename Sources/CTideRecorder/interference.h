#pragma once
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/uio.h>

// Faults of system calls, see tide_record.h.

enum { FAULT_NONE = 0, FAULT_SHORT = -2 };

#pragma GCC visibility push(hidden)

// What this call of `call` meets: FAULT_NONE, FAULT_SHORT or an error's number. SIGKILL does not return.
int fault_of(const char *call);

// Whether the call fails; errno says by what.
bool is_failed(const char *call);

// The first byte of some parts alone, for a write or read that does less than it was asked to: 1, or 0 when
// they have none.
int shortened(const struct iovec *parts, int count, struct iovec *first);

// Facts of a file, by no function that is replaced here.
int facts_at(int directory, const char *name, struct stat *facts, int flags);

#pragma GCC visibility pop

#pragma once
// Nothing is called by name: the recorder takes the place of the C library's functions in a process that it
// is preloaded into, and must not be linked into any other.

#pragma once
#include <stddef.h>

/// Gives free pages of the heap back to the system, of all arenas, when at least `most` bytes of the heap are free. Walks the
/// free list: milliseconds for a hundred megabytes. Does nothing where the C library has no such thing.
void cmemory_give_back(size_t most);

#pragma once
#include <stddef.h>

/// Keeps what the heap holds free small: at most `most` arenas for all threads together, at most a mebibyte free at the top of
/// each, and blocks of 256 KiB and more outside of them. To be called before a second thread allocates; after that arenas there
/// are stay. Does nothing where the C library has no such thing.
void cmemory_bound_arenas(int most);

/// Gives free pages of the heap back to the system, of all arenas, when at least `most` bytes of the heap are free; not those at
/// the top of an arena. Walks the free list: milliseconds for a hundred megabytes. Does nothing where the C library has no such
/// thing.
void cmemory_give_back(size_t most);

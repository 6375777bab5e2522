#include "CMemory.h"

#include <features.h>
#include <malloc.h>

void cmemory_bound_arenas(int most) {
#ifdef __GLIBC__
  mallopt(M_ARENA_MAX, most);
  // Both would otherwise grow with the largest block that was ever freed, up to 64 MiB kept by each arena.
  mallopt(M_TRIM_THRESHOLD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
#else
  (void)most;
#endif
}

void cmemory_give_back(size_t most) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  if (mallinfo2().fordblks >= most) malloc_trim(0);
#else
  (void)most;
#endif
}

#include "CMemory.h"

#include <features.h>
#include <malloc.h>

void cmemory_give_back(size_t most) {
#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
  if (mallinfo2().fordblks >= most) malloc_trim(0);
#else
  (void)most;
#endif
}

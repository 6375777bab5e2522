#pragma once
#include <stdint.h>

/// A non-blocking, close-on-exec eventfd, or -1 with errno.
int cpolling_eventfd(void);

#pragma once
#include <stdint.h>

/// A non-blocking, close-on-exec eventfd, or -1 with errno.
int cpolling_eventfd(void);

/// Puts one end of a new pair of sockets in the place of a connected socket: who holds the number `descriptor` goes on using
/// it, and what is written there comes out of `*far`. The connected socket itself moves to `*moved`. All three are
/// non-blocking and close-on-exec. Returns 0, or -1 with errno and everything as it was.
int cpolling_interpose(int descriptor, int *moved, int *far);

/// Whether bytes, or the end of the stream, can be read without waiting.
int cpolling_is_readable(int descriptor);

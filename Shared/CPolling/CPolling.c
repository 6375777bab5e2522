#include "CPolling.h"
#include <sys/eventfd.h>

int cpolling_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

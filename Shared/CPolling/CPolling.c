#define _GNU_SOURCE
#include "CPolling.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

int cpolling_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

int cpolling_interpose(int descriptor, int *moved, int *far) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) < 0) return -1;
    *moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (*moved < 0 || dup3(pair[0], descriptor, O_CLOEXEC) < 0) {
        int reason = errno;
        if (*moved >= 0) close(*moved);
        close(pair[0]);
        close(pair[1]);
        errno = reason;
        return -1;
    }
    close(pair[0]);
    *far = pair[1];
    return 0;
}

int cpolling_is_readable(int descriptor) {
    struct pollfd one = {.fd = descriptor, .events = POLLIN};
    return poll(&one, 1, 0) > 0;
}

// The floor: one thread that sends back what it reads and parses nothing. Prints the port it got.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static void stop(const char *what) {
    perror(what);
    exit(1);
}

static void send_back(int socket, int poller) {
    static char buffer[64 << 10];
    ssize_t count = recv(socket, buffer, sizeof buffer, 0);
    if (count <= 0) {
        epoll_ctl(poller, EPOLL_CTL_DEL, socket, NULL);
        close(socket);
        return;
    }
    for (ssize_t sent = 0; sent < count;) {
        ssize_t written = send(socket, buffer + sent, (size_t)(count - sent), MSG_NOSIGNAL);
        if (written < 0) return;
        sent += written;
    }
}

int main(void) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), poller = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    struct epoll_event events[64], event = {.events = EPOLLIN, .data.fd = listener};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 1024) < 0) stop("listen");
    if (getsockname(listener, (struct sockaddr *)&address, &length) < 0) stop("getsockname");
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        int count = epoll_wait(poller, events, 64, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd != listener) {
                send_back(events[i].data.fd, poller);
                continue;
            }
            struct epoll_event added = {.events = EPOLLIN, .data.fd = accept(listener, NULL, NULL)};
            if (added.data.fd < 0) continue;
            setsockopt(added.data.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
            epoll_ctl(poller, EPOLL_CTL_ADD, added.data.fd, &added);
        }
    }
}

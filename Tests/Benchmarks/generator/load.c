// A load generator that costs little: one thread, one epoll, requests pipelined, nothing parsed but the id of an answer.
// A closed loop: each connection keeps a fixed number of requests in flight; every answer is followed by a new request,
// and the requests that one read made possible go out in one write.
//
//   load PORT CONNECTIONS IN-FLIGHT SECONDS --request TEMPLATE [--first LINE] [--keys FILE] [--pid PID] [--warmup SECONDS]
//
// --first is sent once on each connection and answered before the load begins: authentication. With --pid the CPU time and
// the resident memory of that process are read at both ends. Prints one line of name=value; exits 1 when an answer is not
// a result, and when nothing comes for ten seconds.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "histogram.h"
#include "process.h"
#include "template.h"

struct connection {
    int socket;
    char *input;
    size_t input_length;
    char *output;
    size_t output_start, output_end;
    uint64_t next_round;
    uint64_t *sent_at;   // by slot; a request's id is its slot + in-flight × round, so ids never repeat
    uint64_t *next_id;
    int is_greeted;
    int wants_write;
};

enum { INPUT_BYTES = 4 << 20, PREFIX = sizeof "{\"jsonrpc\":\"2.0\"," - 1 };

static struct template request;
static struct histogram histogram;
static const char *first_line;
static int in_flight = 1, poller;
static int counting;
static char example_of_fault[512];
static uint64_t faults;

static void stop(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void watch(struct connection *connection, int wants_write, int operation) {
    struct epoll_event event = {.events = EPOLLIN | (wants_write ? EPOLLOUT : 0), .data.ptr = connection};
    connection->wants_write = wants_write;
    if (epoll_ctl(poller, operation, connection->socket, &event) < 0) stop("epoll_ctl");
}

static void flush(struct connection *connection) {
    while (connection->output_start < connection->output_end) {
        ssize_t written = send(connection->socket, connection->output + connection->output_start,
                               connection->output_end - connection->output_start, MSG_NOSIGNAL);
        if (written < 0) {
            if (errno != EAGAIN) stop("send");
            if (!connection->wants_write) watch(connection, 1, EPOLL_CTL_MOD);
            return;
        }
        connection->output_start += (size_t)written;
    }
    connection->output_start = connection->output_end = 0;
    if (connection->wants_write) watch(connection, 0, EPOLL_CTL_MOD);
}

static void ask(struct connection *connection, unsigned slot, uint64_t moment) {
    if (connection->output_start > 0) {
        connection->output_end -= connection->output_start;
        memmove(connection->output, connection->output + connection->output_start, connection->output_end);
        connection->output_start = 0;
    }
    char *end = template_write(&request, connection->output + connection->output_end, connection->next_id[slot]);
    connection->output_end = (size_t)(end - connection->output);
    connection->sent_at[slot] = moment;
}

static void ask_first(struct connection *connection, uint64_t moment) {
    connection->is_greeted = 1;
    for (int slot = 0; slot < in_flight; slot++) ask(connection, (unsigned)slot, moment);
}

// The id of an answer: behind the version, as in the request that an echo sends back, or the last member, as servers write it.
static int64_t answer_id(const char *line, const char *end) {
    const char *at = line + PREFIX;
    uint64_t id = 0;
    if (end - line > PREFIX + 5 && memcmp(at, "\"id\":", 5) == 0) {
        for (at += 5; *at >= '0' && *at <= '9'; at++) id = id * 10 + (uint64_t)(*at - '0');
        return (int64_t)id;
    }
    uint64_t unit = 1;
    for (at = end - 2; at > line && *at >= '0' && *at <= '9'; at--, unit *= 10) id += unit * (uint64_t)(*at - '0');
    return at - line > 4 && memcmp(at - 4, "\"id\":", 5) == 0 ? (int64_t)id : -1;
}

static void answered(struct connection *connection, const char *line, const char *end, uint64_t moment) {
    if (end > line && end[-1] == '\r') end--;
    if (!connection->is_greeted) {
        if (memmem(line, (size_t)(end - line), "\"error\"", 7)) stop("the first answer is an error");
        ask_first(connection, moment);
        return;
    }
    int64_t id = answer_id(line, end);
    if (end - line < PREFIX + 8 || memcmp(line + PREFIX, "\"error\"", 7) == 0 || id < 0) {
        if (faults++ == 0) snprintf(example_of_fault, sizeof example_of_fault, "%.*s", (int)(end - line), line);
        if (id < 0) { fprintf(stderr, "load: no id in: %s\n", example_of_fault); exit(1); }
    }
    unsigned slot = (unsigned)((uint64_t)id % (unsigned)in_flight);
    if ((uint64_t)id != connection->next_id[slot]) { fprintf(stderr, "load: answered twice: %ld\n", id); exit(1); }
    if (counting) histogram_add(&histogram, moment - connection->sent_at[slot]);
    connection->next_id[slot] += (unsigned)in_flight;
    ask(connection, slot, moment);
}

static void receive(struct connection *connection) {
    ssize_t count = recv(connection->socket, connection->input + connection->input_length,
                         INPUT_BYTES - connection->input_length, 0);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) stop(count == 0 ? "the server closed the connection" : "recv");
    uint64_t moment = now();
    char *line = connection->input, *end = connection->input + connection->input_length + count, *newline;
    char *unseen = connection->input + connection->input_length;
    while ((newline = memchr(unseen, '\n', (size_t)(end - unseen)))) {
        answered(connection, line, newline, moment);
        line = unseen = newline + 1;
    }
    connection->input_length = (size_t)(end - line);
    if (connection->input_length == INPUT_BYTES) stop("an answer is too long");
    if (line != connection->input) memmove(connection->input, line, connection->input_length);
    flush(connection);
}

static void open_connection(struct connection *connection, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) < 0) stop("connect");
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connection->input = malloc(INPUT_BYTES);
    connection->output = malloc((size_t)in_flight * request.longest * 2 + 4096);
    connection->sent_at = calloc((size_t)in_flight, sizeof *connection->sent_at);
    connection->next_id = calloc((size_t)in_flight, sizeof *connection->next_id);
    for (int slot = 0; slot < in_flight; slot++) connection->next_id[slot] = (uint64_t)slot;
    watch(connection, 0, EPOLL_CTL_ADD);
    if (first_line) {
        connection->output_end = (size_t)sprintf(connection->output, "%s\n", first_line);
    } else {
        ask_first(connection, now());
    }
}

static void run_until(uint64_t moment) {
    struct epoll_event events[64];
    while (now() < moment) {
        int count = epoll_wait(poller, events, 64, 10000);
        if (count < 0 && errno != EINTR) stop("epoll_wait");
        if (count == 0) { errno = ETIMEDOUT; stop("no answer"); }
        for (int i = 0; i < count; i++) {
            if (events[i].events & EPOLLIN) receive(events[i].data.ptr);
            else flush(events[i].data.ptr);
        }
    }
}

int main(int count, char **arguments) {
    double seconds = 0, warmup = 0.5;
    const char *text = NULL;
    long pid = 0;
    if (count < 5) { fprintf(stderr, "load PORT CONNECTIONS IN-FLIGHT SECONDS --request TEMPLATE …\n"); return 2; }
    int port = atoi(arguments[1]), connections = atoi(arguments[2]);
    in_flight = atoi(arguments[3]);
    seconds = atof(arguments[4]);
    for (int i = 5; i + 1 < count; i += 2) {
        const char *name = arguments[i], *value = arguments[i + 1];
        if (!strcmp(name, "--request")) text = value;
        else if (!strcmp(name, "--first")) first_line = value;
        else if (!strcmp(name, "--keys")) template_read_keys(&request, value);
        else if (!strcmp(name, "--pid")) pid = atol(value);
        else if (!strcmp(name, "--warmup")) warmup = atof(value);
        else { fprintf(stderr, "load: unknown option %s\n", name); return 2; }
    }
    if (!text || connections < 1 || in_flight < 1) { fprintf(stderr, "load: nothing to send\n"); return 2; }
    template_parse(&request, text);
    request.random = 88172645463325252u;
    request.run = now() ^ (uint64_t)getpid() << 40;

    poller = epoll_create1(0);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    for (int i = 0; i < connections; i++) open_connection(&all[i], port);
    for (int i = 0; i < connections; i++) flush(&all[i]);
    run_until(now() + (uint64_t)(warmup * 1e9));
    histogram_clear(&histogram);
    counting = 1;
    double cpu = process_seconds(pid), own = process_seconds(getpid());
    uint64_t start = now();
    run_until(start + (uint64_t)(seconds * 1e9));
    double elapsed = (double)(now() - start) / 1e9, requests = (double)histogram.count;
    printf("rps=%.0f p50_us=%.1f p99_us=%.1f p999_us=%.1f cpu_us=%.3f load_us=%.3f rss_kib=%ld faults=%lu\n",
           requests / elapsed, (double)histogram_percentile(&histogram, 0.5) / 1e3,
           (double)histogram_percentile(&histogram, 0.99) / 1e3, (double)histogram_percentile(&histogram, 0.999) / 1e3,
           (process_seconds(pid) - cpu) / requests * 1e6, (process_seconds(getpid()) - own) / requests * 1e6,
           process_resident_kib(pid), faults);
    if (faults) fprintf(stderr, "load: for example: %s\n", example_of_fault);
    return faults ? 1 : 0;
}

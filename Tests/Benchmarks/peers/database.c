// What libpq can do: items.get and items.insert on pipelined connections, one thread, one epoll. Requests are taken as the
// benchmark sends them, by the places of their members: nothing is parsed, checked or authenticated. One sync ends a batch of
// reads; inserts that come while others commit are the next transaction. Prints the port it got.
//   DATABASE="host=…" READERS=2 WRITERS=2 database
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 2048, INPUT = 1 << 16, QUEUE = 1 << 14, GROUP = 64, SERVERS = 16 };

struct client {
    int socket;
    uint32_t life;  // grows with each use of the place, so that late answers find nobody
    size_t length, output_length, output_room;
    char *input, *output;
};

struct request {
    uint32_t client, life;
    char id[24];
    int is_insert, is_new;
    char key[16], name[64];
    int name_length;
    int32_t quantity;
};

struct server {
    PGconn *link;
    int takes_inserts, unsynced, committing;
    uint32_t head, answered, sent, tail;  // places in the queue: not released, not answered, not sent, free
    struct request queue[QUEUE];
};

static struct client clients[CLIENTS];
static struct server *servers[SERVERS];
static int readers, writers, poller;

static void stop(const char *what) { fprintf(stderr, "database: %s: %s\n", what, strerror(errno)); exit(1); }

static void watch(int socket, uint64_t what, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.u64 = what};
    if (epoll_ctl(poller, operation, socket, &event) < 0) stop("epoll_ctl");
}

static void give(const struct request *to, const char *text, size_t length) {
    struct client *client = &clients[to->client];
    if (client->life != to->life || client->socket < 0) return;
    if (client->output_length + length > client->output_room) {
        client->output_room = 2 * (client->output_length + length);
        client->output = realloc(client->output, client->output_room);
    }
    memcpy(client->output + client->output_length, text, length);
    client->output_length += length;
}

static char *quoted(char *at, const char *text, int length) {
    *at++ = '"';
    for (int i = 0; i < length; i++) {
        if (text[i] == '"' || text[i] == '\\') *at++ = '\\';
        *at++ = text[i];
    }
    *at++ = '"';
    return at;
}

static int64_t integer(const PGresult *result, int column) {
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(result, 0, column);
    uint64_t value = 0;
    for (int i = 0; i < PQgetlength(result, 0, column); i++) value = value << 8 | bytes[i];
    return (int64_t)value;
}

static void answer_item(const struct request *request, const PGresult *result) {
    char text[2048], *at = text;
    at += sprintf(at, "{\"jsonrpc\":\"2.0\",\"result\":{\"id\":%ld,\"name\":", (long)integer(result, 0));
    at = quoted(at, PQgetvalue(result, 0, 1), PQgetlength(result, 0, 1));
    at = quoted(at + sprintf(at, ",\"regionCode\":"), PQgetvalue(result, 0, 2), PQgetlength(result, 0, 2));
    at += sprintf(at, ",\"quantity\":%d,\"note\":", (int)integer(result, 3));
    if (PQgetisnull(result, 0, 4)) at += sprintf(at, "null");
    else at = quoted(at, PQgetvalue(result, 0, 4), PQgetlength(result, 0, 4));
    time_t seconds = integer(result, 5) / 1000000 + 946684800;
    struct tm civil;
    gmtime_r(&seconds, &civil);
    at += strftime(at, 64, ",\"updatedAt\":\"%Y-%m-%dT%H:%M:%SZ\"", &civil);
    at += sprintf(at, "},\"id\":%s}\n", request->id);
    give(request, text, (size_t)(at - text));
}

static void answer_insert(const struct request *request) {
    char text[256], *at = text;
    at += sprintf(at, "{\"jsonrpc\":\"2.0\",\"result\":{\"id\":\"");
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
        at += sprintf(at, "%02x", (unsigned char)request->key[i]);
    }
    at += sprintf(at, "\",\"isNew\":%s},\"id\":%s}\n", request->is_new ? "true" : "false", request->id);
    give(request, text, (size_t)(at - text));
}

static void send_one(struct server *server, const struct request *request) {
    if (!request->is_insert) {
        const char *values[] = {request->key};
        if (!PQsendQueryPrepared(server->link, "get", 1, values, (int[]){8}, (int[]){1}, 1)) stop(PQerrorMessage(server->link));
        return;
    }
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t micros = ((uint64_t)now.tv_sec - 946684800) * 1000000 + (uint64_t)now.tv_nsec / 1000;
    uint64_t at = ((uint64_t)htonl((uint32_t)micros) << 32) | htonl((uint32_t)(micros >> 32));
    int32_t quantity = (int32_t)htonl((uint32_t)request->quantity);
    const char *values[] = {request->key, request->name, (char *)&quantity, (char *)&at};
    if (!PQsendQueryPrepared(server->link, "insert", 4, values, (int[]){16, request->name_length, 4, 8}, (int[]){1, 1, 1, 1}, 1))
        stop(PQerrorMessage(server->link));
}

// Sends what may be sent now and ends the batch: no timer, no waiting for more.
static void pump(struct server *server) {
    if (server->takes_inserts && server->committing) return;
    int limit = server->takes_inserts ? GROUP : QUEUE;
    while (server->sent != server->tail && server->unsynced < limit) {
        send_one(server, &server->queue[server->sent++ % QUEUE]);
        server->unsynced++;
    }
    if (server->unsynced) {
        PQpipelineSync(server->link);
        server->unsynced = 0;
        server->committing++;
    }
    PQflush(server->link);
}

static void receive(struct server *server) {
    if (!PQconsumeInput(server->link)) stop(PQerrorMessage(server->link));
    for (int nulls = 0; nulls < 2 && !PQisBusy(server->link);) {
        PGresult *result = PQgetResult(server->link);
        if (!result) { nulls++; continue; }
        nulls = 0;
        struct request *request = &server->queue[server->answered % QUEUE];
        switch (PQresultStatus(result)) {
        case PGRES_TUPLES_OK:
            answer_item(request, result);
            server->answered++;
            server->head = server->answered;
            break;
        case PGRES_COMMAND_OK:
            request->is_new = PQcmdTuples(result)[0] == '1';
            server->answered++;
            break;
        case PGRES_PIPELINE_SYNC:
            server->committing--;
            // Committed: only now they are answered.
            for (; server->head != server->answered; server->head++) answer_insert(&server->queue[server->head % QUEUE]);
            break;
        default: stop(PQresultErrorMessage(result));
        }
        PQclear(result);
    }
}

static void take(uint32_t place, char *line) {
    static unsigned next;
    struct client *client = &clients[place];
    const char *id = strstr(line, "\"id\":") + 5, *params = strstr(line, "\"params\":");
    size_t digits = strcspn(id, ",}");
    struct request request = {.client = place, .life = client->life};
    memcpy(request.id, id, digits);
    if (strstr(line, "rpc.auth")) {
        char text[128];
        give(&request, text, (size_t)sprintf(text, "{\"jsonrpc\":\"2.0\",\"result\":{},\"id\":%s}\n", request.id));
        return;
    }
    struct server *server;
    const char *key = strstr(params, "\"key\":\"");
    if (key) {
        request.is_insert = 1;
        key += 7;
        for (int i = 0; i < 16; key += 2) {
            if (*key == '-') key++;
            request.key[i++] = (char)strtol((char[]){key[0], key[1], 0}, NULL, 16);
        }
        const char *name = strstr(params, "\"name\":\"") + 8;
        request.name_length = (int)strcspn(name, "\"");
        memcpy(request.name, name, (size_t)request.name_length);
        request.quantity = atoi(strstr(params, "\"quantity\":") + 11);
        server = servers[readers + (int)(next++ % (unsigned)writers)];
    } else {
        uint64_t number = strtoull(strstr(params, "\"id\":") + 5, NULL, 10);
        for (int i = 0; i < 8; i++) request.key[i] = (char)(number >> (56 - 8 * i));
        server = servers[next++ % (unsigned)readers];
    }
    if (server->tail - server->head == QUEUE) stop("the queue is full");
    server->queue[server->tail++ % QUEUE] = request;
}

static void read_client(uint32_t place) {
    struct client *client = &clients[place];
    ssize_t count = read(client->socket, client->input + client->length, INPUT - client->length - 1);
    if (count <= 0) {
        close(client->socket);
        client->socket = -1;
        return;
    }
    client->length += (size_t)count;
    char *start = client->input, *end;
    while ((end = memchr(start, '\n', client->length - (size_t)(start - client->input)))) {
        *end = 0;
        take(place, start);
        start = end + 1;
    }
    client->length -= (size_t)(start - client->input);
    memmove(client->input, start, client->length);
}

static void write_client(struct client *client) {
    if (client->socket < 0 || !client->output_length) return;
    // The generator reads as fast as it is written to; what the socket does not take waits for the next round.
    ssize_t count = send(client->socket, client->output, client->output_length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count <= 0) return;
    client->output_length -= (size_t)count;
    memmove(client->output, client->output + count, client->output_length);
}

static void accept_client(int listener) {
    int socket = accept4(listener, NULL, NULL, 0);
    if (socket < 0) return;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    for (uint32_t place = 0; place < CLIENTS; place++) {
        struct client *client = &clients[place];
        if (client->socket >= 0) continue;
        if (!client->input) client->input = malloc(INPUT);
        client->socket = socket;
        client->life++;
        client->length = client->output_length = 0;
        watch(socket, place, EPOLLIN, EPOLL_CTL_ADD);
        return;
    }
    close(socket);
}

static struct server *open_server(int takes_inserts) {
    struct server *server = calloc(1, sizeof *server);
    server->takes_inserts = takes_inserts;
    server->link = PQconnectdb(getenv("DATABASE"));
    if (PQstatus(server->link) != CONNECTION_OK) stop(PQerrorMessage(server->link));
    PQclear(PQprepare(server->link, "get",
        "SELECT id, name, region_code, quantity, note, updated_at FROM items WHERE id = $1", 0, NULL));
    PQclear(PQprepare(server->link, "insert",
        "WITH gate AS (INSERT INTO keys (key, at) VALUES ($1, $4) ON CONFLICT ON CONSTRAINT keys_pkey DO NOTHING RETURNING key) "
        "INSERT INTO entries (id, name, quantity, at) SELECT key, $2, $3, $4 FROM gate", 0, NULL));
    PQsetnonblocking(server->link, 1);
    PQenterPipelineMode(server->link);
    return server;
}

int main(void) {
    readers = atoi(getenv("READERS") ? getenv("READERS") : "2");
    writers = atoi(getenv("WRITERS") ? getenv("WRITERS") : "2");
    if (readers < 1 || writers < 1 || readers + writers > SERVERS) { fprintf(stderr, "1…16 connections\n"); return 2; }
    poller = epoll_create1(0);
    for (int i = 0; i < readers + writers; i++) {
        servers[i] = open_server(i >= readers);
        watch(PQsocket(servers[i]->link), CLIENTS + 1 + (uint64_t)i, EPOLLIN, EPOLL_CTL_ADD);
    }
    for (int i = 0; i < CLIENTS; i++) clients[i].socket = -1;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 1024) < 0) stop("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    watch(listener, CLIENTS, EPOLLIN, EPOLL_CTL_ADD);
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        struct epoll_event events[256];
        int count = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < count; i++) {
            uint64_t what = events[i].data.u64;
            if (what < CLIENTS) read_client((uint32_t)what);
            else if (what == CLIENTS) accept_client(listener);
            else receive(servers[what - CLIENTS - 1]);
        }
        for (int i = 0; i < readers + writers; i++) pump(servers[i]);
        for (int i = 0; i < CLIENTS; i++) write_client(&clients[i]);
    }
}

// Load with an exact count or an exact rate, where wrk offers neither. Prints one line of JSON.
//   load PORT PATH CONNECTIONS count N [FIELDS]          N requests as fast as they are answered
//   load PORT PATH CONNECTIONS rate R SECONDS [FIELDS]   R requests a second at random moments (Poisson)
// FIELDS: a file of header lines; each request carries the next one, round and round.
// With a rate, a latency counts from the moment the request was due, not from when a connection was free,
// so a stall is charged to every request it delays.
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { answer_limit = 1 << 16, connections_limit = 4096 };

struct connection {
    int fd;
    uint64_t due;      // when the request under way should have been sent
    size_t received;
    size_t wanted;     // of head and body together; 0: head not yet complete
    char answer[answer_limit];
};

static struct connection *connections;
static int idle[connections_limit], idle_count;
static const char *path;
static char **fields;
static long field_count, next_field;
static long sent, answered, refused;
static uint64_t *latencies;   // nanoseconds, one for each answer
static long latencies_room;

static void fail(const char *what) {
    perror(what);
    exit(3);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void read_fields(const char *name) {
    FILE *file = fopen(name, "r");
    if (!file) fail(name);
    char *line = NULL;
    size_t room = 0;
    ssize_t count;
    while ((count = getline(&line, &room, file)) > 0) {
        if (line[count - 1] == '\n') line[count - 1] = 0;
        fields = realloc(fields, (field_count + 1) * sizeof *fields);
        fields[field_count++] = strdup(line);
    }
    free(line);
    fclose(file);
}

static void open_connections(int port, int count, int poll) {
    connections = calloc(count, sizeof *connections);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    for (int i = 0; i < count; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (void *)&address, sizeof address) < 0) fail("connect");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct epoll_event wanted = {EPOLLIN, {.u32 = i}};
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted);
        connections[i].fd = fd;
        idle[idle_count++] = i;
    }
}

// Sends one request on an idle connection.
static void ask(uint64_t due) {
    struct connection *connection = &connections[idle[--idle_count]];
    char request[16384];
    const char *field = field_count ? fields[next_field++ % field_count] : NULL;
    int count = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s%s\r\n",
        path, field ? field : "", field ? "\r\n" : "");
    if (count >= (int)sizeof request) exit((fprintf(stderr, "a field is too long\n"), 3));
    if (send(connection->fd, request, count, MSG_NOSIGNAL) != count) fail("send");
    connection->due = due;
    sent++;
}

static size_t answer_bytes(const char *answer, const char *head_end) {
    const char *field = strcasestr(answer, "\r\ncontent-length:");
    size_t body = field && field < head_end ? strtoul(field + 17, NULL, 10) : 0;
    return head_end + 4 - answer + body;
}

// Reads what came; true when that completes an answer.
static int take(int index) {
    struct connection *connection = &connections[index];
    size_t room = answer_limit - 1 - connection->received;
    ssize_t got = recv(connection->fd, connection->answer + connection->received, room, 0);
    if (got <= 0) exit((fprintf(stderr, "a connection was closed after %ld answers\n", answered), 3));
    connection->received += got;
    connection->answer[connection->received] = 0;
    if (!connection->wanted) {
        const char *end = strstr(connection->answer, "\r\n\r\n");
        if (!end) return 0;
        connection->wanted = answer_bytes(connection->answer, end);
    }
    if (connection->received < connection->wanted) return 0;
    if (strncmp(connection->answer, "HTTP/1.1 200", 12) != 0) refused++;
    if (answered == latencies_room) {
        latencies_room = latencies_room ? latencies_room * 2 : 65536;
        latencies = realloc(latencies, latencies_room * sizeof *latencies);
    }
    latencies[answered++] = now() - connection->due;
    connection->received = connection->wanted = 0;
    idle[idle_count++] = index;
    return 1;
}

static void run_count(int poll, long count) {
    while (answered < count) {
        while (idle_count && sent < count) ask(now());
        struct epoll_event ready[256];
        int found = epoll_wait(poll, ready, 256, 10000);
        if (found == 0) exit((fprintf(stderr, "no answer for 10 s\n"), 3));
        for (int i = 0; i < found; i++) take(ready[i].data.u32);
    }
}

static void run_rate(int poll, double rate, double seconds) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event wanted = {EPOLLIN, {.u32 = UINT32_MAX}};
    epoll_ctl(poll, EPOLL_CTL_ADD, timer, &wanted);
    srand48(1);
    uint64_t due = now() + 1000000, end = due + (uint64_t)(seconds * 1e9), armed = 0;
    while (due < end || answered < sent) {
        while (due < end && due <= now() && idle_count) {
            ask(due);
            due += (uint64_t)(-log(1 - drand48()) / rate * 1e9);
        }
        if (due < end && idle_count && armed != due) {
            struct itimerspec at = {.it_value = {due / 1000000000, due % 1000000000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
            armed = due;
        }
        if (now() > end + 2000000000) break;   // what is unanswered then counts as such
        struct epoll_event ready[256];
        int found = epoll_wait(poll, ready, 256, 100);
        for (int i = 0; i < found; i++) {
            uint64_t ticks;
            if (ready[i].data.u32 != UINT32_MAX) take(ready[i].data.u32);
            else if (read(timer, &ticks, sizeof ticks) < 0 && errno != EAGAIN) fail("timer");
        }
    }
}

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static double microseconds(double share) {
    return answered ? latencies[(long)(share * (answered - 1))] / 1e3 : 0;
}

int main(int count, char **arguments) {
    int is_rate = count > 4 && strcmp(arguments[4], "rate") == 0;
    int given = is_rate ? 7 : 6;
    if (count != given && count != given + 1)
        return fprintf(stderr, "usage: load PORT PATH CONNECTIONS count N|rate R SECONDS [FIELDS]\n"), 2;
    path = arguments[2];
    int opened = atoi(arguments[3]);
    if (opened < 1 || opened > connections_limit) return 2;
    if (count > given) read_fields(arguments[given]);
    int poll = epoll_create1(0);
    open_connections(atoi(arguments[1]), opened, poll);
    uint64_t start = now();
    if (is_rate) run_rate(poll, atof(arguments[5]), atof(arguments[6]));
    else run_count(poll, atol(arguments[5]));
    double seconds = (now() - start) / 1e9;
    qsort(latencies, answered, sizeof *latencies, by_value);
    printf("{\"sent\": %ld, \"answered\": %ld, \"refused\": %ld, \"seconds\": %.6f, "
           "\"p50_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f}\n",
        sent, answered, refused, seconds, microseconds(0.5), microseconds(0.99), microseconds(0.999));
}

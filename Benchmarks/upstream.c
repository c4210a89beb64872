// The upstream of the benchmarks: one thread that answers every request at once from memory, so that what
// is measured is the gateway. Speaks just enough HTTP/1.1: request heads without a body, kept alive.
//   GET /echo          the request head itself, as text
//   GET /b<N>          N bytes ('k' behind the number: KiB)
// usage: upstream PORT     (127.0.0.1; ends on SIGTERM)
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { head_limit = 16384, answer_limit = 1 << 20, peers_limit = 65536 };

struct peer {
    size_t received;   // bytes of `head` that are filled
    char *unsent;      // what the socket did not take yet
    size_t unsent_bytes;
    char head[head_limit];
};

static struct peer *peers[peers_limit];  // by descriptor
static char answer[answer_limit];

static void fail(const char *what) {
    perror(what);
    exit(3);
}

static void hang_up(int fd) {
    free(peers[fd]->unsent);
    free(peers[fd]);
    peers[fd] = NULL;
    close(fd);
}

static size_t body_bytes(const char *target) {
    if (strncmp(target, "/b", 2) != 0) return 2;
    char *end;
    unsigned long bytes = strtoul(target + 2, &end, 10);
    if (*end == 'k') bytes *= 1024;
    return bytes < answer_limit - 256 ? bytes : answer_limit - 256;
}

// Writes the answer to one head into `answer`; its length.
static size_t compose(const char *head, size_t head_bytes) {
    const char *target = memchr(head, ' ', head_bytes);
    target = target ? target + 1 : "/";
    int is_echo = strncmp(target, "/echo", 5) == 0;
    size_t body = is_echo ? head_bytes : body_bytes(target);
    int start = sprintf(answer,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", body);
    if (is_echo) memcpy(answer + start, head, body);
    else memset(answer + start, 'x', body);
    return start + body;
}

// Sends, keeping what does not fit. False: the peer is gone.
static int put(int fd, const char *bytes, size_t count) {
    ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return 0;
    size_t rest = count - (sent < 0 ? 0 : (size_t)sent);
    if (rest == 0) return 1;
    char *kept = malloc(rest);
    memcpy(kept, bytes + count - rest, rest);
    free(peers[fd]->unsent);
    peers[fd]->unsent = kept;
    peers[fd]->unsent_bytes = rest;
    return 1;
}

// Answers the whole heads received so far, one at a time while an answer is being taken.
static int answer_heads(int fd) {
    struct peer *peer = peers[fd];
    size_t used = 0;
    while (!peer->unsent) {
        char *start = peer->head + used;
        char *end = memmem(start, peer->received - used, "\r\n\r\n", 4);
        if (!end) break;
        size_t head_bytes = end + 4 - start;
        used += head_bytes;
        if (!put(fd, answer, compose(start, head_bytes))) return 0;
    }
    memmove(peer->head, peer->head + used, peer->received - used);
    peer->received -= used;
    return peer->received < head_limit;
}

static int read_more(int fd) {
    struct peer *peer = peers[fd];
    ssize_t got = recv(fd, peer->head + peer->received, head_limit - peer->received, 0);
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return 0;
    peer->received += got;
    return answer_heads(fd);
}

static int write_more(int fd) {
    struct peer *peer = peers[fd];
    if (!peer->unsent) return 1;
    char *bytes = peer->unsent;
    peer->unsent = NULL;
    int alive = put(fd, bytes, peer->unsent_bytes);
    free(bytes);
    return alive && (peer->unsent || answer_heads(fd));
}

static void welcome(int poll, int listener) {
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (fd >= peers_limit) {
            close(fd);
            continue;
        }
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        peers[fd] = calloc(1, sizeof(struct peer));
        struct epoll_event wanted = {EPOLLIN | EPOLLOUT | EPOLLET, {.fd = fd}};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &wanted) < 0) hang_up(fd);
    }
}

int main(int count, char **arguments) {
    if (count != 2) return fprintf(stderr, "usage: upstream PORT\n"), 2;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(atoi(arguments[1])),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (bind(listener, (void *)&address, sizeof address) < 0) fail("bind");
    if (listen(listener, 4096) < 0) fail("listen");
    int poll = epoll_create1(0);
    struct epoll_event wanted = {EPOLLIN, {.fd = listener}};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &wanted);
    for (;;) {
        struct epoll_event ready[256];
        int found = epoll_wait(poll, ready, 256, -1);
        for (int i = 0; i < found; i++) {
            int fd = ready[i].data.fd;
            if (fd == listener) {
                welcome(poll, listener);
            } else if (peers[fd]) {
                int alive = 1;
                if (ready[i].events & EPOLLOUT) alive = write_more(fd);
                if (alive && ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) alive = read_more(fd);
                if (!alive) hang_up(fd);
            }
        }
    }
}

// libevent, and the Linux system calls of Transport that glibc's Swift overlay leaves out.
// event_struct.h makes `struct event` a complete type, so that it can lie inside our own memory.
#pragma once
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/dns.h>
#include <event2/util.h>

int accept4(int, struct sockaddr *, socklen_t *, int);
int pthread_setname_np(pthread_t, const char *);

static inline int sallyport_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

/// Accepts one connection, non-blocking and close-on-exec, with its peer's address.
static inline int sallyport_accept(int listener, struct sockaddr_storage *peer, socklen_t *length) {
    *length = sizeof(*peer);
    return accept4(listener, (struct sockaddr *)peer, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/// The user at the other end of a Unix socket, as it was when the connection began; -1 where there is none.
static inline long sallyport_peer_user(int number) {
    struct { pid_t process; uid_t user; gid_t group; } peer;
    socklen_t length = sizeof(peer);
    if (getsockopt(number, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return -1;
    return peer.process == 0 ? -1 : (long)peer.user;
}

static inline int sallyport_undumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/// Processors the scheduler may put this process on; 0 where it does not tell.
static inline int sallyport_processors(void) {
    unsigned long mask[128] = {0};
    int sched_getaffinity(int, unsigned long, void *);
    if (sched_getaffinity(0, sizeof(mask), mask) < 0) return 0;
    int count = 0;
    for (unsigned i = 0; i < 128; i++) count += __builtin_popcountl(mask[i]);
    return count;
}

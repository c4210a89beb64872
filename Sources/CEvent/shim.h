// libevent: the event loop and its DNS client. event_struct.h makes `struct event` a complete type, so
// that it can lie inside our own memory.
#pragma once
#include <event2/event.h>
#include <event2/event_struct.h>
#include <event2/dns.h>
#include <event2/util.h>

// LMDB: a B+tree in a memory map with one writer and readers that never wait. Its result codes and flags
// are macros with a cast or negative values; those Swift cannot import stand below as constants. Beside it
// the locks on open files, which glibc's Swift overlay leaves out.
#pragma once
#include <fcntl.h>
#include <lmdb.h>
#include <string.h>
#include <sys/mman.h>

static const int CLMDB_NOTFOUND = MDB_NOTFOUND;
static const int CLMDB_KEYEXIST = MDB_KEYEXIST;
static const int CLMDB_MAP_FULL = MDB_MAP_FULL;
static const int CLMDB_CORRUPTED = MDB_CORRUPTED;
static const int CLMDB_INVALID = MDB_INVALID;
static const int CLMDB_VERSION_MISMATCH = MDB_VERSION_MISMATCH;
static const int CLMDB_PANIC = MDB_PANIC;
static const int CLMDB_INCOMPATIBLE = MDB_INCOMPATIBLE;

/// Takes the exclusive lock of an open file (F_OFD_SETLK), which ends with its last descriptor.
/// Returns 0, or -1 with `errno`.
static inline int sallyport_lock_file(int descriptor) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(descriptor, 37 /* F_OFD_SETLK */, &whole);
}

/// Whether another open file holds that lock: 1, 0, or -1 with `errno`. Takes nothing itself.
static inline int sallyport_is_file_locked(int descriptor) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(descriptor, 36 /* F_OFD_GETLK */, &whole) < 0) return -1;
    return whole.l_type != F_UNLCK;
}

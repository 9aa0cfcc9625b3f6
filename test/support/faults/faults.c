/*
 * Stands between a program and its C library (LD_PRELOAD): counts operations on files under one folder, and on sockets, and
 * makes the nth of them fail, wait, or be the last that the process does. Shifts what the clock says. Told what to do by eight-byte
 * numbers in a file that it shares with the test (FAULTS_CONTROL), in the order of `enum field`; inject-faults.ts knows the same.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum field { ACTION, KINDS, FROM, UNTIL, ERRNO, DELAY_MS, COUNT, HITS, AHEAD_MS, DRIFT_PPM, DRIFT_SINCE_MS, FIELDS };
enum action { NOTHING, KILL, FAIL, DELAY, TEAR };
enum kind { WRITE = 1, SYNC = 2, CHANGE = 4, RECEIVE = 8, SEND = 16 };

static volatile int64_t *control;
static const char *under;
static const char *name_part;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULTS_CONTROL");
  under = getenv("FAULTS_UNDER");
  name_part = getenv("FAULTS_NAMED");
  if (path == NULL || under == NULL) return;
  int file = (int)(intptr_t)open(path, O_RDWR | O_CLOEXEC);
  if (file == -1) return;
  void *shared = mmap(NULL, FIELDS * sizeof(int64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (shared != MAP_FAILED) control = shared;
}

static int64_t get(enum field field) { return __atomic_load_n(&control[field], __ATOMIC_SEQ_CST); }

#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int is_path_meant(const char *path) {
  return strncmp(path, under, strlen(under)) == 0 && (name_part == NULL || strstr(path, name_part) != NULL);
}

/* 0 = none of ours, 1 = a file, 2 = a socket. */
static int meaning_of(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (strncmp(path, "socket:", 7) == 0) return 2;
  return is_path_meant(path);
}

/* Nonzero: the operation fails with errno. TEAR is the caller's to do: *torn is set. */
static int step(enum kind kind, int *torn) {
  int64_t number = __atomic_add_fetch(&control[COUNT], 1, __ATOMIC_SEQ_CST);
  if (number < get(FROM) || number > get(UNTIL)) return 0;
  __atomic_add_fetch(&control[HITS], 1, __ATOMIC_SEQ_CST);
  switch (get(ACTION)) {
    case KILL: kill(getpid(), SIGKILL); pause(); return 0;
    case FAIL: errno = (int)get(ERRNO); return -1;
    case DELAY: {
      /* In slices: it ends as soon as the test says so. */
      for (int64_t waited = 0; waited < get(DELAY_MS) && get(ACTION) == DELAY; waited += 5) usleep(5000);
      return 0;
    }
    case TEAR:
      if (torn != NULL && kind == WRITE) { *torn = 1; return 0; }
      kill(getpid(), SIGKILL); pause(); return 0;
    default: return 0;
  }
}

static int is_armed(enum kind kind) { return control != NULL && get(ACTION) != NOTHING && (get(KINDS) & kind) != 0; }

static int on_file(int file, enum kind on_files, enum kind on_sockets, int *torn) {
  int saved = errno;
  if (!is_armed(on_files) && !is_armed(on_sockets)) return 0;
  int meaning = meaning_of(file);
  errno = saved;
  if (meaning == 1 && is_armed(on_files)) return step(on_files, torn);
  if (meaning == 2 && is_armed(on_sockets)) return step(on_sockets, torn);
  return 0;
}

static int on_path(const char *path) {
  return is_armed(CHANGE) && is_path_meant(path) ? step(CHANGE, NULL) : 0;
}

static void die(void) { kill(getpid(), SIGKILL); pause(); }

ssize_t write(int file, const void *bytes, size_t count) {
  REAL(write);
  int torn = 0;
  if (on_file(file, WRITE, SEND, &torn)) return -1;
  if (torn) { real(file, bytes, count / 2); die(); }
  return real(file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
  REAL(pwrite64);
  int torn = 0;
  if (on_file(file, WRITE, 0, &torn)) return -1;
  if (torn) { real(file, bytes, count / 2, at); die(); }
  return real(file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { return pwrite64(file, bytes, count, at); }

ssize_t writev(int file, const struct iovec *parts, int count) {
  REAL(writev);
  int torn = 0;
  if (on_file(file, WRITE, SEND, &torn)) return -1;
  if (torn) { if (write(file, parts[0].iov_base, parts[0].iov_len / 2) == -1) die(); die(); }
  return real(file, parts, count);
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
  REAL(sendmsg);
  return on_file(file, 0, SEND, NULL) ? -1 : real(file, message, flags);
}

ssize_t read(int file, void *bytes, size_t count) {
  REAL(read);
  return on_file(file, 0, RECEIVE, NULL) ? -1 : real(file, bytes, count);
}

ssize_t recvmsg(int file, struct msghdr *message, int flags) {
  REAL(recvmsg);
  return on_file(file, 0, RECEIVE, NULL) ? -1 : real(file, message, flags);
}

int fsync(int file) {
  REAL(fsync);
  return on_file(file, SYNC, 0, NULL) ? -1 : real(file);
}

int fdatasync(int file) {
  REAL(fdatasync);
  return on_file(file, SYNC, 0, NULL) ? -1 : real(file);
}

int ftruncate64(int file, off64_t length) {
  REAL(ftruncate64);
  return on_file(file, CHANGE, 0, NULL) ? -1 : real(file, length);
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int open64(const char *path, int flags, ...) {
  REAL(open64);
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list values;
    va_start(values, flags);
    mode = va_arg(values, mode_t);
    va_end(values);
  }
  /* Only what may leave something on the disk; opening a file that is there does not. */
  if ((flags & O_CREAT) && on_path(path)) return -1;
  return real(path, flags, mode);
}

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list values;
    va_start(values, flags);
    mode = va_arg(values, mode_t);
    va_end(values);
  }
  return open64(path, flags, mode);
}

int rename(const char *from, const char *to) {
  REAL(rename);
  return on_path(to) ? -1 : real(from, to);
}

int unlink(const char *path) {
  REAL(unlink);
  return on_path(path) ? -1 : real(path);
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  return on_path(path) ? -1 : real(path, mode);
}

/* How far ahead of the machine's clock the program's is, in ms. */
static int64_t ahead_at(int64_t real_ms) {
  int64_t drift = get(DRIFT_PPM);
  return get(AHEAD_MS) + (drift == 0 ? 0 : (real_ms - get(DRIFT_SINCE_MS)) * drift / 1000000);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(clock_gettime);
  int result = real(clock, time);
  if (result != 0 || control == NULL || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return result;
  int64_t ahead = ahead_at((int64_t)time->tv_sec * 1000 + time->tv_nsec / 1000000);
  int64_t nanos = time->tv_nsec + (ahead % 1000) * 1000000;
  time->tv_sec += ahead / 1000 + (nanos < 0 ? -1 : nanos >= 1000000000 ? 1 : 0);
  time->tv_nsec = nanos < 0 ? nanos + 1000000000 : nanos >= 1000000000 ? nanos - 1000000000 : nanos;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  time->tv_sec = now.tv_sec;
  time->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result != NULL) *result = now.tv_sec;
  return now.tv_sec;
}

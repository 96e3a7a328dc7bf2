/*
 * What spawning costs without Java: clone(CLONE_VM | CLONE_VFORK) and, in the child, the system calls that
 * "ns run --dry-run --hostname bench" prints, in the same order, but for those that bring the loopback interface up.
 *
 * A co-process. Lines that it reads, and answers (nanoseconds of the monotonic clock):
 *     spawn isolated|plain                  ok UNTIL_EXECVE UNTIL_END
 *     burst isolated|plain THREADS COUNT    ok UNTIL_END_OF_ALL
 * or "error" and what failed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NAMESPACES (CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWNET)
#define STACK_SIZE (64 * 1024)
#define MAX_THREADS 64
#define EXIT_SETUP_FAILED 125

extern char **environ;

/* Shared between parent and child, who have the same memory until execve. */
struct spawn {
    bool isolated;
    sigset_t mask;      /* the caller's, for the command */
    const char *failed; /* the step that failed, NULL while none has */
    int error;
    char stack[STACK_SIZE] __attribute__((aligned(16)));
};

static char uid_map[32];
static char gid_map[32];

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t length = strlen(text);
    bool written = write(fd, text, length) == length;
    return close(fd) == 0 && written;
}

static void note_namespaces(void)
{
    static const char *const links[] = {"uts", "ipc", "pid", "mnt", "user", "net", "cgroup", "time_for_children"};
    char path[64], id[64];
    getpid();
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        snprintf(path, sizeof path, "/proc/self/ns/%s", links[i]);
        if (readlink(path, id, sizeof id) < 0)
            continue; /* a kernel without this kind */
    }
}

static const char *isolate(void)
{
    if (!write_file("/proc/self/setgroups", "deny"))
        return "setgroups";
    if (!write_file("/proc/self/uid_map", uid_map))
        return "uid_map";
    if (!write_file("/proc/self/gid_map", gid_map))
        return "gid_map";
    if (sethostname("bench", strlen("bench")))
        return "sethostname";
    return NULL;
}

static const char *mounts(void)
{
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
        return "mount / private";
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
        return "mount proc on /proc";
    return NULL;
}

/* Returns only where it could not become the command, with the step that failed. */
static const char *become_command(struct spawn *spawn)
{
    static char *const command[] = {"/bin/true", NULL};
    const char *failed;
    sigset_t quit;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL))
        return "death signal";
    if (spawn->isolated && (failed = isolate()))
        return failed;
    note_namespaces();
    if (spawn->isolated && (failed = mounts()))
        return failed;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return "no_new_privs";
    if (prctl(PR_SET_PDEATHSIG, 0))
        return "death signal";
    if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC))
        return "close_range";
    sigprocmask(SIG_SETMASK, &spawn->mask, NULL);
    sigemptyset(&quit);
    sigaddset(&quit, SIGQUIT);
    sigprocmask(SIG_UNBLOCK, &quit, NULL);
    execve(command[0], command, environ);
    return "execve";
}

static int child(void *argument)
{
    struct spawn *spawn = argument;
    spawn->failed = become_command(spawn);
    spawn->error = errno;
    _exit(EXIT_SETUP_FAILED);
}

/* Runs the command once; false where that failed. */
static bool run(struct spawn *spawn, int64_t *until_execve)
{
    sigset_t all;
    int status, flags = CLONE_VM | CLONE_VFORK | SIGCHLD | (spawn->isolated ? NAMESPACES : 0);
    spawn->failed = NULL;
    int64_t begin = now();
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &spawn->mask);
    pid_t pid = clone(child, spawn->stack + STACK_SIZE, flags, spawn);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &spawn->mask, NULL);
    *until_execve = now() - begin;
    if (pid < 0) {
        spawn->failed = "clone";
        spawn->error = error;
        return false;
    }
    if (waitpid(pid, &status, 0) != pid) {
        spawn->failed = "waitpid";
        spawn->error = errno;
        return false;
    }
    return !spawn->failed && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void print_error(const struct spawn *spawn)
{
    if (spawn->failed)
        printf("error %s: %s\n", spawn->failed, strerror(spawn->error));
    else
        printf("error the command failed\n");
}

static void spawn_once(bool isolated)
{
    static struct spawn spawn;
    int64_t until_execve, begin = now();
    spawn.isolated = isolated;
    if (run(&spawn, &until_execve))
        printf("ok %jd %jd\n", (intmax_t)until_execve, (intmax_t)(now() - begin));
    else
        print_error(&spawn);
}

/* Work that threads share. */
struct burst {
    bool isolated;
    atomic_int left;
    atomic_int failures;
};

static void *spawn_many(void *argument)
{
    struct burst *burst = argument;
    int64_t until_execve;
    struct spawn *spawn = malloc(sizeof *spawn);
    if (!spawn) {
        burst->failures++;
        return NULL;
    }
    spawn->isolated = burst->isolated;
    while (burst->left-- > 0)
        if (!run(spawn, &until_execve))
            burst->failures++;
    free(spawn);
    return NULL;
}

static void spawn_burst(bool isolated, int threads, int count)
{
    struct burst burst = {.isolated = isolated, .left = count};
    pthread_t ids[MAX_THREADS];
    int started = 0;
    int64_t begin = now();
    while (started < threads && started < MAX_THREADS
            && pthread_create(&ids[started], NULL, spawn_many, &burst) == 0)
        started++;
    for (int i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
    int64_t end = now();
    if (started < threads)
        printf("error only %d threads\n", started);
    else if (burst.failures)
        printf("error %d spawns failed\n", burst.failures);
    else
        printf("ok %jd\n", (intmax_t)(end - begin));
}

int main(void)
{
    char line[128], way[16];
    int threads, count;
    snprintf(uid_map, sizeof uid_map, "0 %u 1\n", geteuid());
    snprintf(gid_map, sizeof gid_map, "0 %u 1\n", getegid());
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "burst %15s %d %d", way, &threads, &count) == 3)
            spawn_burst(strcmp(way, "isolated") == 0, threads, count);
        else if (sscanf(line, "spawn %15s", way) == 1)
            spawn_once(strcmp(way, "isolated") == 0);
        else
            printf("error not understood: %s", line);
        fflush(stdout);
    }
    return 0;
}

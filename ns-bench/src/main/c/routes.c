/*
 * What routes cost without Java, over rtnetlink: added one by one, each acknowledged; added and deleted 64 a send, of
 * which the last is acknowledged; and dumped into records. All are in table 1000, by way of 10.0.0.2.
 *
 * A co-process. Lines that it reads, and answers (nanoseconds of the monotonic clock):
 *     add single|batched COUNT    ok NANOSECONDS
 *     delete COUNT                ok NANOSECONDS
 *     dump COUNT                  ok NANOSECONDS
 * or "error" and what failed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TABLE 1000
#define GATEWAY 0x0a000002u
#define FIRST_DESTINATION 0x0a800000u
#define BATCH 64
#define SEND_SIZE (BATCH * 64)
#define RECEIVE_SIZE (64 * 1024)

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

struct request {
    struct nlmsghdr header;
    struct rtmsg route;
    char attributes[64];
};

struct record {
    uint32_t destination, gateway, table, link;
    uint8_t length, type, protocol, scope;
};

static int netlink;
static uint32_t sequence;
static char received[RECEIVE_SIZE];

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void put(struct request *request, uint16_t type, uint32_t value)
{
    struct rtattr *attribute = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->header.nlmsg_len));
    attribute->rta_type = type;
    attribute->rta_len = RTA_LENGTH(sizeof value);
    memcpy(RTA_DATA(attribute), &value, sizeof value);
    request->header.nlmsg_len = NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(attribute->rta_len);
}

/* Writes the request for one route, and returns its length. */
static size_t encode(char *to, uint16_t type, uint16_t flags, int index)
{
    struct request *request = (struct request *)to;
    memset(request, 0, sizeof *request);
    request->header.nlmsg_len = NLMSG_LENGTH(sizeof request->route);
    request->header.nlmsg_type = type;
    request->header.nlmsg_flags = NLM_F_REQUEST | flags;
    request->header.nlmsg_seq = ++sequence;
    request->route.rtm_family = AF_INET;
    request->route.rtm_dst_len = 32;
    request->route.rtm_protocol = RTPROT_BOOT;
    request->route.rtm_type = RTN_UNICAST;
    put(request, RTA_DST, htonl(FIRST_DESTINATION + index));
    put(request, RTA_GATEWAY, htonl(GATEWAY));
    put(request, RTA_TABLE, TABLE);
    return request->header.nlmsg_len;
}

/* Sends, and waits for the answer to the last request; returns 0 or the first error number. */
static int exchange(const char *requests, size_t length)
{
    int error = 0;
    if (send(netlink, requests, length, 0) != (ssize_t)length)
        return errno;
    for (;;) {
        ssize_t got = recv(netlink, received, sizeof received, 0);
        if (got < 0)
            return errno;
        struct nlmsghdr *answer = (struct nlmsghdr *)received;
        for (; NLMSG_OK(answer, got); answer = NLMSG_NEXT(answer, got)) {
            if (answer->nlmsg_type != NLMSG_ERROR)
                continue;
            if (!error)
                error = -((struct nlmsgerr *)NLMSG_DATA(answer))->error;
            if (answer->nlmsg_seq == sequence)
                return error;
        }
    }
}

/* The same change of COUNT routes; returns 0 or an error number. */
static int change(uint16_t type, uint16_t flags, int count, int a_send)
{
    static char requests[SEND_SIZE];
    int error = 0;
    for (int i = 0; i < count && !error;) {
        size_t length = 0;
        for (int in_send = 0; in_send < a_send && i < count; in_send++, i++) {
            bool last = in_send == a_send - 1 || i == count - 1;
            length += encode(requests + length, type, flags | (last ? NLM_F_ACK : 0), i);
        }
        error = exchange(requests, length);
    }
    return error;
}

static int ask_for_dump(void)
{
    struct request request;
    memset(&request, 0, sizeof request);
    request.header.nlmsg_len = NLMSG_LENGTH(sizeof request.route);
    request.header.nlmsg_type = RTM_GETROUTE;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.header.nlmsg_seq = ++sequence;
    request.route.rtm_family = AF_INET;
    put(&request, RTA_TABLE, TABLE);
    return send(netlink, &request, request.header.nlmsg_len, 0) < 0 ? errno : 0;
}

static struct record parse(struct nlmsghdr *message)
{
    struct rtmsg *route = NLMSG_DATA(message);
    struct record record = {
        .length = route->rtm_dst_len,
        .type = route->rtm_type,
        .protocol = route->rtm_protocol,
        .scope = route->rtm_scope,
    };
    int left = RTM_PAYLOAD(message);
    for (struct rtattr *at = RTM_RTA(route); RTA_OK(at, left); at = RTA_NEXT(at, left)) {
        uint32_t value;
        if (RTA_PAYLOAD(at) < sizeof value)
            continue;
        memcpy(&value, RTA_DATA(at), sizeof value);
        switch (at->rta_type) {
        case RTA_DST:
            record.destination = value;
            break;
        case RTA_GATEWAY:
            record.gateway = value;
            break;
        case RTA_TABLE:
            record.table = value;
            break;
        case RTA_OIF:
            record.link = value;
            break;
        }
    }
    return record;
}

/* Reads the routes of the table into records that grow as they come; returns how many, or a negated error number. */
static int dump(void)
{
    struct record *records = NULL;
    int count = 0, room = 0, error = ask_for_dump();
    bool done = false;
    while (!done && !error) {
        ssize_t got = recv(netlink, received, sizeof received, 0);
        if (got < 0) {
            error = errno;
            break;
        }
        struct nlmsghdr *message = (struct nlmsghdr *)received;
        for (; !done && NLMSG_OK(message, got); message = NLMSG_NEXT(message, got)) {
            if (message->nlmsg_type == NLMSG_ERROR) {
                error = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
                done = true;
            } else if (message->nlmsg_type == NLMSG_DONE) {
                done = true;
            } else {
                if (count == room) {
                    room = room ? 2 * room : 1024;
                    records = realloc(records, room * sizeof *records);
                    if (!records)
                        abort();
                }
                records[count++] = parse(message);
            }
        }
    }
    free(records);
    return error ? -error : count;
}

static void answer(int error, int64_t begin)
{
    if (error)
        printf("error %s\n", strerror(error));
    else
        printf("ok %jd\n", (intmax_t)(now() - begin));
}

static void connect_netlink(void)
{
    int on = 1;
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (netlink < 0 || connect(netlink, (struct sockaddr *)&kernel, sizeof kernel)
            || setsockopt(netlink, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on)) {
        perror("netlink");
        exit(1);
    }
}

int main(void)
{
    char line[128], way[16];
    int count;
    connect_netlink();
    while (fgets(line, sizeof line, stdin)) {
        int64_t begin = now();
        if (sscanf(line, "add %15s %d", way, &count) == 2) {
            int a_send = strcmp(way, "single") == 0 ? 1 : BATCH;
            answer(change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, count, a_send), begin);
        } else if (sscanf(line, "delete %d", &count) == 1) {
            answer(change(RTM_DELROUTE, 0, count, BATCH), begin);
        } else if (sscanf(line, "dump %d", &count) == 1) {
            int found = dump();
            if (found >= 0 && found != count)
                printf("error %d routes of %d\n", found, count);
            else
                answer(found < 0 ? -found : 0, begin);
        } else {
            printf("error not understood: %s", line);
        }
        fflush(stdout);
    }
    return 0;
}

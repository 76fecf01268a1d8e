/*
 * What hangs on the kit's USB port in make check-image PART=cable: the host's end of dummy_hcd's
 * cable, from the kernel to itself, moved into a network name space of its own, so that nothing
 * goes but over the cable. Takes an address by DHCP, looks which ports answer, and opens the panel
 * as a tablet does. Says what it sees on the console, a line beginning `cable:` each.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define KIT "10.55.0.1"
static char device[IFNAMSIZ], mac[6];

static void die(const char *what)
{
    printf("cable: failed: %s: %m\n", what);
    exit(1);
}

static bool slurp(char *out, size_t max, const char *path)
{
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, out, max - 1);
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = '\0';
    return n > 0;
}

static void spit(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    if (fd < 0 || write(fd, text, strlen(text)) < 0)
        die(path);
    close(fd);
}

/* The kit shuts its ports; here a hand opens the one of the cable. True once the adapter is there.
 */
static bool plugged(void)
{
    char path[600], text[64];
    struct dirent *x;
    DIR *d = opendir("/sys/bus/usb/devices");
    while (d && (x = readdir(d))) {
        snprintf(path, sizeof path, "/sys/bus/usb/devices/%s/product", x->d_name);
        if (!slurp(text, sizeof text, path) || strcmp(text, "Moka kit\n") != 0)
            continue;
        snprintf(path, sizeof path, "/sys/bus/usb/devices/%s/authorized", x->d_name);
        if (slurp(text, sizeof text, path) && text[0] == '0')
            spit(path, "1");
    }
    if (d)
        closedir(d);
    struct if_nameindex *all = if_nameindex();
    for (struct if_nameindex *i = all; i && i->if_name; i++)
        if (strcmp(i->if_name, "lo") != 0 && strcmp(i->if_name, "moka0") != 0)
            snprintf(device, sizeof device, "%s", i->if_name);
    if_freenameindex(all);
    return device[0] != '\0';
}

/* Into a name space of its own, and us behind it. */
static void move(void)
{
    int old = open("/proc/self/ns/net", O_RDONLY), index = (int)if_nametoindex(device);
    if (old < 0 || unshare(CLONE_NEWNET) != 0)
        die("unshare");
    int new = open("/proc/self/ns/net", O_RDONLY);
    if (new < 0 || setns(old, CLONE_NEWNET) != 0)
        die("setns");
    struct {
        struct nlmsghdr h;
        struct ifinfomsg i;
        struct rtattr a;
        int fd;
    } m = { { sizeof m, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0 },
            { .ifi_index = index },
            { RTA_LENGTH(sizeof(int)), IFLA_NET_NS_FD },
            new };
    struct {
        struct nlmsghdr h;
        struct nlmsgerr e;
        char more[256];
    } answer = { 0 };
    int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    if (s < 0 || send(s, &m, sizeof m, 0) < 0 || recv(s, &answer, sizeof answer, 0) < 0 ||
        answer.e.error || setns(new, CLONE_NEWNET) != 0)
        die("moving the adapter");
    close(s);
}

static void configure(unsigned long what, struct in_addr address)
{
    struct ifreq r = { 0 };
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr = address };
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    snprintf(r.ifr_name, sizeof r.ifr_name, "%s", device);
    if (what == SIOCSIFFLAGS)
        r.ifr_flags = IFF_UP | IFF_RUNNING;
    else if (what != SIOCGIFHWADDR)
        memcpy(&r.ifr_addr, &a, sizeof a);
    if (s < 0 || ioctl(s, what, &r) != 0)
        die("configure");
    if (what == SIOCGIFHWADDR)
        memcpy(mac, r.ifr_hwaddr.sa_data, sizeof mac);
    close(s);
}

/* ---- DHCP (RFC 2131) ---- */

static size_t ask(uint8_t p[600], int kind, const uint8_t *offered, const uint8_t *server)
{
    memset(p, 0, 600);
    memcpy(p, "\1\1\6\0moka\0\0\200", 11); /* request, Ethernet; answers to all */
    memcpy(p + 28, mac, sizeof mac);
    memcpy(p + 236, "\x63\x82\x53\x63\x35\1", 6);
    p[242] = (uint8_t)kind;
    size_t n = 243;
    memcpy(p + n, "\x37\7\1\3\6\x0f\x2a\x33\x79", 9); /* wants all that leads further, too */
    n += 9;
    if (offered) {
        memcpy(p + n, "\x32\4", 2), memcpy(p + n + 2, offered, 4);
        memcpy(p + n + 6, "\x36\4", 2), memcpy(p + n + 8, server, 4);
        n += 12;
    }
    p[n++] = 255;
    return n;
}

static size_t exchange(int s, uint8_t p[600], size_t n, int wanted)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons(67),
                              .sin_addr.s_addr = INADDR_BROADCAST };
    uint8_t question[600];
    memcpy(question, p, 600);
    for (int i = 0; i < 60; i++) {
        struct pollfd f = { s, POLLIN, 0 };
        if (sendto(s, question, n, 0, (struct sockaddr *)&to, sizeof to) < 0)
            die("DHCP");
        if (poll(&f, 1, 3000) == 1) {
            ssize_t got = recv(s, p, 600, 0);
            if (got > 243 && p[0] == 2 && p[242] == wanted)
                return (size_t)got;
        }
    }
    die("nobody answers DHCP");
    return 0;
}

static void dhcp(void)
{
    uint8_t p[600], server[4], yours[4];
    struct sockaddr_in me = { .sin_family = AF_INET, .sin_port = htons(68) };
    struct in_addr a, mask;
    int one = 1, s = socket(AF_INET, SOCK_DGRAM, 0);
    if (s < 0 || setsockopt(s, SOL_SOCKET, SO_BINDTODEVICE, device, sizeof device) != 0 ||
        setsockopt(s, SOL_SOCKET, SO_BROADCAST, &one, sizeof one) != 0 ||
        bind(s, (struct sockaddr *)&me, sizeof me) != 0)
        die("DHCP's port");
    exchange(s, p, ask(p, 1, NULL, NULL), 2);
    memcpy(yours, p + 16, 4);
    inet_pton(AF_INET, KIT, server);
    size_t n = exchange(s, p, ask(p, 3, yours, server), 5);
    memcpy(&a, yours, 4);
    printf("cable: dhcp %s options", inet_ntoa(a));
    inet_pton(AF_INET, "255.255.255.248", &mask);
    for (size_t i = 240; i + 1 < n && p[i] != 255; i += p[i] ? 2u + p[i + 1] : 1u)
        if (p[i])
            printf(" %d", p[i]);
    printf("\n");
    configure(SIOCSIFADDR, a);
    configure(SIOCSIFNETMASK, mask);
    close(s);
}

/* ---- TCP and TLS ---- */

static int dial(unsigned port)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int s = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, KIT, &a.sin_addr);
    if (s >= 0 && connect(s, (struct sockaddr *)&a, sizeof a) == 0)
        return s;
    close(s);
    return -1;
}

/* Some at a time: each takes its way over the cable. */
static void look_at(unsigned first, unsigned n)
{
    struct pollfd f[256];
    struct sockaddr_in a = { .sin_family = AF_INET };
    inet_pton(AF_INET, KIT, &a.sin_addr);
    for (unsigned i = 0; i < n; i++) {
        a.sin_port = htons((uint16_t)(first + i));
        f[i] = (struct pollfd){ socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), POLLOUT, 0 };
        if (f[i].fd < 0 || connect(f[i].fd, (struct sockaddr *)&a, sizeof a) == 0)
            die("connect"); /* never at once */
    }
    for (unsigned i = 0; i < n; i++) {
        int failed = 0;
        socklen_t size = sizeof failed;
        if (poll(&f[i], 1, 20000) != 1 ||
            getsockopt(f[i].fd, SOL_SOCKET, SO_ERROR, &failed, &size) != 0)
            printf(" silent:%u", first + i);
        else if (failed == 0)
            printf(" %u", first + i);
        close(f[i].fd);
    }
}

static void look(void)
{
    printf("cable: ports");
    for (unsigned port = 1; port < 65536; port += 255)
        look_at(port, 255);
    printf(" of 65535\n");
}

static void speak(SSL_CTX *context, const char *name, const char *request, const char *look_for)
{
    char got[16384] = "", print[96] = "";
    unsigned char digest[32];
    SSL *t = SSL_new(context);
    int s = dial(8443), n = 0, k;
    if (s < 0 || SSL_set_fd(t, s) != 1 || SSL_connect(t) != 1 ||
        SSL_write(t, request, (int)strlen(request)) <= 0)
        die(name);
    while (n < (int)sizeof got - 1 && (k = SSL_read(t, got + n, (int)sizeof got - 1 - n)) > 0)
        n += k;
    X509 *x = SSL_get1_peer_certificate(t);
    X509_digest(x, EVP_sha256(), digest, NULL);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(print + 3 * i, 4, "%02X%s", digest[i], i + 1 < sizeof digest ? ":" : "");
    printf("cable: %s %s %.3s %s %s\n", name, SSL_get_version(t), n > 12 ? got + 9 : "",
           strstr(got, look_for) ? "good" : "without", print);
    X509_free(x);
    SSL_free(t);
    close(s);
}

static bool pairs_of_two(const char *text)
{
    const char *first = strstr(text, "pair "), *second = first ? strstr(first + 1, "pair ") : NULL;
    return second && strchr(second, '\n');
}

static void panel(void)
{
    static const char head[] = "Host: " KIT ":8443\r\nConnection: close\r\n";
    char text[2048], request[1024], code[16] = "", print[96] = "";
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    /* What stands on the kit's screen: one code when it came up, another one for the cable that was
     * plugged in. */
    while (!slurp(text, sizeof text, "/run/moka/panel.ready") || !pairs_of_two(text))
        poll(NULL, 0, 200);
    for (char *p = text; (p = strstr(p, "pair https://" KIT ":8443/ ")); p++)
        sscanf(p, "pair %*s %15s %95s", code, print);
    printf("cable: shown %s\n", print);
    snprintf(request, sizeof request, "GET / HTTP/1.1\r\n%s\r\n", head);
    speak(context, "page", request, "action=\"/pair\"");
    speak(context, "foreign", "GET / HTTP/1.1\r\nHost: kit.example\r\nConnection: close\r\n\r\n",
          "host");
    snprintf(request, sizeof request,
             "POST /pair HTTP/1.1\r\n%sOrigin: https://" KIT
             ":8443\r\nSec-Fetch-Site: same-origin\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\ncode=%s",
             head, code);
    speak(context, "paired", request, "__Host-moka-door=");
    int s = dial(8443);
    ssize_t n = s < 0 ? -1 : write(s, "GET / HTTP/1.1\r\n\r\n", 18);
    n = n < 0 ? -1 : read(s, text, 15);
    printf("cable: plain %s\n", n > 4 && memcmp(text, "HTTP", 4) == 0 ? "answered" : "nothing");
}

int main(void)
{
    char path[128];
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (!plugged())
        poll(NULL, 0, 200);
    poll(NULL, 0, 2000); /* udev gives it its name */
    device[0] = '\0';
    plugged();
    printf("cable: adapter %s\n", device);
    move();
    spit("/proc/sys/net/ipv4/conf/all/rp_filter", "0");
    snprintf(path, sizeof path, "/proc/sys/net/ipv4/conf/%s/rp_filter", device);
    spit(path, "0");
    configure(SIOCGIFHWADDR, (struct in_addr){ 0 });
    configure(SIOCSIFFLAGS, (struct in_addr){ 0 });
    printf("cable: mac %02x:%02x:%02x:%02x:%02x:%02x\n", mac[0] & 255, mac[1] & 255, mac[2] & 255,
           mac[3] & 255, mac[4] & 255, mac[5] & 255);
    dhcp();
    panel();
    look();
    printf("cable: done\n");
    return 0;
}

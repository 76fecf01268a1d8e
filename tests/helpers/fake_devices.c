/* Stands in for moka-devices in the tests of the daemon's phones: by the port, or by the socket's
 * name, it says what a phone would. The list of iPhones is in the file that the socket names. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TCP "{\"device\":\"tcp:127.0.0.1:"

static int of_tcp(const char *address)
{
    const char *port = strrchr(address, ':') + 1;
    if (!strcmp(port, "1"))
        puts(TCP "1\",\"phantom\":true,\"ro.product.model\":\"Ph\\u00f6ne \\n One\"}");
    else if (!strcmp(port, "2"))
        puts(TCP "2\",\"asks\":true}");
    else if (!strcmp(port, "3"))
        puts("{\"device\":\"rm -rf\"}\n[]\nnull\n{\"device\":7}\n{\"device\":\"usb:1-1\"}");
    else if (!strcmp(port, "4"))
        for (;;)
            pause();
    else
        return 3;
    return 0;
}

static int of_socket(const char *path, const char *word, int ask)
{
    char line[200];
    FILE *f = fopen(path, "r");
    if (!f)
        return 3;
    if (ask)
        printf("{\"device\":\"%s\",\"phantom\":true,\"ProductType\":\"iPhone14,5\","
               "\"ProductVersion\":\"17.5.1\",\"DeviceName\":\"Noor\"}\n",
               word);
    while (!ask && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        printf("{\"device\":\"iphone:%s@%s\",\"udid\":\"%s\"}\n", line, path, line);
    }
    return fclose(f);
}

int main(int argc, char **argv)
{
    const char *last = argv[argc - 1], *at = strchr(last, '@');
    if (at)
        return of_socket(at + 1, last, strstr(argv[argc - 2], "ask") != NULL);
    return strchr(last, ':') ? of_tcp(last) : 3;
}

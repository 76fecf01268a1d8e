/*
 * Pairing: a browser on the USB network gives the code that the kit shows. The page needs no script
 * and is the same in every language.
 */
#include "firmware/panel/server.h"

static const char head[] =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    "<meta name=\"color-scheme\" content=\"light dark\"><link rel=\"icon\" href=\"data:,\">"
    "<title>Moka</title></head><body><main><h1>Moka</h1>"
    "<form method=\"post\" action=\"/pair\"><label for=\"code\">"
    "<p>Type the code that the kit shows.</p>"
    "<p lang=\"fr\">Saisissez le code affich\xc3\xa9 par l\xe2\x80\x99"
    "appareil Moka.</p>"
    "<p lang=\"es\">Escriba el c\xc3\xb3"
    "digo que muestra el equipo.</p>"
    "<p lang=\"de\">Geben Sie den Code ein, den das Ger\xc3\xa4t zeigt.</p>"
    "<p lang=\"ar\" dir=\"rtl\">"
    "\xd8\xa7\xd9\x83\xd8\xaa\xd8\xa8 \xd8\xa7\xd9\x84\xd8\xb1\xd9\x85\xd8\xb2 "
    "\xd8\xa7\xd9\x84\xd8\xb8\xd8\xa7\xd9\x87\xd8\xb1 \xd8\xb9\xd9\x84\xd9\x89 "
    "\xd8\xa7\xd9\x84\xd8\xac\xd9\x87\xd8\xa7\xd8\xb2.</p></label>"
    "<input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"off\" "
    "pattern=\"[0-9]{8}\" maxlength=\"8\" required autofocus> <button>&#10003; OK</button></form>";
/* The code is too old, was used, or was guessed at. */
static const char later[] =
    "<div role=\"alert\"><p>&#10007; The kit has to show a new code. Wait half a minute.</p>"
    "<p lang=\"fr\">L\xe2\x80\x99"
    "appareil doit afficher un nouveau code. Attendez une demi-minute.</p>"
    "<p lang=\"es\">El equipo debe mostrar un c\xc3\xb3"
    "digo nuevo. Espere medio minuto.</p>"
    "<p lang=\"de\">Das Ger\xc3\xa4t muss einen neuen Code zeigen. Warten Sie eine halbe "
    "Minute.</p>"
    "<p lang=\"ar\" dir=\"rtl\">\xd9\x8a\xd8\xac\xd8\xa8 \xd8\xa3\xd9\x86 "
    "\xd9\x8a\xd8\xb9\xd8\xb1\xd8\xb6 "
    "\xd8\xa7\xd9\x84\xd8\xac\xd9\x87\xd8\xa7\xd8\xb2 \xd8\xb1\xd9\x85\xd8\xb2\xd9\x8b\xd8\xa7 "
    "\xd8\xac\xd8\xaf\xd9\x8a\xd8\xaf\xd9\x8b\xd8\xa7.</p></div>";
static const char tail[] = "</main></body></html>";

static enum MHD_Result page(struct mk_request *r, unsigned status, const char *said)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    r->form = true;
    mk_buf_puts(&b, head);
    mk_buf_puts(&b, said);
    mk_buf_puts(&b, tail);
    enum MHD_Result rc =
        mk_buf_ok(&b) ? mk_reply(r, status, "text/html; charset=utf-8", mk_buf_span(&b)) : MHD_NO;
    mk_buf_done(&b);
    return rc;
}

enum MHD_Result mk_pair_ask(struct mk_request *r)
{
    return page(r, MHD_HTTP_OK, "");
}

enum MHD_Result mk_pair_take(struct mk_request *r)
{
    struct mk_http *h = r->site->http;
    struct mk_span body = mk_buf_span(&r->body), start = mk_str("code=");
    const struct mk_door *door = NULL;
    struct mk_span code = mk_span_starts(body, start)
                              ? mk_span(body.p + start.len, body.len - start.len)
                              : mk_str("");
    enum mk_paired got = mk_doors_pair(&door, &h->doors, code, mk_http_now());
    switch (got) {
    case MK_PAIRED:
        mk_cookie_set(r, r->site->cookie, door->cookie, "/");
        return mk_reply_leads_home(r);
    case MK_PAIR_WAIT:
        return page(r, MHD_HTTP_TOO_MANY_REQUESTS, later);
    case MK_PAIR_WRONG:
        break;
    }
    return page(r, MHD_HTTP_FORBIDDEN, "<p role=\"alert\">&#10007;</p>");
}

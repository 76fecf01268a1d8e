/* XML as text, by expat. */
#include "parsers/format/xml_queue.h"
#define XML_DTD /* expat.h 2.5 declares the limits on entities only so */
#include <expat.h>
#include <stdlib.h>

#define PIECE     ((size_t)64 << 10)
#define TOKEN_MAX ((size_t)16 << 20) /* one tag, comment or declaration: expat keeps it whole */
#define BLANK_MAX ((size_t)4 << 10)  /* white space in front of the document */
/* Entities may make a document this much larger than it is, beyond the first 64 KiB. */
#define GROWTH_MAX  8.0f
#define GROWTH_FROM ((size_t)64 << 10)

struct text {
    XML_Parser parser;
    const struct mk_file *file;
    uint64_t at;   /* of the file, read so far */
    uint64_t skip; /* bytes in front of the document */
    uint64_t done; /* bytes of the document in front of the token that has not ended */
    struct mk_xml_queue *q;
};

static struct mk_span str(const XML_Char *s)
{
    return mk_str(s);
}

/* Expat goes on to the end of its piece; what does not fit is dropped there and told behind it. */
static void stop_when_full(struct text *t)
{
    if (mk_xml_queue_check(t->q, NULL) != 0)
        XML_StopParser(t->parser, XML_FALSE);
}

static void on_open(void *u, const XML_Char *name, const XML_Char **attrs)
{
    struct text *t = u;
    mk_xml_put_open(t->q, str(name));
    for (; *attrs; attrs += 2)
        mk_xml_put_attr(t->q, str(attrs[0]), str(attrs[1]));
    stop_when_full(t);
}

static void on_close(void *u, const XML_Char *name)
{
    mk_xml_put_close(((struct text *)u)->q, str(name));
}

static void on_text(void *u, const XML_Char *s, int n)
{
    struct text *t = u;
    mk_xml_put_text(t->q, mk_span(s, n > 0 ? (size_t)n : 0));
    stop_when_full(t);
}

/* An entity that is not in the document itself stays as it is written. */
static void put_reference(struct text *t, const XML_Char *name)
{
    mk_xml_put_text(t->q, mk_str("&"));
    mk_xml_put_text(t->q, str(name));
    mk_xml_put_text(t->q, mk_str(";"));
}

static void on_skipped(void *u, const XML_Char *name, int is_parameter)
{
    if (!is_parameter)
        put_reference(u, name);
}

static int on_external(XML_Parser p, const XML_Char *context, const XML_Char *base,
                       const XML_Char *system_id, const XML_Char *public_id)
{
    (void)base, (void)system_id, (void)public_id;
    if (context)
        put_reference(XML_GetUserData(p), context);
    return XML_STATUS_OK;
}

static int tell(struct text *t, struct mk_error *e)
{
    enum XML_Error code = XML_GetErrorCode(t->parser);
    XML_Index at = XML_GetCurrentByteIndex(t->parser);
    if (mk_xml_queue_check(t->q, e) != 0)
        return -1;
    if (code == XML_ERROR_NO_MEMORY)
        return mk_fail(e, MK_ENOMEM, "XML");
    return mk_fail(e, MK_EFORMAT, "XML: %s, line %lu, byte %llu", XML_ErrorString(code),
                   (unsigned long)XML_GetCurrentLineNumber(t->parser),
                   (unsigned long long)(t->skip + (uint64_t)(at < 0 ? 0 : at)));
}

/* Some files begin with blank lines, which expat refuses in front of a declaration. */
static size_t blanks(const uint8_t *p, size_t n)
{
    size_t i = 0;
    while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
        i++;
    return i;
}

static int skip_blanks(struct text *t, struct mk_error *e)
{
    uint8_t head[BLANK_MAX];
    size_t got;
    if (t->file->pread(t->file->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    t->at = t->skip = blanks(head, got);
    return 0;
}

/* A token that has not ended is parsed anew with each piece: pieces grow with it. 0: too long. */
static size_t next_piece(const struct text *t)
{
    uint64_t open = t->at - t->skip - t->done;
    if (open > TOKEN_MAX)
        return 0;
    size_t room = TOKEN_MAX + 1 - (size_t)open, want = open > PIECE ? (size_t)open : PIECE;
    return want < room ? want : room;
}

/* Expat does not know when it has put off looking at a token that is still short of its end. */
static void note_done(struct text *t)
{
    XML_Index at = XML_GetCurrentByteIndex(t->parser);
    if (at >= 0)
        t->done = (uint64_t)at;
}

static int more(void *u, struct mk_xml_queue *q, struct mk_error *e)
{
    struct text *t = u;
    size_t want = next_piece(t), got;
    t->q = q;
    if (!want)
        return mk_fail(e, MK_ELIMIT, "XML: a tag of more than 16 MiB at byte %llu",
                       (unsigned long long)(t->skip + t->done));
    void *room = XML_GetBuffer(t->parser, (int)want);
    if (!room)
        return mk_fail(e, MK_ENOMEM, "XML");
    if (t->file->pread(t->file->u, t->at, room, want, &got, e) != 0)
        return -1;
    t->at += got;
    if (XML_ParseBuffer(t->parser, (int)got, got < want) != XML_STATUS_OK)
        return tell(t, e);
    note_done(t);
    return got == want;
}

static void free_text(void *u)
{
    struct text *t = u;
    if (t->parser)
        XML_ParserFree(t->parser);
    free(t);
}

static void set_up(struct text *t)
{
    XML_SetUserData(t->parser, t);
    XML_SetElementHandler(t->parser, on_open, on_close);
    XML_SetCharacterDataHandler(t->parser, on_text);
    XML_SetSkippedEntityHandler(t->parser, on_skipped);
    XML_SetExternalEntityRefHandler(t->parser, on_external);
    XML_SetBillionLaughsAttackProtectionMaximumAmplification(t->parser, GROWTH_MAX);
    XML_SetBillionLaughsAttackProtectionActivationThreshold(t->parser, GROWTH_FROM);
}

int mk_xml_text_new(struct mk_xml_feed *out, const struct mk_file *f, struct mk_error *e)
{
    struct text *t = calloc(1, sizeof *t);
    if (!t)
        return mk_fail(e, MK_ENOMEM, "XML");
    t->file = f;
    t->parser = XML_ParserCreate(NULL);
    if (!t->parser) {
        free_text(t);
        return mk_fail(e, MK_ENOMEM, "XML");
    }
    set_up(t);
    *out = (struct mk_xml_feed){ more, free_text, t };
    return skip_blanks(t, e); /* the caller frees what `out` holds */
}

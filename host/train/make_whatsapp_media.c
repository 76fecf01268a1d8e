/* Some of the pictures that WhatsApp's messages name, on the shared storage: the app takes all that
 * the camera wrote out of them. */
#include "host/train/make_whatsapp.h"
#include "host/train/picture.h"

#define ROOT "Android/media/com.whatsapp/WhatsApp/" /* since WhatsApp 2.21 */
#define LAST 1000u                                  /* behind it there are none: they take room */

int64_t mk_wa_picture(struct mk_whatsapp *w, const struct mk_wa_row *r, const char *path)
{
    struct mk_shot s = { .width = 48, .height = 32, .seed = (uint64_t)r->id };
    char shared[160];
    int64_t bytes = 0;
    struct mk_buf b;
    if (r->id % 3 || r->s->index > LAST)
        return 0; /* deleted from the phone, or never fetched */
    snprintf(shared, sizeof shared, ROOT "%s", path);
    mk_buf_init(&b, (size_t)1 << 20);
    mk_jpeg(&b, &s);
    int rc = mk_buf_ok(&b) ? mk_put_shared(w->t, shared, r->s->at_ms, mk_buf_span(&b), &w->d.e)
                           : mk_fail(&w->d.e, MK_ENOMEM, "picture");
    if (rc == 0) {
        bytes = (int64_t)b.len;
        mk_true_shot(w->t, shared, &s, mk_buf_span(&b), "peer", NULL);
    }
    mk_buf_done(&b);
    return bytes;
}

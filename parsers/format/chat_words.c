#include "parsers/format/chat_words.h"
#include "parsers/format/chat_stamp.h"

static bool any(struct mk_span s, const char *const *words,
                bool (*fits)(struct mk_span, struct mk_span))
{
    for (; *words; words++)
        if (fits(s, mk_str(*words)))
            return true;
    return false;
}

static bool contains(struct mk_span s, struct mk_span w)
{
    return s.len && memmem(s.p, s.len, w.p, w.len) != NULL;
}

static struct mk_span trimmed(struct mk_span s)
{
    s = mk_span_from(s, mk_chat_blank(s));
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\n'))
        s.len--;
    return s;
}

bool mk_chat_is_deleted(struct mk_span text)
{
    static const char *const words[] = {
        "This message was deleted",
        "You deleted this message",
        "Diese Nachricht wurde gelöscht",
        "Du hast diese Nachricht gelöscht",
        "Se eliminó este mensaje",
        "Eliminaste este mensaje",
        "Este mensaje fue eliminado",
        "Ce message a été supprimé",
        "Vous avez supprimé ce message",
        "Questo messaggio è stato eliminato",
        "Hai eliminato questo messaggio",
        "Esta mensagem foi apagada",
        "Mensagem apagada",
        "Você apagou esta mensagem",
        "Dit bericht is verwijderd",
        "U hebt dit bericht verwijderd",
        "Данное сообщение удалено",
        "Вы удалили данное сообщение",
        "Bu mesaj silindi",
        "Bu mesajı sildiniz",
        "Ta wiadomość została usunięta",
        "Usunąłeś tę wiadomość",
        "تم حذف هذه الرسالة",
        "यह मैसेज हटाया गया",
        "Pesan ini dihapus",
        "此訊息已刪除",
        "此消息已删除",
        "このメッセージは削除されました",
        "삭제된 메시지입니다",
        NULL,
    };
    struct mk_span s = trimmed(text);
    return s.len < 200 && any(s, words, mk_span_starts);
}

bool mk_chat_is_edited(struct mk_span text)
{
    static const char *const words[] = {
        "<This message was edited>",
        "<Diese Nachricht wurde bearbeitet.>",
        "<Se editó este mensaje.>",
        "<Ce message a été modifié>",
        "<Questo messaggio è stato modificato>",
        "<Mensagem editada>",
        "<Dit bericht is bewerkt>",
        "<Сообщение изменено>",
        NULL,
    };
    return any(trimmed(text), words, mk_span_ends);
}

bool mk_chat_is_omitted(struct mk_span text)
{
    static const char *const words[] = {
        "omitted",
        "weggelassen",
        "ausgeschlossen",
        "omitido",
        "omitida",
        "omis",
        "absent",
        "omess",
        "oculto",
        "weggelaten",
        "pominięt",
        "Без медиафайлов",
        "опущен",
        "dahil edilmedi",
        "utelämnad",
        "udeladt",
        "utelatt",
        "تم استبعاد",
        "छोड़",
        "tidak disertakan",
        "省略",
        "略過",
        "생략",
        NULL,
    };
    struct mk_span s = trimmed(text);
    bool angles = s.len > 2 && s.p[0] == '<' && s.p[s.len - 1] == '>';
    /* on iOS the notice is set off by a mark of direction */
    bool marked = mk_span_starts(text, mk_str("\xe2\x80\x8e"));
    return s.len < 100 && (angles || marked) && any(s, words, contains);
}

static bool is_file(struct mk_span s)
{
    const uint8_t *dot = s.len ? memrchr(s.p, '.', s.len) : NULL;
    size_t ext = dot ? s.len - (size_t)(dot - s.p) - 1 : 0;
    return ext >= 1 && ext <= 5 && !memchr(s.p, '\n', s.len);
}

/* "IMG-20200101-WA0001.jpg (file attached)": what is in brackets depends on the language. */
static struct mk_span before_bracket(struct mk_span s)
{
    static const char *const words[] = {
        "attached", "angehängt", "adjunto",  "joint",   "allegato",  "anexado", "bijgevoegd",
        "ekli",     "załączon",  "добавлен", "прикреп", "مرفق",      "संलग्न",    "terlampir",
        "附",       "添付",      "첨부",     "bifogad", "vedhæftet", "vedlagt", NULL,
    };
    const uint8_t *eol = s.len ? memchr(s.p, '\n', s.len) : NULL;
    struct mk_span line = eol ? mk_span(s.p, (size_t)(eol - s.p)) : s;
    const uint8_t *open = line.len ? memrchr(line.p, '(', line.len) : NULL;
    if (!open || open - line.p < 2 || open[-1] != ' ' || line.p[line.len - 1] != ')')
        return mk_span(NULL, 0);
    size_t n = (size_t)(open - line.p);
    struct mk_span file = mk_span(line.p, n - 1);
    bool named = file.len > 4 && memmem(file.p, file.len, "-WA", 3);
    if (!is_file(file) || (!named && !any(mk_span_from(line, n), words, contains)))
        return mk_span(NULL, 0);
    return file;
}

struct mk_span mk_chat_file(struct mk_span text)
{
    struct mk_span s = trimmed(text);
    if (s.len > 4 && s.p[0] == '<' && s.p[s.len - 1] == '>') { /* "<attached: NAME>" */
        const uint8_t *colon = memchr(s.p, ':', s.len);
        struct mk_span file =
            colon ? trimmed(mk_span(colon + 1, s.len - (size_t)(colon - s.p) - 2)) : mk_str(NULL);
        return is_file(file) ? file : mk_span(NULL, 0);
    }
    return before_bracket(s);
}

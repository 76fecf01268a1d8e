// Text of a phone, cut so that nothing in it acts: what turns the direction of writing, and what shows
// nothing, becomes a mark with its name; what a search found is marked. Pure: pieces, no markup.
const NAMES = {
  '\u061c': 'ALM', '\u200b': 'ZWSP', '\u200e': 'LRM', '\u200f': 'RLM', '\u202a': 'LRE', '\u202b': 'RLE', '\u202c': 'PDF', '\u202d': 'LRO', '\u202e': 'RLO',
  '\u2028': 'LS', '\u2029': 'PS', '\u2060': 'WJ', '\u2066': 'LRI', '\u2067': 'RLI', '\u2068': 'FSI', '\u2069': 'PDI', '\ufeff': 'BOM', '\u001b': 'ESC', '\u0000': 'NUL', '\u0007': 'BEL',
};
// Controls but for tab and line feed; direction; what is not seen. Joiners and variation selectors are
// how emoji, Persian and Indic scripts are written, and stay.
const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc01-\udc7f]/g;

const code = (c) => `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/* [{text} | {control: "RLO", code: "U+202E"}], each with from, its place in the text. */
export function pieces(text) {
  const out = [];
  let at = 0;
  for (const m of text.matchAll(ACTS)) {
    // A carriage return before a line feed is how lines end elsewhere.
    if (m[0] === '\r' && text[m.index + 1] === '\n') continue;
    if (m.index > at) out.push({ text: text.slice(at, m.index), from: at });
    out.push({ control: NAMES[m[0]] ?? code(m[0]), code: code(m[0]), from: m.index });
    at = m.index + m[0].length;
  }
  if (at < text.length) out.push({ text: text.slice(at), from: at });
  return out;
}

/* Spans [from, to) in order, joined where they touch, within the text; UTF-16 units. */
export function tidySpans(spans, length) {
  const out = [];
  const good = spans.map(([a, b]) => [Math.max(0, a), Math.min(length, b)]).filter(([a, b]) => b > a);
  for (const [a, b] of good.sort((x, y) => x[0] - y[0])) {
    if (out.length && a <= out.at(-1)[1]) out.at(-1)[1] = Math.max(b, out.at(-1)[1]);
    else out.push([a, b]);
  }
  return out;
}

function cut(piece, spans) {
  const out = [];
  const end = piece.from + piece.text.length;
  let at = piece.from;
  const push = (to, hit) => {
    if (to > at) out.push({ text: piece.text.slice(at - piece.from, to - piece.from), hit });
    at = Math.max(at, to);
  };
  for (const [a, b] of spans) {
    if (b <= at || a >= end) continue;
    push(Math.max(a, at), false);
    push(Math.min(b, end), true);
  }
  push(end, false);
  return out;
}

/* The same pieces, cut where hits begin and end: [{text, hit} | {control, code}]. */
export function marked(text, hits = []) {
  const spans = tidySpans(hits, text.length);
  return pieces(text).flatMap((p) => (p.control ? [p] : cut(p, spans)));
}

/* A stretch of a long text around its first hit, with its hits: {text, hits, before, after}. */
export function around(text, hits, size = 240) {
  const spans = tidySpans(hits, text.length);
  const first = spans[0]?.[0] ?? 0;
  if (text.length <= size) return { text, hits: spans, before: false, after: false };
  let from = first > size / 2 ? first - Math.floor(size / 4) : 0;
  if (from && /[\udc00-\udfff]/.test(text[from])) from -= 1;
  let to = Math.min(text.length, from + size);
  if (to < text.length && /[\udc00-\udfff]/.test(text[to])) to += 1;
  return { text: text.slice(from, to), hits: spans.map(([a, b]) => [a - from, b - from]), before: from > 0, after: to < text.length };
}

/* One line for places that hold no markup (titles, names for screen readers). */
export const plain = (text) => pieces(String(text)).map((p) => p.text ?? `[${p.control}]`).join('');

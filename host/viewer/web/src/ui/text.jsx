import { t } from '../shared/i18n.js';
import { marked } from '../lib/hostile.js';

const Piece = ({ piece }) => {
  if (piece.control) return <span class="control" dir="ltr" role="img" aria-label={t('text.control', { name: piece.control })} title={`${piece.code} ${piece.control}`}>{piece.control}</span>;
  return piece.hit ? <mark>{piece.text}</mark> : piece.text;
};

/* Anything that a phone said. hits: spans that a search found; lines: line feeds stay. */
export const Text = ({ value, hits, lines }) => (
  <bdi dir="auto" class={lines ? 'lines' : undefined}>
    {marked(String(value ?? ''), hits).map((p, i) => <Piece key={i} piece={p} />)}
  </bdi>
);

import { t, bytes, count } from '../../shared/i18n.js';
import { lasts } from '../../times.js';

/* 0 to 1, or null: it is not known how much there is. */
export const share = (p) => (p?.bytes_total ? p.bytes / p.bytes_total : p?.total ? p.done / p.total : null);

/* How far something is: a bar, and what the kit knows of it. */
export function Progress({ of, title, done = t('copy.bytes') }) {
  const part = share(of);
  return (
    <section class="progress" data-testid="progress">
      <p class="strong">{title}</p>
      <progress aria-label={t('copy.title')} max="1" {...(part === null ? {} : { value: part })} />
      {of && (
        <ul class="figures">
          <li><span class="hint">{done}</span> <strong>{bytes(of.bytes)}{of.bytes_total ? ` / ${bytes(of.bytes_total)}` : ''}</strong></li>
          {of.total > 0 && <li><span class="hint">{t('copy.items')}</span> <strong>{count(of.done)} / {count(of.total)}</strong></li>}
          {of.rate > 0 && <li><span class="hint">{t('copy.rate')}</span> <strong>{t('copy.per-second', { bytes: bytes(of.rate) })}</strong></li>}
          {of.left_s >= 0 && <li><span class="hint">{t('copy.eta')}</span> <strong>{lasts(of.left_s)}</strong></li>}
        </ul>
      )}
    </section>
  );
}

import { t, count, said } from '../../shared/i18n.js';
import { moment } from '../../times.js';

const KINDS = ['call', 'message', 'contact', 'location', 'media', 'note', 'calendar', 'web_visit', 'app', 'account'];

function Latest({ of, title, id }) {
  if (!of?.latest?.length) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="latest" data-testid={id}>
        {of.latest.map((l, i) => (
          <li key={i}>
            <span class="strong"><bdi>{l.who || t('glance.nobody')}</bdi></span>{' '}
            <span class="hint">
              {said(`glance.dir-${l.dir}`, l.dir)}{l.result && ` · ${said(`glance.result-${l.result}`, l.result)}`} · {l.time ? moment(l.time) : t('glance.no-time')}
            </span>
            {l.text && <p class="text"><bdi>{l.text}</bdi></p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const Top = ({ of }) => (
  <section>
    <h2>{t('glance.top')}</h2>
    <ul class="latest" data-testid="top">
      {of.map((p, i) => (
        <li key={i}>
          <span class="strong"><bdi>{p.name || p.id}</bdi></span>{' '}
          <span class="hint">{t('glance.contacts', { calls: p.calls, messages: p.messages })}</span>
        </li>
      ))}
    </ul>
  </section>
);

/* First answers. What stands here comes from the phone: shown as text, isolated, never as markup. */
export function Glance({ of }) {
  if (!of) return <p class="hint">{t('glance.waiting')}</p>;
  return (
    <section class="glance" data-testid="glance" aria-label={t('glance.title')}>
      <ul class="counts">
        {KINDS.filter((k) => of.counts?.[k]).map((k) => <li key={k}><strong>{count(of.counts[k])}</strong> {t(`glance.${k}`, { n: of.counts[k] })}</li>)}
      </ul>
      <div class="columns">
        <Latest of={of.calls} title={t('glance.calls')} id="latest-calls" />
        <Latest of={of.messages} title={t('glance.messages')} id="latest-messages" />
        {of.top?.length > 0 && <Top of={of.top} />}
      </div>
      <p class="hint">{t('glance.origin')}</p>
    </section>
  );
}

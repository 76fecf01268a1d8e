import { t } from '../shared/i18n.js';
import { App } from './badge.jsx';
import { Text } from './text.jsx';

/* A view's heading and what stands beside it. */
export const Head = ({ title, children }) => (
  <div class="head">
    <h1 tabIndex={-1}>{title}</h1>
    {children}
  </div>
);

/* While an answer is awaited, or when there is none. */
export function Waiting({ said }) {
  if (said.why?.code === 'not-found') return <p class="empty">{t('found.none')}</p>;
  if (said.why) return <p class="empty">{t('list.failed')}</p>;
  return said.answer ? null : <p class="empty" role="status">{t('list.busy')}</p>;
}

/* Bars with words and numbers: read without seeing, too. rows: [{label, n, href?, hostile?}]. */
export function Bars({ rows, of }) {
  const most = Math.max(1, ...rows.map((r) => r.n));
  return (
    <table class="bars">
      <caption class="unseen">{of}</caption>
      <tbody>
        {rows.map((r, i) => (
          <tr key={i}>
            <th scope="row">{r.href ? <a href={r.href}>{r.hostile ? <Text value={r.label} /> : r.label}</a> : r.app ? <App app={r.label} /> : r.label}</th>
            <td class="bar-cell" aria-hidden="true"><meter min={0} max={most} value={r.n} /></td>
            <td class="number">{r.words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { said, t } from '../shared/i18n.js';
import { baseName, stateOf } from '../lib/record.js';
import { bundleOf, bundles } from '../state.js';
import { Icon } from '../shared/icon.jsx';
import { Text } from './text.jsx';

const ICONS = { message: 'talks', email: 'talks', call: 'calls', voicemail: 'calls', contact: 'person', conversation: 'talks', attachment: 'file', media: 'media', location: 'map', web_visit: 'web',
  web_search: 'search', web_download: 'file', bookmark: 'web', cookie: 'web', note: 'note', account: 'person', app: 'phone', device: 'phone' };

export const kindName = (kind) => said(`kind.${kind}`, kind);

export const Kind = ({ kind }) => <span class="badge kind"><Icon name={ICONS[kind] ?? 'record'} />{kindName(kind)}</span>;

/* Deleted, recovered: a sign and a word, never a colour alone. */
export function State({ record }) {
  const state = stateOf(record);
  if (state === 'live') return null;
  const gone = state === 'recovered' || state === 'app-deleted';
  return <span class={gone ? 'badge gone' : 'badge'} title={t(`state.${state}.means`)}>{gone && <Icon name="deleted" />}{t(`state.${state}`)}</span>;
}

export const App = ({ app }) => <span class="app"><Text value={app} /></span>;

/* Whose phone, in the words of the case: "1 · Anna's phone"; where nothing says so, the folder's name. */
export const bundleName = (b) => (b ? `${b.id} · ${b.name || baseName((b.path ?? '').replace(/\/+$/, '')) || t('bundle.unnamed')}` : '?');

/* Shown where there are several; what is not INTACT, or training, is marked at every place. */
export function Bundle({ id, always }) {
  const b = bundleOf(id);
  if (!b) return <span class="badge">{t('bundle.number', { n: id })}</span>;
  const several = always || bundles.value.length > 1;
  return (
    <span class="bundle">
      {several && <span class="badge" title={b.path}><Icon name="phone" /><Text value={bundleName(b)} /></span>}
      <Verdict bundle={b} quiet />
    </span>
  );
}

/* quiet: nothing is said of what is as it should be. */
export const Verdict = ({ bundle, quiet }) => (
  <>
    {!(quiet && bundle.verdict === 'INTACT') && (
      <span class={`badge verdict ${bundle.verdict.toLowerCase()}`} title={t(`verdict.${bundle.verdict}.means`)}>
        {bundle.verdict === 'INTACT' ? <Icon name="check" /> : <Icon name="warn" />}{t(`verdict.${bundle.verdict}`)}
      </span>
    )}
    {bundle.training && <span class="badge training-tag">{t('training')}</span>}
  </>
);

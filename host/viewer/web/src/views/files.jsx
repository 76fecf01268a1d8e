import { bytes, count, t } from '../shared/i18n.js';
import { usePager } from '../pager.js';
import { go, href, place } from '../router.js';
import { bundles, filters } from '../state.js';
import { bundleName, Verdict } from '../ui/badge.jsx';
import { Icon } from '../shared/icon.jsx';
import { List } from '../ui/list.jsx';
import { Head } from '../ui/page.jsx';
import { Text } from '../ui/text.jsx';

const join = (folder, name) => (folder ? `${folder}/${name}` : name);

/* Where one is, each part of it a way back. */
function Crumbs({ bundle, folder }) {
  const parts = folder ? folder.split('/') : [];
  const query = { bundle: String(bundle.id) };
  return (
    <nav class="crumbs" aria-label={t('files.where')}>
      <ol>
        <li><a href={href('files', null, { bundle: null })}>{t('files.phones')}</a></li>
        <li><a href={href('files', null, query)} aria-current={parts.length ? undefined : 'page'}><Text value={bundleName(bundle)} /></a></li>
        {parts.map((name, i) => <li key={i}><a href={href('files', parts.slice(0, i + 1).join('/'), query)} aria-current={i === parts.length - 1 ? 'page' : undefined}><Name name={name} /></a></li>)}
      </ol>
    </nav>
  );
}

const Name = ({ name }) => (name === '' ? <span class="dim">{t('files.nameless')}</span> : <Text value={name} />);

const Entry = ({ entry, folder }) => (
  <div class="file-row">
    <Icon name={entry.folder ? 'files' : 'file'} />
    <span class="name">{entry.folder ? <a href={href('files', join(folder, entry.name))}><Name name={entry.name} /></a> : <Name name={entry.name} />}</span>
    {entry.folder ? <span class="dim">{entry.files !== null && entry.files !== undefined && t('files.count', { n: entry.files })}</span>
      : <><span class="dim mono" dir="ltr">{entry.object && <Text value={entry.object} />}</span><span class="number">{entry.bytes === null || entry.bytes === undefined ? '' : bytes(entry.bytes)}</span></>}
  </div>
);

function Folder({ bundle, folder }) {
  const pager = usePager('files', { bundle: bundle.id, folder }, 'entries');
  const open = (entry) => { if (entry.folder) go('files', join(folder, entry.name)); };
  return <List pager={pager} label={t('files.title')} estimate={44} open={open} empty={t('files.none')} row={(entry) => <Entry entry={entry} folder={folder} />} />;
}

const Phones = () => (
  <ul class="nodes phones">
    {bundles.value.map((b) => (
      <li key={b.id}><a class="button" href={href('files', null, { bundle: String(b.id) })} data-testid={`files-${b.id}`}><Icon name="phone" /><Text value={bundleName(b)} /> <Verdict bundle={b} quiet /> <span class="dim">{t('files.records', { n: b.records, shown: count(b.records) })}</span></a></li>
    ))}
  </ul>
);

export function View() {
  const bundle = bundles.value.find((b) => b.id === filters.value.bundle);
  const folder = place.value.id ?? '';
  return (
    <div class="view">
      <Head title={t('files.title')} />
      {bundle ? <><Crumbs bundle={bundle} folder={folder} /><p class="dim small">{t('files.lead')}</p><Folder key={`${bundle.id} ${folder}`} bundle={bundle} folder={folder} /></> : <><p class="dim">{t('files.choose')}</p><Phones /></>}
    </div>
  );
}

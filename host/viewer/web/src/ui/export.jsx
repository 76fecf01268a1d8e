import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ticketUrl } from '../lib/ticket.js';
import { ask } from '../shared/api.js';
import { bytes, count, said, t } from '../shared/i18n.js';
import { plain } from '../lib/hostile.js';
import { bundles, desk, filters, refused } from '../state.js';
import { bundleName, kindName, Verdict } from './badge.jsx';
import { Button } from '../shared/button.jsx';
import { Dialog } from '../shared/dialog.jsx';
import { Icon } from '../shared/icon.jsx';
import { useAsk } from '../lib/use.js';
import { Text } from './text.jsx';

export const exporting = signal(false);

/* What it is called, what it leaves out; then it is fetched, once. */
const Ready = ({ made }) => (
  <div class="note-box" data-testid="export-ready">
    <h3>{t('export.leaves-out')}</h3>
    {made.leaves_out.length === 0 ? <p>{t('export.leaves-out.nothing')}</p> : <ul class="dots">{made.leaves_out.map(({ kind, n, why }) => <li key={`${kind} ${why}`}>{kindName(kind)}: {count(n)} · {said(`export.why.${why.replaceAll(' ', '-')}`, why)}</li>)}</ul>}
    <p><a class="button main" href={ticketUrl(made.ticket)} download={made.name} data-testid="export-fetch"><Icon name="out" /><span>{t('export.fetch')} <bdi>{plain(made.name)}</bdi>{made.bytes !== undefined && ` (${bytes(made.bytes)})`}</span></a></p>
    <p class="dim">{t('export.once')}</p>
  </div>
);

function Ask() {
  const formats = desk.value.formats ?? [];
  const [format, setFormat] = useState(formats[0]);
  const [bundle, setBundle] = useState(filters.value.bundle ? String(filters.value.bundle) : '');
  const [tag, setTag] = useState('');
  const [made, setMade] = useState(null);
  const tags = useAsk('tags').answer?.tags ?? [];
  const shut = () => { exporting.value = false; };
  const odd = bundles.value.filter((b) => (!bundle || b.id === Number(bundle)) && (b.verdict !== 'INTACT' || b.training));
  const make = async () => {
    try {
      setMade(await ask('export', { format, bundle: bundle ? Number(bundle) : undefined, tag: tag || undefined }));
    } catch (e) {
      shut();
      refused(e);
    }
  };
  const again = (set) => (e) => {
    set(e.currentTarget.value);
    setMade(null);
  };
  return (
    <Dialog id="export-dialog" title={t('export.title')} close={shut}>
      <div class="stack">
        <fieldset class="formats"><legend>{t('export.format')}</legend>
          {formats.map((f) => (
            <label key={f} class="check"><input type="radio" name="format" value={f} checked={f === format} onChange={again(setFormat)} /><span><b>{f}</b> <span class="dim">{said(`export.${f}`, '')}</span></span></label>
          ))}
        </fieldset>
        <label class="field"><span>{t('filter.bundle')}</span>
          <select value={bundle} onChange={again(setBundle)}>
            <option value="">{t('filter.bundle.all')}</option>
            {bundles.value.map((b) => <option key={b.id} value={String(b.id)}>{plain(bundleName(b))}</option>)}
          </select>
        </label>
        {tags.length > 0 && (
          <label class="field"><span>{t('export.tag')}</span>
            <select value={tag} data-testid="export-tag" onChange={again(setTag)}>
              <option value="">{t('export.tag.all')}</option>
              {tags.map((x) => <option key={x.name} value={x.name}>{plain(x.name)} ({x.records})</option>)}
            </select>
          </label>
        )}
        <p class="dim">{t('export.images')}</p>
        {odd.map((b) => <p key={b.id}><Text value={bundleName(b)} /> <Verdict bundle={b} quiet /></p>)}
        {made && <Ready made={made} />}
        <div class="actions"><Button go={shut}>{t('close')}</Button>{!made && <Button id="export-make" kind="main" go={make}>{t('export.make')}</Button>}</div>
      </div>
    </Dialog>
  );
}

export const Export = () => (exporting.value ? <Ask /> : null);

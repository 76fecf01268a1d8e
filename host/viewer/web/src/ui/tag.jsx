import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { ask } from '../shared/api.js';
import { t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { forget } from '../pager.js';
import { href } from '../router.js';
import { change, notesOf, refused, tagsOf } from '../state.js';
import { Button } from '../shared/button.jsx';
import { Dialog } from '../shared/dialog.jsx';
import { Icon } from '../shared/icon.jsx';
import { Text } from './text.jsx';

/* What is being tagged or noted: {item, act: "tag" | "note"}. */
export const writing = signal(null);

export const tagIt = (item) => { writing.value = { item, act: 'tag' }; };
export const noteIt = (item) => { writing.value = { item, act: 'note' }; };

/* Its tags, and that there are notes. */
export function Tags({ item }) {
  const n = notesOf(item);
  return (
    <>
      {tagsOf(item).map((name) => <a key={name} class="badge tag" href={href('tagged', name)}><Icon name="tag" /><Text value={name} /></a>)}
      {n > 0 && <span class="badge"><Icon name="note" />{t('note.count', { n })}</span>}
    </>
  );
}

/* The two buttons beside a record. */
export const Mark = ({ item }) => (
  <span class="marks">
    <button type="button" class="button plain" data-testid="tag" onClick={() => tagIt(item)}><Icon name="tag" /><span>{t('tag.do')}</span></button>
    <button type="button" class="button plain" data-testid="note" onClick={() => noteIt(item)}><Icon name="note" /><span>{t('note.do')}</span></button>
  </span>
);

const shut = () => { writing.value = null; };

async function setTag(item, name, on) {
  try {
    await ask('tag', { id: item.id, name, on });
    const rest = tagsOf(item).filter((x) => x !== name);
    change(item, { tags: on ? [...rest, name].sort() : rest });
    forget('tagged');
  } catch (e) {
    refused(e);
  }
}

function TagDialog({ item }) {
  const { answer } = useAsk('tags');
  const [name, setName] = useState('');
  const has = tagsOf(item);
  const known = (answer?.tags ?? []).map((x) => x.name);
  const all = [...new Set([...has, ...known])].sort();
  const add = async (e) => {
    e.preventDefault();
    const clean = name.trim();
    if (!clean) return;
    await setTag(item, clean, true);
    shut();
  };
  return (
    <Dialog id="tag-dialog" title={t('tag.title')} close={shut}>
      <form onSubmit={add} class="stack">
        <label class="field"><span>{t('tag.new')}</span><input type="text" maxLength={64} value={name} autofocus data-testid="tag-name" onInput={(e) => setName(e.currentTarget.value)} /></label>
        <div class="checks">
          {all.map((x) => (
            <label key={x} class="check"><input type="checkbox" checked={has.includes(x)} onChange={(e) => setTag(item, x, e.currentTarget.checked)} /><Text value={x} /></label>
          ))}
        </div>
        <div class="actions">
          <Button kind="plain" go={shut}>{t('close')}</Button>
          <button type="submit" class="button main" data-testid="tag-save">{t('tag.save')}</button>
        </div>
      </form>
    </Dialog>
  );
}

function NoteDialog({ item }) {
  const [text, setText] = useState('');
  const save = async (e) => {
    e.preventDefault();
    if (!text.trim()) return;
    try {
      await ask('note', { id: item.id, text });
      change(item, { notes: notesOf(item) + 1 });
      shut();
    } catch (x) {
      refused(x);
    }
  };
  return (
    <Dialog id="note-dialog" title={t('note.title')} close={shut}>
      <form onSubmit={save} class="stack">
        <label class="field"><span>{t('note.text')}</span><textarea rows={6} maxLength={16000} value={text} data-testid="note-text" onInput={(e) => setText(e.currentTarget.value)} /></label>
        <p class="dim">{t('note.stays')}</p>
        <div class="actions">
          <Button kind="plain" go={shut}>{t('close')}</Button>
          <button type="submit" class="button main" data-testid="note-save">{t('note.save')}</button>
        </div>
      </form>
    </Dialog>
  );
}

export function Writing() {
  const w = writing.value;
  if (!w) return null;
  return w.act === 'tag' ? <TagDialog key={w.item.id} item={w.item} /> : <NoteDialog key={w.item.id} item={w.item} />;
}

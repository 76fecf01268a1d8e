import { useState } from 'preact/hooks';
import { language, t, LANGUAGES } from '../shared/i18n.js';
import { Icon } from '../shared/icon.jsx';
import { field, write, erase, enter, done } from './keys.js';
import { LAYOUTS, SIGNS, DIGITS } from './layouts.js';

// A key never takes the focus away from the field that it writes into.
const keep = (e) => e.preventDefault();

function Key({ id, label, wide, kind, go, children }) {
  return (
    <button type="button" class={`key${wide ? ' wide' : ''}${kind ? ` ${kind}` : ''}`} data-testid={id} tabIndex={-1}
      aria-label={label} onPointerDown={keep} onMouseDown={keep} onClick={go}>
      {children}
    </button>
  );
}

export function Keyboard() {
  const [board, setBoard] = useState(language.value);
  const [upper, setUpper] = useState(false);
  const [signs, setSigns] = useState(false);
  if (!field.value) return null;
  if (field.value.dataset.keys === 'digits') return <Pad />;
  const layout = signs ? SIGNS : LAYOUTS[board];
  const shown = (k) => (upper && layout.shift ? k.toLocaleUpperCase(board) : k);
  const press = (k) => {
    write(shown(k));
    setUpper(false);
  };
  const next = () => setBoard(LANGUAGES[(LANGUAGES.findIndex((l) => l.id === board) + 1) % LANGUAGES.length].id);
  return (
    <div class="keyboard" role="group" aria-label={t('keys.name')} data-testid="keyboard" dir={board === 'ar' && !signs ? 'rtl' : 'ltr'}>
      {layout.more.length > 1 && <Row keys={layout.more} shown={shown} press={press} />}
      {layout.rows.map((r, i) => (
        <Row key={i} keys={r} shown={shown} press={press}
          first={i === 2 && layout.shift && (
            <Key id="key-shift" kind="dim" wide label={t('keys.shift')} go={() => setUpper(!upper)}><Icon name="up" /></Key>
          )}
          last={i === 2 && (
            <Key id="key-erase" kind="dim" wide label={t('keys.erase')} go={erase}><Icon name="erase" turns /></Key>
          )} />
      ))}
      <div class="keyrow">
        <Key id="key-signs" kind="dim" wide go={() => setSigns(!signs)}>{signs ? 'abc' : '123'}</Key>
        <Key id="key-board" kind="dim" wide label={t('keys.board')} go={next}>{board.toUpperCase()}</Key>
        <Key id="key-space" kind="space" label={t('keys.space')} go={() => write(' ')}> </Key>
        <Key id="key-done" kind="dim" wide go={done}>{t('keys.done')}</Key>
        <Key id="key-enter" kind="main" wide go={enter}>{t('go.next')}</Key>
      </div>
    </div>
  );
}

const Row = ({ keys, shown, press, first, last }) => (
  <div class="keyrow">
    {first}
    {keys.map((k) => <Key key={k} id={`key-${k}`} go={() => press(k)}>{shown(k)}</Key>)}
    {last}
  </div>
);

const Pad = () => (
  <div class="keyboard pad" role="group" aria-label={t('keys.name')} data-testid="keyboard" dir="ltr">
    {DIGITS.rows.map((r, i) => <Row key={i} keys={r} shown={(k) => k} press={write} />)}
    <div class="keyrow">
      <Key id="key-erase" kind="dim" label={t('keys.erase')} go={erase}><Icon name="erase" /></Key>
      <Key id="key-0" go={() => write('0')}>0</Key>
      <Key id="key-done" kind="main" go={done}>{t('keys.done')}</Key>
    </div>
  </div>
);

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { LANGUAGES, language, said, speak, t } from '../shared/i18n.js';
import { help } from '../keys.js';
import { zones } from '../lib/time.js';
import { ThemeSwitch } from '../shared/theme-switch.jsx';
import { go, href, place } from '../router.js';
import { bundles, desk, door, filters, online, refresh, trouble } from '../state.js';
import { chooseZone, other, utc, zone } from '../zone.js';
import { Verdict, bundleName } from './badge.jsx';
import { Button } from '../shared/button.jsx';
import { exporting } from './export.jsx';
import { Icon } from '../shared/icon.jsx';
import { Text } from './text.jsx';

export const Nav = ({ views, here }) => (
  <nav aria-label={t('nav.title')}>
    <ul>
      {views.filter((v) => !v.hidden).map((v) => (
        <li key={v.route}>
          <a href={href(v.route)} aria-current={v.route === here ? 'page' : undefined} data-testid={`nav-${v.route}`}><Icon name={v.icon} /><span>{t(v.title)}</span></a>
        </li>
      ))}
      <li><button type="button" class="button plain" data-testid="export" onClick={() => { exporting.value = true; }}><Icon name="out" /><span>{t('export.title')}</span></button></li>
    </ul>
  </nav>
);

/* UTC or another zone, and how that one came to be. */
function Zone() {
  const [choosing, choose] = useState(false);
  const z = zone.value;
  return (
    <div class="zone">
      <fieldset>
        <legend class="unseen">{t('zone.title')}</legend>
        <button type="button" class="button plain" aria-pressed={utc.value || !other.value} data-testid="zone-utc" onClick={() => { utc.value = true; choose(false); }}>UTC</button>
        <button type="button" class="button plain" aria-pressed={z.name !== 'UTC'} data-testid="zone-other"
          onClick={() => { if (other.value && utc.value) utc.value = false; else choose(!choosing); }} aria-expanded={choosing}>
          <Icon name="clock" /><span>{other.value ? <><bdi>{other.value.name}</bdi> <small>{t(`zone.${other.value.origin}`)}</small></> : t('zone.choose')}</span>
        </button>
      </fieldset>
      {choosing && (
        <label class="filter"><span class="unseen">{t('zone.choose')}</span>
          <select data-testid="zone-name" value={other.value?.name ?? ''} onChange={(e) => { chooseZone(e.currentTarget.value); choose(false); }}>
            <option value="" disabled>{t('zone.choose')}</option>
            {zones().map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}

function Find() {
  const [text, set] = useState('');
  const box = useRef(null);
  const asked = place.value.name === 'search' ? place.value.query.q ?? '' : '';
  useLayoutEffect(() => set(asked), [asked]);
  const find = (e) => {
    e.preventDefault();
    go('search', null, { q: text.trim() });
    box.current.blur();
  };
  return (
    <form class="find" role="search" onSubmit={find}>
      <label><span class="unseen">{t('search.label')}</span><Icon name="search" />
        <input ref={box} id="find" type="search" dir="auto" value={text} maxLength={1000} placeholder={t('search.placeholder')} data-testid="find" onInput={(e) => set(e.currentTarget.value)} />
      </label>
    </form>
  );
}

export const Header = ({ menu, openMenu }) => (
  <header>
    <button type="button" class="button plain menu" aria-expanded={menu} aria-controls="nav" onClick={openMenu}><Icon name="list" /><span class="unseen">{t('nav.title')}</span></button>
    <a class="brand" href={href('overview')}>Moka</a>
    <Find />
    <Zone />
    <label class="lang"><span class="unseen">{t('language')}</span>
      <select value={language.value} data-testid="language" onChange={(e) => speak(e.currentTarget.value)}>
        {LANGUAGES.map((l) => <option key={l.id} value={l.id} lang={l.id}>{l.name}</option>)}
      </select>
    </label>
    <ThemeSwitch kind="plain" />
    <button type="button" class="button plain" data-testid="help" onClick={() => { help.value = true; }} title={t('help.title')}><Icon name="help" /><span class="unseen">{t('help.title')}</span></button>
  </header>
);

/* What is looked at is training, or not as it was sealed: said above every view that shows it. */
function Marked() {
  const shown = bundles.value.filter((b) => !filters.value.bundle || b.id === filters.value.bundle);
  const odd = shown.filter((b) => b.training || b.verdict !== 'INTACT');
  if (!odd.length) return null;
  return (
    <div class="notice warn" role="note" data-testid="marked">
      <Icon name="warn" />
      <ul>{odd.map((b) => <li key={b.id}><Text value={bundleName(b)} /> <Verdict bundle={b} quiet /></li>)}</ul>
    </div>
  );
}

export const Notices = () => (
  <div class="notices" aria-live="polite">
    {!online.value && <div class="notice bad" role="alert" data-testid="notice-offline"><Icon name="warn" /><p>{t('notice.offline')}</p><Button go={refresh}>{t('list.again')}</Button></div>}
    {trouble.value && (
      <div class="notice bad" role="alert" data-testid="notice-trouble"><Icon name="warn" />
        <p>{said(`trouble.${trouble.value.code}`, trouble.value.code)} {trouble.value.text && <bdi class="dim">{trouble.value.text}</bdi>}</p>
        <Button go={() => { trouble.value = null; }}>{t('close')}</Button>
      </div>
    )}
    {desk.value && door.value && <Marked />}
  </div>
);

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from './shared/i18n.js';
import { help, useKeys } from './keys.js';
import { place } from './router.js';
import { current, desk, door, online } from './state.js';
import { Export } from './ui/export.jsx';
import { Filters } from './ui/filters.jsx';
import { Help } from './ui/help.jsx';
import { Header, Nav, Notices } from './ui/shell.jsx';
import { noteIt, tagIt, Writing } from './ui/tag.jsx';
import { viewOf, VIEWS } from './views/index.js';

/* A view that comes in a chunk of its own, once it is there. */
function Later({ view }) {
  const [there, set] = useState(null);
  useEffect(() => {
    let gone = false;
    view.load().then((m) => gone || set(() => m.View), () => { online.value = false; });
    return () => { gone = true; };
  }, [view]);
  const View = there;
  return View ? <View /> : <p class="empty" role="status">{t('list.busy')}</p>;
}

const Plain = ({ name }) => <div class="plain-page"><h1>{t(`${name}.title`)}</h1><p>{t(`${name}.lead`)}</p></div>;

function Shown({ view }) {
  if (!view) return <Plain name="lost" />;
  return view.View ? <view.View key={view.route} /> : <Later key={view.route} view={view} />;
}

/* A new view is announced by its heading, which takes the focus; not later than it is drawn, when a row may be chosen. */
function useArrival(name) {
  const first = useRef(true);
  useLayoutEffect(() => {
    const view = viewOf(name);
    document.title = view ? `${t(view.title)} – Moka` : 'Moka';
    current.value = null;
    if (first.current) first.current = false;
    else if (document.activeElement === document.body || document.activeElement?.closest('nav, header')) document.querySelector('main h1')?.focus();
  }, [name]);
}

function actOn(act) {
  if (!current.value?.record) return false;
  act(current.value);
  return true;
}

function useShellKeys(setMenu) {
  useKeys({
    '/': () => document.getElementById('find')?.focus(),
    '?': () => { help.value = true; },
    t: () => actOn(tagIt),
    n: () => actOn(noteIt),
    g: () => (document.querySelector('nav a[aria-current]') ?? document.querySelector('nav a'))?.focus(),
    Escape: () => {
      setMenu(false);
      history.back();
    },
  });
}

export function App() {
  const [menu, setMenu] = useState(false);
  const { name } = place.value;
  const view = viewOf(name);
  useShellKeys(setMenu);
  useArrival(name);
  useEffect(() => setMenu(false), [place.value]);
  if (!door.value) return <Plain name="door" />;
  if (!desk.value) return <Plain name={online.value ? 'start' : 'gone'} />;
  return (
    <div class={menu ? 'app menu-open' : 'app'}>
      <a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.querySelector('main h1')?.focus(); }}>{t('skip')}</a>
      <Header menu={menu} openMenu={() => setMenu(!menu)} />
      <div class="body">
        <div id="nav" class="side"><Nav views={VIEWS} here={name} /></div>
        <div class="middle">
          <Notices />
          {view?.filters?.length > 0 && <Filters show={view.filters} />}
          <main id="main"><Shown view={view} /></main>
        </div>
      </div>
      <Writing />
      <Export />
      <Help />
    </div>
  );
}

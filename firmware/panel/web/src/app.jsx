import { t } from './shared/i18n.js';
import { door, kit, officer, online, place } from './store.js';
import { Header } from './ui/header.jsx';
import { Keyboard } from './ui/keyboard.jsx';
import { field } from './ui/keys.js';
import { Notices } from './ui/notices.jsx';
import { Screen } from './ui/screen.jsx';
import { Case } from './screens/case.jsx';
import { Cases, NewCase } from './screens/cases.jsx';
import { Kit } from './screens/kit.jsx';
import { FirstOfficer } from './screens/who/officer.jsx';
import { OwnKeys } from './screens/who/key.jsx';
import { Officers, OwnPin } from './screens/who/officers.jsx';
import { SignIn } from './screens/who/sign-in.jsx';
import { phrase, Phrase, StoreFailed, StoreLocked, StoreNew, written } from './screens/who/store.jsx';

const Plain = ({ name }) => <Screen name={name} title={t(`${name}.title`)} lead={t(`${name}.lead`)} />;

const BY_STORE = { new: StoreNew, locked: StoreLocked, failed: StoreFailed };
const PAGES = { new: NewCase, officers: Officers, 'own-pin': OwnPin, 'own-keys': OwnKeys, kit: Kit };

/* Which screen: first whether there is a kit and it is open, then who, then where. */
function shown() {
  if (!door.value) return <Plain key="door" name="door" />;
  if (!kit.value) return <Plain key="start" name={online.value ? 'start' : 'gone'} />;
  if (phrase.value) return <Phrase key="phrase" />;
  const Store = kit.value.store.words && !written.value ? StoreNew : BY_STORE[kit.value.store.state];
  if (Store) return <Store key="store" />;
  if (!officer.value) return kit.value.officers.length ? <SignIn key="who" /> : <FirstOfficer key="first" />;
  if (place.value.case) return <Case key="case" />;
  const Page = PAGES[place.value.page] ?? Cases;
  return <Page key={place.value.page ?? 'cases'} />;
}

export const App = () => (
  <div class="app" data-keys={field.value ? field.value.dataset.keys : undefined}>
    <Header />
    <Notices />
    <main>{shown()}</main>
    <Keyboard />
  </div>
);

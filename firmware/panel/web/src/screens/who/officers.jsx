import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { tell, look, goTo, officer, refresh } from '../../store.js';
import { Button } from '../../shared/button.jsx';
import { Icon } from '../../shared/icon.jsx';
import { PinPad, pinFits } from '../../ui/pin.jsx';
import { Screen } from '../../ui/screen.jsx';
import { OthersKeys } from './key.jsx';
import { NameForm, NewPin } from './officer.jsx';

/* Admins: who may sign in, new officers, new PINs, keys that go. */
export function Officers() {
  const [all, setAll] = useState([]);
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState(null); // has a name, wants a PIN
  const [reset, setReset] = useState(null);
  const [keys, setKeys] = useState(null); // whose
  const load = async () => setAll((await look('officers'))?.officers ?? []);
  useEffect(() => void load(), []);
  const close = async () => {
    setAdding(false);
    setAdded(null);
    setReset(null);
    setKeys(null);
    await refresh(); // the screen where one signs in knows who there is by the kit's greeting
    await load();
  };
  const add = async (pin) => {
    if (await tell('officer-add', { ...added, pin })) await close();
    else setAdded(null);
  };
  const set = async (pin) => {
    if (await tell('officer-pin', { officer: reset.id, pin })) await close();
  };
  if (reset) return <NewPin name="reset-pin" title={t('officers.new-pin', { name: reset.name })} back={close} done={set} />;
  if (added) return <NewPin name="new-pin" title={t('officers.new-pin', { name: added.name })} back={() => setAdded(null)} done={add} />;
  if (keys) return <OthersKeys of={keys} back={close} />;
  if (adding) return <NameForm name="officer-add" title={t('officers.add')} admin back={close} done={setAdded} />;
  return (
    <Screen name="officers" title={t('officers.title')} back={{ go: () => goTo('') }} next={{ label: t('officers.add'), icon: 'plus', go: () => setAdding(true) }}>
      <ul class="rows">
        {all.map((o) => (
          <li key={o.id} class="row">
            <Icon name="person" />
            <span class="strong"><bdi>{o.name}</bdi></span>
            <span class="hint"><bdi>{o.id}</bdi>{o.admin && ` · ${t('officer.admin')}`}{o.locked_s > 0 && ` · ${t('pin.locked')}`}</span>
            {o.id !== officer.value.id && o.key && <Button id={`keys-${o.id}`} kind="quiet" go={() => setKeys(o)}>{t('officers.keys')}</Button>}
            {o.id !== officer.value.id && <Button id={`reset-${o.id}`} kind="quiet" go={() => setReset(o)}>{t('officers.reset')}</Button>}
          </li>
        ))}
      </ul>
    </Screen>
  );
}

/* One's own PIN: the old one, then the new one twice. */
export function OwnPin() {
  const [old, setOld] = useState('');
  const [given, setGiven] = useState(false);
  const set = async (pin) => {
    if (await tell('officer-pin', { officer: officer.value.id, old, pin })) goTo('');
    else {
      setOld('');
      setGiven(false);
    }
  };
  if (given) return <NewPin name="new-pin" title={t('new-pin.title')} back={() => setGiven(false)} done={set} />;
  return (
    <Screen name="old-pin" title={t('old-pin.title')} back={{ go: () => goTo('') }} next={{ off: !pinFits(old), go: () => setGiven(true) }}>
      <div class="pin-screen">
        <p class="pin-words">{t('old-pin.lead')}</p>
        <PinPad pin={old} set={setOld} />
      </div>
    </Screen>
  );
}

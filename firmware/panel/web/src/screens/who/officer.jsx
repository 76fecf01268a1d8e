import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { tell, signIn, refused } from '../../store.js';
import { Checks } from '../../ui/choice.jsx';
import { Field } from '../../ui/field.jsx';
import { PinPad, pinFits } from '../../ui/pin.jsx';
import { Screen } from '../../ui/screen.jsx';

/* A PIN typed twice. done(pin) comes with the second. */
export function NewPin({ name, title, back, done }) {
  const [first, setFirst] = useState(null);
  const [pin, setPin] = useState('');
  const [other, setOther] = useState(false);
  const go = async () => {
    if (!first) setFirst(pin);
    else if (first === pin) return done(pin);
    else {
      setFirst(null);
      setOther(true);
    }
    setPin('');
  };
  const again = () => {
    setPin('');
    if (first) setFirst(null);
    else back();
  };
  return (
    <Screen key={first ? 'again' : 'first'} name={first ? `${name}-again` : name} title={title} back={{ go: again }}
      next={{ off: !pinFits(pin), label: first ? t('new-pin.done') : undefined, go }}>
      <div class="pin-screen">
        <div class="pin-words" role="status">
          {other && !first && <p class="note">{t('new-pin.differs')}</p>}
          <p>{t(first ? 'new-pin.again' : 'new-pin.lead')}</p>
        </div>
        <PinPad pin={pin} set={setPin} />
      </div>
    </Screen>
  );
}

/* Letters of a name that make an id: what stands in the logs. */
export const idOf = (name) =>
  name.normalize('NFD').toLowerCase().replace(/[^a-z0-9]+/g, '.').replace(/^\.+|\.+$/g, '').slice(0, 40);

/* Who the officer is: a name, and the id that the logs carry. */
export function NameForm({ name, title, lead, back, done, admin }) {
  const [who, setWho] = useState({ name: '', officer: '', admin: false });
  const [own, setOwn] = useState(false);
  const fits = who.name.trim() && /^[A-Za-z0-9._-]{1,40}$/.test(who.officer);
  return (
    <Screen name={name} title={title} lead={lead} back={back && { go: back }} next={{ off: !fits, go: () => done({ ...who, name: who.name.trim() }) }}>
      <div class="pair">
        <Field name="officer-name" label={t('officer.name')} value={who.name} set={(v) => setWho({ ...who, name: v, officer: own ? who.officer : idOf(v) })} max={80} />
        <Field name="officer-id" label={t('officer.id')} hint={t('officer.id.hint')} value={who.officer}
          set={(v) => { setOwn(true); setWho({ ...who, officer: v }); }} max={40} />
      </div>
      {admin && (
        <Checks name="admin" value={who.admin ? ['admin'] : []} pick={(v) => setWho({ ...who, admin: v.length > 0 })}
          options={[{ id: 'admin', label: t('officer.admin'), hint: t('officer.admin.hint') }]} />
      )}
    </Screen>
  );
}

/* First boot: somebody has to be there who may let others in. */
export function FirstOfficer() {
  const [who, setWho] = useState(null);
  const make = async (pin) => {
    if (!(await tell('officer-add', { officer: who.officer, name: who.name, pin }))) return setWho(null);
    return signIn(who.officer, pin).catch(refused);
  };
  if (!who) return <NameForm name="first-officer" title={t('first-officer.title')} lead={t('first-officer.lead')} done={setWho} />;
  return <NewPin name="new-pin" title={t('new-pin.title')} back={() => setWho(null)} done={make} />;
}

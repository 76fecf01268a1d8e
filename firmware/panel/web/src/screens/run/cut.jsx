import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { current, phones, tell, goTo } from '../../store.js';
import { stepTo } from '../../draft.js';
import { nameOf, unfit, withdrawal } from '../../lib/phone.js';
import { Button } from '../../shared/button.jsx';
import { Choice, Checks } from '../../ui/choice.jsx';
import { Openers } from '../../ui/agency.jsx';
import { Field } from '../../ui/field.jsx';
import { Screen } from '../../ui/screen.jsx';
import { Password } from './password.jsx';
import { Why } from './why.jsx';

/* Cut or stopped: nothing is lost; it goes on, or what is there is sealed. */
export function Cut() {
  const { id, state, why, device, platform } = current.value;
  const [keeping, setKeeping] = useState(false);
  const [asking, setAsking] = useState(false);
  const [fits, setFits] = useState(false);
  const [picked, setPicked] = useState(null);
  const plugged = phones.value.filter((p) => !unfit(p, current.value));
  const chosen = plugged.some((p) => p.device === (picked ?? device)) ? (picked ?? device) : null;
  const resume = async () => {
    if (fits && !(await tell('until-full', { case: id }))) return;
    const answer = await tell('resume', { case: id, device: chosen });
    if (answer) current.value = answer.case;
  };
  if (asking) return <Password close={() => setAsking(false)} />;
  if (keeping) return <Keep back={() => setKeeping(false)} />;
  return (
    <Screen name={state} title={t(`${state}.title`)} lead={t('cut.lead')} back={{ label: t('cases.title'), go: () => goTo('') }}
      more={(
        <>
          <Button id="withdraw" kind="danger" go={() => stepTo('withdraw')}>{t(withdrawal(current.value))}</Button>
          <Button id="keep" icon="lock" go={() => setKeeping(true)}>{t('keep.open')}</Button>
        </>
      )}
      next={{ label: t('resume.go'), icon: 'plug', off: !chosen, go: resume }}>
      {why && <Why of={why} />}
      {why?.code === 'full' && (
        <Checks name="until-full" value={fits ? ['full'] : []} pick={(v) => setFits(v.length > 0)}
          options={[{ id: 'full', label: t('plug.until-full'), hint: t('plug.until-full.hint') }]} />
      )}
      {plugged.length > 0 ? (
        <Choice name="device" label={t('resume.which')} value={chosen} pick={setPicked}
          options={plugged.map((p) => ({ id: p.device, label: <bdi>{nameOf(p)}</bdi>, hint: <bdi>{p.serial}</bdi> }))} />
      ) : <p class="big" role="status">{t('resume.plug')}</p>}
      {platform === 'iphone' && <Button id="password" go={() => setAsking(true)}>{t('password.open')}</Button>}
    </Screen>
  );
}

/* What is there is sealed as it is, with the reason why it is not more. */
function Keep({ back }) {
  const [why, setWhy] = useState('');
  const { id, platform, device, training } = current.value;
  const there = platform === 'iphone' && phones.value.some((p) => p.device === device);
  const go = async () => {
    const answer = await tell('keep', { case: id, why: why.trim(), ...(there ? { device } : {}) });
    if (answer) current.value = answer.case;
  };
  return (
    <Screen name="keep" title={t('keep.title')} lead={t('keep.lead')} back={{ go: back }} next={{ label: t('keep.go'), icon: 'lock', off: !why.trim(), go }}>
      <Field name="keep-why" label={t('keep.why')} value={why} set={setWhy} max={200} wide />
      {platform === 'iphone' && <p class="hint">{t('keep.iphone')}</p>}
      <Openers training={training} />
    </Screen>
  );
}

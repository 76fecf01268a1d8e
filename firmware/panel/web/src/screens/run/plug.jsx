import { useState } from 'preact/hooks';
import { t, said } from '../../shared/i18n.js';
import { current, phones, tell, goTo } from '../../store.js';
import { stepTo } from '../../draft.js';
import { Button } from '../../shared/button.jsx';
import { Checks } from '../../ui/choice.jsx';
import { Icon } from '../../shared/icon.jsx';
import { Screen } from '../../ui/screen.jsx';
import { nameOf, unfit, withdrawal } from '../../lib/phone.js';
import { Guide, Lines } from './guide.jsx';
import { Password } from './password.jsx';
import { Why } from './why.jsx';

const Finding = ({ of }) => (
  <div class="finding" data-testid={`finding-${of.code}`}>
    <p class="strong">{said(`finding.${of.code}`, of.text)}</p>
    {of.do?.length > 0 && <Lines lines={of.do} />}
  </div>
);

function Phone({ of, start, password }) {
  const why = unfit(of, current.value);
  const encrypted = of.findings.some((f) => f.code === 'backup-encrypted');
  return (
    <li class={`phone${of.ready && !why ? ' ready' : ''}`} data-testid={`phone-${of.port}`}>
      <div class="head">
        <Icon name="phone" />
        <div>
          <p class="strong"><bdi>{nameOf(of)}</bdi></p>
          <p class="hint">
            {t(`platform.${of.platform}`)} <bdi>{of.version ?? ''}</bdi>
            {of.serial && <> · {t('plug.serial')} <bdi dir="ltr">{of.serial}</bdi></>} · {t('plug.port')} <bdi dir="ltr">{of.port}</bdi>
          </p>
        </div>
        <Button id={`start-${of.port}`} kind="primary" icon="plug" off={!of.ready || Boolean(why)} go={() => start(of)}>{t('plug.start')}</Button>
      </div>
      {why && <p class="note" data-testid={`unfit-${why}`}>{t(`plug.${why}`)}</p>}
      {of.findings.map((f) => <Finding key={f.code} of={f} />)}
      {encrypted && !why && <Button id="password" go={password}>{t('password.open')}</Button>}
    </li>
  );
}

/* A phone is plugged in, what is in the way is told, and one is chosen. */
export function Plug() {
  const { id, state, until_full: untilFull, password, why } = current.value;
  const [full, setFull] = useState(untilFull);
  const [asking, setAsking] = useState(false);
  const start = async (phone) => {
    const answer = await tell('start', { case: id, device: phone.device, glance: true, until_full: full });
    if (answer) current.value = answer.case;
  };
  if (asking) return <Password close={() => setAsking(false)} />;
  const some = phones.value.length > 0;
  const tight = why?.code === 'full' || phones.value.some((p) => p.findings.some((f) => f.code === 'kit-full'));
  return (
    <Screen name="plug" title={t(some ? 'plug.title' : 'plug.none')} lead={t(some ? 'plug.lead' : 'plug.none.lead')}
      back={state === 'ready' ? { go: () => stepTo('plan') } : { label: t('cases.title'), go: () => goTo('') }}
      more={(
        <>
          {state === 'refused' && <Button id="withdraw" kind="danger" go={() => stepTo('withdraw')}>{t(withdrawal(current.value))}</Button>}
          <Button id="all-answers" kind="quiet" icon="list" go={() => stepTo('case')}>{t('step.all')}</Button>
        </>
      )}>
      {why && <Why of={why} />}
      {password && <p class="hint">{t('password.held')}</p>}
      <ul class="phones" aria-live="polite">
        {phones.value.map((p) => <Phone key={p.device} of={p} start={start} password={() => setAsking(true)} />)}
      </ul>
      {tight && (
        <Checks name="until-full" value={full ? ['full'] : []} pick={(v) => setFull(v.length > 0)}
          options={[{ id: 'full', label: t('plug.until-full'), hint: t('plug.until-full.hint') }]} />
      )}
      {!phones.value.some((p) => p.ready) && <Guide />}
    </Screen>
  );
}

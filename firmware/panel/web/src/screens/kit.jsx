import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { moment } from '../times.js';
import { kit, goTo, officer, refresh, tell, signedOut } from '../store.js';
import { Button } from '../shared/button.jsx';
import { Screen } from '../ui/screen.jsx';
import { clock as minutes, useCountdown } from '../ui/countdown.js';
import { Enrolled, Openers } from '../ui/agency.jsx';
import { KitClock } from './draft/clock.jsx';

function tested(selftest) {
  if (!selftest) return t('kit.selftest-none');
  return t(selftest.ok ? 'kit.selftest-good' : 'kit.selftest-bad', { at: moment(selftest.at) });
}

/* What is typed on another screen; a code that lives no more is not shown. */
function Pairing({ url, code, fingerprint, left }) {
  const until = useMemo(() => Date.now() + left * 1000, [code, left]);
  const seconds = useCountdown(until);
  return (
    <>
      <dt>{t('kit.pairing')}</dt>
      <dd data-testid="pairing">
        <bdi class="mono" dir="ltr">{url}</bdi>
        {code && seconds > 0
          ? <strong class="pairing" dir="ltr">{code} <small role="timer">{minutes(seconds)}</small></strong>
          : <Button id="pairing-new" go={refresh}>{t('kit.pairing-new')}</Button>}
        <span class="mono" dir="ltr">{fingerprint}</span>
      </dd>
    </>
  );
}

/* The officer's own menu: sign out, PIN, the kit and whether it tests itself well. */
export function Kit() {
  const { kit: id, version, clock, selftest, store, pairing, keys } = kit.value;
  const [testing, setTesting] = useState(false);
  useEffect(() => void refresh(), []); // the pairing code may be another one by now
  const test = async () => {
    setTesting(true);
    const answer = await tell('selftest');
    if (answer) kit.value = { ...kit.value, selftest: answer.selftest };
    setTesting(false);
  };
  const out = async () => {
    if (await tell('sign-out')) signedOut('signed-out');
  };
  return (
    <Screen name="kit" title={t('kit.title', { name: officer.value.name })} back={{ go: () => history.back() }}
      more={(
        <>
          <Button id="own-pin" go={() => goTo('own-pin')}>{t('kit.pin')}</Button>
          {keys && <Button id="own-keys" icon="token" go={() => goTo('own-keys')}>{t('kit.keys')}</Button>}
        </>
      )}
      next={{ label: t('kit.out'), icon: 'out', go: out }}>
      <KitClock />
      <dl class="facts">
        {pairing?.map((p) => <Pairing key={p.url} {...p} />)}
        <dt>{t('kit.clock')}</dt>
        <dd>{t(clock.trusted ? 'kit.clock-trusted' : 'kit.clock-doubt')}</dd>
        <dt>{t('kit.id')}</dt>
        <dd><bdi dir="ltr">{id.id}</bdi> · Moka <bdi dir="ltr">{version}</bdi></dd>
        <dt>{t('kit.fingerprint')}</dt>
        <dd><bdi class="mono" dir="ltr">{id.fingerprint}</bdi></dd>
        <dt>{t('agency.enrolment')}</dt>
        <dd><Enrolled /></dd>
        <dt>{t('agency.recipients')}</dt>
        <dd><Openers /></dd>
        <dt>{t('phase.who')}</dt>
        <dd>{t(keys ? 'kit.sign-in-keys' : 'kit.sign-in')}</dd>
        <dt>{t('kit.store')}</dt>
        <dd>{t(store.state === 'plain' ? 'kit.store-plain' : 'kit.store-open')}</dd>
        <dt>{t('kit.selftest')}</dt>
        <dd>
          <span role="status" data-testid="selftest">{testing ? t('kit.testing') : tested(selftest)}</span>
          <Button id="selftest-run" kind="quiet" off={testing} go={test}>{t('kit.test')}</Button>
        </dd>
      </dl>
    </Screen>
  );
}

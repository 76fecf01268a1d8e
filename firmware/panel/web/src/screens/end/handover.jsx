import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { current, tell, open } from '../../store.js';
import { stepTo } from '../../draft.js';
import { Field } from '../../ui/field.jsx';
import { Screen } from '../../ui/screen.jsx';
import { Signature } from '../../ui/signature.jsx';

const FIELDS = ['name', 'organisation', 'id'];

/* To whom the bundle goes: name, then the signature of whoever takes it. */
export function Handover() {
  const [to, setTo] = useState({ name: '', organisation: '', id: '' });
  const [signing, setSigning] = useState(false);
  const [signature, setSignature] = useState(null);
  const field = (f, wide) => <Field name={`receiver-${f}`} label={t(`handover.${f}`)} value={to[f]} set={(v) => setTo({ ...to, [f]: v })} wide={wide} />;
  const go = async () => {
    const { id } = current.value;
    if (!(await tell('handover', { case: id, receiver: to, signature }))) return;
    await open(id);
    stepTo('');
  };
  if (signing) {
    return (
      <Screen key="sign" name="handover-sign" title={t('handover.sign', { name: to.name })} lead={t('handover.sign.lead')}
        back={{ go: () => setSigning(false) }} next={{ label: t('handover.go'), icon: 'check', off: !signature, go }}>
        <Signature value={signature} set={setSignature} />
      </Screen>
    );
  }
  return (
    <Screen key="to" name="handover" title={t('handover.title')} lead={t('handover.lead')} back={{ go: () => stepTo('') }}
      next={{ off: FIELDS.some((f) => !to[f].trim()), go: () => setSigning(true) }}>
      {field('name', true)}
      <div class="pair">
        {field('organisation')}
        {field('id')}
      </div>
    </Screen>
  );
}

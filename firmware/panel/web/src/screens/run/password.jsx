import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { current, tell, open } from '../../store.js';
import { Field } from '../../ui/field.jsx';
import { Screen } from '../../ui/screen.jsx';

/* The owner's own backup password: given freely, held in memory for the next start, never shown. */
export function Password({ close }) {
  const [text, setText] = useState('');
  const go = async () => {
    if (!(await tell('backup-password', { case: current.value.id, password: text }))) return;
    await open(current.value.id);
    close();
  };
  return (
    <Screen name="password" title={t('password.title')} lead={t('password.lead')} back={{ go: close }} next={{ off: !text, label: t('password.give'), go }}>
      <Field name="backup-password" label={t('password.field')} secret value={text} set={setText} wide />
    </Screen>
  );
}

import { t } from '../../shared/i18n.js';
import { current, tell, goTo } from '../../store.js';
import { stepTo } from '../../draft.js';
import { Screen } from '../../ui/screen.jsx';

/* A case of which nothing was taken goes away; that it was there stays in the kit's log. */
export function Drop() {
  const drop = async () => {
    if (await tell('case-drop', { case: current.value.id })) goTo('');
  };
  return (
    <Screen name="drop" title={t('drop.title')} lead={t('drop.lead')} back={{ go: () => stepTo('case') }}
      next={{ label: t('drop.go'), kind: 'danger', go: drop }} />
  );
}

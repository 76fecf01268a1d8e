import { current, place } from '../../store.js';
import { parts } from '../../draft.js';
import { firstNeeded, stepsOf } from '../../lib/steps.js';
import { Basis, Paper, Valid } from './authority.jsx';
import { Reference, Agrees as ClockAgrees } from './clock.jsx';
import * as consent from './consent.jsx';
import { Drop } from './drop.jsx';
import { Exhibit } from './exhibit.jsx';
import { Role, More } from './owner.jsx';
import * as phone from './phone.jsx';
import { Plan } from './plan.jsx';
import { Review } from './review.jsx';
import * as scope from './scope.jsx';
import * as seizure from './seizure.jsx';

const SCREENS = {
  exhibit: Exhibit,
  'seized-how': seizure.How,
  'seized-who': seizure.Who,
  'seized-when': seizure.Moment,
  'seized-where': seizure.Where,
  'phone-power': phone.Power,
  'phone-lock': phone.Lock,
  'phone-airplane': phone.Airplane,
  'phone-wifi': phone.Wifi,
  'phone-bluetooth': phone.Bluetooth,
  owner: Role,
  'owner-more': More,
  basis: Basis,
  paper: Paper,
  valid: Valid,
  clock: Reference,
  'clock-agrees': ClockAgrees,
  'scope-preset': scope.Preset,
  'scope-what': scope.What,
  'scope-media': scope.Media,
  'scope-dates': scope.Dates,
  'scope-people': scope.Persons,
  'consent-language': consent.Language,
  'consent-notice': consent.Notice,
  'consent-interpreter': consent.Interpreter,
  'consent-capacity': consent.Capacity,
  'consent-guardian': consent.Guardian,
  'consent-alone': consent.Alone,
  'consent-alternatives': consent.Alternatives,
  'consent-agrees': consent.Agrees,
  'consent-sign': consent.Sign,
  'consent-receipt': consent.WantsReceipt,
  plan: Plan,
};

// Beside the steps.
const OTHERS = { case: Review, drop: Drop, refuses: consent.Refuses };

/* The step that stands in the address; one that this case does not have: where it goes on. */
export function stepNow() {
  const { step } = place.value;
  if (OTHERS[step] || stepsOf(parts.value).includes(step)) return step;
  return firstNeeded(current.value.needs, parts.value);
}

export function Draft() {
  const step = stepNow();
  const Shown = OTHERS[step] ?? SCREENS[step];
  return <Shown key={step} />;
}

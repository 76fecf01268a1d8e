/*
 * One of several, each a card as large as a thumb in a glove. Native radio buttons: arrows and space
 * work as everywhere. Nothing is chosen before somebody chooses.
 *
 * options: [{id, label, hint?, off?}]
 */
export function Choice({ name, label, value, pick, options, row }) {
  return (
    <fieldset class={row ? 'choice row' : 'choice'} data-testid={`choice-${name}`}>
      <legend class={label ? '' : 'unseen'}>{label ?? name}</legend>
      <div class="cards">
        {options.map((o) => (
          <label key={o.id} class="card" data-testid={`${name}-${o.id}`}>
            <input type="radio" name={name} value={o.id} checked={value === o.id} disabled={o.off}
              onChange={() => pick(o.id)} />
            <span class="mark" />
            <span class="words">
              <span class="strong">{o.label}</span>
              {o.hint && <span class="hint">{o.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/* Any of several. value: the ids chosen. */
export function Checks({ name, label, value, pick, options }) {
  const flip = (id, on) => pick(on ? [...value, id] : value.filter((v) => v !== id));
  return (
    <fieldset class="choice checks" data-testid={`choice-${name}`}>
      <legend class={label ? '' : 'unseen'}>{label ?? name}</legend>
      <div class="cards">
        {options.map((o) => (
          <label key={o.id} class="card" data-testid={`${name}-${o.id}`}>
            <input type="checkbox" name={name} value={o.id} checked={value.includes(o.id)}
              onChange={(e) => flip(o.id, e.currentTarget.checked)} />
            <span class="mark" />
            <span class="words">
              <span class="strong">{o.label}</span>
              {o.hint && <span class="hint">{o.hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

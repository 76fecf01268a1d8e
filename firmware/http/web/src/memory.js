// What this browser may remember: how the page looks and speaks, and in a tab who is signed in; never
// anything of a case. A browser that refuses to remember is no fault.
function tried(go) {
  try {
    return go();
  } catch {
    return null; // private windows, full disks
  }
}

export const remember = (name, value) => tried(() => localStorage.setItem(`moka.${name}`, value));
export const recall = (name) => tried(() => localStorage.getItem(`moka.${name}`));

/* As long as this tab is open, a value of JSON; null is forgotten. */
export const rememberInTab = (name, value) => tried(() => (value === null ? sessionStorage.removeItem(`moka.${name}`) : sessionStorage.setItem(`moka.${name}`, JSON.stringify(value))));
export const recallInTab = (name) => tried(() => JSON.parse(sessionStorage.getItem(`moka.${name}`)));

// A canvas knows no style sheet: the colours of the theme that is on, as the style sheet has them.

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

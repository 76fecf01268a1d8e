import { useLayoutEffect, useRef } from 'preact/hooks';

/*
 * Something that has to be answered before anything else. close() also on Escape, where there is one. It is open
 * as soon as it is there: what is typed next is for it.
 */
export function Dialog({ id, title, close, children }) {
  const box = useRef();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current;
    dialog.showModal();
    // While it is open, nothing outside of it takes the focus.
    return () => {
      dialog.close();
      before?.focus?.();
    };
  }, []);
  const cancel = (e) => {
    e.preventDefault();
    close?.();
  };
  return (
    <dialog ref={box} data-testid={id} aria-labelledby={`${id}-title`} onCancel={cancel}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </dialog>
  );
}

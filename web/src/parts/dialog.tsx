import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

import styles from './dialog.module.css';

interface DialogParts {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window over the page: the browser keeps the focus inside, and gives it back afterwards. It is there while it is mounted; Escape and a click beside it close it. */
export function Dialog({ title, onClose, children }: DialogParts) {
  const dialog = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget>(null);
  const id = useId();
  // A layout effect is undone while the window is still in the page: one that is taken out first gives no focus back.
  useLayoutEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={id}
      onClose={onClose}
      onMouseDown={(event) => (pressed.current = event.target)}
      // The mouse that marks words inside may be let go beside it.
      onClick={({ target }) => target === dialog.current && target === pressed.current && onClose()}
    >
      <div className={styles.inside}>
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

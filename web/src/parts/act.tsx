import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

import { messageOf } from '../api/faults.js';
import { type Role, useMay } from '../api/viewer.js';
import { Dialog } from './dialog.js';
import dialogStyles from './dialog.module.css';
import { Text } from './text.js';

/** What a command was refused for, as the API gives it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

interface ActParts {
  /** The word on the button: “Cancel the run”. */
  readonly label: string;
  /** What will happen, before it is asked for. */
  readonly explanation: ReactNode;
  /** Fields that the command needs, as a reason. */
  readonly fields?: ReactNode;
  /** False while a field is not filled in. */
  readonly isReady?: boolean;
  readonly kind?: 'danger' | 'primary';
  /** Who may do it; the button is there for nobody else. */
  readonly roles?: readonly Role[];
  /** Sends the command; its refusals, none if it was done. `key` is the same until an answer says what became of it: a command that is sent twice happens once. */
  readonly run: (key: string) => Promise<readonly Refusal[]>;
  readonly onDone?: () => void;
}

/** Something that changes the server: it says beforehand what it will do, asks once, and displays refusals in the server's words. */
export function Act({ label, explanation, fields, isReady = true, kind, roles, run, onDone }: ActParts) {
  const mayAct = useMay(roles);
  const [intent, setIntent] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [refusals, setRefusals] = useState<readonly Refusal[]>([]);
  const button = useRef<HTMLButtonElement>(null);
  // What was done may take its button away: the focus goes to the title of the screen, not to nowhere.
  useLayoutEffect(
    () => () => {
      if (document.activeElement === button.current || document.querySelector('dialog')) setTimeout(focusTitle);
    },
    [],
  );
  if (!mayAct) return null;
  const close = () => {
    setIntent(null);
    setRefusals([]);
  };
  const send = async (key: string) => {
    setIsBusy(true);
    try {
      const refused = await run(key);
      setRefusals(refused);
      if (refused.length > 0) {
        // Nothing was done, and what is sent next may be something else.
        setIntent(newKey());
        return;
      }
      close();
      onDone?.();
    } catch (error) {
      setRefusals([{ code: '', message: messageOf(error) }]);
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      <button ref={button} type="button" data-kind={kind} onClick={() => setIntent(newKey())}>
        {label}
      </button>
      {intent === null ? null : (
        <Dialog title={label} onClose={close}>
          <div>{explanation}</div>
          {fields}
          <div role="alert">
            {refusals.map(({ code, message }) => (
              <p key={`${code} ${message}`}>
                <span aria-hidden="true">✕ </span>
                <Text>{message}</Text> <code className="small">{code}</code>
              </p>
            ))}
          </div>
          <div className={dialogStyles.buttons}>
            <button type="button" onClick={close}>
              Leave it
            </button>
            <button
              type="button"
              data-kind={kind ?? 'primary'}
              disabled={!isReady || isBusy}
              onClick={() => void send(intent)}
            >
              {isBusy ? 'Sending …' : label}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function focusTitle(): void {
  if (document.activeElement === document.body) document.querySelector('h1')?.focus({ preventScroll: true });
}

/** `randomUUID` exists on secure origins alone. */
const newKey = (): string =>
  `ui-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

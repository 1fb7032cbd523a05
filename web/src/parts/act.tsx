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
  /** Why it cannot be done now, as a sentence: there is no button, and who was asked is told. It stays mounted, so that nobody is left without a word. */
  readonly gone?: string | null | undefined;
  /** Sends the command; its refusals, none if it was done. `key` is the same until an answer says what became of it: a command that is sent twice happens once. */
  readonly run: (key: string) => Promise<readonly Refusal[]>;
  readonly onDone?: () => void;
  /** It is asked whether to do it, or not any more. */
  readonly onAsk?: (isOpen: boolean) => void;
}

/** Something that changes the server: it says beforehand what it will do, asks once, and displays refusals in the server's words. */
export function Act(parts: ActParts) {
  const mayAct = useMay(parts.roles);
  const [intent, setIntent] = useState<string | null>(null);
  const ask = (key: string | null) => {
    setIntent(key);
    parts.onAsk?.(key !== null);
  };
  return mayAct && (!parts.gone || intent !== null) ? <Offered {...parts} intent={intent} ask={ask} /> : null;
}

interface OfferedParts extends ActParts {
  /** The key of what is being asked; null: nothing is. */
  readonly intent: string | null;
  readonly ask: (key: string | null) => void;
}

function Offered(parts: OfferedParts) {
  const { label, explanation, fields, isReady = true, kind, gone, run, onDone, intent, ask } = parts;
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
  const close = () => {
    ask(null);
    setRefusals([]);
  };
  const send = async (key: string) => {
    setIsBusy(true);
    try {
      const refused = await run(key);
      setRefusals(refused);
      if (refused.length > 0) {
        // Nothing was done, and what is sent next may be something else.
        ask(newKey());
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
  // What one does oneself makes it impossible, too, a moment before the answer comes.
  const isGone = gone && !isBusy;
  return (
    <>
      <button ref={button} type="button" data-kind={kind} onClick={() => ask(newKey())}>
        {label}
      </button>
      {intent === null ? null : (
        <Dialog title={label} onClose={close}>
          {isGone ? null : (
            <>
              <div>{explanation}</div>
              {fields}
            </>
          )}
          <div role="alert">
            {isGone ? (
              <p>
                <Text>{gone}</Text>
              </p>
            ) : null}
            {refusals.map(({ code, message }) => (
              <p key={`${code} ${message}`}>
                <span aria-hidden="true">✕ </span>
                <Text>{message}</Text> <code className="small">{code}</code>
              </p>
            ))}
          </div>
          <div className={dialogStyles.buttons}>
            {isGone ? (
              <button key="close" type="button" autoFocus onClick={close}>
                Close
              </button>
            ) : (
              <>
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
              </>
            )}
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

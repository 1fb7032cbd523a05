import { type FormEvent, useId, useState } from 'react';

import { execute } from '../api/execute.js';
import { messageOf, SignInNeeded } from '../api/faults.js';
import { Shell } from '../api/operations/shell.generated.js';
import { reopenSockets } from '../api/sockets.js';
import { forgetToken, keepToken, signInNeeded } from '../api/token.js';
import { queries } from '../api/use-data.js';
import styles from './sign-in.module.css';

/** In place of every screen while the API wants a token. The address stays, so that one goes on where one wanted to. */
export function SignIn() {
  const id = useId();
  const [token, setToken] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const enter = async () => {
    setIsBusy(true);
    // What is copied may hold signs that nobody sees; no header could carry them.
    keepToken(token.replace(/[^!-~]|Bearer /gi, ''));
    try {
      await execute(Shell, {});
      reopenSockets();
      queries.clear();
      signInNeeded.set(false);
    } catch (error) {
      forgetToken();
      setTrouble(
        error instanceof SignInNeeded
          ? 'The server does not take this token: it is wrong, revoked or expired.'
          : messageOf(error),
      );
    } finally {
      setIsBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void enter();
  };
  return (
    <main className={styles.around}>
      <form className={styles.form} onSubmit={onSubmit}>
        <h1>Autopack</h1>
        <p>
          This server asks for a token. The token of a viewer is enough to look; an operator makes one with{' '}
          <code>autopack token create</code>.
        </p>
        <label htmlFor={id}>Token</label>
        <input
          id={id}
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <p className="soft small">It is kept in this tab until you close it, and goes to this server alone.</p>
        {trouble === null ? null : (
          <p role="alert" className={styles.trouble}>
            <span aria-hidden="true">✕ </span>
            {trouble}
          </p>
        )}
        <button type="submit" data-kind="primary" disabled={isBusy || token.trim() === ''}>
          {isBusy ? 'Asking the server …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

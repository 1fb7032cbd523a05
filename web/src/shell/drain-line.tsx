import { useShell } from '../api/viewer.js';
import { Text } from '../parts/text.js';
import { When } from '../parts/time.js';
import styles from './shell.module.css';

/** Milliseconds: no event says that a drain begins or ends. */
const LOOK_AGAIN = 15_000;

/** Says on every screen that no work is handed out on the whole server (A9). */
export function DrainLine() {
  const draining = useShell(LOOK_AGAIN).data?.server.draining;
  return (
    <div role="status">
      {draining ? (
        <p className={`${styles.drain} beginning`}>
          <span aria-hidden="true">‖ </span>
          <strong>The server drains:</strong> no work is handed out, in any project. Attempts at work go on. Since{' '}
          <When at={draining.since} />, by <Text>{draining.by}</Text>
          {draining.reason ? (
            <>
              : <Text>{draining.reason}</Text>
            </>
          ) : (
            '.'
          )}
        </p>
      ) : null}
    </div>
  );
}

import { useServerNow } from '../../live/clock.js';
import { asDuration } from '../../parts/format.js';
import { Text } from '../../parts/text.js';
import { Instant } from '../../parts/time.js';

interface DeadlineParts {
  readonly deadline: { readonly what: string; readonly at: string; readonly message: string };
}

/** What ends or changes the run next by itself, counted down by the server's clock. */
export function DeadlineLine({ deadline: { what, at, message } }: DeadlineParts) {
  const left = Math.floor((Date.parse(at) - useServerNow()) / 1_000);
  return (
    <p>
      <strong>{left > 0 ? `In ${asDuration(left)}` : 'Due now'}</strong>: <Text>{message}</Text>{' '}
      <span className="soft small">
        (<Instant at={at} />) <code>{what}</code>
      </span>
    </p>
  );
}

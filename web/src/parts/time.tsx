import { serverNow, useServerNow } from '../live/clock.js';
import { asDuration, asInstant, asRelative } from './format.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An instant of the API, as the distance from the server's now, with the instant itself on hover and for copying. */
export function When({ at }: { readonly at: string }) {
  const time = Date.parse(at);
  // What is long ago need not be drawn every second.
  const now = useServerNow(Math.abs(time - serverNow()) < HOUR ? 1_000 : MINUTE);
  return (
    <time dateTime={at} title={`${asInstant(at)} (${at})`}>
      {asRelative(time, now)}
    </time>
  );
}

/** An instant in full. */
export const Instant = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={at}>
    {asInstant(at)}
  </time>
);

/** From a start to an end, or to now. */
export function Lasting({ from, to }: { readonly from: string; readonly to: string | null }) {
  const now = useServerNow();
  const seconds = Math.max(0, ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1_000);
  return <span>{asDuration(seconds)}</span>;
}

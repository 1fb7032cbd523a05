import { useMemo } from 'react';

import { asPercent, inFull, inShort } from '../parts/format.js';
import type { TimeAxis } from './axis.js';
import { Grid } from './axis-view.js';
import { burnLines, type BurnPlaces } from './burn-lines.js';
import styles from './charts.module.css';

const HEIGHT = 132;
const PAD = 6;

interface BurnParts {
  readonly axis: TimeAxis;
  readonly places: BurnPlaces;
  /** Where the lines end. */
  readonly until: number;
  /** The instant that is looked at. */
  readonly looked: number;
}

/** What is left of tokens and minutes, from all at the top to nothing at the bottom. */
export function BurnDownView({ axis, places, until, looked }: BurnParts) {
  const y = (left: number) => PAD + (1 - Math.min(1, Math.max(0, left))) * (HEIGHT - 2 * PAD);
  const { tokens, minutes } = useMemo(() => burnLines(places, axis, until, y), [places, axis, until]);
  const x = axis.x(looked);
  const then = places.at(looked);
  const label = `Left at the end: ${asPercent(places.at(until).tokensLeft)} of the tokens, ${asPercent(places.at(until).minutesLeft)} of the minutes. The table has every value.`;
  return (
    <svg className={styles.burn} width={axis.width} height={HEIGHT} role="img" aria-label={label}>
      <Grid axis={axis} height={HEIGHT} />
      {[1, 0.5, 0].map((share) => (
        <g key={share}>
          <line className={styles.grid} x1={0} x2={axis.width} y1={y(share)} y2={y(share)} />
          <text className={styles.label} x={2} y={share === 1 ? y(share) + 12 : y(share) - 3}>
            {asPercent(share)}
          </text>
        </g>
      ))}
      <path className={styles.minutes} d={minutes} />
      <path className={styles.tokens} d={tokens} />
      <line className={styles.cross} x1={x} x2={x} y1={0} y2={HEIGHT} />
      <circle className={styles.dot} cx={x} cy={y(then.tokensLeft)} r={3} />
    </svg>
  );
}

/** The lines of the chart in words, with what was left at the instant that is looked at. */
export function BurnLegend({ places, looked }: Pick<BurnParts, 'places' | 'looked'>) {
  const { tokens, minutes, tokensLeft, minutesLeft } = places.at(looked);
  return (
    <p className={styles.legend}>
      <span>
        <svg width={28} height={10} aria-hidden="true">
          <path className={styles.tokens} d="M0 5 H28" />
        </svg>{' '}
        Tokens left: <strong>{inShort(Math.max(0, places.tokenCap - tokens))}</strong> of {inShort(places.tokenCap)} (
        {asPercent(tokensLeft)})
      </span>
      <span>
        <svg width={28} height={10} aria-hidden="true">
          <path className={styles.minutes} d="M0 5 H28" />
        </svg>{' '}
        Minutes left: <strong>{inFull(Math.round(10 * Math.max(0, places.minuteCap - minutes)) / 10)}</strong> of{' '}
        {inFull(places.minuteCap)} ({asPercent(minutesLeft)})
      </span>
    </p>
  );
}

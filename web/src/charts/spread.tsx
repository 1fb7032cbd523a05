import { Table } from '../parts/table.js';
import styles from './spread.module.css';
import { type Distribution, placesOf } from './spread-scale.js';

interface SpreadParts {
  readonly name: string;
  readonly distribution: Distribution;
  /** The most that is allowed, in the same unit. */
  readonly cap?: number;
  /** A value as a reader wants it, with its unit. */
  readonly words: (value: number) => string;
}

const WIDTH = 1000;
const HEIGHT = 40;
const MIDDLE = HEIGHT / 2;

/** A distribution as one line: four fifths of all are in the bar, half are left of the stroke in it; the cap is a stroke of its own. */
export function Spread({ name, distribution, cap, words }: SpreadParts) {
  const places = placesOf(distribution, cap);
  if (places === null) return <p className="soft">{name}: nothing was measured yet.</p>;
  const at = (share: number): number => share * WIDTH;
  const { p10, p50, p90, p99, max } = distribution;
  return (
    <figure className={styles.spread}>
      <figcaption>
        <strong>{name}</strong>{' '}
        <span className="soft small">
          half need at most {words(p50!)}, 9 of 10 at most {words(p90!)}
          {cap === undefined ? '' : `; allowed: ${words(cap)}`}
        </span>
      </figcaption>
      <svg className={styles.line} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <line className={styles.ground} x1={0} x2={WIDTH} y1={MIDDLE} y2={MIDDLE} />
        <line className={styles.tail} x1={at(places.p10)} x2={at(places.max)} y1={MIDDLE} y2={MIDDLE} />
        <rect
          className={styles.bar}
          x={at(places.p10)}
          width={Math.max(4, at(places.p90 - places.p10))}
          y={12}
          height={16}
        />
        <line className={styles.middle} x1={at(places.p50)} x2={at(places.p50)} y1={8} y2={32} />
        {places.cap === null ? null : (
          <line
            className={styles.cap}
            x1={Math.max(2, at(places.cap) - 2)}
            x2={Math.max(2, at(places.cap) - 2)}
            y1={2}
            y2={38}
          />
        )}
      </svg>
      <details>
        <summary className="small">In figures</summary>
        <Table label={name} columns={['Share of phases', ['At most', 'number']]}>
          {(
            [
              ['1 of 10', p10],
              ['half', p50],
              ['9 of 10', p90],
              ['99 of 100', p99],
              ['all', max],
            ] as const
          ).map(([share, value]) => (
            <tr key={share}>
              <td>{share}</td>
              <td data-number>{words(value!)}</td>
            </tr>
          ))}
        </Table>
      </details>
    </figure>
  );
}

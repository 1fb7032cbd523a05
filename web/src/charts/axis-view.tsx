import { asDuration } from '../parts/format.js';
import type { TimeAxis } from './axis.js';
import styles from './charts.module.css';

const AXIS_PX = 24;

/** Labels of an axis, with a mark and the length of each stretch that is left out. */
export function AxisView({ axis, isLive }: { readonly axis: TimeAxis; readonly isLive: boolean }) {
  return (
    <svg className={styles.axis} width={axis.width} height={AXIS_PX} aria-hidden="true">
      {axis.ticks.map(({ at, x, label }) => (
        <g key={at}>
          <line className={styles.grid} x1={x} x2={x} y1={AXIS_PX - 5} y2={AXIS_PX} />
          <text className={styles.label} x={x + 3} y={AXIS_PX - 8}>
            {label}
          </text>
        </g>
      ))}
      {axis.segments
        .filter(({ isFolded }) => isFolded)
        .map(({ from, to, x0, x1 }) => (
          <g key={from}>
            <title>{`${asDuration((to - from) / 1_000)} without work, left out`}</title>
            <path className={styles.break} d={breakPath(x0, x1)} />
          </g>
        ))}
      {isLive ? <path className={styles.now} data-now="" d={`M${axis.width - 1} ${AXIS_PX} l-5 -9 h10 z`} /> : null}
    </svg>
  );
}

/** Two slanted strokes, as where a drawing is broken off. */
function breakPath(x0: number, x1: number): string {
  const middle = (x0 + x1) / 2;
  return `M${middle - 5} ${AXIS_PX - 2} l4 -12 M${middle + 1} ${AXIS_PX - 2} l4 -12`;
}

/** Lines and breaks behind what is drawn on the axis. */
export const Grid = ({ axis, height }: { readonly axis: TimeAxis; readonly height: number }) => (
  <g aria-hidden="true">
    {axis.ticks.map(({ at, x }) => (
      <line key={at} className={styles.grid} x1={x} x2={x} y1={0} y2={height} />
    ))}
    {axis.segments
      .filter(({ isFolded }) => isFolded)
      .map(({ from, x0, x1 }) => (
        <rect key={from} className={styles.fold} x={x0} width={x1 - x0} y={0} height={height} />
      ))}
  </g>
);

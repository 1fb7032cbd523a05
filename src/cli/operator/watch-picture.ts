/** The picture of `run watch`, as lines for a terminal of a given size. Pure: the time is given. */
import { gql } from '../graphql/gql.js';
import type { ResultOf } from '../graphql/typed-document.js';
import { type Paint, printable } from '../shared/output.js';
import { cutTo, grouped, padTo } from '../shared/table.js';
import { EVENT, type Event, eventLine } from './events.js';
import type { AttemptAtWork } from './live-output.js';
import { spanOf } from './present.js';
import { paintOf } from './run-show.js';

export const WATCH = gql(
  `query OperatorWatch($runId: ID!, $after: Int!, $first: Int!, $isDrawn: Boolean!) { run(runId: $runId) {
    runId projectId state isTerminal version tokensUsed tokenCap createdAt startedAt completedAt deadlineAt continuedByRunId
    failure { message } promotion { eligible promotedTo } budgets { name used limit }
    tiers { tierId name state }
    phases { phaseId tierId name state tryNumber maxBuilderAttempts holder { role workerId expiresAt hardDeadlineAt } waitingFor { code } }
    nextDeadline { what at message } waitingFor { code message } timeline @include(if: $isDrawn) { kind start end }
    currentPhase @include(if: $isDrawn) { phaseId attempts { number output { isLive } } }
    events(after: $after, first: $first) { ...OperatorEvent } } }`,
  EVENT,
);

export type Watched = NonNullable<ResultOf<typeof WATCH>['run']>;
type WatchedPhase = Watched['phases'][number];
export type Line = readonly [text: string, paint: Paint | null];

const BAR = 20;
/** The longest name of a budget, and a blank; less where there is no room. */
const NAME = 24;
const NARROW = { columns: 60, name: 12 };
const ENDED = ['COMPLETE', 'SKIPPED', 'FAILED'];
const LOOK: Readonly<Record<string, readonly [sign: string, paint: Paint]>> = {
  QUEUED: ['·', 'dim'],
  EXECUTING: ['▸', 'cyan'],
  GATE: ['▸', 'cyan'],
  CI_RUNNING: ['▸', 'cyan'],
  COMPLETE: ['✔', 'green'],
  FAILED: ['✘', 'red'],
  SKIPPED: ['-', 'yellow'],
};
/** What the run was doing; while it waits or pauses, nothing works on it. */
const WORK: Readonly<Record<string, string>> = { attempt: '█', gate: '█', audit: '▒', ci: '░' };
/** So many of the last lines that the worker prints. */
const OUTPUT_LINES = 3;
/** So many stay in sight, even if the phases do not all fit. */
const LEAST_EVENTS = 3;

/** What the picture shows besides the run. */
export interface WatchedToo {
  /** The last events, in their order. */
  readonly happened: readonly Event[];
  /** What the worker at work printed last. */
  readonly output: readonly string[];
}

/** At most `rows` lines of at most `columns` columns: the run, its phases, and as many of the last events as there is room for. */
export function watchPicture(
  run: Watched,
  { happened, output }: WatchedToo,
  now: number,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Line[] {
  const width = columns < NARROW.columns ? NARROW.name : NAME;
  const ended = run.phases.filter(({ state }) => ENDED.includes(state)).length;
  const state: Line[] = [
    [`${run.runId}  ${run.state}`, paintOf(run.state)],
    [`${padTo('phases', width)}${bar(ended, run.phases.length)} ${ended} of ${run.phases.length}`, null],
    ...run.budgets.map(({ name, used, limit }): Line => {
      const line = `${padTo(name.toLowerCase().replaceAll('_', ' '), width)}${bar(used, limit)} ${grouped(used)} of ${grouped(limit)}`;
      return [line, used >= limit && limit > 0 ? 'red' : null];
    }),
    ...deadlineOf(run, now, width),
    ...(run.waitingFor === null ? [] : [[`${padTo('waits', width)}${run.waitingFor.message}`, null] as Line]),
    ...timeline(run, now, width, columns),
    ...output.slice(-OUTPUT_LINES).map((line): Line => [`  | ${line}`, 'dim']),
    ...run.tiers.flatMap((tier) => [
      [`${tier.tierId} ${tier.name}  ${tier.state}`, 'bold'] as Line,
      ...run.phases.filter(({ tierId }) => tierId === tier.tierId).map((phase) => phaseLine(phase, columns)),
    ]),
  ];
  const above = state.slice(0, Math.max(1, rows - Math.min(LEAST_EVENTS, happened.length)));
  const left = rows - above.length;
  const below = left > 0 ? happened.slice(-left).map((event): Line => [eventLine(event), 'dim']) : [];
  return [...above, ...below].map(([text, paint]) => [cutTo(printable(text), columns), paint]);
}

/** The attempt whose output is followed: that of the phase at work. */
export function atWork({ currentPhase }: Watched): AttemptAtWork | null {
  const live = currentPhase?.attempts.findLast(({ output }) => output?.isLive === true);
  return live && currentPhase ? { phaseId: currentPhase.phaseId, attempt: live.number } : null;
}

function bar(used: number, limit: number): string {
  const filled = limit > 0 ? Math.min(BAR, Math.round((used / limit) * BAR)) : 0;
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
}

/** What ends or changes the run next by itself, as the server says it (O6). */
function deadlineOf({ nextDeadline }: Watched, now: number, width: number): Line[] {
  if (nextDeadline === null) return [];
  const left = spanOf(Date.parse(nextDeadline.at) - now);
  return [[`${padTo('deadline', width)}in ${left}: ${nextDeadline.message}`, null]];
}

/** What was done when, from the first span of work until now (O7). */
function timeline(run: Watched, now: number, name: number, columns: number): Line[] {
  const spans = (run.timeline ?? []).flatMap(({ kind, start, end }) => {
    const sign = WORK[kind];
    return sign === undefined ? [] : [{ sign, from: Date.parse(start), to: end === null ? now : Date.parse(end) }];
  });
  if (spans.length === 0) return [];
  const width = Math.max(1, Math.min(60, columns - name));
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(from + 1, run.completedAt === null ? now : Date.parse(run.completedAt));
  const cells = Array.from({ length: width }, () => '·');
  const cellOf = (at: number): number =>
    Math.min(width - 1, Math.max(0, Math.floor(((at - from) / (to - from)) * width)));
  for (const span of spans) cells.fill(span.sign, cellOf(span.from), cellOf(span.to) + 1);
  return [[`${padTo('timeline', name)}${cells.join('')}`, null]];
}

function phaseLine(
  { phaseId, name, state, tryNumber, maxBuilderAttempts, holder, waitingFor }: WatchedPhase,
  columns: number,
): Line {
  const [sign, paint] = LOOK[state] ?? ['?', 'dim'];
  const tries = state === 'QUEUED' || ENDED.includes(state) ? '' : ` try ${tryNumber}/${maxBuilderAttempts}`;
  const who = holder
    ? ` ${holder.role} ${holder.workerId}`
    : waitingFor && !ENDED.includes(state)
      ? ` ${waitingFor.code}`
      : '';
  const room = Math.max(8, Math.min(28, columns - 46));
  return [`  ${sign} ${padTo(`${phaseId} ${name}`, room)}  ${state}${tries}${who}`, paint];
}

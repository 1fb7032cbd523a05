/** `autopack events`: what happened in a run, a line for each event, in their order; with --follow until the run has ended. */
import { gql } from '../graphql/gql.js';
import { Subscriber } from '../graphql/subscriber.js';
import type { ResultOf } from '../graphql/typed-document.js';
import { EXIT } from '../shared/exit-codes.js';
import { type Output, printable } from '../shared/output.js';
import { clientOf, found, nextSteps } from './present.js';
import { RunNews } from './run-news.js';
import type { OfRun } from './run-show.js';
import { Stay, SteadyClient } from './steady.js';

export interface EventsOptions extends OfRun {
  readonly after?: number;
  readonly follow?: boolean;
}

/** As many as the API gives at once by default. */
const PAGE = 100;

export const EVENT = gql(
  `fragment OperatorEvent on RunEvent { seq at type subject fromState toState cause actorKind actor data }`,
);
const EVENTS = gql(
  `query OperatorEvents($runId: ID!, $after: Int!, $first: Int!) { run(runId: $runId) { state isTerminal version
    events(after: $after, first: $first) { ...OperatorEvent } } }`,
  EVENT,
);

export type Event = NonNullable<ResultOf<typeof EVENTS>['run']>['events'][number];

/** With --json: without --follow one document, with it one for each event. Ctrl-C ends --follow with 130. */
export async function events(output: Output, options: EventsOptions): Promise<number> {
  const { runId, follow = false } = options;
  const stay = new Stay();
  const direct = clientOf(options);
  const client = new SteadyClient(direct, stay, (text) => output.complain(text));
  const subscriber = new Subscriber(direct.server);
  const news = new RunNews(subscriber, stay, runId);
  const kept: Event[] = [];
  let seq = options.after ?? 0;
  try {
    for (;;) {
      const answer = await client.ask(EVENTS, { runId, after: seq, first: PAGE });
      if (answer === null) return stay.isInterrupted ? EXIT.interrupted : EXIT.ok;
      const run = found(answer.run, `run "${runId}"`);
      for (const event of run.events) {
        if (!output.json) output.line(eventLine(event));
        else if (follow) output.document(event);
        else kept.push(event);
      }
      seq = run.events.at(-1)?.seq ?? seq;
      if (run.events.length === PAGE) continue;
      if (!follow || run.isTerminal) break;
      if (!(await news.wait({ version: seq }))) return stay.isInterrupted ? EXIT.interrupted : EXIT.ok;
    }
    if (!follow) output.document({ ok: true, runId, events: kept });
    nextSteps(output, follow ? [`autopack run show ${runId}`] : [`autopack events ${runId} --after ${seq} --follow`]);
    return EXIT.ok;
  } finally {
    subscriber.close();
    stay.end();
  }
}

/** `  12  14:02:11  phase/F1  QUEUED → EXECUTING  claimed` */
export function eventLine({ seq, at, type, subject, fromState, toState, cause }: Event): string {
  const what = toState === null ? type.toLowerCase() : fromState === null ? toState : `${fromState} → ${toState}`;
  return printable(`${String(seq).padStart(4)}  ${at.slice(11, 19)}  ${subject}  ${what}  ${cause}`);
}

/** `autopack drain`: no new leases on any server of the installation, for a deploy (A9). */
import type { ResultOf } from '../../common/typed-document.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { CommandFailed, EXIT } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import type { ServerOptions } from '../shared/server-address.js';
import { clientOf, factLines, nextSteps, present, timeOf } from './present.js';
import { refused } from './refused.js';
import { Stay, SteadyClient } from './steady.js';

export interface DrainOptions extends ServerOptions {
  readonly off?: boolean;
  readonly reason?: string;
  readonly wait?: boolean;
  /** Milliseconds; waits no longer. */
  readonly for?: number;
  readonly key?: string;
}

const DRAIN = gql('fragment OperatorDraining on Drain { since by reason leases leasesUntil }');
const SET = gql(
  `mutation OperatorDrain($input: SetDrainInput!) { setDrain(input: $input) {
    draining { ...OperatorDraining } errors { ...Refusal } } }`,
  DRAIN,
  REFUSAL,
);
const LOOK = gql('query OperatorDrainState { server { draining { ...OperatorDraining } } }', DRAIN);
const LOOK_EVERY_MS = 1_000;

type Draining = NonNullable<ResultOf<typeof LOOK>['server']['draining']>;

/** With --wait 0 once no lease lives any more, 1 if the time is over before that or the drain was ended meanwhile. */
export async function drain(output: Output, options: DrainOptions): Promise<number> {
  const { off = false, reason, wait = false, key } = options;
  if (off && (wait || options.for !== undefined))
    throw new CommandFailed('--off ends the drain: there is nothing to wait for.', EXIT.usage);
  const input = { draining: !off, reason, idempotencyKey: key };
  const { setDrain } = await clientOf(options).request(SET, { input });
  if (setDrain.errors.length > 0) return refused(output, setDrain.errors);
  const { draining } = setDrain;
  if (draining === null) {
    present(output, { draining }, ['Work is handed out.']);
    return EXIT.ok;
  }
  if (wait || options.for !== undefined) return untilEmpty(output, options, draining);
  present(output, { draining }, linesOf(output, draining), ['autopack drain --wait', 'autopack drain --off']);
  return EXIT.ok;
}

async function untilEmpty(output: Output, options: DrainOptions, begun: Draining): Promise<number> {
  const stay = new Stay();
  const client = new SteadyClient(clientOf(options), stay, (text) => output.complain(text));
  const until = options.for === undefined ? Infinity : performance.now() + options.for;
  let reported = -1;
  try {
    for (let seen: Draining | null = begun; ;) {
      if (seen === null) throw new CommandFailed('The drain was ended by somebody else: work is handed out again.');
      if (seen.leases === 0) return result(output, seen, true);
      if (seen.leases !== reported) output.complain(liveOf(seen));
      reported = seen.leases;
      const rest = until - performance.now();
      if (rest <= 0) return result(output, seen, false);
      if (!(await stay.pause(Math.min(rest, LOOK_EVERY_MS)))) break;
      const answer = await client.ask(LOOK, {});
      if (answer === null) break;
      seen = answer.server.draining;
    }
  } finally {
    stay.end();
  }
  nextSteps(output, ['autopack drain --wait', 'autopack drain --off']);
  return stay.isInterrupted ? EXIT.interrupted : EXIT.ok;
}

function result(output: Output, draining: Draining, ok: boolean): number {
  if (output.json) output.document({ ok, draining });
  else {
    for (const line of linesOf(output, draining)) output.line(line);
    nextSteps(
      output,
      ok ? ['autopack drain --off'] : ['autopack workers', 'autopack drain --wait', 'autopack drain --off'],
    );
  }
  return ok ? EXIT.ok : EXIT.wrong;
}

const liveOf = ({ leases, leasesUntil }: Draining): string =>
  `${leases} ${leases === 1 ? 'lease lives' : 'leases live'}, until ${timeOf(leasesUntil)} at the latest`;

const linesOf = (output: Output, draining: Draining): string[] =>
  factLines(output, [
    ['draining', `since ${timeOf(draining.since)} by ${draining.by}${draining.reason ? `: ${draining.reason}` : ''}`],
    ['leases', draining.leases === 0 ? 'none' : liveOf(draining)],
  ]);

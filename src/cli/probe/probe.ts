/**
 * `autopack probe`: does a running server do what it promises? It starts a run, moves its phases through their lifecycle, tries moves that
 * are not legal, and compares rows and files after every step.
 */
import { GraphqlClient } from '../graphql/client.js';
import type { PhaseState } from '../graphql/documents.generated.js';
import { gql } from '../graphql/gql.js';
import { REFUSAL } from '../graphql/refusal.js';
import { readRun, type RunView } from '../graphql/run-view.js';
import type { ResultOf } from '../graphql/typed-document.js';
import { Checks } from '../shared/checks.js';
import { CommandFailed } from '../shared/exit-codes.js';
import type { Output } from '../shared/output.js';
import { serverAddress } from '../shared/server-address.js';
import { checkFiles } from './probe-files.js';
import { FIRST_MOVES, LAST_MOVES, PROBE_FILES, PROBE_PLAN, type ProbeMove } from './probe-plan.js';
import { deleteRun, type ProbeOptions, reported, startRun } from './probe-runs.js';

const MOVE = gql(
  `mutation UpdatePhaseStatus($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) { phase { state } errors { ...Refusal } } }`,
  REFUSAL,
);
const EVENTS = gql('query EventNumbers($runId: ID!) { run(runId: $runId) { events(after: 0, first: 1000) { seq } } }');

export async function probe(output: Output, options: ProbeOptions): Promise<number> {
  const client = new GraphqlClient(serverAddress(options));
  const checks = new Checks(output);
  const runId = await startRun(client, PROBE_PLAN);
  output.line(`Run ${output.paint('bold', runId)} on ${client.server.url}`);
  await new Probe(client, checks, runId, options.dir).drive();
  if (options.delete) await deleteRun(client, checks, runId);
  return reported(output, checks, { url: client.server.url, runId });
}

class Probe {
  constructor(
    private readonly client: GraphqlClient,
    private readonly checks: Checks,
    private readonly runId: string,
    private readonly dir: string | undefined,
  ) {}

  async drive(): Promise<void> {
    const started = await this.look();
    const { checks } = this;
    checks.equal('the run is RUN_CREATED', started.state, 'RUN_CREATED');
    checks.equal(
      'it has the tiers T1 Foundation and T2 Features',
      started.tiers.map((tier) => `${tier.tierIndex} ${tier.tierId} ${tier.name} ${tier.state}`),
      ['0 T1 Foundation PENDING', '1 T2 Features PENDING'],
    );
    checks.equal(
      'it has the phases F1.1, F1.2 and F2.1',
      started.phases.map((phase) => `${phase.phaseIndex} ${phase.tierId} ${phase.phaseId} ${phase.state}`),
      ['0 T1 F1.1 QUEUED', '1 T1 F1.2 QUEUED', '2 T2 F2.1 QUEUED'],
    );
    checks.equal(
      'it has six documents and its strategy',
      started.fileLayout.files.map((file) => file.path).sort(),
      PROBE_FILES,
    );
    await this.files('the files of the new run', started);

    await this.refused('F1.1', 'COMPLETE', 'before it was built');
    await this.refused('F1.2', 'EXECUTING', 'before its turn');
    for (const move of FIRST_MOVES) await this.move(move);
    await this.refused('F1.1', 'QUEUED', 'after it is COMPLETE');
    await this.refused('F2.1', 'EXECUTING', 'while the tier before it is open');
    for (const move of LAST_MOVES) await this.move(move);
    await this.ended();
  }

  private async move({ phaseId, to, run, tier, illegalThen }: ProbeMove): Promise<void> {
    const before = await this.look();
    const { phase, errors } = await this.ask(phaseId, to);
    const name = `${phaseId} → ${to}`;
    if (!this.checks.equal(`${name} is accepted`, [phase?.state, errors.map((error) => error.message)], [to, []]))
      return;
    const after = await this.look();
    const moved = after.phases.find((one) => one.phaseId === phaseId);
    const rows = {
      phase: moved?.state,
      tier: after.tiers.find((one) => one.tierId === moved?.tierId)?.state,
      run: after.state,
    };
    this.checks.equal(`${name}: rows of phase, tier and run`, rows, { phase: to, tier, run });
    this.checks.equal(`${name}: the version grew`, after.version > before.version, true);
    await this.files(`${name}: files`, after);
    if (illegalThen) await this.refused(...illegalThen);
  }

  /** A move that is not legal now changes nothing, and the answer says what would be accepted (S2). */
  private async refused(phaseId: string, to: PhaseState, when: string): Promise<void> {
    const before = await this.look();
    const found = before.phases.find((phase) => phase.phaseId === phaseId);
    const { errors } = await this.ask(phaseId, to);
    const expected = {
      type: 'TransitionRefusedError',
      current: before.isTerminal ? before.state : found?.state,
      allowed: before.isTerminal ? [] : found?.nextStates,
    };
    const actual = errors.map((error) =>
      error.__typename === 'TransitionRefusedError'
        ? { type: error.__typename, current: error.currentState, allowed: error.allowedStates }
        : { type: error.__typename },
    );
    this.checks.equal(`${phaseId} → ${to} ${when} is refused`, actual, [expected]);
    this.checks.equal(`${phaseId} → ${to} ${when} changed nothing`, await this.look(), before);
  }

  private async ended(): Promise<void> {
    await this.refused('F2.1', 'EXECUTING', 'after the run has ended');
    const end = await this.look();
    const displayed = {
      state: end.state,
      isTerminal: end.isTerminal,
      currentPhase: end.currentPhase,
      completed: end.completedAt !== null,
    };
    this.checks.equal('the run has ended well', displayed, {
      state: 'DONE_SUCCESS',
      isTerminal: true,
      currentPhase: null,
      completed: true,
    });
    const counters = [end, ...end.tiers, ...end.phases].map((row) => row.minorIssuesCount + row.majorIssuesCount);
    this.checks.equal('nobody reported issues, and none are counted', Math.max(...counters), 0);
    const { run } = await this.client.request(EVENTS, { runId: this.runId });
    const seqs = Array.from({ length: end.version }, (_, index) => index + 1);
    this.checks.equal(
      'its events are numbered without a gap',
      run?.events.map((event) => event.seq),
      seqs,
    );
  }

  private files(name: string, run: RunView): Promise<void> {
    return checkFiles(this.client, this.checks, name, run, this.dir);
  }

  private async ask(phaseId: string, state: PhaseState): Promise<ResultOf<typeof MOVE>['updatePhaseStatus']> {
    const input = { runId: this.runId, phaseId, state };
    return (await this.client.request(MOVE, { input })).updatePhaseStatus;
  }

  private async look(): Promise<RunView> {
    const run = await readRun(this.client, this.runId);
    if (!run) throw new CommandFailed(`The run ${this.runId} is gone while it is probed.`);
    return run;
  }
}

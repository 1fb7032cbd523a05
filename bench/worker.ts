/** A worker of the benchmarks: what a Builder and a CI worker send, with answers as large as theirs. */
import { plan, type Send, START } from './graphql.js';

const ERRORS = 'errors { code message }';
const CREATE = `mutation Create($input: CreateProjectInput!) { createProject(input: $input) { ${ERRORS} } }`;
const CLAIM = `mutation Claim($input: ClaimWorkInput!) { claimWork(input: $input) { lease { token expiresAt tokenAllowance }
  phase { phaseId runId } attempt { number } brief { baseCommit markdown } idleReason { code message } ${ERRORS} } }`;
const BEAT = `mutation Beat($input: HeartbeatInput!) { heartbeat(input: $input) { lease { expiresAt } directive
  budgets { scope name limit used left } ${ERRORS} } }`;
const RESULT = `phase { phaseId state } run { runId state isTerminal } attempt { number state } gate { verdict reasons { code } } ${ERRORS}`;
const SUBMIT = `mutation Submit($input: SubmitBuilderResultInput!) { submitBuilderResult(input: $input) { ${RESULT} } }`;
const REPORT = `mutation Report($input: ReportCiResultInput!) { reportCiResult(input: $input) { ${RESULT} } }`;
const TESTS = Array.from({ length: 20 }, (_, i) => ({
  testId: `suite.test-${i}`,
  status: 'PASSED',
  durationSeconds: 0.1,
}));

export interface Lease {
  readonly token: string;
  readonly runId: string;
  readonly phaseId: string;
}

/** Where a claim looks, and how long it waits. */
export interface Place {
  readonly projectId?: string;
  readonly runId?: string;
  readonly waitSeconds?: number;
}

interface Payload {
  readonly errors: readonly unknown[];
}
interface Result extends Payload {
  readonly phase: { readonly state: string };
  readonly run: { readonly isTerminal: boolean };
}

export class BenchWorker {
  constructor(
    private readonly send: Send,
    private readonly workerId: string,
  ) {}

  async createProject(projectId: string, repositoryPath: string | null = null): Promise<void> {
    await this.ask('createProject', CREATE, { projectId, ...(repositoryPath === null ? {} : { repositoryPath }) });
  }

  /** Answers the id of the run. */
  async startRun(projectId: string, phases: number, tiers = 1): Promise<string> {
    const input = { projectId, tiers: plan(tiers, phases), maxPhases: 1_000 };
    return (await this.send<{ startRun: { run: { runId: string } } }>(START, { input })).startRun.run.runId;
  }

  /** Fails where there is nothing to do. */
  async claim(role: 'BUILDER' | 'CI', place: Place): Promise<Lease> {
    const input = { role, workerId: `${role.toLowerCase()}-${this.workerId}`, ...place };
    const answer = await this.ask<Payload & { lease: Lease | null; phase: Lease; idleReason: unknown }>(
      'claimWork',
      CLAIM,
      input,
    );
    if (!answer.lease) throw new Error(`The bench found no work: ${JSON.stringify(answer.idleReason)}`);
    return { token: answer.lease.token, runId: answer.phase.runId, phaseId: answer.phase.phaseId };
  }

  /** `outputTail`: what was printed since the last one. */
  async heartbeat(leaseToken: string, outputTail?: string): Promise<void> {
    await this.ask('heartbeat', BEAT, { leaseToken, ...(outputTail === undefined ? {} : { outputTail }) });
  }

  async submit(leaseToken: string, patch = PATCH): Promise<void> {
    const input = { leaseToken, status: 'SUCCEEDED', patch, tokensUsed: 10, notes: 'Done as described.' };
    const { phase } = await this.ask<Result>('submitBuilderResult', SUBMIT, input);
    if (phase.state !== 'CI_RUNNING') throw new Error(`The bench result led to ${phase.state}`);
  }

  /** True: the run has ended with this. */
  async reportGreen(leaseToken: string): Promise<boolean> {
    const { phase, run } = await this.ask<Result>('reportCiResult', REPORT, {
      leaseToken,
      verdict: 'GREEN',
      tests: TESTS,
    });
    if (phase.state !== 'COMPLETE') throw new Error(`The bench report led to ${phase.state}`);
    return run.isTerminal;
  }

  private async ask<Answer extends Payload>(name: string, query: string, input: object): Promise<Answer> {
    const answer = (await this.send<Record<string, Answer>>(query, { input }))[name]!;
    if (answer.errors.length > 0) throw new Error(`${name} was refused: ${JSON.stringify(answer.errors)}`);
    return answer;
  }
}

/** A new file of some lines, as git writes it. */
export function newFilePatch(path: string, lines: number): string {
  const text = Array.from(
    { length: lines },
    (_, i) => `+export const line${i} = 'a line of an ordinary length, number ${i}';\n`,
  ).join('');
  return `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines} @@\n${text}`;
}

const PATCH = newFilePatch('src/added.ts', 40);

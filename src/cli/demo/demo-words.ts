/**
 * What happened in a run, a sentence for each event that a watcher wants to hear of, with the codes of the reasons (E1). Steps that only follow
 * from others are left out. An event's data is read as it is found.
 */
import type { Paint } from '../shared/output.js';
import { printable } from '../shared/output.js';
import { grouped } from '../shared/table.js';
import type { EventView } from './demo-run.js';

export interface Reported {
  /** The phase, the tier or nothing. */
  readonly about: string;
  readonly what: string;
  readonly paint: Paint | null;
}

type Data = Readonly<Record<string, unknown>>;

export class EventWords {
  /** Builder attempts by phase: leases are numbered over all roles, people count tries. */
  private readonly tries = new Map<string, number>();
  private readonly tokens = new Map<string, number>();
  private begun = false;

  /** Null: nothing worth a line. Events are given in their order, each once. */
  report(event: EventView): Reported | null {
    const [kind = '', about = ''] = event.subject.split(/\/(.*)/s);
    const stated =
      kind === 'phase'
        ? this.phase(event, about)
        : kind === 'tier'
          ? tier(event)
          : event.subject === 'run'
            ? run(event)
            : null;
    return stated && { about: printable(about), what: printable(stated[0]), paint: stated[1] ?? null };
  }

  private phase({ type, fromState, toState, data }: EventView, phaseId: string): Statement {
    this.count(phaseId, data);
    switch (type) {
      case 'PHASE_STATE_CHANGED':
        return this.moved(phaseId, fromState, toState, data);
      case 'WORK_CLAIMED':
        return this.claimed(data);
      case 'WORK_ENDED':
        return isData(data.ci) ? ofCi(data, data.ci) : ofAudit(data);
      case 'TOKENS_ADDED':
        return [`${grouped(this.tokens.get(phaseId) ?? 0)} tokens used so far`, 'dim'];
      case 'ISSUES_RECORDED':
        return [issuesIn(data).slice(2), 'yellow'];
      case 'REFS_SETTLED':
        return this.branch(data);
      default:
        return null;
    }
  }

  private moved(phaseId: string, from: string | null, to: string | null, data: Data): Statement {
    if (to === 'EXECUTING') {
      const count = (this.tries.get(phaseId) ?? 0) + 1;
      this.tries.set(phaseId, count);
      return [`attempt ${count}: a Builder is at work`, 'cyan'];
    }
    if (to === 'GATE' && isData(data.gate)) return ofGate(data, data.gate);
    if (to === 'CI_RUNNING') return [`applied to the branch of the run${commitIn(data)}; CI is due`];
    if (to === 'COMPLETE') return ['complete: its commit is tagged as a snapshot', 'green'];
    if (to === 'FAILED') return [`FAILED, after ${grouped(this.tokens.get(phaseId) ?? 0)} tokens`, 'red'];
    if (to === 'SKIPPED') return ['skipped', 'dim'];
    if (from === 'CI_RUNNING' && isData(data.ci))
      return [`${ciTry(data.ci)}: the patch is taken back, another attempt follows`, 'red'];
    if (from === 'EXECUTING') return ['back in the queue: its lease has ended', 'yellow'];
    return null;
  }

  private claimed({ noted: recorded }: Data): Statement {
    const holder =
      isData(recorded) && isData(recorded.work) && isData(recorded.work.holder) ? recorded.work.holder : null;
    return holder?.role === 'AUDITOR' ? ['an Auditor looks at the patch', 'cyan'] : null;
  }

  private branch(data: Data): Statement {
    const commit = commitIn(data);
    if (commit === '') return null;
    if (this.begun) return [`the branch of the run is back at its last snapshot${commit}`];
    this.begun = true;
    return [`the branch of the run begins at main${commit}`];
  }

  private count(phaseId: string, { tokens }: Data): void {
    if (typeof tokens === 'number') this.tokens.set(phaseId, (this.tokens.get(phaseId) ?? 0) + tokens);
  }
}

type Statement = readonly [what: string, paint?: Paint] | null;

const tier = ({ toState }: EventView): Statement =>
  toState === 'IN_PROGRESS' || toState === null ? null : [`tier ${toState}`, 'bold'];

function run({ type, toState, data }: EventView): Statement {
  if (type === 'BASE_CHECKED' && isData(data.ci)) {
    return [
      `CI says ${String(data.ci.verdict)} of the commit that the run starts from`,
      data.ci.verdict === 'GREEN' ? 'green' : 'yellow',
    ];
  }
  if (!toState?.startsWith('DONE_')) return null;
  const failure = isData(data.failure) && typeof data.failure.message === 'string' ? `: ${data.failure.message}` : '';
  return [`the run has ended: ${toState}${failure}`, toState === 'DONE_SUCCESS' ? 'green' : 'red'];
}

function ofGate(data: Data, gate: Data): Statement {
  const codes = codesOf(gate);
  const issues = issuesIn(data);
  if (gate.verdict === 'PASS') return [`the gate says PASS${codes}${issues}`];
  if (gate.verdict === 'AUDIT') return [`the gate says AUDIT${codes}: an Auditor has to approve it${issues}`, 'yellow'];
  return [`the gate says REJECT${codes}: nothing is applied${issues}`, 'red'];
}

function ofCi(data: Data, ci: Data): Statement {
  const issues = issuesIn(data);
  if (ci.verdict === 'GREEN') return [`${ciTry(ci)}${issues}`, 'green'];
  if (ci.verdict === 'FLAKY') return [`${ciTry(ci)}: failed and then passed, on the same commit${issues}`, 'yellow'];
  return [`${ciTry(ci)}: the same commit is tried again${issues}`, 'red'];
}

function ofAudit(data: Data): Statement {
  if (typeof data.audit === 'string') {
    const gate = isData(data.gate) ? `; the gate says ${String(data.gate.verdict)}${codesOf(data.gate)}` : '';
    return [`the Auditor says ${data.audit}${gate}${issuesIn(data)}`, data.audit === 'APPROVE' ? 'green' : 'yellow'];
  }
  return typeof data.ended === 'string' ? [`the lease ended: ${data.ended.toLowerCase()}`, 'yellow'] : null;
}

const ciTry = (ci: Data): string => `CI try ${String(ci.try)} is ${String(ci.verdict)}${codesOf(ci)}`;

function codesOf({ reasons }: Data): string {
  const codes = Array.isArray(reasons) ? reasons.filter((code) => typeof code === 'string') : [];
  return codes.length === 0 ? '' : ` (${codes.join(', ')})`;
}

/** `; minor issue style__long_line` */
function issuesIn({ issues }: Data): string {
  const found = Array.isArray(issues) ? issues.filter(isData) : [];
  return found
    .map((issue) => `; ${String(issue.effectiveSeverity).toLowerCase()} issue ${String(issue.issueKey)}`)
    .join('');
}

const HASH_CHARACTERS = 7;

/** ` (1c347da)`, of the ref that moved last. */
function commitIn({ refs_moved: moves }: Data): string {
  const last: unknown = Array.isArray(moves) ? moves.at(-1) : null;
  return isData(last) && typeof last.to === 'string' ? ` (${last.to.slice(0, HASH_CHARACTERS)})` : '';
}

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

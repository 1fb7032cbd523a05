/** Who may use each root field of the schema (A2). A new field needs a line here: without one the server does not start. */
import type { Role } from '../../model/caller.js';
import { MOST_BACKTESTED } from '../../model/limits.js';
import type { Access, Reach } from './access.js';

const OPERATOR: readonly Role[] = ['OPERATOR'];
const READERS: readonly Role[] = ['OPERATOR', 'VIEWER'];
const WORKERS: readonly Role[] = ['OPERATOR', 'BUILDER', 'AUDITOR', 'CI'];
const EVERYBODY: readonly Role[] = [...WORKERS, 'VIEWER'];

const NOTHING: Reach = { by: 'nothing' };
const SERVER: Reach = { by: 'server' };
const NODES: Reach = { by: 'nodes' };
const run = (at: string): Reach => ({ by: 'run', at });
const runs = (at: string, most: number): Reach => ({ by: 'runs', at, most });
const folder = (at: string): Reach => ({ by: 'folder', at });
const project = (at: string): Reach => ({ by: 'project', at });
const projects = (at: string | null): Reach => ({ by: 'projects', at });
const webhook = (at: string): Reach => ({ by: 'webhook', at });
const lease = (at: string): Reach => ({ by: 'lease', at });

const to = (roles: readonly Role[], ...reach: readonly Reach[]): Access => ({ roles, reach });

/** An agent may use it too, for the lease of its worker (A6). What reads or writes anything else stays with the worker. */
const andAgents = (access: Access): Access => ({ ...access, agents: true });

const QUERY: Readonly<Record<string, Access>> = {
  artefact: to(READERS, run('runId')),
  attemptBrief: to(READERS, run('runId')),
  backlogSummary: to(READERS, project('projectId')),
  backtestRuleset: to(READERS, project('input.projectId'), runs('input.runIds', MOST_BACKTESTED)),
  budgetReport: to(READERS, projects('projectId')),
  calibration: to(READERS, project('projectId')),
  checkPatch: andAgents(to(['OPERATOR', 'BUILDER', 'AUDITOR'], lease('leaseToken'))),
  fileLayout: to(READERS, run('runId')),
  idleReasons: to(READERS, projects('projectId')),
  issueBacklog: to(READERS, project('projectId')),
  issues: to(READERS, run('runId')),
  nextPhase: to(READERS, run('runId')),
  leasedWork: andAgents(to(['OPERATOR', 'BUILDER', 'AUDITOR'], lease('leaseToken'))),
  node: to(READERS, NODES),
  nodes: to(READERS, NODES),
  phase: to(EVERYBODY, { by: 'run', at: 'runId', phase: 'phaseId' }),
  phases: to(READERS, projects(null), run('filter.runId')),
  previewStrategy: to(READERS, project('input.projectId')),
  project: to(READERS, project('projectId')),
  projectCheck: to(READERS, project('projectId')),
  projects: to(READERS, projects(null)),
  promotion: to(READERS, run('runId')),
  recount: to(READERS, projects('projectId')),
  // Names many runs at once: a tool of the doctor, for whoever reaches the whole server.
  replayRuns: to(READERS, SERVER),
  rowDifferences: to(READERS, SERVER),
  ruleset: to(READERS, project('projectId')),
  run: to(EVERYBODY, run('runId')),
  runCounts: to(READERS, projects('projectId')),
  runIssueIndex: to(READERS, run('runId')),
  runs: to(READERS, projects('filter.projectId')),
  server: to(EVERYBODY, NOTHING),
  simulatePlan: to(READERS, project('input.projectId')),
  strategy: to(READERS, run('runId')),
  suggestRuleset: to(READERS, project('projectId')),
  tier: to(READERS, run('runId')),
  tiers: to(READERS, run('runId')),
  tokens: to(OPERATOR, SERVER),
  viewer: to(EVERYBODY, NOTHING),
  webhook: to(READERS, webhook('webhookId')),
  workers: to(READERS, projects('projectId')),
};

const MUTATION: Readonly<Record<string, Access>> = {
  addPhase: to(OPERATOR, run('input.runId')),
  addTier: to(OPERATOR, run('input.runId')),
  archiveRuns: to(OPERATOR, projects('input.projectId')),
  cancelRun: to(OPERATOR, run('input.runId')),
  claimWork: to(WORKERS, { by: 'role', at: 'input.role' }, projects('input.projectId'), {
    ...{ by: 'run', at: 'input.runId', open: true },
  }),
  continueRun: to(OPERATOR, run('input.runId')),
  createProject: to(OPERATOR, SERVER),
  createToken: to(OPERATOR, SERVER),
  createWebhook: to(OPERATOR, project('input.projectId')),
  deleteRun: to(OPERATOR, run('input.runId')),
  deleteWebhook: to(OPERATOR, webhook('input.webhookId')),
  heartbeat: to(WORKERS, lease('input.leaseToken')),
  promoteRun: to(OPERATOR, run('input.runId')),
  publishRuleset: to(OPERATOR, project('input.projectId')),
  rebuildFileLayout: to(OPERATOR, run('input.runId')),
  recordIssues: andAgents(to(WORKERS, { by: 'run', at: 'input.runId', phase: 'input.phaseId' })),
  redeliverWebhook: to(OPERATOR, { by: 'delivery', at: 'input.deliveryId' }),
  releaseLease: to(WORKERS, lease('input.leaseToken')),
  removeProjectRemote: to(OPERATOR, project('input.projectId')),
  // CI from outside holds no lease (V2).
  reportCiResult: to(['OPERATOR', 'CI'], lease('input.leaseToken'), { by: 'run', at: 'input.runId', open: true }),
  requestAudit: to(OPERATOR, run('input.runId')),
  retryPush: to(OPERATOR, project('input.projectId')),
  revokeToken: to(OPERATOR, SERVER),
  sealPlan: to(OPERATOR, run('input.runId')),
  setDispatch: to(OPERATOR, project('input.projectId')),
  setDrain: to(OPERATOR, SERVER),
  setProjectRemote: to(OPERATOR, project('input.projectId'), folder('input.url')),
  startRun: to(OPERATOR, project('input.projectId')),
  startRunFromPlan: to(OPERATOR, project('input.projectId')),
  submitAuditorResult: to(['OPERATOR', 'AUDITOR'], lease('input.leaseToken')),
  submitBuilderResult: to(['OPERATOR', 'BUILDER'], lease('input.leaseToken')),
  testWebhook: to(OPERATOR, webhook('input.webhookId')),
  updatePhaseStatus: to(OPERATOR, run('input.runId')),
  updateProject: to(OPERATOR, project('input.projectId'), folder('input.repositoryPath')),
  updateWebhook: to(OPERATOR, webhook('input.webhookId')),
};

const SUBSCRIPTION: Readonly<Record<string, Access>> = {
  attemptOutput: to(READERS, run('runId')),
  runChanged: to(READERS, run('runId')),
  runEvents: to(READERS, run('runId')),
  runsEvents: to(READERS, projects('projectId')),
};

/** By the name of the root type, then of the field. */
export const FIELD_ACCESS: Readonly<Record<string, Readonly<Record<string, Access>>>> = {
  Query: QUERY,
  Mutation: MUTATION,
  Subscription: SUBSCRIPTION,
};

/** Commands by which workers keep what they have: no limit of a rate may take their lease away. */
export const NEVER_LIMITED: ReadonlySet<string> = new Set(['claimWork', 'heartbeat', 'releaseLease']);

/** Commands of workers: they have a limit of their own. */
export const WORK_COMMANDS: ReadonlySet<string> = new Set([
  'reportCiResult',
  'submitAuditorResult',
  'submitBuilderResult',
  'recordIssues',
]);

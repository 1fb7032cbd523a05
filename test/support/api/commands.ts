/** The commands of the API as the tests send them: one document for each, with what most tests look at in its payload. */
import { REFUSAL } from '../../../src/cli/graphql/refusal.js';
import type { ResultOf, TypedDocument, VariablesOf } from '../../../src/common/typed-document.js';
import type { TestClient } from '../graphql-client.js';
import type { RefusalFragment } from './documents.generated.js';
import { gql } from './gql.js';

/** All scalars of a run, with its budgets and its failure. */
export const RUN =
  gql(`fragment RunRow on Run { id runId projectId state isTerminal nextStates version safetyProfile runScope
  tokenCap maxPhases maxDurationMinutes maxMinorIssuesTotal tokensUsed ciRunsUsed minorIssuesCount majorIssuesCount
  debtStatus promotionEligibleToMain failureReason createdAt startedAt completedAt deadlineAt
  budgets { scope name limit used left }
  failure { rule message tierId phaseId budget { scope name limit used left } reasons { code message source } } }`);
export const TIER = gql(`fragment TierRow on Tier { id tierId runId tierIndex name description state cleanliness
  cleanlinessReasons { code message source } tokenCap ciRunCap maxMinorIssuesTolerated maxMajorIssuesTolerated tokensUsed ciRunsUsed
  minorIssuesCount majorIssuesCount startedAt completedAt budgets { scope name limit used left } }`);
export const PHASE =
  gql(`fragment PhaseRow on Phase { id phaseId runId tierId phaseIndex name description state nextStates taskCategory
  complexity builderMode allowedPaths acceptanceCriteria allowNoop maxBuilderAttempts maxAuditorAttempts incidentTokenCap builderAttempts
  auditorAttempts tokensUsed minorIssuesCount majorIssuesCount issueState startedAt completedAt
  budgets { scope name limit used left } }`);
export const EVENT = gql(
  'fragment EventRow on RunEvent { id runId seq type subject actor cause at fromState toState data }',
);

const COMMANDS = {
  startRun: gql(
    `mutation ($input: StartRunInput!) { startRun(input: $input) { run { ...RunRow } warnings { code message path } errors { ...Refusal } } }`,
    RUN,
    REFUSAL,
  ),
  startRunFromPlan: gql(
    `mutation ($input: StartRunFromPlanInput!) { startRunFromPlan(input: $input) {
      runs { ...RunRow } warnings { code message path } errors { ...Refusal } } }`,
    RUN,
    REFUSAL,
  ),
  continueRun: gql(
    `mutation ($input: ContinueRunInput!) { continueRun(input: $input) {
      runs { ...RunRow continuesRunId previousRunId } warnings { code message path } errors { ...Refusal } } }`,
    RUN,
    REFUSAL,
  ),
  addTier: gql(
    `mutation ($input: AddTierInput!) { addTier(input: $input) {
      tier { tierId tierIndex tokenCap phases { phaseId } } run { version state } errors { ...Refusal } } }`,
    REFUSAL,
  ),
  addPhase: gql(
    `mutation ($input: AddPhaseInput!) { addPhase(input: $input) { phase { ...PhaseRow } run { version state } errors { ...Refusal } } }`,
    PHASE,
    REFUSAL,
  ),
  sealPlan: gql(
    `mutation ($input: SealPlanInput!) { sealPlan(input: $input) { run { ...RunRow } warnings { code message path } errors { ...Refusal } } }`,
    RUN,
    REFUSAL,
  ),
  updatePhaseStatus: gql(
    `mutation ($input: UpdatePhaseStatusInput!) { updatePhaseStatus(input: $input) {
      phase { ...PhaseRow } run { ...RunRow } errors { ...Refusal } } }`,
    PHASE,
    RUN,
    REFUSAL,
  ),
  cancelRun: gql(
    'mutation ($input: CancelRunInput!) { cancelRun(input: $input) { run { runId state version nextStates } errors { ...Refusal } } }',
    REFUSAL,
  ),
  deleteRun: gql(
    'mutation ($input: DeleteRunInput!) { deleteRun(input: $input) { deletedRunId errors { ...Refusal } } }',
    REFUSAL,
  ),
  promoteRun: gql(
    `mutation ($input: PromoteRunInput!) { promoteRun(input: $input) {
      promotion { eligible blockers { code } commit promotedAt } errors { ...Refusal } } }`,
    REFUSAL,
  ),
  recordIssues: gql(
    'mutation ($input: RecordIssuesInput!) { recordIssues(input: $input) { issues { id issueKey } phase { phaseId } errors { ...Refusal } } }',
    REFUSAL,
  ),
  createProject: gql(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id projectId name dispatching dispatchChange { by at reason } } errors { ...Refusal } } }',
    REFUSAL,
  ),
  updateProject: gql(
    'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { id projectId name dispatching dispatchChange { by at reason } } errors { ...Refusal } } }',
    REFUSAL,
  ),
  setDispatch: gql(
    'mutation ($input: SetDispatchInput!) { setDispatch(input: $input) { project { id projectId name dispatching dispatchChange { by at reason } } errors { ...Refusal } } }',
    REFUSAL,
  ),
  setDrain: gql(
    'mutation ($input: SetDrainInput!) { setDrain(input: $input) { draining { since by reason leases leasesUntil } errors { ...Refusal } } }',
    REFUSAL,
  ),
  rebuildFileLayout: gql(
    'mutation ($input: RebuildFileLayoutInput!) { rebuildFileLayout(input: $input) { fileLayout { upToDate } errors { ...Refusal } } }',
    REFUSAL,
  ),
  publishRuleset: gql(
    'mutation ($input: PublishRulesetInput!) { publishRuleset(input: $input) { ruleset { id version } errors { ...Refusal } } }',
    REFUSAL,
  ),
};

type Commands = typeof COMMANDS;
export type CommandName = keyof Commands;
export type InputOf<Name extends CommandName> = VariablesOf<Commands[Name]>['input'];
export type PayloadOf<Name extends CommandName> = ResultOf<Commands[Name]>[Name & keyof ResultOf<Commands[Name]>] & {
  readonly errors: readonly RefusalFragment[];
};

/** Sends a command and answers its payload. */
export const commandsOf =
  (client: TestClient) =>
  async <Name extends CommandName>(name: Name, input: InputOf<Name>): Promise<PayloadOf<Name>> => {
    const document = COMMANDS[name] as unknown as TypedDocument<
      Record<Name, PayloadOf<Name>>,
      { readonly input: InputOf<Name> }
    >;
    return (await client.request(document, { input }))[name];
  };

/** The schema: what the code prints, what is committed and what a server serves are one; all of it is described; the lists agree. */
import 'reflect-metadata';

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import {
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  type GraphQLSchema,
  type IntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import ts from 'typescript';

import { RESOLVERS } from '../../src/app.resolvers.js';
import { ATTACHMENT_KINDS } from '../../src/domain/model/attempt.js';
import { ROLES } from '../../src/domain/model/caller.js';
import { FORGE_CHECK_STATES } from '../../src/domain/model/forge.js';
import { PHASE_STATES } from '../../src/domain/model/phase-state.js';
import * as change from '../../src/domain/model/promotion-change.js';
import { REFUSAL_CODES } from '../../src/domain/model/refusal.js';
import * as remote from '../../src/domain/model/remote.js';
import { EVENT_ACTORS, EVENT_SUBJECTS, RUN_EVENT_TYPES } from '../../src/domain/model/run-event.js';
import { RUN_STATES } from '../../src/domain/model/run-state.js';
import { TIER_STATES } from '../../src/domain/model/tier-state.js';
import * as words from '../../src/domain/model/vocabulary.js';
import * as webhook from '../../src/domain/model/webhook.js';
import { CHECK_KINDS, CHECK_STATES } from '../../src/domain/rules/ci/commit-check.js';
import { CHECKS_VERDICTS } from '../../src/domain/rules/forge/checks-verdict.js';
import { describeRoots, SCHEMA_OPTIONS } from '../../src/graphql/graphql.options.js';
import { RUN_ORDERS } from '../../src/runs/run-order.js';
import { startTestServer, type TestServer } from '../support/server/server.js';

const LISTS: Readonly<Record<string, readonly string[]>> = {
  Role: ROLES,
  RunState: RUN_STATES,
  CommitCheckKind: CHECK_KINDS,
  TierState: TIER_STATES,
  PhaseState: PHASE_STATES,
  RunEventType: RUN_EVENT_TYPES,
  EventSubject: EVENT_SUBJECTS,
  EventActor: EVENT_ACTORS,
  CommandErrorCode: REFUSAL_CODES,
  SafetyProfile: words.SAFETY_PROFILES,
  RunOrder: RUN_ORDERS,
  RunScope: words.RUN_SCOPES,
  Complexity: words.COMPLEXITIES,
  BuilderMode: words.BUILDER_MODES,
  Cleanliness: words.CLEANLINESS,
  DebtStatus: words.DEBT_STATUSES,
  IssueState: words.ISSUE_STATES,
  BudgetScope: words.BUDGET_SCOPES,
  Severity: words.SEVERITIES,
  IssueSource: words.ISSUE_SOURCES,
  BacklogStatus: words.BACKLOG_STATUSES,
  ForgeKind: remote.FORGE_KINDS,
  PromotionKind: change.PROMOTION_KINDS,
  ChangeState: change.CHANGE_STATES,
  ForgeCheckState: FORGE_CHECK_STATES,
  ChecksVerdict: CHECKS_VERDICTS,
  PushFault: remote.PUSH_FAULTS,
  RefPushState: remote.REF_PUSH_STATES,
  RemoteCredentialKind: remote.CREDENTIAL_KINDS,
  RemotePushState: remote.REMOTE_PUSH_STATES,
  WebhookDeliveryState: webhook.DELIVERY_STATES,
  WebhookDisabledReason: webhook.DISABLED_REASONS,
  WebhookEventType: webhook.WEBHOOK_EVENT_TYPES,
  WebhookFault: webhook.DELIVERY_FAULTS,
  WebhookMessageType: webhook.WEBHOOK_MESSAGE_TYPES,
  CiProfile: words.CI_PROFILES,
  WorkerRole: words.WORKER_ROLES,
  AttemptState: words.ATTEMPT_STATES,
  BuilderStatus: words.BUILDER_STATUSES,
  AuditVerdict: words.AUDIT_VERDICTS,
  Confidence: words.CONFIDENCES,
  GateVerdict: words.GATE_VERDICTS,
  CiVerdict: words.CI_VERDICTS,
  CiTestStatus: words.CI_TEST_STATUSES,
  Directive: words.DIRECTIVES,
  ArchiveOutcome: words.ARCHIVE_OUTCOMES,
  BacktestOutcome: words.BACKTEST_OUTCOMES,
  ReplayOutcome: words.REPLAY_OUTCOMES,
};
/** Columns whose values the database checks. */
const CHECKED: Readonly<Record<string, readonly string[]>> = {
  ck_access_token_role: ROLES,
  ck_run_state: RUN_STATES,
  ck_tier_state: TIER_STATES,
  ck_phase_state: PHASE_STATES,
  ck_run_event_type: RUN_EVENT_TYPES,
  ck_run_safety_profile: words.SAFETY_PROFILES,
  ck_run_scope: words.RUN_SCOPES,
  ck_phase_complexity: words.COMPLEXITIES,
  ck_phase_builder_mode: words.BUILDER_MODES,
  ck_phase_issue_severity: words.SEVERITIES,
  ck_phase_issue_effective_severity: words.SEVERITIES,
  ck_phase_issue_source: words.ISSUE_SOURCES,
  ck_phase_issue_complexity: words.COMPLEXITIES,
  ck_backlog_entry_base_severity: words.SEVERITIES,
  ck_issue_sighting_severity: words.SEVERITIES,
  ck_attempt_role: words.WORKER_ROLES,
  ck_attempt_state: words.ATTEMPT_STATES,
  ck_attempt_artefact_kind: ATTACHMENT_KINDS,
  ck_ci_try_verdict: words.CI_VERDICTS,
  ck_commit_check_kind: CHECK_KINDS,
  ck_commit_check_state: CHECK_STATES,
  ck_commit_check_verdict: words.CI_VERDICTS,
  ck_commit_check_try_state: words.ATTEMPT_STATES,
  ck_commit_check_try_verdict: words.CI_VERDICTS,
  ck_late_result_role: words.WORKER_ROLES,
  ck_lease_role: words.WORKER_ROLES,
  ck_work_queue_role: words.WORKER_ROLES,
  ck_worker_role: words.WORKER_ROLES,
  ck_project_remote_fault: remote.PUSH_FAULTS,
  ck_project_remote_forge: remote.FORGE_KINDS,
  ck_promotion_kind: change.PROMOTION_KINDS,
  ck_promotion_change_forge: remote.FORGE_KINDS,
  ck_promotion_change_state: change.CHANGE_STATES,
  ck_promotion_change_fault: change.CHANGE_FAULTS,
  ck_remote_ref_fault: remote.PUSH_FAULTS,
  ck_remote_ref_state: remote.REF_PUSH_STATES,
  ck_webhook_delivery_fault: webhook.DELIVERY_FAULTS,
  ck_webhook_delivery_state: webhook.DELIVERY_STATES,
  ck_webhook_delivery_type: webhook.WEBHOOK_MESSAGE_TYPES,
  ck_webhook_disabled_reason: webhook.DISABLED_REASONS,
  ck_webhook_event_type: webhook.WEBHOOK_EVENT_TYPES,
};

const sorted = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema));

let server: TestServer;
let committed: GraphQLSchema;
beforeAll(async () => {
  server = await startTestServer();
  committed = buildSchema(readFileSync('schema.graphql', 'utf8'));
});
afterAll(async () => server.close());

describe('schema.graphql', () => {
  it('is what the code prints, sorted', async () => {
    const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
    const printed = sorted(describeRoots(await app.get(GraphQLSchemaFactory).create(RESOLVERS, SCHEMA_OPTIONS)));
    await app.close();
    expect(sorted(committed)).toBe(printed);
    expect(readFileSync('schema.graphql', 'utf8')).toContain(printed);
  });

  it('I5: every type with an id is a Node, and every Node has one; a token is read by operators alone, and by no other door', () => {
    const types = Object.values(committed.getTypeMap()).filter(isObjectType);
    const withId = types
      .filter((type) => type.getFields().id !== undefined && type.name !== 'Token')
      .map((type) => type.name);
    const nodes = types
      .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
      .map((type) => type.name);
    expect(nodes.sort()).toEqual(withId.sort());
    for (const type of types) if (type.getFields().id) expect(String(type.getFields().id!.type)).toBe('ID!');
  });

  it('is what a running server serves', async () => {
    const served = buildClientSchema(
      (await server.requestRaw(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true })))
        .data as IntrospectionQuery,
    );
    expect(sorted(served)).toBe(sorted(committed));
  });

  it('describes every type, field, argument, input field and enum value', () => {
    const silent: string[] = [];
    const look = (name: string, described: { readonly description?: string | null | undefined }) => {
      if (!described.description || described.description.trim().length < 3) silent.push(name);
    };
    for (const type of Object.values(committed.getTypeMap())) {
      if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
      look(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
      }
    }
    expect(silent).toEqual([]);
  });

  it('takes one input in every mutation, with an optional idempotencyKey; expectedRunVersion wherever there is a run (W5)', () => {
    for (const field of Object.values(committed.getMutationType()!.getFields())) {
      expect([field.name, field.args.map((argument) => argument.name)]).toEqual([field.name, ['input']]);
      const input = committed.getType(String(field.args[0]!.type).replace('!', ''));
      if (!isInputObjectType(input)) throw new Error(`${field.name} takes no input object`);
      expect([field.name, String(input.getFields().idempotencyKey?.type)]).toEqual([field.name, 'String']);
      // A claim and a report say where work is looked for; neither is a command on a run that its caller has looked at.
      const makesRuns = field.name.startsWith('startRun') || ['claimWork', 'reportCiResult'].includes(field.name);
      if (input.getFields().runId && !makesRuns)
        expect([field.name, String(input.getFields().expectedRunVersion?.type)]).toEqual([field.name, 'Int']);
    }
  });
});

describe('lists of words', () => {
  it('are the same in TypeScript and GraphQL (S1)', () => {
    const enums = Object.values(committed.getTypeMap()).filter(
      (type) => isEnumType(type) && !type.name.startsWith('__'),
    );
    expect(enums.map((type) => type.name).sort()).toEqual(Object.keys(LISTS).sort());
    for (const type of enums)
      if (isEnumType(type))
        expect([
          type.name,
          type
            .getValues()
            .map((value) => value.name)
            .sort(),
        ]).toEqual([type.name, [...LISTS[type.name]!].sort()]);
  });

  it('are the same in TypeScript and SQL (S1)', async () => {
    const checks = await server.database.query<{ conname: string; text: string }>(
      `select conname, pg_get_constraintdef(oid) as text from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace and pg_get_constraintdef(oid) ~ 'ARRAY'`,
    );
    const found = Object.fromEntries(
      checks.map(({ conname, text }) => [
        conname,
        [...text.matchAll(/'([A-Za-z_]+)'/g)].map((match) => match[1]).sort(),
      ]),
    );
    expect(found).toEqual(Object.fromEntries(Object.entries(CHECKED).map(([name, list]) => [name, [...list].sort()])));
  });

  it('hold no state that waits for a human (C1)', () => {
    expect(RUN_STATES.filter((state) => /PAUSE|WAIT|HOLD|APPROV|PENDING/.test(state))).toEqual([]);
  });
});

describe('app.resolvers.ts', () => {
  it('lists every resolver there is', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
    );
    const decorated = files.flatMap((path) => {
      const tree = ts.createSourceFile(path, readFileSync(join('src', path), 'utf8'), ts.ScriptTarget.Latest, true);
      return tree.statements
        .filter((statement) => ts.isClassDeclaration(statement))
        .filter((statement) =>
          ts.getDecorators(statement)?.some((decorator) => /^@Resolver\b/.test(decorator.getText())),
        )
        .map((statement) => statement.name!.text);
    });
    expect(RESOLVERS.map((resolver) => resolver.name).sort()).toEqual(decorated.sort());
  });
});

describe('states', () => {
  it('are set by nobody: no command but the lever of a phase takes one (C2)', () => {
    const taken = Object.values(buildSchema(readFileSync('schema.graphql', 'utf8')).getTypeMap())
      .filter((type) => isInputObjectType(type))
      .flatMap((type) =>
        Object.values(type.getFields()).map((field) => ({
          place: `${type.name}.${field.name}`,
          of: String(field.type),
        })),
      )
      .filter(({ place, of }) => /State\b/.test(of) && !/Filter\./.test(place));
    expect(taken).toEqual([{ place: 'UpdatePhaseStatusInput.state', of: 'PhaseState!' }]);
  });
});

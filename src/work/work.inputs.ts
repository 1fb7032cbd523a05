/** Inputs of the commands about work. */
import { ArgsType, Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEnum,
  IsNumber,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { BUDGET_MAXIMA } from '../domain/model/limits.js';
import type { AuditVerdict, BuilderStatus, Confidence, WorkerRole } from '../domain/model/vocabulary.js';
import { CommandInput, RunCommandInput } from '../graphql/types/command.inputs.js';
import { SafeInt } from '../graphql/types/scalars.js';
import {
  IsId,
  IsLeaseToken,
  IsLog,
  IsLongText,
  IsPatch,
  IsProgram,
  IsShortText,
  IsWhole,
} from '../graphql/types/validation.js';
import { AuditVerdictEnum, BuilderStatusEnum, ConfidenceEnum, WorkerRoleEnum } from '../graphql/types/work-enums.js';
import { IssueInput } from '../issues/issue.inputs.js';

const MOST_WAIT_SECONDS = 30;
const MOST_PROBES = 100;
const MOST_ISSUES = 100;
const MOST_SECONDS = 10_000_000;
const SECONDS = { description: 'How long it took, in seconds.', nullable: true };

/** Seconds, with a fraction. */
export const IsSeconds = (): PropertyDecorator => (target, property) => {
  IsOptional()(target, property);
  IsNumber({ allowNaN: false, allowInfinity: false })(target, property);
  Min(0)(target, property);
  Max(MOST_SECONDS)(target, property);
};

@InputType('ClaimWorkInput', { description: 'A worker requests work. The server selects it.' })
export class ClaimWorkInput extends CommandInput {
  @IsEnum(WorkerRoleEnum)
  @Field(() => WorkerRoleEnum, { description: 'What the worker does.' })
  role: WorkerRole;
  @IsShortText(100)
  @Field({ description: 'Its own name, 1 to 100 characters; it is displayed, and two workers should not share one.' })
  workerId: string;
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only work of this project.' })
  projectId?: string | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only work of this run.' })
  runId?: string | null;
  @IsOptional()
  @IsWhole(0, MOST_WAIT_SECONDS)
  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description:
      'How long to wait for work if there is none: 0 to 30 seconds. With 0 the answer comes at once; it counts every change that was answered before.',
  })
  waitSeconds?: number | null;
}

@InputType({ isAbstract: true })
abstract class LeaseCommandInput extends CommandInput {
  @IsLeaseToken()
  @Field({ description: 'The token of the lease, as claimWork returned it.' })
  leaseToken: string;
}

const TOKENS_ESTIMATED =
  'Its total is an estimate: it is charged and the attempt is marked. Absent: the total is as the model reported it.';
const AGENT_PROGRAM =
  'Program and version of the agent, such as `claude-code 2.1.0`, up to 200 characters on one line; the trailers of its commit name it.';
const AGENT_LOG = 'What the agent wrote, up to 262,144 characters; kept with the attempt, secrets taken out.';
const TOKENS_USED = 'Total of tokens that this lease has used so far, not an increment. Absent: unknown.';

@InputType('HeartbeatInput', { description: 'A worker is alive and continues its work.' })
export class HeartbeatInput extends LeaseCommandInput {
  @IsOptional()
  @IsWhole(0, BUDGET_MAXIMA.addTokens)
  @Field(() => SafeInt, { nullable: true, description: TOKENS_USED })
  tokensUsed?: number | null;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'For the log; it has no effect on decisions.' })
  note?: string | null;
  @IsOptional()
  @IsLog()
  @Field(() => String, {
    nullable: true,
    description:
      'The last lines that agent or CI printed since the tail that was taken last, whole lines where possible: 4 kB are kept, at most one tail a second; secrets are taken out. Shown while the attempt lives; no evidence.',
  })
  outputTail?: string | null;
}

@InputType('ReleaseLeaseInput', { description: 'A worker releases its lease.' })
export class ReleaseLeaseInput extends LeaseCommandInput {
  @IsLongText()
  @Field({ description: 'Why.' })
  reason: string;
  @IsOptional()
  @IsWhole(0, BUDGET_MAXIMA.addTokens)
  @Field(() => SafeInt, { nullable: true, description: TOKENS_USED })
  tokensUsed?: number | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: TOKENS_ESTIMATED })
  tokensEstimated?: boolean | null;
}

@InputType('ProbeResultInput', { description: 'A check that the Builder ran itself.' })
export class ProbeResultInput {
  @IsShortText(200)
  @Field({ description: 'Its name.' })
  name: string;
  @IsShortText(200)
  @Field({ description: 'Its kind: test, lint, build …' })
  kind: string;
  @IsWhole(-(2 ** 31), 2 ** 31 - 1)
  @Field(() => Int, { description: 'Exit code; anything but 0 failed.' })
  exitCode: number;
  @IsSeconds()
  @Field(() => Float, SECONDS)
  durationSeconds?: number | null;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'The end of its output, up to 10,000 characters.' })
  outputTail?: string | null;
}

@InputType('SubmitBuilderResultInput', { description: 'A Builder’s result: a claim, judged by the gate.' })
export class SubmitBuilderResultInput extends LeaseCommandInput {
  @IsEnum(BuilderStatusEnum)
  @Field(() => BuilderStatusEnum, { description: 'The Builder’s own assessment.' })
  status: BuilderStatus;
  @IsOptional()
  @IsPatch()
  @Field(() => String, {
    nullable: true,
    description: 'Unified diff as git writes it, binary parts included, against the base commit of the brief.',
  })
  patch?: string | null;
  @IsOptional()
  @IsLongText()
  @Field(() => String, {
    nullable: true,
    description: 'For the next attempt and for Auditors; up to 10,000 characters.',
  })
  notes?: string | null;
  @IsOptional()
  @IsWhole(0, BUDGET_MAXIMA.addTokens)
  @Field(() => SafeInt, { nullable: true, description: TOKENS_USED })
  tokensUsed?: number | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: TOKENS_ESTIMATED })
  tokensEstimated?: boolean | null;
  @IsOptional()
  @IsProgram()
  @Field(() => String, { nullable: true, description: AGENT_PROGRAM })
  agent?: string | null;
  @IsOptional()
  @IsLog()
  @Field(() => String, { nullable: true, description: AGENT_LOG })
  log?: string | null;
  @IsSeconds()
  @Field(() => Float, SECONDS)
  durationSeconds?: number | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_PROBES)
  @ValidateNested({ each: true })
  @Type(() => ProbeResultInput)
  @Field(() => [ProbeResultInput], { nullable: true, description: 'Checks that it ran, up to 100.' })
  probes?: ProbeResultInput[] | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_ISSUES)
  @ValidateNested({ each: true })
  @Type(() => IssueInput)
  @Field(() => [IssueInput], {
    nullable: true,
    description: 'Issues that it found, up to 100; recorded with the result.',
  })
  suggestedIssues?: IssueInput[] | null;
}

@InputType('SubmitAuditorResultInput', { description: 'An Auditor’s result. APPROVE is not a pass.' })
export class SubmitAuditorResultInput extends LeaseCommandInput {
  @IsEnum(AuditVerdictEnum)
  @Field(() => AuditVerdictEnum, { description: 'The verdict.' })
  verdict: AuditVerdict;
  @IsLongText()
  @Field({ description: 'For the next attempt; up to 10,000 characters.' })
  notes: string;
  @IsOptional()
  @IsPatch()
  @Field(() => String, { nullable: true, description: 'Replaces the Builder’s patch, against the same base.' })
  patch?: string | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_ISSUES)
  @ValidateNested({ each: true })
  @Type(() => IssueInput)
  @Field(() => [IssueInput], { nullable: true, description: 'Issues that it found, up to 100.' })
  issues?: IssueInput[] | null;
  @IsOptional()
  @IsWhole(0, BUDGET_MAXIMA.addTokens)
  @Field(() => SafeInt, { nullable: true, description: TOKENS_USED })
  tokensUsed?: number | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, { nullable: true, description: TOKENS_ESTIMATED })
  tokensEstimated?: boolean | null;
  @IsOptional()
  @IsProgram()
  @Field(() => String, { nullable: true, description: AGENT_PROGRAM })
  agent?: string | null;
  @IsOptional()
  @IsLog()
  @Field(() => String, { nullable: true, description: AGENT_LOG })
  log?: string | null;
  @IsOptional()
  @IsEnum(ConfidenceEnum)
  @Field(() => ConfidenceEnum, { nullable: true, description: 'How sure it is.' })
  confidence?: Confidence | null;
}

@InputType('RequestAuditInput', { description: 'The operator requests an audit of a phase.' })
export class RequestAuditInput extends RunCommandInput {
  @IsId()
  @Field(() => ID, { description: 'The phase: in GATE at once, QUEUED with its next result.' })
  phaseId: string;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'What the Auditor should review.' })
  focus?: string | null;
  @IsOptional()
  @IsShortText(200)
  @Field(() => String, { nullable: true, description: 'Instead of the Auditor profile of the strategy.' })
  auditorProfile?: string | null;
}

const MOST_LATE_RESULTS = 200;

@ArgsType()
export class OfProjectArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only what concerns this project; left out: all.' })
  projectId?: string | null;
}

@ArgsType()
export class LateResultsArgs {
  @IsOptional()
  @IsWhole(1, MOST_LATE_RESULTS)
  @Field(() => Int, { nullable: true, defaultValue: 50, description: `At most so many, 1 to ${MOST_LATE_RESULTS}.` })
  first?: number | null;
}

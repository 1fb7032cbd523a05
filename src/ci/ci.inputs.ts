/** The report of one CI try (V2). */
import { Field, Float, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsEnum, IsIn, IsOptional, ValidateNested } from 'class-validator';

import { CI_VERDICTS, type CiTestStatus, type CiVerdict } from '../domain/model/vocabulary.js';
import { CommandInput } from '../graphql/types/command.inputs.js';
import { IsId, IsLeaseToken, IsLongText, IsPatch, IsShortText, IsWhole } from '../graphql/types/validation.js';
import { CiTestStatusEnum, CiVerdictEnum } from '../graphql/types/work-enums.js';
import { IsSeconds } from '../work/work.inputs.js';
import { CiStepReportInput } from './ci-steps.inputs.js';
import { SoundText } from './sound-text.js';

const MOST_REPORTS = 1_000;
const MOST_STEPS = 100;
const MOST_TESTS = 20_000;
const REPORTABLE = CI_VERDICTS.filter((verdict) => verdict !== 'FLAKY');

@InputType('CiTestInput', { description: 'A test that no report file contains.' })
export class CiTestInput {
  @SoundText()
  @IsShortText(1_000)
  @Field({ description: 'The same test, the same id, in every try.' })
  testId: string;
  @IsEnum(CiTestStatusEnum)
  @Field(() => CiTestStatusEnum, { description: 'How it ended.' })
  status: CiTestStatus;
  @IsSeconds()
  @Field(() => Float, { nullable: true, description: 'How long it took, in seconds.' })
  durationSeconds?: number | null;
}

@InputType('ReportCiResultInput', {
  description:
    'One try of CI: under a lease, by its token; or from outside, then it is final and names run, phase and commit (without a repository: the attempt).',
})
export class ReportCiResultInput extends CommandInput {
  @IsOptional()
  @IsLeaseToken()
  @Field(() => String, { nullable: true, description: 'The token of a CI lease.' })
  leaseToken?: string | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'From outside: the run.' })
  runId?: string | null;
  @IsOptional()
  @IsId()
  @Field(() => ID, {
    nullable: true,
    description: 'From outside: the phase; left out with a commit: CI on the commit that the run starts from.',
  })
  phaseId?: string | null;
  @IsOptional()
  @IsShortText(64)
  @Field(() => String, { nullable: true, description: 'From outside: the commit that was tested.' })
  commit?: string | null;
  @IsOptional()
  @IsWhole(0, 2 ** 31 - 1)
  @Field(() => Int, {
    nullable: true,
    description: 'From outside, without a repository: the number of the attempt that was tested.',
  })
  attempt?: number | null;
  @IsIn(REPORTABLE, {
    message: '$property must be GREEN, RED, MISSING or ENVIRONMENT; FLAKY is what the Supervisor finds out',
  })
  @Field(() => CiVerdictEnum, {
    description: 'What the reporter says; the tests can only make it worse. FLAKY is not an input.',
  })
  verdict: CiVerdict;
  @SoundText()
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'In a sentence or two.' })
  summary?: string | null;
  @SoundText()
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_REPORTS)
  @IsPatch({ each: true })
  @Field(() => [String], {
    nullable: true,
    description: 'Texts of report files: JUnit XML or CTRF; read up to 1 MiB each, up to 1,000.',
  })
  reports?: string[] | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_STEPS)
  @ValidateNested({ each: true })
  @Type(() => CiStepReportInput)
  @Field(() => [CiStepReportInput], {
    nullable: true,
    description:
      'Which step left which of `reports`, so that each is judged by its own. Left out under a lease: the only step that promises a report wrote them all; of several, each must have one with executed tests.',
  })
  steps?: CiStepReportInput[] | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_STEPS)
  @IsShortText(200, { each: true })
  @Field(() => [String], {
    nullable: true,
    description: 'Names of the steps that failed: so that tests that are red on the base commit can explain a RED.',
  })
  failedSteps?: string[] | null;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_TESTS)
  @ValidateNested({ each: true })
  @Type(() => CiTestInput)
  @Field(() => [CiTestInput], {
    nullable: true,
    description: 'Tests that no report file contains; up to 20,000.',
  })
  tests?: CiTestInput[] | null;
  @SoundText()
  @IsOptional()
  @IsPatch()
  @Field(() => String, { nullable: true, description: 'The end of the output; secrets are taken out.' })
  outputTail?: string | null;
  @IsSeconds()
  @Field(() => Float, { nullable: true, description: 'How long the try took, in seconds.' })
  durationSeconds?: number | null;
}

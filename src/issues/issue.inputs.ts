/** Inputs of the commands and queries on issues. */
import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsEnum, IsOptional, ValidateNested } from 'class-validator';

import type { IssueReport } from '../domain/model/issue.js';
import type { BacklogStatus, Complexity, IssueSource, Severity } from '../domain/model/vocabulary.js';
import { PageArgs } from '../graphql/paging/page.inputs.js';
import { RunCommandInput } from '../graphql/types/command.inputs.js';
import { BacklogStatusEnum, ComplexityEnum, IssueSourceEnum, SeverityEnum } from '../graphql/types/enums.js';
import { IsId, IsIssueKey, IsLongText, IsName, IsShortText, IsTextList } from '../graphql/types/validation.js';
import { RunIdArgs } from '../runs/run.inputs.js';

@InputType('IssueInput', { description: 'An issue as it is reported.' })
export class IssueInput {
  @IsIssueKey()
  @Field(() => ID, {
    description:
      'The same problem, the same key: small letters, digits, "_", ".", ":", "-", up to 200; `category__subject__detail`.',
  })
  issueKey: string;
  @IsName()
  @Field({ description: 'Kind of issue, 1 to 200 characters.' })
  category: string;
  @IsOptional()
  @IsEnum(SeverityEnum)
  @Field(() => SeverityEnum, { nullable: true, description: 'Left out: the default of the category, else MINOR.' })
  severity?: Severity | null;
  @IsEnum(IssueSourceEnum)
  @Field(() => IssueSourceEnum, { description: 'Who found it.' })
  source: IssueSource;
  @IsOptional()
  @IsLongText()
  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  description?: string | null;
  @IsOptional()
  @IsShortText(200)
  @Field(() => String, { nullable: true, description: 'Left out: that of the phase.' })
  taskCategory?: string | null;
  @IsOptional()
  @IsEnum(ComplexityEnum)
  @Field(() => ComplexityEnum, { nullable: true, description: 'Left out: that of the phase.' })
  complexity?: Complexity | null;
  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    description: 'A failure that is known and accepted: recorded and displayed, never counted.',
  })
  expectedFail?: boolean | null;
  @IsOptional()
  @IsTextList()
  @Field(() => [String], {
    nullable: true,
    description: 'Paths, links, log lines; up to 100 of 1,000 characters, 50 distinct ones are kept.',
  })
  evidenceRefs?: string[] | null;
}

const MOST_AT_ONCE = 100;

@InputType('RecordIssuesInput', { description: 'Issues of a phase to record, all or none.' })
export class RecordIssuesInput extends RunCommandInput {
  @IsId()
  @Field(() => ID, { description: 'The phase, whatever its state.' })
  phaseId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_AT_ONCE)
  @ValidateNested({ each: true })
  @Type(() => IssueInput)
  @Field(() => [IssueInput], { description: '1 to 100 reports; a key may occur several times.' })
  issues: IssueInput[];
}

export const toReport = (input: IssueInput): IssueReport => ({
  issueKey: input.issueKey,
  category: input.category,
  severity: input.severity ?? null,
  source: input.source,
  description: input.description ?? null,
  taskCategory: input.taskCategory ?? null,
  complexity: input.complexity ?? null,
  expectedFail: input.expectedFail ?? false,
  evidenceRefs: input.evidenceRefs ?? [],
});

@ArgsType()
export class PhaseOfRunArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only those of this phase.' })
  phaseId?: string | null;
}

@ArgsType()
export class IssuesArgs extends RunIdArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only those of this phase.' })
  phaseId?: string | null;
}

@ArgsType()
export class BacklogArgs extends PageArgs {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsEnum(BacklogStatusEnum, { each: true })
  @Field(() => [BacklogStatusEnum], { nullable: true, description: 'Only entries of these; an empty list finds none.' })
  status?: BacklogStatus[] | null;
}

@ArgsType()
export class BacklogSummaryArgs {
  @IsId()
  @Field(() => ID, { description: 'The project.' })
  projectId: string;
}

@ArgsType()
export class RecountArgs {
  @IsOptional()
  @IsId()
  @Field(() => ID, { nullable: true, description: 'Only this project; left out: all.' })
  projectId?: string | null;
}

/** Which step of CI wrote which report (V8). */
import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';

import { IsShortText, IsWhole } from '../graphql/types/validation.js';
import { SoundText } from './sound-text.js';

const MOST_FILES = 2_000;

@InputType('CiReportFileInput', { description: 'A report file of a step.' })
export class CiReportFileInput {
  @SoundText(1_000)
  @IsShortText(1_000)
  @Field({ description: 'Its path from the root of the checkout, for people.' })
  path: string;
  @IsOptional()
  @IsWhole(0, 100_000)
  @Field(() => Int, {
    nullable: true,
    description: 'Its position in `reports`, from 0; null: it is not among them, and the try is no more GREEN.',
  })
  report?: number | null;
  @SoundText(1_000)
  @IsOptional()
  @IsShortText(1_000)
  @Field(() => String, {
    nullable: true,
    description:
      'Why it is not among `reports`, or not whole there, as the end of a sentence that begins with the file; null: it is whole.',
  })
  why?: string | null;
}

@InputType('CiStepReportInput', { description: 'What a step of CI that promises a report left.' })
export class CiStepReportInput {
  @IsShortText(200)
  @Field({ description: 'The name of the step in the ruleset.' })
  name: string;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_FILES)
  @ValidateNested({ each: true })
  @Type(() => CiReportFileInput)
  @Field(() => [CiReportFileInput], {
    nullable: true,
    description: 'Its report files, those included that were left out; up to 2,000.',
  })
  files?: CiReportFileInput[] | null;
  @IsOptional()
  @IsWhole(0, 2 ** 31 - 1)
  @Field(() => Int, { nullable: true, description: 'Further files that were left out and are not in `files`.' })
  more?: number | null;
  @SoundText(1_000)
  @IsOptional()
  @IsShortText(1_000)
  @Field(() => String, { nullable: true, description: 'Why there is no report, where that is known.' })
  hint?: string | null;
}

/**
 * The form of inputs (I1, I4, A3) as decorators; what they say ends in `extensions.fields`. The rules themselves stand
 * in the domain.
 */
import { applyDecorators } from '@nestjs/common';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';

import {
  idFault,
  LIST_ENTRY_MAX_LENGTH,
  LIST_MAX_ENTRIES,
  nameFault,
  TEXT_MAX_LENGTH,
  textFault,
} from '../../domain/model/identity.js';
import { issueKeyFault } from '../../domain/model/issue.js';
import { branchFault } from '../../domain/rules/project/branch-name.js';

type Fault = (text: string) => string | null;

/** A validator out of a function that says what is wrong with a text, or null. */
function Faultless(name: string, fault: Fault, options: ValidationOptions = {}): PropertyDecorator {
  const says = (value: unknown) => (typeof value === 'string' ? fault(value) : 'must be text');
  const first = (value: unknown) => (Array.isArray(value) ? value : [value]).map(says).find((found) => found !== null);
  return ValidateBy(
    { name, validator: { validate: (value) => says(value) === null } },
    { ...options, message: ({ property, value }) => `${property} ${first(value) ?? 'is not valid'}` },
  );
}

/** An id of the form of I1. */
export const IsId = (options: ValidationOptions = {}): PropertyDecorator => Faultless('isId', idFault, options);
/** The name of a token: it is part of the actors of events (A2). */
export const IsTokenName = (): PropertyDecorator =>
  Faultless('isTokenName', (text) =>
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/.test(text)
      ? null
      : 'must be 1 to 60 letters, digits, ".", "_" and "-", and begin with a letter or digit',
  );
/** The name of a branch. */
export const IsBranchName = (): PropertyDecorator => Faultless('isBranchName', branchFault);
/** The key of an issue (Q1). */
export const IsIssueKey = (): PropertyDecorator => Faultless('isIssueKey', issueKeyFault);
/** A name: 1 to 200 characters after trimming (I4). */
export const IsName = (): PropertyDecorator => Faultless('isName', nameFault);
/** Any text up to 10,000 characters (I4). */
export const IsLongText = (): PropertyDecorator => Faultless('isLongText', (text) => textFault(text, TEXT_MAX_LENGTH));
/** A text with a length: not empty, at most `maxLength` characters. */
export const IsShortText = (maxLength: number, options: ValidationOptions = {}): PropertyDecorator =>
  Faultless('isShortText', (text) => (text.length === 0 ? 'must not be empty' : textFault(text, maxLength)), options);
/** Up to 100 entries of up to 1,000 characters (I4). */
export const IsTextList = (): PropertyDecorator =>
  applyDecorators(
    IsArray(),
    ArrayMaxSize(LIST_MAX_ENTRIES),
    Faultless('isTextList', (text) => textFault(text, LIST_ENTRY_MAX_LENGTH), { each: true }),
  );
/** A whole number in a range. */
export const IsWhole = (least: number, most: number): PropertyDecorator =>
  applyDecorators(
    IsInt({ message: `$property must be a whole number from ${least} to ${most}` }),
    Min(least, { message: `$property must be a whole number from ${least} to ${most}` }),
    Max(most, { message: `$property must be a whole number from ${least} to ${most}` }),
  );

/** A caller's own key for a command (W5). */
export const IsIdempotencyKey = (): PropertyDecorator => applyDecorators(IsOptional(), IsShortText(200));

/** The token of a lease. */
export const IsLeaseToken = (): PropertyDecorator => IsShortText(200);

/** A patch may be larger than the gate allows, so that the gate can say so; the body's limit comes first (A3). */
const PATCH_MAX_LENGTH = 3_900_000;
const LOG_MAX_LENGTH = 262_144;
/** A log of up to 262,144 characters; control characters and all, as programs write them. */
export const IsLog = (): PropertyDecorator =>
  Faultless('isLog', (text) =>
    text.length <= LOG_MAX_LENGTH ? null : `must have at most ${LOG_MAX_LENGTH} characters`,
  );
/** A program with its version, as it stands in a trailer of a commit. */
export const IsProgram = (): PropertyDecorator =>
  Faultless(
    'isProgram',
    (text) =>
      nameFault(text) ?? (/[\p{Cc}\u2028\u2029]/u.test(text) ? 'must be one line without control characters' : null),
  );
/** A unified diff as git writes it. */
export const IsPatch = (options: ValidationOptions = {}): PropertyDecorator =>
  Faultless('isPatch', (text) => textFault(text, PATCH_MAX_LENGTH), options);

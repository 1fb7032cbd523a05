/** Fields that several parts of a ruleset's form are made of. */
import { z } from 'zod';

import {
  LIST_ENTRY_MAX_LENGTH,
  LIST_MAX_ENTRIES,
  NAME_MAX_LENGTH,
  nameFault,
  textFault,
} from '../../model/identity.js';
import { GLOB_MAX_LENGTH, globFault } from './glob-fault.js';

export const MAX_SECONDS = 86_400;

/** A whole number from 1, or from `least`, to `most`. */
export const whole = (most: number, least = 1) => z.int().min(least).max(most);
export const seconds = () => whole(MAX_SECONDS);

/** Text with a rule of its own: the rule says what is wrong. */
export const ruled = (fault: (text: string) => string | null, maxLength: number, minLength = 1) =>
  z
    .string()
    .superRefine((text, context) => {
      const wrong = fault(text);
      if (wrong) context.addIssue({ code: 'custom', message: wrong });
    })
    .meta({ minLength, maxLength });

export const name = () => ruled(nameFault, NAME_MAX_LENGTH);
export const glob = () => ruled(globFault, GLOB_MAX_LENGTH);
const entry = () => ruled((text) => textFault(text, LIST_ENTRY_MAX_LENGTH), LIST_ENTRY_MAX_LENGTH, 0);

export const argv = () =>
  z
    .array(entry())
    .min(1)
    .max(LIST_MAX_ENTRIES)
    .refine((words) => words[0] !== '', 'must begin with the program to run')
    .describe('The program and its arguments, one entry each. No shell reads them.');

/** The steps as they are named by a verdict that is kept: the same steps, the same name. */
import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import type { CheckSteps } from '../domain/ci/check-steps.js';

export const hashOfSteps = ({ steps }: CheckSteps): string =>
  createHash('sha256')
    .update(canonicalize(steps) ?? '')
    .digest('hex');

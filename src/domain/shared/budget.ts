/** A budget as it stands: whose, which, its limit and what of it is used. */
import type { BudgetScope } from './vocabulary.js';

export interface Budget {
  readonly scope: BudgetScope;
  readonly name: string;
  readonly limit: number;
  readonly used: number;
}

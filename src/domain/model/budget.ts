/** A budget: its scope, its name, its limit and how much of it is used. */
import type { BudgetScope } from './vocabulary.js';

export interface Budget {
  readonly scope: BudgetScope;
  readonly name: string;
  readonly limit: number;
  readonly used: number;
}

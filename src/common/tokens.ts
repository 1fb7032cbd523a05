/** Injection tokens of values that the composition root provides. */

/** The budget defaults that configuration may replace: `BudgetDefaults`. */
export const BUDGETS = Symbol('BudgetDefaults');

/** Injection tokens of values that the composition root provides. */

/** The numbers of section 4 that configuration may replace: `BudgetDefaults`. */
export const BUDGETS = Symbol('BudgetDefaults');

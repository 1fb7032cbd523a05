/** What a plan looks like, in fields that are empty. */
export const PLAN_EXAMPLE = `# What is to be built

## T1: Foundations

### F1.1: Name of the first phase

- Category: feature_scaffolding

What is to be done, and how one sees that it is done.`;

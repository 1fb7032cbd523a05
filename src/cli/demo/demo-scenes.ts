/** What the demo can show: the plan, what the scripted agents do with it, and how the run ends if all goes as it should. */

export const SCENE_NAMES = ['success', 'budget'] as const;
export type SceneName = (typeof SCENE_NAMES)[number];

/** Files are relative to the package. */
export interface Scene {
  readonly name: SceneName;
  readonly plan: string;
  readonly scenario: string;
  readonly endsIn: string;
  /** What a success is for: its work goes to main in the end (M2). */
  readonly promotes: boolean;
}

/** Both scenes obey the same policy. */
export const DEMO_RULESET = 'docs/examples/demo_ruleset.json';

export const SCENES: Readonly<Record<SceneName, Scene>> = {
  success: {
    name: 'success',
    plan: 'docs/examples/demo_plan.md',
    scenario: 'docs/examples/demo_scenario.yaml',
    endsIn: 'DONE_SUCCESS',
    promotes: true,
  },
  budget: {
    name: 'budget',
    plan: 'docs/examples/demo_budget_plan.md',
    scenario: 'docs/examples/demo_budget_scenario.yaml',
    endsIn: 'DONE_FAILED_BUDGET_EXHAUSTED',
    promotes: false,
  },
};

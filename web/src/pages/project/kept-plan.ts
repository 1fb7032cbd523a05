/** The plan that is being written, kept in the tab: it goes along to the simulation and survives a reload. */
const keyOf = (projectId: string): string => `autopack.plan.${projectId}`;

export const keptPlan = (projectId: string): string => sessionStorage.getItem(keyOf(projectId)) ?? '';

export function keepPlan(projectId: string, plan: string): void {
  try {
    sessionStorage.setItem(keyOf(projectId), plan);
  } catch {
    // The tab's store is full: the plan is kept by the page alone.
  }
}

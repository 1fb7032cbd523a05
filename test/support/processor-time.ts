/** Milliseconds of processor time that this process spends on some work: other processes on the machine do not change it, as they change a clock. */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return since(before);
}

/** The same for work that waits. What the process does beside it counts too. */
export async function processorMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return since(before);
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

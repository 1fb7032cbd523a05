const HOUSEKEEPING_MS = 30_000;

/** Waits for housekeeping, but never for long, and never fails with it: a result must not be lost for a folder that stays. */
export async function housekeeping(work: Promise<unknown>, ms = HOUSEKEEPING_MS): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

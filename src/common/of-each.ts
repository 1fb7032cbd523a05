/** Reads what several projects have, one after the other, as one list; null is every project, in one read. */
export async function ofEach<Row>(
  projectIds: readonly string[] | null,
  read: (projectId: string | null) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const projectId of projectIds ?? [null]) rows.push(...(await read(projectId)));
  return rows;
}

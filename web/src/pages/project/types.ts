import type { ProjectHeadQuery } from '../../api/operations/project.generated.js';

export type ProjectView = NonNullable<ProjectHeadQuery['project']>;
export type RunCounts = ProjectHeadQuery['runCounts'];

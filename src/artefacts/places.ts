/** Whom files below the runs root belong to, and where they are: the directory of a run or of a project. */
import { join } from 'node:path';

import type { LogSubject } from '../common/log-subject.js';
import {
  INCIDENT_FOLDER,
  isDocumentPath,
  isProjectDocumentPath,
  ISSUES_FOLDER,
  PHASES_FOLDER,
  TIERS_FOLDER,
} from '../domain/documents/parts/file-names.js';
import { idFault } from '../domain/model/identity.js';
import { ArtefactStoreError, type Directory } from './real-files.js';

const PROJECTS_FOLDER = '_projects';

/** The id of a run, or what `projectPlace` answers: no id begins with `_` (I1), so the two never meet. */
export type Place = string;

export const projectPlace = (projectId: string): Place => `${PROJECTS_FOLDER}/${projectId}`;

/** Whom the place belongs to, as the log names it. */
export const ownerOf = (place: Place): LogSubject =>
  place.startsWith(`${PROJECTS_FOLDER}/`) ? { projectId: place.slice(PROJECTS_FOLDER.length + 1) } : { runId: place };

/** Throws if the place has no id that a directory may be called by. */
export function directoryOf(runsRoot: string, place: Place): Directory {
  const projects = `${PROJECTS_FOLDER}/`;
  const isProject = place.startsWith(projects);
  const fault = idFault(isProject ? place.slice(projects.length) : place);
  if (fault !== null)
    throw new ArtefactStoreError(`No directory for a ${isProject ? 'project' : 'run'} whose id ${fault}`);
  const path = join(runsRoot, place);
  return isProject
    ? {
        chain: [join(runsRoot, PROJECTS_FOLDER), path],
        path,
        folders: [''],
        isDocument: isProjectDocumentPath,
      }
    : {
        chain: [path],
        path,
        folders: ['', TIERS_FOLDER, PHASES_FOLDER, ISSUES_FOLDER, INCIDENT_FOLDER],
        isDocument: isDocumentPath,
      };
}

/** Reads of projects and their rulesets. */
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, Repository } from 'typeorm';

import { ProjectEntity } from '../database/entities/project.entity.js';
import { RulesetEntity } from '../database/entities/ruleset.entity.js';
import type { ProjectFacts } from '../domain/rules/project/project.js';
import { batchOf, first } from '../graphql/request/operation-context.js';
import type { StoredRuleset } from './ruleset.model.js';

const MOST_PROJECTS = 1_000;

@Injectable()
export class ProjectsRepository {
  /** Projects by id; null where there is none. */
  readonly many = batchOf<string, ProjectFacts, ProjectFacts | null>(
    (projectId) => projectId,
    (projectIds) => this.projects.findBy({ projectId: In([...projectIds]) }),
    (project) => project.projectId,
    first,
  );

  constructor(
    @InjectRepository(ProjectEntity) private readonly projects: Repository<ProjectEntity>,
    @InjectRepository(RulesetEntity) private readonly rulesets: Repository<RulesetEntity>,
  ) {}

  byId(projectId: string): Promise<ProjectFacts | null> {
    return this.projects.findOneBy({ projectId });
  }

  /** By id, up to 1,000; only those that are named, if that is not null. */
  all(among: readonly string[] | null): Promise<ProjectFacts[]> {
    const where = among === null ? {} : { where: { projectId: In([...among]) } };
    return this.projects.find({ ...where, order: { projectId: 'ASC' }, take: MOST_PROJECTS });
  }

  /** One version, or the newest; null if there is none. */
  async ruleset(projectId: string, version: number | null): Promise<StoredRuleset | null> {
    const [found] = await this.rulesets.find({
      where: { projectId, ...(version === null ? {} : { version }) },
      order: { version: 'DESC' },
      take: 1,
    });
    return found ?? null;
  }
}

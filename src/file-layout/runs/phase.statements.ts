/** Phases as their documents show them, for the statements that read some or all of a run's. */

/**
 * Phases `f` of the run `r`: each row, with its part of the strategy. The join names the run and not the phase's run,
 * so that the parts of a whole run are found together; one by one their estimated cost is so high that PostgreSQL
 * compiles the statement.
 */
export const RENDERED_PHASES = `select f.tier_id, f.phase_index, json_build_object('phase', row_to_json(f), 'strategy', s.document) as rendered
    from phase f left join phase_strategy s on s.run_id = r.run_id and s.phase_id = f.phase_id`;

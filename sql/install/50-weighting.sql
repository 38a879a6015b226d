-- Weighting: new weight columns that meet population targets.

CREATE FUNCTION poststratify_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false)
RETURNS TABLE (domain text, variable text, category text, n bigint, target float8, before float8,
    after float8, target_percent float8, before_percent float8, after_percent float8,
    iterations int, converged boolean)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_poststratify_survey';
COMMENT ON FUNCTION poststratify_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean) IS
    'weights a survey to the known sizes of the categories of one variable or crossing; reports target, before and after';

CREATE FUNCTION rake_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, trim_to float8[] DEFAULT NULL, stop text DEFAULT 'deviation',
    tolerance float8 DEFAULT 1e-10, max_iterations int DEFAULT 1000, unconverged text DEFAULT 'fail')
RETURNS TABLE (domain text, variable text, category text, n bigint, target float8, before float8,
    after float8, target_percent float8, before_percent float8, after_percent float8,
    iterations int, converged boolean)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_rake_survey';
COMMENT ON FUNCTION rake_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean,
    float8[], text, float8, int, text) IS
    'weights a survey to several margins at once (rim weighting), trimmed if asked; reports target, before and after';

CREATE FUNCTION calibrate_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, method text DEFAULT 'linear', bounds float8[] DEFAULT NULL,
    tolerance float8 DEFAULT 1e-10, max_iterations int DEFAULT 100, unconverged text DEFAULT 'fail',
    same_within text DEFAULT NULL)
RETURNS TABLE (domain text, variable text, category text, n bigint, target float8, before float8,
    after float8, target_percent float8, before_percent float8, after_percent float8,
    iterations int, converged boolean)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_calibrate_survey';
COMMENT ON FUNCTION calibrate_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean,
    text, float8[], float8, int, text, text) IS
    'weights a survey to margins and totals of numeric variables (GREG, raking or logit distance); reports target, before and after';

CREATE FUNCTION trim_survey_weights(name text, "into" text, weight text DEFAULT NULL,
    lower float8 DEFAULT NULL, upper float8 DEFAULT NULL, relative boolean DEFAULT false,
    excess text DEFAULT 'equal', strict boolean DEFAULT false, within text[] DEFAULT NULL,
    set_weight boolean DEFAULT true, replace boolean DEFAULT false)
RETURNS TABLE (domain text, n bigint, lower_limit float8, upper_limit float8, raised bigint, lowered bigint,
    rounds int, sum_before float8, sum_after float8, min_before float8, max_before float8,
    min_after float8, max_after float8, deff_before float8, deff_after float8)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_trim_survey_weights';
COMMENT ON FUNCTION trim_survey_weights(text, text, text, float8, float8, boolean, text, boolean, text[], boolean, boolean) IS
    'cuts weights to limits and gives what was cut off to the others, into a new weight';

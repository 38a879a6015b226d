-- Weighting: new weight columns that meet population targets.

CREATE TYPE survey_weighting_row AS (
    domain text, variable text, category text, n bigint, target float8, before float8, after float8,
    target_percent float8, before_percent float8, after_percent float8, iterations int, converged boolean,
    kept bigint, cleared bigint);
COMMENT ON TYPE survey_weighting_row IS 'a target of a weighting and what became of it';
COMMENT ON COLUMN survey_weighting_row.domain IS 'group of "within" that was weighted by itself; NULL without';
COMMENT ON COLUMN survey_weighting_row.variable IS 'margin, or numeric variable';
COMMENT ON COLUMN survey_weighting_row.category IS 'category of the margin; NULL for the total of a numeric variable';
COMMENT ON COLUMN survey_weighting_row.n IS 'respondents';
COMMENT ON COLUMN survey_weighting_row.target IS 'what the weights are to add up to';
COMMENT ON COLUMN survey_weighting_row.before IS 'sum of the base weights, or total of the numeric variable with them';
COMMENT ON COLUMN survey_weighting_row.after IS 'the same with the new weights';
COMMENT ON COLUMN survey_weighting_row.target_percent IS 'the target in percent 0 to 100 of its margin; NULL for totals';
COMMENT ON COLUMN survey_weighting_row.before_percent IS 'the base weights in percent 0 to 100; NULL for totals';
COMMENT ON COLUMN survey_weighting_row.after_percent IS 'the new weights in percent 0 to 100; NULL for totals';
COMMENT ON COLUMN survey_weighting_row.iterations IS 'rounds that it took';
COMMENT ON COLUMN survey_weighting_row.converged IS 'whether the targets are met within the tolerance';
COMMENT ON COLUMN survey_weighting_row.kept IS 'respondents who were not weighted now and keep an earlier weight';
COMMENT ON COLUMN survey_weighting_row.cleared IS 'respondents who lost an earlier weight';

CREATE FUNCTION poststratify_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, replicates boolean DEFAULT true, others text DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weighting_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_poststratify_survey';
COMMENT ON FUNCTION poststratify_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean, boolean, text, jsonb) IS
    'weights a survey to the known sizes of the categories of one variable or crossing; reports target, before and after';

CREATE FUNCTION rake_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, replicates boolean DEFAULT true, trim_to float8[] DEFAULT NULL, stop text DEFAULT 'deviation',
    tolerance float8 DEFAULT 1e-10, max_iterations int DEFAULT 1000, unconverged text DEFAULT 'fail',
    others text DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weighting_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_rake_survey';
COMMENT ON FUNCTION rake_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean, boolean,
    float8[], text, float8, int, text, text, jsonb) IS
    'weights a survey to several margins at once (rim weighting), trimmed if asked; reports target, before and after';

CREATE FUNCTION calibrate_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, replicates boolean DEFAULT true, method text DEFAULT 'linear', bounds float8[] DEFAULT NULL,
    tolerance float8 DEFAULT 1e-10, max_iterations int DEFAULT 100, unconverged text DEFAULT 'fail',
    same_within text DEFAULT NULL, others text DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weighting_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_calibrate_survey';
COMMENT ON FUNCTION calibrate_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean, boolean,
    text, float8[], float8, int, text, text, text, jsonb) IS
    'weights a survey to margins and totals of numeric variables (GREG, raking or logit distance); reports target, before and after';

CREATE TYPE survey_trim_row AS (
    domain text, n bigint, lower_limit float8, upper_limit float8, raised bigint, lowered bigint, rounds int,
    sum_before float8, sum_after float8, min_before float8, max_before float8, min_after float8, max_after float8,
    deff_before float8, deff_after float8, kept bigint, cleared bigint);
COMMENT ON TYPE survey_trim_row IS 'a group of respondents whose weights were trimmed';
COMMENT ON COLUMN survey_trim_row.domain IS 'group of "within" that was trimmed by itself; NULL without';
COMMENT ON COLUMN survey_trim_row.n IS 'respondents';
COMMENT ON COLUMN survey_trim_row.lower_limit IS 'lower limit of the weights; NULL for none';
COMMENT ON COLUMN survey_trim_row.upper_limit IS 'upper limit of the weights; NULL for none';
COMMENT ON COLUMN survey_trim_row.raised IS 'weights that were raised to the lower limit';
COMMENT ON COLUMN survey_trim_row.lowered IS 'weights that were lowered to the upper limit';
COMMENT ON COLUMN survey_trim_row.rounds IS 'rounds that it took';
COMMENT ON COLUMN survey_trim_row.sum_before IS 'sum of the weights before';
COMMENT ON COLUMN survey_trim_row.sum_after IS 'sum of the weights after';
COMMENT ON COLUMN survey_trim_row.min_before IS 'smallest weight before';
COMMENT ON COLUMN survey_trim_row.max_before IS 'largest weight before';
COMMENT ON COLUMN survey_trim_row.min_after IS 'smallest weight after';
COMMENT ON COLUMN survey_trim_row.max_after IS 'largest weight after';
COMMENT ON COLUMN survey_trim_row.deff_before IS 'Kish''s design effect of the weights before, at least 1';
COMMENT ON COLUMN survey_trim_row.deff_after IS 'Kish''s design effect of the weights after, at least 1';
COMMENT ON COLUMN survey_trim_row.kept IS 'respondents who were not trimmed now and keep an earlier weight';
COMMENT ON COLUMN survey_trim_row.cleared IS 'respondents who lost an earlier weight';

CREATE FUNCTION trim_survey_weights(name text, "into" text, weight text DEFAULT NULL,
    lower float8 DEFAULT NULL, upper float8 DEFAULT NULL, relative boolean DEFAULT false,
    excess text DEFAULT 'equal', strict boolean DEFAULT false, within text[] DEFAULT NULL,
    set_weight boolean DEFAULT true, replace boolean DEFAULT false, filter text DEFAULT NULL, others text DEFAULT NULL,
    options jsonb DEFAULT NULL)
RETURNS SETOF survey_trim_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_trim_survey_weights';
COMMENT ON FUNCTION trim_survey_weights(text, text, text, float8, float8, boolean, text, boolean, text[], boolean, boolean, text, text, jsonb) IS
    'cuts weights to limits and gives what was cut off to the others, into a new weight';

CREATE TYPE survey_weight_report_row AS (
    domain text, section text, item text, category text, value float8, before_percent float8,
    target_percent float8, after_percent float8, remark text);
COMMENT ON TYPE survey_weight_report_row IS 'a line of the report on a weight';
COMMENT ON COLUMN survey_weight_report_row.domain IS 'group of "by"; NULL without';
COMMENT ON COLUMN survey_weight_report_row.section IS 'making, base, weights, extremes, efficiency or margin';
COMMENT ON COLUMN survey_weight_report_row.item IS 'what is reported; of a margin, its variable';
COMMENT ON COLUMN survey_weight_report_row.category IS 'category of a margin; else NULL';
COMMENT ON COLUMN survey_weight_report_row.value IS 'the number: a count, weight, factor or percent, as the item says; of a numeric target its mean or total';
COMMENT ON COLUMN survey_weight_report_row.before_percent IS 'percent 0 to 100 of the margin with the base weights; of a numeric target, percent of the target';
COMMENT ON COLUMN survey_weight_report_row.target_percent IS 'target in percent 0 to 100';
COMMENT ON COLUMN survey_weight_report_row.after_percent IS 'percent 0 to 100 of the margin with the weights; of a numeric target, percent of the target';
COMMENT ON COLUMN survey_weight_report_row.remark IS 'what is no number, or deserves a look';

CREATE FUNCTION survey_weight_report(name text, weight text DEFAULT NULL, by text[] DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weight_report_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_weight_report';
COMMENT ON FUNCTION survey_weight_report(text, text, text[], jsonb) IS
    'how a weight was made, its distribution, extremes and efficiency, and its margins before and after';

-- Targets from a table or query: SELECT rake_survey('s', (SELECT survey_targets(variable, category, n) FROM census), 'w').
CREATE FUNCTION mlops_survey.survey_targets_trans(state jsonb, variable text, category text, target float8) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF variable IS NULL OR target IS NULL THEN
        RAISE EXCEPTION 'a target must not be NULL'
            USING ERRCODE = 'null_value_not_allowed',
                DETAIL = format('Variable %s, category %s, target %s.', coalesce(variable, 'NULL'), coalesce(category, 'NULL'),
                    coalesce(target::text, 'NULL'));
    END IF;
    IF state -> variable ? category OR (state ? variable AND (category IS NULL OR jsonb_typeof(state -> variable) <> 'object')) THEN
        RAISE EXCEPTION '% of "%" has two targets', coalesce('category "' || category || '"', 'the total'), variable
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN coalesce(state, '{}') || jsonb_build_object(variable, CASE WHEN category IS NULL THEN to_jsonb(target)
        ELSE coalesce(state -> variable, '{}') || jsonb_build_object(category, target) END);
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_targets_trans(jsonb, text, text, float8) IS 'support: adds a target to those of survey_targets';

-- The two that call another function of the extension find it by the path of CREATE EXTENSION: its own schema.
CREATE FUNCTION mlops_survey.survey_targets_trans(state jsonb, domain text, variable text, category text, target float8) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF domain IS NULL THEN
        RAISE EXCEPTION 'the domain of a target must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    RETURN coalesce(state, '{}')
        || jsonb_build_object(domain, mlops_survey.survey_targets_trans(state -> domain, variable, category, target));
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_targets_trans(jsonb, text, text, text, float8) IS 'support: adds a target to those of survey_targets by domain';

CREATE FUNCTION mlops_survey.survey_targets_combine(one jsonb, other jsonb) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT key, value FROM jsonb_each(other) LOOP
        IF NOT one ? part.key THEN
            one := one || jsonb_build_object(part.key, part.value);
        ELSIF jsonb_typeof(part.value) = 'object' AND jsonb_typeof(one -> part.key) = 'object' THEN
            one := one || jsonb_build_object(part.key, mlops_survey.survey_targets_combine(one -> part.key, part.value));
        ELSE
            RAISE EXCEPTION '"%" has two targets', part.key USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END LOOP;
    RETURN one;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_targets_combine(jsonb, jsonb) IS 'support: targets of two workers together';

CREATE AGGREGATE survey_targets(variable text, category text, target float8) (
    SFUNC = mlops_survey.survey_targets_trans, STYPE = jsonb, SSPACE = 1024, COMBINEFUNC = mlops_survey.survey_targets_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE survey_targets(text, text, float8) IS
    'rows of (variable, category, target) as targets for weighting; category NULL: total of a numeric variable';

CREATE AGGREGATE survey_targets(domain text, variable text, category text, target float8) (
    SFUNC = mlops_survey.survey_targets_trans, STYPE = jsonb, SSPACE = 1024, COMBINEFUNC = mlops_survey.survey_targets_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE survey_targets(text, text, text, float8) IS
    'rows of (domain, variable, category, target) as targets for weighting within domains';

-- crosstab_cells: the cells of many cross tables, counted in one pass

CREATE TYPE crosstab_cells;

CREATE FUNCTION mlops_survey.crosstab_cells_in(cstring) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_in'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_in(cstring) IS 'reads the text form of crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_out(crosstab_cells) RETURNS cstring
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_out'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_out(crosstab_cells) IS 'writes the text form of crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_recv(internal) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_recv'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_recv(internal) IS 'reads the binary form of crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_send(crosstab_cells) RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_send'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_send(crosstab_cells) IS 'writes the binary form of crosstab_cells';

CREATE TYPE crosstab_cells (
    INPUT = mlops_survey.crosstab_cells_in,
    OUTPUT = mlops_survey.crosstab_cells_out,
    RECEIVE = mlops_survey.crosstab_cells_recv,
    SEND = mlops_survey.crosstab_cells_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE crosstab_cells IS 'counts and weights of the cells of many cross tables: mergeable, storable';

CREATE FUNCTION mlops_survey.crosstab_cells_trans(crosstab_cells, plan int[], codes int[], answers float8[], weight float8)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_trans'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_trans(crosstab_cells, int[], int[], float8[], float8)
    IS 'adds a respondent to crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_combine(crosstab_cells, crosstab_cells) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_combine'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_combine(crosstab_cells, crosstab_cells) IS 'merges two crosstab_cells of one plan';

CREATE AGGREGATE crosstab_cells(plan int[], codes int[], answers float8[], weight float8) (
    SFUNC = mlops_survey.crosstab_cells_trans,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_cells(int[], int[], float8[], float8)
    IS 'counts the cells of all cross tables of a plan in one pass; what survey_crosstab runs';

CREATE AGGREGATE rollup(crosstab_cells) (
    SFUNC = mlops_survey.crosstab_cells_combine,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(crosstab_cells) IS 'merges crosstab_cells of one plan';

CREATE FUNCTION cells(crosstab_cells,
    OUT cross_table int, OUT cross_row int, OUT cross_column int,
    OUT n bigint, OUT weighted_n float8, OUT weighted_squares float8,
    OUT weighted_sum float8, OUT weighted_sum_squares float8)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_rows'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION cells(crosstab_cells)
    IS 'the cells of crosstab_cells as rows; row or column 0 is the base';

-- Cross tables by name

CREATE FUNCTION survey_crosstab(name text, rows text[], columns text[] DEFAULT '{}',
    weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    tests text DEFAULT NULL, adjust text DEFAULT 'none', min_base float8 DEFAULT 30,
    drop_empty boolean DEFAULT false, total text DEFAULT 'all')
    RETURNS TABLE (row_variable text, row_code int, row_label text,
        column_variable text, column_code int, column_label text, column_letter text,
        n bigint, weighted_n float8, base_n bigint, base_weighted float8, effective_base float8,
        column_percent float8, row_percent float8, total_percent float8,
        std_error float8, conf_low float8, conf_high float8, p_value float8, higher_than text,
        statistic text, estimate float8, cell text, low_base boolean, test text,
        row_question text, column_question text, variance text, low_df boolean)
    AS 'MODULE_PATHNAME', 'svy_survey_crosstab'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 500;
COMMENT ON FUNCTION survey_crosstab(text, text[], text[], text, text, float8, text, text, float8, boolean, text)
    IS 'cross tables of a survey: one row per cell, with bases, errors and significance letters';

CREATE FUNCTION survey_column_tests(name text, rows text[], columns text[],
    weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    tests text DEFAULT NULL, adjust text DEFAULT 'none', min_base float8 DEFAULT 30,
    drop_empty boolean DEFAULT false, total text DEFAULT 'all')
    RETURNS TABLE (row_variable text, row_code int, row_label text,
        column_variable text, column_code int, column_label text, column_letter text,
        other_code int, other_label text, other_letter text,
        difference float8, std_error float8, statistic float8, df float8,
        p_value float8, p_adjusted float8, not_tested text)
    AS 'MODULE_PATHNAME', 'svy_survey_column_tests'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 500;
COMMENT ON FUNCTION survey_column_tests(text, text[], text[], text, text, float8, text, text, float8, boolean, text)
    IS 'the tests behind the letters of survey_crosstab: one row per pair of columns';

CREATE FUNCTION survey_test(name text, "row" text, "column" text, statistic text DEFAULT NULL,
    weight text DEFAULT NULL, filter text DEFAULT NULL)
    RETURNS TABLE (test text, estimate float8, df float8, df2 float8, p_value float8,
        n bigint, weighted_n float8, effective_base float8, variance text, hypothesis text)
    AS 'MODULE_PATHNAME', 'svy_survey_test'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 8;
COMMENT ON FUNCTION survey_test(text, text, text, text, text, text)
    IS 'tests whether two questions are associated: chi-square, likelihood ratio, trend, and measures of strength';

CREATE FUNCTION survey_test_cells(name text, "row" text, "column" text,
    weight text DEFAULT NULL, filter text DEFAULT NULL)
    RETURNS TABLE (row_code int, row_label text, column_code int, column_label text,
        n bigint, weighted_n float8, "count" float8, expected float8, residual float8, adjusted_residual float8)
    AS 'MODULE_PATHNAME', 'svy_survey_test_cells'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_test_cells(text, text, text, text, text)
    IS 'the cells behind survey_test: expected counts and residuals';

CREATE FUNCTION survey_topline(name text, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT 0.95)
    RETURNS TABLE (variable text, question text, code int, answer text, n bigint, weighted_n float8,
        percent float8, std_error float8, conf_low float8, conf_high float8,
        base_n bigint, base_weighted float8, effective_base float8, statistic text, estimate float8)
    LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 500
BEGIN ATOMIC
    SELECT c.row_variable, c.row_question, c.row_code, c.row_label, c.n, c.weighted_n,
        c.column_percent, c.std_error, c.conf_low, c.conf_high,
        c.base_n, c.base_weighted, c.effective_base, c.statistic, c.estimate
    FROM survey_crosstab(survey_topline.name, NULL, '{}', survey_topline.weight, survey_topline.filter,
        survey_topline.level, 'none') c
    WHERE c.statistic OPERATOR(pg_catalog.<>) 'se';
END;
COMMENT ON FUNCTION survey_topline(text, text, text, float8)
    IS 'every question of a survey with its answers, counts, percents and intervals';


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

CREATE TYPE crosstab_cells_row AS (
    cross_table int, cross_row int, cross_column int, n bigint, weighted_n float8, weighted_squares float8,
    weighted_sum float8, weighted_sum_squares float8);
COMMENT ON TYPE crosstab_cells_row IS 'a cell of crosstab_cells';
COMMENT ON COLUMN crosstab_cells_row.cross_table IS 'number of the table in the plan, from 1';
COMMENT ON COLUMN crosstab_cells_row.cross_row IS 'number of the row, from 1; 0 is the base';
COMMENT ON COLUMN crosstab_cells_row.cross_column IS 'number of the column, from 1; 0 is the base';
COMMENT ON COLUMN crosstab_cells_row.n IS 'respondents';
COMMENT ON COLUMN crosstab_cells_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN crosstab_cells_row.weighted_squares IS 'sum of their squared weights';
COMMENT ON COLUMN crosstab_cells_row.weighted_sum IS 'sum of weight times answer; NULL where the rows are no numbers';
COMMENT ON COLUMN crosstab_cells_row.weighted_sum_squares IS 'sum of weight times squared answer; NULL where the rows are no numbers';

CREATE FUNCTION cells(crosstab_cells) RETURNS SETOF crosstab_cells_row
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_rows'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION cells(crosstab_cells)
    IS 'the cells of crosstab_cells as rows; row or column 0 is the base';

-- Cross tables by name

CREATE TYPE survey_crosstab_row AS (
    row_variable text, row_code int, row_label text, column_variable text, column_code int, column_label text,
    column_letter text, n bigint, weighted_n float8, base_n bigint, base_weighted float8, effective_base float8,
    column_percent float8, row_percent float8, total_percent float8, std_error float8, conf_low float8,
    conf_high float8, p_value float8, higher_than text, statistic text, estimate float8, cell text,
    low_base boolean, test text, row_question text, column_question text, variance text, low_df boolean,
    question_position int, row_position int, column_position int, is_total boolean, is_net boolean,
    compared_with text, difference float8, difference_error float8, difference_low float8,
    difference_high float8, difference_p float8, base_text text, suppressed boolean,
    reliability text);
COMMENT ON TYPE survey_crosstab_row IS 'a cell of survey_crosstab';
COMMENT ON COLUMN survey_crosstab_row.row_variable IS 'variable, set or nest of the row';
COMMENT ON COLUMN survey_crosstab_row.row_code IS 'code of the row, number of the option in a set, running number in a nest; NULL for nets, mean, deviation and error';
COMMENT ON COLUMN survey_crosstab_row.row_label IS 'label of the row';
COMMENT ON COLUMN survey_crosstab_row.column_variable IS 'variable, set or nest of the column; Total for everybody';
COMMENT ON COLUMN survey_crosstab_row.column_code IS 'code of the column, as of the row; NULL for the Total';
COMMENT ON COLUMN survey_crosstab_row.column_label IS 'label of the column';
COMMENT ON COLUMN survey_crosstab_row.column_letter IS 'letter of the column: A, B, ... through the whole banner, AA after Z; NULL for the Total';
COMMENT ON COLUMN survey_crosstab_row.n IS 'respondents in the cell; of a mean, its base';
COMMENT ON COLUMN survey_crosstab_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_crosstab_row.base_n IS 'respondents in the column';
COMMENT ON COLUMN survey_crosstab_row.base_weighted IS 'sum of the weights of the column';
COMMENT ON COLUMN survey_crosstab_row.effective_base IS 'of the column: squared sum of weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_crosstab_row.column_percent IS 'percent 0 to 100 of the column; NULL for means';
COMMENT ON COLUMN survey_crosstab_row.row_percent IS 'percent 0 to 100 of the row; NULL for means';
COMMENT ON COLUMN survey_crosstab_row.total_percent IS 'percent 0 to 100 of the table; NULL for means';
COMMENT ON COLUMN survey_crosstab_row.std_error IS 'standard error of the estimate, of a percent in points of percent; NULL where nothing is known of it';
COMMENT ON COLUMN survey_crosstab_row.conf_low IS 'lower limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_crosstab_row.conf_high IS 'upper limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_crosstab_row.p_value IS 'of the column against everybody in the table who is not in it, 0 to 1';
COMMENT ON COLUMN survey_crosstab_row.higher_than IS 'letters of the columns that this one is significantly higher than, small ones at the second level; under "compare" + or -; NULL where nothing was tested';
COMMENT ON COLUMN survey_crosstab_row.statistic IS 'percent, net, mean, sd (standard deviation), se (standard error of the mean), base, weighted_base, effective_base, count, median, nps or missing';
COMMENT ON COLUMN survey_crosstab_row.estimate IS 'the percent 0 to 100, mean, deviation, error, count or score';
COMMENT ON COLUMN survey_crosstab_row.cell IS 'estimate and letters as a printed table shows them, with * where the base is low';
COMMENT ON COLUMN survey_crosstab_row.low_base IS 'whether the effective base is below min_base';
COMMENT ON COLUMN survey_crosstab_row.test IS 'convention of the letters';
COMMENT ON COLUMN survey_crosstab_row.row_question IS 'text of the question of the row';
COMMENT ON COLUMN survey_crosstab_row.column_question IS 'text of the question of the column';
COMMENT ON COLUMN survey_crosstab_row.variance IS 'where standard errors come from: the design in words, replicates, or the effective base';
COMMENT ON COLUMN survey_crosstab_row.low_df IS 'whether the variance rests on fewer than 8 degrees of freedom, so that errors and letters are not to be trusted';
COMMENT ON COLUMN survey_crosstab_row.question_position IS 'where the row variable stands in the table, from 1; ORDER BY question_position, row_position, column_position is the order of the table';
COMMENT ON COLUMN survey_crosstab_row.row_position IS 'where the row stands among those of its variable, from 1';
COMMENT ON COLUMN survey_crosstab_row.column_position IS 'where the column stands in the banner, from 1, which is the Total; the same under every filter';
COMMENT ON COLUMN survey_crosstab_row.is_total IS 'whether the column is the Total, which counts everybody again: sums over columns leave it out';
COMMENT ON COLUMN survey_crosstab_row.is_net IS 'whether the row is a net, which counts again whom its answers count: sums over rows leave it out';
COMMENT ON COLUMN survey_crosstab_row.compared_with IS 'under "compare": rest, Total, or the label of the column that this one is compared with; else NULL';
COMMENT ON COLUMN survey_crosstab_row.difference IS 'the column less what it is compared with, of shares in points of percent of the column';
COMMENT ON COLUMN survey_crosstab_row.difference_error IS 'standard error of the difference, which knows of those who are in both';
COMMENT ON COLUMN survey_crosstab_row.difference_low IS 'lower limit of the confidence interval of the difference';
COMMENT ON COLUMN survey_crosstab_row.difference_high IS 'upper limit of the confidence interval of the difference';
COMMENT ON COLUMN survey_crosstab_row.difference_p IS 'p-value of the comparison, 0 to 1, adjusted over the columns of the row as "adjust" says';
COMMENT ON COLUMN survey_crosstab_row.base_text IS 'whom the question of the row was put to, as the codebook says it';
COMMENT ON COLUMN survey_crosstab_row.suppressed IS 'whether the numbers of the cell are left out so that nobody can be told from them';
COMMENT ON COLUMN survey_crosstab_row.reliability IS 'under the option "reliability": present, footnote, review or suppress, by the standards of NCHS for proportions; else NULL';

CREATE FUNCTION survey_crosstab(name text, rows text[], columns text[] DEFAULT '{}',
    weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT NULL,
    tests text DEFAULT NULL, adjust text DEFAULT 'codebook', min_base float8 DEFAULT NULL,
    drop_empty boolean DEFAULT NULL, total text DEFAULT NULL, statistics text[] DEFAULT NULL,
    sort text DEFAULT NULL, percent text DEFAULT NULL, compare text DEFAULT NULL,
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_crosstab_row
    AS 'MODULE_PATHNAME', 'svy_survey_crosstab'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 500;
COMMENT ON FUNCTION survey_crosstab(text, text[], text[], text, text, float8, text, text, float8, boolean, text, text[], text, text, text, text, jsonb, int, jsonb)
    IS 'cross tables of a survey: one row per cell, with bases, errors and significance letters';

CREATE TYPE survey_column_tests_row AS (
    row_variable text, row_code int, row_label text, column_variable text, column_code int, column_label text,
    column_letter text, other_code int, other_label text, other_letter text, difference float8, std_error float8,
    statistic float8, df float8, p_value float8, p_adjusted float8, not_tested text,
    question_position int, row_position int, column_position int, other_position int, is_net boolean);
COMMENT ON TYPE survey_column_tests_row IS 'a pair of columns in a row of a cross table, and the test between them';
COMMENT ON COLUMN survey_column_tests_row.row_variable IS 'variable, set or nest of the row';
COMMENT ON COLUMN survey_column_tests_row.row_code IS 'code of the row, number of the option in a set, running number in a nest; NULL for nets and means';
COMMENT ON COLUMN survey_column_tests_row.row_label IS 'label of the row';
COMMENT ON COLUMN survey_column_tests_row.column_variable IS 'variable, set or nest of both columns';
COMMENT ON COLUMN survey_column_tests_row.column_code IS 'code of the first column';
COMMENT ON COLUMN survey_column_tests_row.column_label IS 'label of the first column';
COMMENT ON COLUMN survey_column_tests_row.column_letter IS 'letter of the first column';
COMMENT ON COLUMN survey_column_tests_row.other_code IS 'code of the second column';
COMMENT ON COLUMN survey_column_tests_row.other_label IS 'label of the second column';
COMMENT ON COLUMN survey_column_tests_row.other_letter IS 'letter of the second column';
COMMENT ON COLUMN survey_column_tests_row.difference IS 'first less second column, of shares in points of percent';
COMMENT ON COLUMN survey_column_tests_row.std_error IS 'standard error of the difference as the test takes it, of shares in points of percent';
COMMENT ON COLUMN survey_column_tests_row.statistic IS 'difference over standard error, z or t';
COMMENT ON COLUMN survey_column_tests_row.df IS 'degrees of freedom of Student''s t; NULL for the normal distribution';
COMMENT ON COLUMN survey_column_tests_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_column_tests_row.p_adjusted IS 'p-value adjusted for the pairs tested in the row, 0 to 1';
COMMENT ON COLUMN survey_column_tests_row.not_tested IS 'why the pair was not tested; NULL where it was';
COMMENT ON COLUMN survey_column_tests_row.question_position IS 'where the row variable stands in the table, from 1; ORDER BY question_position, row_position, column_position is the order of the table';
COMMENT ON COLUMN survey_column_tests_row.row_position IS 'where the row stands among those of its variable, from 1';
COMMENT ON COLUMN survey_column_tests_row.column_position IS 'where the first column stands in the banner, from 1, which is the Total; the same under every filter';
COMMENT ON COLUMN survey_column_tests_row.other_position IS 'where the second column stands in the banner';
COMMENT ON COLUMN survey_column_tests_row.is_net IS 'whether the row is a net, which counts again whom its answers count';

CREATE FUNCTION survey_column_tests(name text, rows text[], columns text[],
    weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT NULL,
    tests text DEFAULT NULL, adjust text DEFAULT 'codebook', min_base float8 DEFAULT NULL,
    drop_empty boolean DEFAULT NULL, total text DEFAULT NULL, statistics text[] DEFAULT NULL,
    sort text DEFAULT NULL, percent text DEFAULT NULL, compare text DEFAULT NULL,
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_column_tests_row
    AS 'MODULE_PATHNAME', 'svy_survey_column_tests'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 500;
COMMENT ON FUNCTION survey_column_tests(text, text[], text[], text, text, float8, text, text, float8, boolean, text, text[], text, text, text, text, jsonb, int, jsonb)
    IS 'the tests behind the letters of survey_crosstab: one row per pair of columns';

CREATE TYPE survey_test_row AS (
    test text, estimate float8, df float8, df2 float8, p_value float8, n bigint, weighted_n float8,
    effective_base float8, variance text, hypothesis text);
COMMENT ON TYPE survey_test_row IS 'a test or measure of the association of two questions';
COMMENT ON COLUMN survey_test_row.test IS 'name of the test or measure, as survey_test takes it';
COMMENT ON COLUMN survey_test_row.estimate IS 'the statistic or measure';
COMMENT ON COLUMN survey_test_row.df IS 'degrees of freedom; NULL for measures';
COMMENT ON COLUMN survey_test_row.df2 IS 'denominator degrees of freedom of an F; else NULL';
COMMENT ON COLUMN survey_test_row.p_value IS 'p-value, 0 to 1; NULL for measures';
COMMENT ON COLUMN survey_test_row.n IS 'respondents in the table';
COMMENT ON COLUMN survey_test_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_test_row.effective_base IS 'squared sum of weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_test_row.variance IS 'what the p-value rests on: the design in words, replicates, or the effective base';
COMMENT ON COLUMN survey_test_row.hypothesis IS 'what a small p-value speaks against';

CREATE FUNCTION survey_test(name text, "row" text, "column" text, statistic text DEFAULT NULL,
    weight text DEFAULT NULL, filter text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_test_row
    AS 'MODULE_PATHNAME', 'svy_survey_test'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 8;
COMMENT ON FUNCTION survey_test(text, text, text, text, text, text, jsonb)
    IS 'tests whether two questions are associated: chi-square, likelihood ratio, trend, and measures of strength';

CREATE TYPE survey_test_cells_row AS (
    row_code int, row_label text, column_code int, column_label text, n bigint, weighted_n float8, "count" float8,
    expected float8, residual float8, adjusted_residual float8);
COMMENT ON TYPE survey_test_cells_row IS 'a cell behind survey_test';
COMMENT ON COLUMN survey_test_cells_row.row_code IS 'code of the row';
COMMENT ON COLUMN survey_test_cells_row.row_label IS 'label of the row';
COMMENT ON COLUMN survey_test_cells_row.column_code IS 'code of the column';
COMMENT ON COLUMN survey_test_cells_row.column_label IS 'label of the column';
COMMENT ON COLUMN survey_test_cells_row.n IS 'respondents in the cell';
COMMENT ON COLUMN survey_test_cells_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_test_cells_row."count" IS 'weighted count scaled to the number of respondents, or to the effective base of a weighted table';
COMMENT ON COLUMN survey_test_cells_row.expected IS 'the count expected if row and column are independent';
COMMENT ON COLUMN survey_test_cells_row.residual IS 'Pearson''s residual: (count - expected) / sqrt(expected)';
COMMENT ON COLUMN survey_test_cells_row.adjusted_residual IS 'the residual over its standard error, about normal if row and column are independent';

CREATE FUNCTION survey_test_cells(name text, "row" text, "column" text,
    weight text DEFAULT NULL, filter text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_test_cells_row
    AS 'MODULE_PATHNAME', 'svy_survey_test_cells'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_test_cells(text, text, text, text, text, jsonb)
    IS 'the cells behind survey_test: expected counts and residuals';

CREATE TYPE survey_topline_row AS (
    variable text, question text, code int, answer text, n bigint, weighted_n float8, percent float8,
    std_error float8, conf_low float8, conf_high float8, base_n bigint, base_weighted float8,
    effective_base float8, statistic text, estimate float8,
    question_position int, row_position int, column_position int, is_net boolean, base_text text,
    suppressed boolean, wave text, compared_with text, difference float8, difference_error float8,
    difference_low float8, difference_high float8, difference_p float8);
COMMENT ON TYPE survey_topline_row IS 'an answer to a question of a survey';
COMMENT ON COLUMN survey_topline_row.variable IS 'variable or set';
COMMENT ON COLUMN survey_topline_row.question IS 'text of the question';
COMMENT ON COLUMN survey_topline_row.code IS 'code of the answer, number of the option in a set; NULL for nets, mean and deviation';
COMMENT ON COLUMN survey_topline_row.answer IS 'label of the answer';
COMMENT ON COLUMN survey_topline_row.n IS 'respondents who gave it; of a mean, its base';
COMMENT ON COLUMN survey_topline_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_topline_row.percent IS 'percent 0 to 100 of the base; NULL for means';
COMMENT ON COLUMN survey_topline_row.std_error IS 'standard error of the estimate, of a percent in points of percent; NULL where nothing is known of it';
COMMENT ON COLUMN survey_topline_row.conf_low IS 'lower limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_topline_row.conf_high IS 'upper limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_topline_row.base_n IS 'respondents with a valid answer';
COMMENT ON COLUMN survey_topline_row.base_weighted IS 'sum of their weights';
COMMENT ON COLUMN survey_topline_row.effective_base IS 'squared sum of their weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_topline_row.statistic IS 'percent, net, mean or sd (standard deviation)';
COMMENT ON COLUMN survey_topline_row.estimate IS 'the percent 0 to 100, mean or deviation';
COMMENT ON COLUMN survey_topline_row.question_position IS 'where the question stands in the survey, from 1; ORDER BY question_position, row_position is the order of the topline';
COMMENT ON COLUMN survey_topline_row.row_position IS 'where the answer stands among those of its question, from 1';
COMMENT ON COLUMN survey_topline_row.column_position IS 'always 1: a topline has one column, the Total';
COMMENT ON COLUMN survey_topline_row.is_net IS 'whether the row is a net, which counts again whom its answers count: sums over answers leave it out';
COMMENT ON COLUMN survey_topline_row.base_text IS 'whom the question was put to, as the codebook says it';
COMMENT ON COLUMN survey_topline_row.suppressed IS 'whether the numbers of the answer are left out so that nobody can be told from them';
COMMENT ON COLUMN survey_topline_row.wave IS 'the wave that the numbers are of, where the options name its variable; NULL where they are of everybody';
COMMENT ON COLUMN survey_topline_row.compared_with IS 'the wave that the difference is from';
COMMENT ON COLUMN survey_topline_row.difference IS 'the estimate less that of this wave, of a percent in points of percent';
COMMENT ON COLUMN survey_topline_row.difference_error IS 'standard error of the difference, which knows of those who are in both';
COMMENT ON COLUMN survey_topline_row.difference_low IS 'lower limit of its confidence interval';
COMMENT ON COLUMN survey_topline_row.difference_high IS 'upper limit of its confidence interval';
COMMENT ON COLUMN survey_topline_row.difference_p IS 'p-value, 0 to 1, of the test that there is no difference';

CREATE FUNCTION survey_topline(name text, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_topline_row
    LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 500
BEGIN ATOMIC
    SELECT c.row_variable, c.row_question, c.row_code, c.row_label, c.n, c.weighted_n,
        c.column_percent, c.std_error, c.conf_low, c.conf_high,
        c.base_n, c.base_weighted, c.effective_base, c.statistic, c.estimate,
        c.question_position, c.row_position, c.column_position, c.is_net, c.base_text,
        c.suppressed, NULL::text, NULL::text, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8
    FROM survey_crosstab(survey_topline.name, NULL, '{}', survey_topline.weight, survey_topline.filter,
        survey_topline.level, 'none', percent => 'column', compare => 'pairs',
        language => survey_topline.language, suppress => survey_topline.suppress,
        round_to => survey_topline.round_to, options => survey_topline.options) c
    WHERE c.statistic OPERATOR(pg_catalog.<>) 'se'
        AND (survey_topline.options OPERATOR(pg_catalog.->>) 'wave') IS NULL
    UNION ALL
    -- the last wave that has anybody, against the one before it that asked
    SELECT c.row_variable, c.row_question, c.row_code, c.row_label, c.n, c.weighted_n,
        c.column_percent, c.std_error, c.conf_low, c.conf_high,
        c.base_n, c.base_weighted, c.effective_base, c.statistic, c.estimate,
        c.question_position, c.row_position, 1, c.is_net, c.base_text,
        c.suppressed, c.column_label, c.compared_with, c.difference, c.difference_error, c.difference_low,
        c.difference_high, c.difference_p
    FROM (SELECT t.*, max(t.column_position) FILTER (WHERE NOT t.is_total AND
            (t.suppressed OR t.base_n OPERATOR(pg_catalog.>) 0)) OVER () AS last
        FROM survey_crosstab(survey_topline.name, NULL,
            ARRAY[survey_topline.options OPERATOR(pg_catalog.->>) 'wave'], survey_topline.weight,
            survey_topline.filter, survey_topline.level, percent => 'column',
            compare => coalesce(survey_topline.options OPERATOR(pg_catalog.->>) 'against', 'previous'),
            language => survey_topline.language, suppress => survey_topline.suppress,
            round_to => survey_topline.round_to,
            options => survey_topline.options OPERATOR(pg_catalog.-) '{wave,against}'::text[]) t) c
    WHERE c.statistic OPERATOR(pg_catalog.<>) 'se' AND c.column_position OPERATOR(pg_catalog.=) c.last
        AND c.row_variable OPERATOR(pg_catalog.<>) c.column_variable
        AND (survey_topline.options OPERATOR(pg_catalog.->>) 'wave') IS NOT NULL;
END;
COMMENT ON FUNCTION survey_topline(text, text, text, float8, text, jsonb, int, jsonb)
    IS 'every question of a survey with its answers, counts, percents and intervals';

CREATE FUNCTION mlops_survey.set_addends(test bytea, weight float8, counted boolean, numbers float8[], codes int[])
    RETURNS float8[]
    AS 'MODULE_PATHNAME', 'svy_set_addends'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.set_addends(bytea, float8, boolean, float8[], int[])
    IS 'what a respondent adds to a pass of a test of a response set over answers that lie on another server; NULL: nothing';

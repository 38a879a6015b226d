-- A grid as one table: items by answers, with boxes and means beside

CREATE TYPE survey_grid_row AS (
    item text, item_label text, answer_code int, answer_label text, statistic text, n bigint, weighted_n float8,
    base_n bigint, base_weighted float8, effective_base float8, estimate float8, std_error float8, conf_low float8,
    conf_high float8, cell text, low_base boolean, is_net boolean, suppressed boolean, item_position int,
    answer_position int);
COMMENT ON TYPE survey_grid_row IS 'a cell of survey_grid: an answer, net or number of one item';
COMMENT ON COLUMN survey_grid_row.item IS 'variable, set or nest of the item';
COMMENT ON COLUMN survey_grid_row.item_label IS 'text of the item''s question, or its name where it has none';
COMMENT ON COLUMN survey_grid_row.answer_code IS 'code of the answer; NULL for nets, means and bases';
COMMENT ON COLUMN survey_grid_row.answer_label IS 'label of the answer, net or number';
COMMENT ON COLUMN survey_grid_row.statistic IS 'what the cell shows, as survey_crosstab says it';
COMMENT ON COLUMN survey_grid_row.n IS 'respondents in the cell; of a mean, its base';
COMMENT ON COLUMN survey_grid_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_grid_row.base_n IS 'respondents who answered the item';
COMMENT ON COLUMN survey_grid_row.base_weighted IS 'sum of their weights';
COMMENT ON COLUMN survey_grid_row.effective_base IS 'squared sum of their weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_grid_row.estimate IS 'the percent 0 to 100, mean, deviation, error, count or score';
COMMENT ON COLUMN survey_grid_row.std_error IS 'standard error of the estimate, of a percent in points of percent; NULL where nothing is known of it';
COMMENT ON COLUMN survey_grid_row.conf_low IS 'lower limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_grid_row.conf_high IS 'upper limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_grid_row.cell IS 'estimate as a printed table shows it, with * where the base is low';
COMMENT ON COLUMN survey_grid_row.low_base IS 'whether the effective base is low';
COMMENT ON COLUMN survey_grid_row.is_net IS 'whether the column is a net, which counts again whom its answers count';
COMMENT ON COLUMN survey_grid_row.suppressed IS 'whether the numbers of the cell are left out so that nobody can be told from them';
COMMENT ON COLUMN survey_grid_row.item_position IS 'where the item stands, from 1; ORDER BY item_position, answer_position is the order of the grid';
COMMENT ON COLUMN survey_grid_row.answer_position IS 'where the column stands, from 1, the same for every item that has it';

CREATE FUNCTION survey_grid(name text, items text[], weight text DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT NULL, statistics text[] DEFAULT '{percent,net,mean}', sort text DEFAULT NULL,
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_grid_row
    LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 100
BEGIN ATOMIC
    -- answers that several items have stand in one column, at the last place that any of them gives it: behind those
    -- that come before it in some item
    SELECT c.row_variable, coalesce(c.row_question, c.row_variable), c.row_code, c.row_label, c.statistic, c.n,
        c.weighted_n, c.base_n, c.base_weighted, c.effective_base, c.estimate, c.std_error, c.conf_low, c.conf_high,
        c.cell, c.low_base, c.is_net, c.suppressed, c.question_position,
        (pg_catalog.dense_rank() OVER (ORDER BY c.place, c.row_code,
            c.row_label COLLATE pg_catalog."C", c.statistic COLLATE pg_catalog."C"))::int
    FROM (SELECT t.*, max(t.row_position) OVER (PARTITION BY t.row_code, t.row_label, t.statistic) AS place
        FROM survey_crosstab(survey_grid.name, survey_grid.items, '{}', survey_grid.weight, survey_grid.filter,
            survey_grid.level, 'none', percent => 'column', compare => 'pairs',
            statistics => survey_grid.statistics, sort => coalesce(survey_grid.sort, 'codebook'), language => survey_grid.language,
            suppress => survey_grid.suppress, round_to => survey_grid.round_to,
            options => survey_grid.options) t) c
    ORDER BY c.question_position, 20;
END;
COMMENT ON FUNCTION survey_grid(text, text[], text, text, float8, text[], text, text, jsonb, int, jsonb)
    IS 'a grid as one table: one row per item and answer, boxes, nets and the mean beside';

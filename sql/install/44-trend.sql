-- Estimates wave by wave, and their changes.

CREATE TYPE survey_trend_row AS (
    domain jsonb, domain_label text, variable text, category text, statistic text, wave_code int, wave text,
    estimate double precision, std_error double precision, conf_low double precision, conf_high double precision, n bigint, weighted_n double precision,
    against text, "before" double precision, change double precision, change_error double precision, change_low double precision, change_high double precision,
    t double precision, df double precision, p_value double precision, suppressed boolean);
COMMENT ON TYPE survey_trend_row IS 'an estimate in a wave, and its change';
COMMENT ON COLUMN survey_trend_row.domain IS 'codes of the by variables';
COMMENT ON COLUMN survey_trend_row.domain_label IS 'their labels; Total without';
COMMENT ON COLUMN survey_trend_row.variable IS 'the variable or set';
COMMENT ON COLUMN survey_trend_row.category IS 'answer, option, net or box; NULL of a mean or net promoter score';
COMMENT ON COLUMN survey_trend_row.statistic IS 'proportion, net, top2box, bottom2box, mean, nps or median';
COMMENT ON COLUMN survey_trend_row.wave_code IS 'code of the wave; of a date its month, 202603, or another period';
COMMENT ON COLUMN survey_trend_row.wave IS 'label of the wave';
COMMENT ON COLUMN survey_trend_row.estimate IS 'a share 0 to 1, a mean, or -100 to 100 of a net promoter score; NULL where nobody answered';
COMMENT ON COLUMN survey_trend_row.std_error IS 'its standard error by the design';
COMMENT ON COLUMN survey_trend_row.conf_low IS 'lower end of its confidence interval';
COMMENT ON COLUMN survey_trend_row.conf_high IS 'upper end of its confidence interval';
COMMENT ON COLUMN survey_trend_row.n IS 'respondents of the wave with an answer';
COMMENT ON COLUMN survey_trend_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_trend_row.against IS 'wave or waves that it is compared with; NULL where there are none';
COMMENT ON COLUMN survey_trend_row."before" IS 'the estimate there';
COMMENT ON COLUMN survey_trend_row.change IS 'estimate minus before';
COMMENT ON COLUMN survey_trend_row.change_error IS 'standard error of the change, with the covariance of those who are in both';
COMMENT ON COLUMN survey_trend_row.change_low IS 'lower end of the confidence interval of the change';
COMMENT ON COLUMN survey_trend_row.change_high IS 'upper end of the confidence interval of the change';
COMMENT ON COLUMN survey_trend_row.t IS 'change divided by its error';
COMMENT ON COLUMN survey_trend_row.df IS 'degrees of freedom of the design';
COMMENT ON COLUMN survey_trend_row.p_value IS 'two-sided, of no change, by Student''s t';
COMMENT ON COLUMN survey_trend_row.suppressed IS 'whether the numbers of the wave are left out so that nobody can be told from them';

CREATE FUNCTION survey_trend(name text, "rows" text[], wave text, statistic text DEFAULT 'auto', against text DEFAULT 'previous',
    by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_trend_row
    AS 'MODULE_PATHNAME', 'svy_survey_trend' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 100;
COMMENT ON FUNCTION survey_trend(text, text[], text, text, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb, int, jsonb)
    IS 'shares, means, medians, boxes and net promoter scores wave by wave, or moving averages of them, with the change from the previous, the first or other waves, its error and p';

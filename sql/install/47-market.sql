-- Analyses of market research by name

CREATE TYPE survey_turf_row AS (
    domain jsonb, domain_label text, rank bigint, portfolio text[], variables text[], reach float8, std_error float8,
    conf_low float8, conf_high float8, behind float8, behind_error float8, frequency float8, frequency_reached float8,
    unique_reach float8[], n bigint, weighted_n float8, search text, variance text, remark text);
COMMENT ON TYPE survey_turf_row IS 'a portfolio of options of a multiple-response set, and how many it reaches in a domain';
COMMENT ON COLUMN survey_turf_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_turf_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_turf_row.rank IS 'place by reach, then by frequency, then by the order of the options';
COMMENT ON COLUMN survey_turf_row.portfolio IS 'labels of its options, in the order of the set';
COMMENT ON COLUMN survey_turf_row.variables IS 'their variables';
COMMENT ON COLUMN survey_turf_row.reach IS 'share of the base that chose at_least of its options, 0 to 1';
COMMENT ON COLUMN survey_turf_row.std_error IS 'its standard error under the design of the survey, of this portfolio as if it had been named beforehand';
COMMENT ON COLUMN survey_turf_row.conf_low IS 'lower limit of the confidence interval of reach';
COMMENT ON COLUMN survey_turf_row.conf_high IS 'upper limit of the confidence interval of reach';
COMMENT ON COLUMN survey_turf_row.behind IS 'the best portfolio''s reach less this one''s';
COMMENT ON COLUMN survey_turf_row.behind_error IS 'its standard error; NULL for the best one';
COMMENT ON COLUMN survey_turf_row.frequency IS 'mean number of its options that a respondent of the base chose';
COMMENT ON COLUMN survey_turf_row.frequency_reached IS 'the same of those reached; NULL where nobody is';
COMMENT ON COLUMN survey_turf_row.unique_reach IS 'reach that would be lost without each of its options, in the order of the portfolio';
COMMENT ON COLUMN survey_turf_row.n IS 'respondents of the base';
COMMENT ON COLUMN survey_turf_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_turf_row.search IS 'exact: no portfolio is better; greedy: one option after another; unfinished: given up, best so far';
COMMENT ON COLUMN survey_turf_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_turf_row.remark IS 'what a reader should know of the number';

CREATE FUNCTION survey_turf(name text, set text, size int DEFAULT 5, at_least int DEFAULT 1, must text[] DEFAULT NULL,
    must_not text[] DEFAULT NULL, top int DEFAULT 20, by text[] DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_turf_row
    AS 'MODULE_PATHNAME', 'svy_survey_turf'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_turf(text, text, int, int, text[], text[], int, text[], text, float8, text, text, jsonb)
    IS 'the portfolios of options that reach most respondents (TURF), by exact search, with standard errors of the survey''s design';

CREATE TYPE survey_turf_options_row AS (
    domain jsonb, domain_label text, step bigint, option text, variable text, share float8, std_error float8,
    conf_low float8, conf_high float8, reach float8, gain float8, shapley float8, shapley_error float8, n bigint,
    weighted_n float8, variance text);
COMMENT ON TYPE survey_turf_options_row IS 'an option of a multiple-response set, and what it adds to reach in a domain';
COMMENT ON COLUMN survey_turf_options_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_turf_options_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_turf_options_row.step IS 'place in the order in which each option adds most to those before it';
COMMENT ON COLUMN survey_turf_options_row.option IS 'label of the option';
COMMENT ON COLUMN survey_turf_options_row.variable IS 'its variable';
COMMENT ON COLUMN survey_turf_options_row.share IS 'share of the base that chose it, 0 to 1';
COMMENT ON COLUMN survey_turf_options_row.std_error IS 'standard error of the share under the design of the survey';
COMMENT ON COLUMN survey_turf_options_row.conf_low IS 'lower limit of the confidence interval of the share';
COMMENT ON COLUMN survey_turf_options_row.conf_high IS 'upper limit of the confidence interval of the share';
COMMENT ON COLUMN survey_turf_options_row.reach IS 'share of the base that the options up to this step reach';
COMMENT ON COLUMN survey_turf_options_row.gain IS 'what this option adds to it';
COMMENT ON COLUMN survey_turf_options_row.shapley IS 'the option''s part in the reach of all options together (Shapley''s value); NULL unless at_least is 1';
COMMENT ON COLUMN survey_turf_options_row.shapley_error IS 'its standard error';
COMMENT ON COLUMN survey_turf_options_row.n IS 'respondents of the base';
COMMENT ON COLUMN survey_turf_options_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_turf_options_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_turf_options(name text, set text, at_least int DEFAULT 1, must_not text[] DEFAULT NULL, by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_turf_options_row
    AS 'MODULE_PATHNAME', 'svy_survey_turf_options'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_turf_options(text, text, int, text[], text[], text, float8, text, text, jsonb)
    IS 'what each option of a set adds to reach: share, greedy order, Shapley''s value';

CREATE TYPE survey_drivers_row AS (
    domain jsonb, domain_label text, driver text, label text, importance float8, std_error float8, conf_low float8,
    conf_high float8, share float8, share_error float8, rank bigint, sign int, coefficient float8, standardized float8,
    correlation float8, vif float8, r2 float8, r2_error float8, r2_adjusted float8, n bigint, weighted_n float8,
    method text, variance text, remark text);
COMMENT ON TYPE survey_drivers_row IS 'how important a variable is for an outcome in a domain';
COMMENT ON COLUMN survey_drivers_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_drivers_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_drivers_row.driver IS 'variable';
COMMENT ON COLUMN survey_drivers_row.label IS 'its question text, or its name';
COMMENT ON COLUMN survey_drivers_row.importance IS 'the measure that "method" names; those of shapley, relative-weights and pratt add up to r2';
COMMENT ON COLUMN survey_drivers_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_drivers_row.conf_low IS 'lower limit of its confidence interval, not below 0 where the measure cannot be';
COMMENT ON COLUMN survey_drivers_row.conf_high IS 'upper limit of its confidence interval';
COMMENT ON COLUMN survey_drivers_row.share IS 'importance over r2; NULL for measures that do not add up';
COMMENT ON COLUMN survey_drivers_row.share_error IS 'standard error of the share';
COMMENT ON COLUMN survey_drivers_row.rank IS 'place among the drivers, the most important first; of measures with a sign by their size';
COMMENT ON COLUMN survey_drivers_row.sign IS 'of the coefficient: 1, 0 or -1';
COMMENT ON COLUMN survey_drivers_row.coefficient IS 'of the linear regression on all drivers, in units of the outcome and the driver';
COMMENT ON COLUMN survey_drivers_row.standardized IS 'the same in standard deviations of both';
COMMENT ON COLUMN survey_drivers_row.correlation IS 'of driver and outcome, -1 to 1';
COMMENT ON COLUMN survey_drivers_row.vif IS 'variance inflation factor: 1 where the driver has nothing in common with the others';
COMMENT ON COLUMN survey_drivers_row.r2 IS 'share of the outcome''s variance that all drivers explain';
COMMENT ON COLUMN survey_drivers_row.r2_error IS 'its standard error';
COMMENT ON COLUMN survey_drivers_row.r2_adjusted IS 'r2 less what chance explains';
COMMENT ON COLUMN survey_drivers_row.n IS 'respondents who answered outcome and all drivers';
COMMENT ON COLUMN survey_drivers_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_drivers_row.method IS 'measure of importance';
COMMENT ON COLUMN survey_drivers_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_drivers_row.remark IS 'why there is no importance, or that the driver is collinear';

CREATE FUNCTION survey_drivers(name text, outcome text, drivers text[], method text DEFAULT 'shapley', by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_drivers_row
    AS 'MODULE_PATHNAME', 'svy_survey_drivers'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_drivers(text, text, text[], text, text[], text, float8, text, text, jsonb)
    IS 'importance of variables for an outcome (Shapley''s values, relative weights and others), with standard errors of the survey''s design';

CREATE TYPE survey_maxdiff_row AS (
    domain jsonb, domain_label text, item text, code int, rank bigint, shown float8, best float8, worst float8,
    score float8, score_error float8, individual float8, individual_error float8, utility float8, std_error float8,
    conf_low float8, conf_high float8, centred float8, centred_error float8, share float8, share_error float8,
    probability float8, rescaled float8, log_likelihood float8, null_likelihood float8, r2 float8, tasks bigint,
    n bigint, weighted_n float8, model text, variance text, remark text);
COMMENT ON TYPE survey_maxdiff_row IS 'an item of best-worst scaling, and how much it is preferred in a domain';
COMMENT ON COLUMN survey_maxdiff_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_maxdiff_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_maxdiff_row.item IS 'label of the item';
COMMENT ON COLUMN survey_maxdiff_row.code IS 'its code';
COMMENT ON COLUMN survey_maxdiff_row.rank IS 'place by utility, or by score where there is no model';
COMMENT ON COLUMN survey_maxdiff_row.shown IS 'weighted number of answered tasks that showed it';
COMMENT ON COLUMN survey_maxdiff_row.best IS 'weighted number of those in which it was best';
COMMENT ON COLUMN survey_maxdiff_row.worst IS 'weighted number of those in which it was worst';
COMMENT ON COLUMN survey_maxdiff_row.score IS 'best minus worst, over shown: -1 to 1';
COMMENT ON COLUMN survey_maxdiff_row.score_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_maxdiff_row.individual IS 'weighted mean of the respondents'' own scores';
COMMENT ON COLUMN survey_maxdiff_row.individual_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.utility IS 'coefficient of the conditional logit: difference to the reference item, whose utility is 0';
COMMENT ON COLUMN survey_maxdiff_row.std_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.conf_low IS 'lower limit of the confidence interval of the utility';
COMMENT ON COLUMN survey_maxdiff_row.conf_high IS 'upper limit of the confidence interval of the utility';
COMMENT ON COLUMN survey_maxdiff_row.centred IS 'utility less the mean of all items''';
COMMENT ON COLUMN survey_maxdiff_row.centred_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.share IS 'share of preference: exp(utility) over the sum of all items'', 0 to 1';
COMMENT ON COLUMN survey_maxdiff_row.share_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.probability IS 'of being best of a task beside average items, made to add up to 1 over the items';
COMMENT ON COLUMN survey_maxdiff_row.rescaled IS 'utility from 0, the least preferred item''s, to 100';
COMMENT ON COLUMN survey_maxdiff_row.log_likelihood IS 'weighted log likelihood of the model';
COMMENT ON COLUMN survey_maxdiff_row.null_likelihood IS 'the same of equal utilities';
COMMENT ON COLUMN survey_maxdiff_row.r2 IS 'McFadden''s: 1 less the ratio of both';
COMMENT ON COLUMN survey_maxdiff_row.tasks IS 'answered tasks';
COMMENT ON COLUMN survey_maxdiff_row.n IS 'respondents who answered one';
COMMENT ON COLUMN survey_maxdiff_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_maxdiff_row.model IS 'sequential, best, worst, mirror, pairs or counts';
COMMENT ON COLUMN survey_maxdiff_row.variance IS 'what the standard errors of utilities come from: linearised, calibrated or replicates; respondents or the model alone';
COMMENT ON COLUMN survey_maxdiff_row.remark IS 'which item is the reference, or why there is no utility';

CREATE FUNCTION survey_maxdiff(name text, tasks text, model text DEFAULT 'sequential', by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_maxdiff_row
    AS 'MODULE_PATHNAME', 'svy_survey_maxdiff'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_maxdiff(text, text, text, text[], text, float8, text, text, jsonb)
    IS 'preferences from the best and the worst of several items (MaxDiff): counts, conditional logit and shares, with errors by respondent';

CREATE TYPE survey_conjoint_row AS (
    domain jsonb, domain_label text, attribute text, level text, value float8, shown float8, chosen float8,
    utility float8, std_error float8, conf_low float8, conf_high float8, centred float8, centred_error float8,
    importance float8, importance_error float8, price float8, price_error float8, centred_price float8,
    centred_price_error float8, hit_rate float8,
    log_likelihood float8, null_likelihood float8, r2 float8, tasks bigint, n bigint, weighted_n float8,
    variance text, remark text);
COMMENT ON TYPE survey_conjoint_row IS 'a level of an attribute, or a number, and what it is worth in choices among products, in a domain';
COMMENT ON COLUMN survey_conjoint_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_conjoint_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_conjoint_row.attribute IS 'the attribute; none: that none of the products was chosen';
COMMENT ON COLUMN survey_conjoint_row.level IS 'label of the level; NULL for the coefficient of a number';
COMMENT ON COLUMN survey_conjoint_row.value IS 'code of the level';
COMMENT ON COLUMN survey_conjoint_row.shown IS 'weighted number of alternatives that had it';
COMMENT ON COLUMN survey_conjoint_row.chosen IS 'weighted number of those that were chosen';
COMMENT ON COLUMN survey_conjoint_row.utility IS 'part-worth: difference to the first level; of a number what one more is worth';
COMMENT ON COLUMN survey_conjoint_row.std_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.conf_low IS 'lower limit of the confidence interval of the part-worth';
COMMENT ON COLUMN survey_conjoint_row.conf_high IS 'upper limit of the confidence interval of the part-worth';
COMMENT ON COLUMN survey_conjoint_row.centred IS 'part-worth less the mean of the attribute''s (effects coding); NULL for numbers';
COMMENT ON COLUMN survey_conjoint_row.centred_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.importance IS 'range of the attribute''s utilities over the sum of all ranges, 0 to 1';
COMMENT ON COLUMN survey_conjoint_row.importance_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.price IS 'what is paid for it, in units of the attribute that options name as price';
COMMENT ON COLUMN survey_conjoint_row.price_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.centred_price IS 'what is paid for it against the mean of the attribute''s levels';
COMMENT ON COLUMN survey_conjoint_row.centred_price_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.hit_rate IS 'share of the choices that are those of the largest utility; equal ones share it';
COMMENT ON COLUMN survey_conjoint_row.log_likelihood IS 'weighted log likelihood of the model';
COMMENT ON COLUMN survey_conjoint_row.null_likelihood IS 'the same of equal utilities';
COMMENT ON COLUMN survey_conjoint_row.r2 IS 'McFadden''s: 1 less the ratio of both';
COMMENT ON COLUMN survey_conjoint_row.tasks IS 'answered tasks';
COMMENT ON COLUMN survey_conjoint_row.n IS 'respondents who answered one';
COMMENT ON COLUMN survey_conjoint_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_conjoint_row.variance IS 'what the standard errors come from: linearised, calibrated or replicates; respondents or the model alone';
COMMENT ON COLUMN survey_conjoint_row.remark IS 'which level is the reference, or why there is no utility';

CREATE FUNCTION survey_conjoint(name text, tasks text, by text[] DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_conjoint_row
    AS 'MODULE_PATHNAME', 'svy_survey_conjoint'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_conjoint(text, text, text[], text, float8, text, text, jsonb)
    IS 'part-worths and importances of attributes from choices among products (choice-based conjoint), with errors by respondent';

CREATE TYPE survey_conjoint_shares_row AS (
    domain jsonb, domain_label text, product text, utility float8, share float8, std_error float8, conf_low float8,
    conf_high float8, n bigint, weighted_n float8, method text, variance text, remark text);
COMMENT ON TYPE survey_conjoint_shares_row IS 'a product, and the share of respondents who would choose it in a domain';
COMMENT ON COLUMN survey_conjoint_shares_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_conjoint_shares_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_conjoint_shares_row.product IS 'name of the product';
COMMENT ON COLUMN survey_conjoint_shares_row.utility IS 'sum of its part-worths';
COMMENT ON COLUMN survey_conjoint_shares_row.share IS 'share of choices, 0 to 1';
COMMENT ON COLUMN survey_conjoint_shares_row.std_error IS 'its standard error; NULL for first-choice';
COMMENT ON COLUMN survey_conjoint_shares_row.conf_low IS 'lower limit of the confidence interval of the share';
COMMENT ON COLUMN survey_conjoint_shares_row.conf_high IS 'upper limit of the confidence interval of the share';
COMMENT ON COLUMN survey_conjoint_shares_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_conjoint_shares_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_conjoint_shares_row.method IS 'logit or first-choice';
COMMENT ON COLUMN survey_conjoint_shares_row.variance IS 'what the standard errors come from: linearised, calibrated or replicates; respondents or the model alone';
COMMENT ON COLUMN survey_conjoint_shares_row.remark IS 'why there is no share';

CREATE FUNCTION survey_conjoint_shares(name text, tasks text, products jsonb, method text DEFAULT 'logit', by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_conjoint_shares_row
    AS 'MODULE_PATHNAME', 'svy_survey_conjoint_shares'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_conjoint_shares(text, text, jsonb, text, text[], text, float8, text, text, jsonb)
    IS 'simulates which of some products respondents would choose, by the part-worths of survey_conjoint';

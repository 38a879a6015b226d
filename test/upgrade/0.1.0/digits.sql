-- The figures that the surveys, states and packs of make.sql give, 13 digits of each.  A release keeps this file as it was
-- beside what it printed: every later version prints the same, whichever way the states came to it.
SET client_min_messages = warning;
SET timezone = 'UTC';
SET datestyle = 'ISO';
SET extra_float_digits = -2;

-- what a state says, by functions that it has
CREATE FUNCTION pg_temp.said(type text, what text, how text, state text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    call text;
    answer text;
    answers text[] := '{}';
    calls text[] := CASE type
        WHEN 'tally' THEN '{n(s),weighted_n(s),effective_n(s),mean(s),stddev(s),median(s),std_error(s),"share(s, ''{1,2}'')","share_std_error(s, ''{1,2}'')",distribution(s)}'
        WHEN 'maturity_profile' THEN '{n(s),weighted_n(s),effective_n(s),stage(s),confidence(s),"share(s, ''model'')","std_error(s, ''model'')"}'
        WHEN 'quantile_summary' THEN '{n(s),weighted_n(s),median(s),"quantiles(s, ''{0.1,0.25,0.9}'')","quantile(s, 0.3, ''hf7'')","share_up_to(s, 5)"}'
        WHEN 'crosstab_cells' THEN '{cells(s)}'
        WHEN 'replicate_summary' THEN ARRAY[CASE WHEN what LIKE '%ratio%' THEN 'ratio' ELSE 'mean' END || '(s)', 'total(s)', 'n(s)', 'weighted_n(s)', 'std_error(s, 0.5)']
        ELSE ARRAY[CASE WHEN what LIKE '%ratio%' THEN 'ratio' ELSE 'mean' END || '(s)', 'total(s)', 'n(s)', 'weighted_n(s)', 'effective_n(s)', 'df(s)', 'std_error(s)',
            'variance(s, ''total'')', 'deff(s)', 'conf_low(s)', 'conf_high(s)']
    END;
BEGIN
    FOREACH call IN ARRAY calls LOOP
        EXECUTE format('SELECT string_agg(a::text, '' '') FROM (SELECT %s AS a FROM (SELECT %s AS s) made) asked', call, format(how, quote_literal(state), type)) INTO answer;
        answers := answers || concat(call, ' ', coalesce(answer, 'NULL'));
    END LOOP;
    RETURN array_to_string(answers, '; ');
END
$$;

-- the bytes that a sending function wrote, by way of COPY
CREATE FUNCTION pg_temp.received(type text, sent bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    file text := current_setting('data_directory') || '/sent_state';
    big oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001'::bytea || int4send(length(sent)) || sent || '\xffff'::bytea);
    state text;
BEGIN
    PERFORM lo_export(big, file), lo_unlink(big);
    EXECUTE format('CREATE TEMP TABLE received (s %s)', type);
    EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
    EXECUTE 'SELECT s::stored::text FROM received' INTO state;
    DROP TABLE received;
    RETURN state;
END
$$;
SELECT number, what, pg_temp.said(type, what, '%s::%I', printed) FROM states ORDER BY number;
SELECT 'as sent', number, what FROM states
WHERE pg_temp.said(type, what, '%s::stored::%I', pg_temp.received(type, sent)) IS DISTINCT FROM pg_temp.said(type, what, '%s::%I', printed);
SELECT 'as stored', number, what FROM states
WHERE pg_temp.said(type, what, '%s::stored::%I', stored) IS DISTINCT FROM pg_temp.said(type, what, '%s::%I', printed);
SELECT mean(rollup(answers)), std_error(rollup(answers)), stage(rollup(profile)), mean(rollup(summary)), std_error(rollup(summary)), mean(rollup(replicates)), median(rollup(quantiles)) FROM kept;

-- surveys
SELECT row_label, column_label, n, weighted_n, base_n, column_percent, std_error, conf_low, conf_high, p_value, higher_than FROM survey_crosstab('town', '{q1,q2,m}', '{mood}') ORDER BY row_variable, row_position, column_position;
SELECT row_label, column_label, n, column_percent FROM survey_crosstab('parted', '{q}') ORDER BY row_variable, row_position, column_position;
SELECT row_label, column_label, n, column_percent, std_error FROM survey_crosstab('replicated', '{q}') ORDER BY row_variable, row_position, column_position;
SELECT variable, category, domain_label, estimate, std_error, conf_low, conf_high, df, n FROM survey_mean('town', '{income,q1}', by => '{mood}') ORDER BY 1, 2, 3;
SELECT variable, estimate, std_error, df FROM survey_total('replicated', '{y}');
SELECT variable, estimate, std_error, df FROM survey_ratio('town', 'income', 'recommend');
SELECT variable, estimate, std_error FROM survey_quantile('town', '{income}');
SELECT test, estimate, df, df2, p_value FROM survey_test('town', 'q1', 'mood') ORDER BY 1;
SELECT term, label, estimate, std_error FROM survey_glm('town', 'income ~ mood + recommend') ORDER BY 1, 2;
SELECT row_label, n FROM survey_crosstab('loaded', '{q,b}', options => '{}') ORDER BY row_position;
SELECT line, column_name, value, reason FROM mlops_survey.load_error ORDER BY id;
SELECT sum(w), min(w), max(w) FROM raked;
SELECT category, estimate, std_error FROM survey_proportion('raked', '{sex,age}') ORDER BY variable, category;
SELECT name, fresh, reason, respondents, left_out FROM mlops_survey.survey, survey_pack_status(name) ORDER BY 1, 4;
SELECT name, source FROM unnest('{town,replicated,parted}'::text[], '{q1,q,q}'::text[]) s (name, q), survey_explain(name, ARRAY[q]) ORDER BY 1, 2;
SELECT object, problem FROM survey_check() ORDER BY 1, 2;
SELECT top2box(q1::int, 5, w), nps(recommend, w) FROM lab.town;
SELECT * FROM lab.town_labels ORDER BY id LIMIT 3;
SELECT * FROM lab.town_analysis ORDER BY 1 LIMIT 3;
SELECT * FROM lab.town_long ORDER BY 1, 2, 3 LIMIT 3;

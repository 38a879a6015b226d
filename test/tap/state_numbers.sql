-- No state that its type takes, whatever numbers were put into it, makes a function say NaN or infinity: it says NULL or is refused.
SELECT plan(10);
\set QUIET on
SET client_min_messages = warning;

-- sums whose squares are out of range have an effective number all the same: of equal weights, how many there are
SELECT is(round(effective_n(tally(1, 9e153))::numeric, 9), 2::numeric, 'two respondents of the same huge weight') FROM generate_series(1, 2);
SELECT is(round(effective_n(maturity_profile('data'::ml_focus, 9e153))::numeric, 9), 2::numeric, 'two in a profile') FROM generate_series(1, 2);
SELECT throws_ok($$SELECT std_error(survey_replicate_summary(y, 1, r), 0.5) FROM (VALUES (1e200, '{2,0}'::float8[]), (-1e200, '{0,2}')) v (y, r)$$,
    '22003', NULL, 'a variance out of range is refused, not infinite');

SELECT throws_ok($$SELECT weighted_n(quantile_summary(v, 1e308)) FROM generate_series(1, 2) v$$, '22003', NULL, 'so is a sum of weights');

-- what numbers are put in: those whose sums, squares or quotients leave the range
CREATE TABLE extreme AS SELECT v, encode(float8send(v), 'hex') AS hex FROM unnest(ARRAY[0, -0.0, 1, -1, 4.9406564584124654e-324, 2.2250738585072014e-308, 1e-300, 1e-160, 1e-154,
    -1e-160, 1e153, 1e154, 1.3407807929942596e154, 1e155, 1e160, -1e160, 1e300, 1.7976931348623157e308, -1.7976931348623157e308, 8.98e307, 1e16, 9007199254740993, 0.1, 1e-17]::float8[]) v;
CREATE TABLE seed AS
WITH person AS (SELECT i, (i % 7)::float8 AS y, 1.5::float8 AS w, (1 + i)::float8 AS x, (i % 2)::bigint AS s, (i % 5)::bigint AS c, ARRAY[i % 2 * 3, (1 - i % 2) * 3, 1.5]::float8[] AS r FROM generate_series(1, 12) i)
SELECT 'survey_summary' AS type, survey_summary(y, w, s, c)::text AS state FROM person
UNION ALL SELECT 'survey_summary', survey_ratio_summary(y, x, w, s, c)::text FROM person
UNION ALL SELECT 'survey_summary', survey_summary(y, w)::text FROM person
UNION ALL SELECT 'quantile_summary', quantile_summary(y, w)::text FROM person
UNION ALL SELECT 'replicate_summary', survey_replicate_summary(y, w, r)::text FROM person
UNION ALL SELECT 'replicate_summary', survey_replicate_ratio_summary(y, x, w, r)::text FROM person
UNION ALL SELECT 'tally', tally(1 + i % 5, w)::text FROM person
UNION ALL SELECT 'maturity_profile', maturity_profile((ARRAY['data', 'model', 'pipeline'])[1 + i % 3]::ml_focus, w)::text FROM person
UNION ALL SELECT 'crosstab_cells', substr(crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', ARRAY[i % 2], NULL, w)::text, 3) FROM person;

-- another number in the place of one: in a text form between its marks, in hexadecimal digits where doubles stand or anywhere
CREATE FUNCTION crafted(state text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    put extreme;
    parts text[];
    at int;
BEGIN
    FOR i IN 1 .. 1 + floor(random() * 3) LOOP
        SELECT * INTO put FROM extreme OFFSET floor(random() * 24) LIMIT 1;
        IF state ~ '^v1' THEN
            parts := (SELECT array_agg(m[1] ORDER BY o) FROM regexp_matches(state, '([0-9.e+-]+|[^0-9.e+-]+)', 'g') WITH ORDINALITY r (m, o));
            at := 2 * (1 + floor(random() * (array_length(parts, 1) / 2)));
            parts[at] := CASE WHEN random() < 0.3 THEN floor(random() * 4)::text ELSE put.v::text END;
            state := array_to_string(parts, '');
        ELSE
            at := CASE WHEN random() < 0.7
                THEN (SELECT p FROM generate_series(1, length(state) - 15, 2) p WHERE substr(state, p, 3) ~ '3ff|40[0-7]' ORDER BY random() LIMIT 1)
                ELSE 1 + 2 * floor(random() * (length(state) / 2 - 8)) END;
            state := overlay(state PLACING put.hex FROM coalesce(at, 1) FOR 16);
        END IF;
    END LOOP;
    RETURN state;
END$$;

-- every function of one state and what else it must have, then those whose other arguments choose what is computed
CREATE TABLE asked AS
SELECT t.typname::text AS type, p.proretset AS rows, format('%I(%s)', p.proname, array_to_string(ARRAY(SELECT CASE WHEN a = t.oid THEN 's' ELSE CASE a::regtype::text
    WHEN 'integer[]' THEN '''{1,2}''' WHEN 'double precision[]' THEN '''{0.1,0.5}''' WHEN 'integer' THEN CASE i WHEN 2 THEN '2' ELSE '5' END WHEN 'double precision' THEN CASE WHEN t.typname = 'tally' AND i = 2 AND p.pronargs = 3 THEN '2' WHEN t.typname = 'tally' THEN '5' ELSE '0.5' END
    WHEN 'ml_focus' THEN '''data''' WHEN 'boolean' THEN 'false' WHEN 'text' THEN 'NULL' END END
    FROM unnest(p.proargtypes) WITH ORDINALITY u (a, i) WHERE i <= p.pronargs - p.pronargdefaults OR a = t.oid), ', ')) AS call
FROM pg_proc p JOIN pg_type t ON t.oid = ANY (p.proargtypes) JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
WHERE t.typtype = 'b' AND t.typelem = 0 AND p.prokind = 'f' AND p.pronamespace = 'public'::regnamespace
UNION ALL SELECT 'survey_summary', false, format('%s(s%s, statistic => %L, lonely => %L)', f, CASE WHEN f LIKE 'conf%' THEN ', 0.95' ELSE '' END, s, l)
FROM unnest('{std_error,variance,deff,cv,conf_low,conf_high}'::text[]) f, unnest('{total,mean,ratio}'::text[]) s, unnest('{remove,certainty,adjust,average}'::text[]) l
UNION ALL SELECT 'replicate_summary', false, format('std_error(s, 0.5, NULL, %s, %L)', m, s) FROM unnest('{total,mean,ratio}'::text[]) s, unnest('{true,false}'::text[]) m
UNION ALL SELECT 'quantile_summary', false, format('quantile(s, 0.3, %L)', r) FROM unnest('{math,school,hf1,hf2,hf3,hf4,hf5,hf6,hf7,hf8,hf9}'::text[]) r
UNION ALL SELECT 'tally', false, format('%s(s, method => %L)', f, m) FROM unnest('{std_error,nps_std_error,top2box_std_error}'::text[]) f, unnest('{linearized,kish}'::text[]) m;

CREATE TABLE answer (type text, call text, state text, said text, refused boolean);
CREATE FUNCTION ask(wanted int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s record;
    c record;
    state text;
    said text;
BEGIN
    FOR s IN SELECT seed.* FROM seed, generate_series(1, wanted) LOOP
        state := CASE s.type WHEN 'crosstab_cells' THEN '\x' ELSE '' END || crafted(s.state);
        BEGIN
            EXECUTE format('SELECT %L::%I', state, s.type);
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO answer VALUES (s.type, 'input', state, SQLSTATE, true);
            CONTINUE;
        END;
        FOR c IN SELECT * FROM asked WHERE asked.type = s.type LOOP
            BEGIN
                EXECUTE format('SELECT string_agg(x::text, '' '') FROM (SELECT %s AS x FROM (SELECT %L::%I AS s) q) q', c.call, state, s.type) INTO said;
                INSERT INTO answer VALUES (s.type, c.call, state, said, false);
            EXCEPTION WHEN OTHERS THEN
                INSERT INTO answer VALUES (s.type, c.call, state, SQLSTATE, true);
            END;
        END LOOP;
    END LOOP;
END$$;
SELECT setseed(0.4) \g /dev/null
SELECT ask(150) \g /dev/null
SELECT is((SELECT string_agg(DISTINCT type, ' ' ORDER BY type) FROM answer WHERE NOT refused), 'crosstab_cells maturity_profile quantile_summary replicate_summary survey_summary tally',
    'states of every type were taken');
SELECT cmp_ok((SELECT min(n) FROM (SELECT count(DISTINCT state) AS n FROM answer WHERE NOT refused GROUP BY type) t), '>=', 2::bigint, 'and several of each');
SELECT is((SELECT string_agg(DISTINCT a.call, ', ') FROM asked a WHERE NOT EXISTS (SELECT FROM answer w WHERE w.type = a.type AND w.call = a.call AND NOT w.refused) AND a.type <> 'survey_summary'), NULL,
    'every function was asked');
SELECT is((SELECT string_agg(DISTINCT type || ' ' || call || ' ' || left(said, 60), E'\n') FROM answer WHERE NOT refused AND said ~* '\m(nan|infinity)\M'), NULL, 'none says NaN or infinity');
SELECT is((SELECT string_agg(DISTINCT type || ' ' || said, ', ') FROM answer WHERE refused AND call = 'input' AND said NOT IN ('22P02', '22P03', '22003', '54000')), NULL,
    'what is no state is refused as such');
SELECT is((SELECT string_agg(DISTINCT type || ' ' || call || ' ' || said, ', ') FROM answer WHERE refused AND call <> 'input' AND said NOT IN ('22003', '22023', '55000', '0A000')), NULL,
    'what is out of range is refused as such');
SELECT * FROM finish();

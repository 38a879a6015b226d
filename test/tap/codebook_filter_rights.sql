-- What a filter's text, which may come from anybody, may do: compute on the columns, and nothing more.
SELECT plan(19);

CREATE TYPE shade AS ENUM ('light', 'dark');
CREATE DOMAIN grown AS int CHECK (VALUE > 17);
CREATE FUNCTION leak() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT count(*)::int FROM pg_catalog.pg_authid';
CREATE FUNCTION leak(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT count(*)::int FROM pg_catalog.pg_authid';
CREATE FUNCTION sees(int) RETURNS boolean VOLATILE LANGUAGE sql AS 'SELECT $1 > 0';
CREATE DOMAIN watched AS int CHECK (sees(VALUE));
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
CREATE FUNCTION same_text(text, text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT leak() > 0';
CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = same_text);
CREATE TABLE people (id int PRIMARY KEY, q1 smallint, name text, age int, income numeric, o boolean, born date, seen timestamp,
    heard timestamptz, colour shade, codes int[], older grown, doc jsonb, x float8);
INSERT INTO people SELECT i, 1 + i % 5, 'n' || i, 20 + i, 1000.5 * i, i % 2 = 0, date '1980-01-01' + i * 100, timestamp '2026-01-01' + i * interval '1 day',
    timestamptz '2026-01-01 00:00Z' + i * interval '1 day', CASE WHEN i % 2 = 0 THEN 'light' ELSE 'dark' END::shade, ARRAY[i, 1], 20 + i,
    jsonb_build_object('a', i), i / 3.0 FROM generate_series(1, 30) i;
SELECT variables IS NULL FROM register_survey('people', 'people') \g /dev/null

-- outcome of a filter: what the server says, or the number of respondents as plain SQL counts them and as a cross table does
CREATE FUNCTION outcome(filter text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    ours bigint;
    theirs bigint;
BEGIN
    EXECUTE format('SELECT n FROM survey_crosstab(''people'', ''{q1}'', filter => %L) WHERE row_code IS NULL LIMIT 0', filter);
    EXECUTE 'SELECT count(*) FROM people WHERE ' || survey_filter('people', filter) INTO ours;
    EXECUTE 'SELECT count(*) FROM people WHERE ' || filter INTO theirs;
    RETURN CASE WHEN ours = theirs THEN 'runs' ELSE format('%s for %s', ours, theirs) END;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;

CREATE TABLE allowed AS SELECT filter, outcome(filter) FROM unnest(ARRAY[
    'q1 = 1', 'q1 IN (1, 2)', 'q1 NOT IN (1, 2)', 'q1 BETWEEN 2 AND 4', 'NOT o', 'o IS TRUE', 'o IS NOT UNKNOWN', 'q1 IS NULL', 'q1 IS NOT DISTINCT FROM 2',
    'q1 = ANY (ARRAY[1, 2])', 'age + q1 > 30', 'age % 2 = 0', 'age / 2 > 12', 'abs(age - 30) < 5', 'income >= 2001', 'round(income) > 3000', 'x > 1.5',
    'sqrt(x) > 1', 'age::numeric > 30.5', 'income::int > 3000', 'x::numeric > 2', 'name = ''n3''', 'name LIKE ''n1%''', 'name ILIKE ''N1%''', 'name ~ ''^n[12]$''',
    'name SIMILAR TO ''n(1|2)''', 'lower(name) = ''n3''', 'length(name) = 2', 'substring(name FROM 2) = ''3''', 'position(''1'' IN name) > 0',
    'trim(name) || ''x'' = ''n3x''', 'left(name, 1) = ''n''', 'starts_with(name, ''n2'')', 'name COLLATE "C" < ''n2''', 'age::text = ''21''', 'born::text > ''1981''',
    'born > ''1982-01-01''', 'born BETWEEN ''1982-01-01'' AND ''1983-01-01''', 'extract(year FROM born) = 1983', 'date_part(''month'', born) = 4',
    'date_trunc(''year'', seen) = ''2026-01-01''', 'seen::date = ''2026-01-05''', 'heard > ''2026-01-05''', 'heard < now()', 'heard::date < current_date',
    'born < current_date', 'seen < localtimestamp', 'to_char(born, ''YYYY'') = ''1983''', 'born + 10 > ''1983-01-01''', 'seen + interval ''1 day'' > ''2026-01-05''',
    'heard - interval ''1 day'' > ''2026-01-05''', 'age(seen, ''2026-01-01'') > interval ''3 days''', 'born > seen', 'seen > heard', 'heard AT TIME ZONE ''UTC'' > ''2026-01-05''',
    'colour = ''dark''', 'colour > ''light''', 'colour IN (''dark'')', 'colour::text = ''dark''', '3 = ANY (codes)', 'codes @> ARRAY[1]', 'codes && ''{5,6}''',
    'codes[1] = 3', 'cardinality(codes) = 2', 'older > 30', 'older IN (25, 26)', 'doc ->> ''a'' = ''3''', 'doc @> ''{"a": 3}''', 'doc ? ''a''',
    'CASE WHEN q1 > 2 THEN o ELSE true END', 'coalesce(q1, 0) > 1', 'nullif(q1, 3) IS NULL', 'greatest(q1, 3) = 3', 'ROW(q1, age) > ROW(2, 30)', '(q1, age) = (2, 21)',
    'width_bucket(age, 20, 50, 3) = 2', 'num_nulls(q1, age) = 0', 'md5(name) > ''8''', 'true', 'NULL', 'q1 > 1::smallint', 'age > ''25''::int',
    'born > date ''1982-01-01''', 'cd4ml_area(ARRAY[''data'']::ml_focus[]) IS NOT NULL']) filter;
SELECT is((SELECT string_agg(filter || ': ' || outcome, E'\n') FROM allowed WHERE outcome <> 'runs'), NULL, 'what computes on the columns runs');
SELECT is((SELECT count(*) FROM allowed), 84::bigint, 'that many were tried');

CREATE TABLE refused AS SELECT filter, outcome(filter) FROM unnest(ARRAY[
    -- other tables
    'EXISTS (SELECT FROM pg_authid)', 'q1 IN (SELECT 1)', 'q1 = (SELECT 1)', 'q1 = ANY (ARRAY(SELECT 1))', 'table_to_xml(''pg_authid'', true, true, '''') IS NULL',
    'query_to_xml(''SELECT 1'', true, true, '''') IS NULL', 'schema_to_xml(''pg_catalog'', true, true, '''') IS NULL', 'database_to_xml(true, true, '''') IS NULL',
    'cursor_to_xml(''c'', 1, true, true, '''') IS NULL', 'export_survey(''people'', ''csv'') IS NULL', 'survey_codebook_json(''people'') IS NULL',
    'survey_filter(''people'', ''true'') IS NULL', 'drop_survey(''people'') IS NULL', 'leak() > 0', 'leak(q1) > 0', 'name === ''x''', 'q1 OPERATOR(public.===) 1 AND name OPERATOR(public.===) ''x''',
    'pg_read_file(''/etc/passwd'') IS NULL', 'pg_ls_dir(''.'') IS NULL', 'lo_get(1) IS NULL', 'pg_stat_file(''x'') IS NULL', 'dblink(''x'') IS NULL',
    'obj_description(1, ''pg_class'') IS NULL', 'col_description(1, 1) IS NULL', 'pg_get_viewdef(''pg_user'') IS NULL', 'pg_relation_size(''pg_authid'') > 0',
    'to_regclass(''pg_authid'') IS NULL', '''pg_authid''::regclass IS NULL AND name::regclass IS NULL', 'has_table_privilege(''pg_authid'', ''SELECT'')',
    'pg_has_role(''postgres'', ''USAGE'')', 'enum_range(colour) IS NULL', 'format(''%s'', q1) IS NULL', 'concat(q1) IS NULL', 'array_to_string(codes, '','') IS NULL',
    'to_json(q1) IS NULL', 'to_jsonb(people) IS NULL', 'row_to_json(people) IS NULL', 'people IS NULL', 'people.* IS NULL', 'ctid IS NULL',
    'tableoid = 1', 'xmin IS NULL',
    -- the session and the server
    'current_user = ''x''', 'session_user = ''x''', 'user = ''x''', 'current_role = ''x''', 'current_catalog = ''x''', 'current_schema = ''x''', 'version() = ''''',
    'current_setting(''port'') = ''1''', 'set_config(''work_mem'', ''1MB'', false) IS NULL', 'inet_server_port() = 1', 'pg_backend_pid() = 1', 'pg_postmaster_start_time() IS NULL',
    'current_database() = ''x''', 'pg_conf_load_time() IS NULL', 'pg_client_encoding() IS NULL', 'pg_trigger_depth() = 0',
    -- traces
    'txid_current() > 0', 'pg_current_xact_id() IS NULL', 'txid_current_if_assigned() IS NULL', 'nextval(''s'') > 0', 'pg_sleep(1) IS NULL', 'random() < 1', 'clock_timestamp() IS NULL',
    'gen_random_uuid() IS NULL', 'setseed(0) IS NULL', 'pg_advisory_lock(1) IS NULL', 'pg_notify(''a'', ''b'') IS NULL', 'pg_terminate_backend(1)', 'pg_cancel_backend(1)',
    'pg_logical_emit_message(true, ''a'', ''b'') IS NULL', 'lo_create(0) > 0', 'pg_export_snapshot() IS NULL', 'pg_switch_wal() IS NULL', 'timeofday() IS NULL',
    -- code of others, and casts that fail at an answer
    'q1::watched > 0', 'age::grown > 18', 'CAST(q1 AS watched) IS NULL', 'ARRAY[q1]::watched[] IS NULL', 'name::int > 1', 'name::numeric > 1', 'name::date IS NULL',
    'name::shade IS NULL', 'name::boolean', 'name::jsonb IS NULL', 'name::xml IS NULL', 'name::int[] IS NULL', 'doc::text::jsonb IS NULL', 'name::regproc IS NULL',
    'sees(q1)', 'name::people IS NULL', 'ROW(1, 2)::people IS NULL', 'xmlparse(CONTENT name) IS NULL', 'xmlelement(NAME a) IS NULL', 'name IS DOCUMENT',
    -- more than one condition
    'true; DROP TABLE people', 'true) OR (true', 'true --', 'true UNION SELECT true', 'true AS x', 'true, true', 'true FROM people', 'true WHERE true', 'true ORDER BY 1', 'true LIMIT 1',
    'true FOR UPDATE', 'DISTINCT true', '*', 'people.*', '$1', 'q1 = $1', 'q1 = :x', 'count(*) > 0', 'max(q1) = 1', 'sum(q1) OVER () > 1', 'row_number() OVER () = 1',
    'generate_series(1, 2) = 1', 'unnest(codes) = 1', 'regexp_matches(name, ''n'') IS NULL', 'jsonb_each(doc) IS NULL', 'GROUPING(q1) = 0', 'CURRENT OF c', 'DEFAULT', 'q1', 'age', 'name',
    '1', 'codes', '', '   ', 'q1 =', '= 1', '(q1 = 1', 'q1 = 1)', 'nosuch = 1', 'nosuch(q1) = 1', 'pg_temp.leak() = 1', 'q1 = ''x''', 'percentile_cont(0.5) WITHIN GROUP (ORDER BY q1) > 1']) filter;
-- "true --" is one condition and a comment
SELECT is((SELECT string_agg(filter, E'\n') FROM refused WHERE outcome = 'runs' AND filter <> 'true --'), NULL, 'what does more is refused');
SELECT cmp_ok((SELECT count(*) FROM refused), '>', 132::bigint, 'many were tried');
SELECT is((SELECT string_agg(filter || ': ' || outcome, E'\n') FROM refused WHERE outcome ~ '^XX'), NULL, 'and none with an internal error');
SELECT is(outcome('leak(q1) > 0'), '0A000 a filter must not contain the function leak(integer)', 'the error names the function');
SELECT is(outcome('name::int > 1'), '0A000 a filter must not contain a cast of type text to integer', 'or the cast');
-- 18 has aggregates of records beside those of numbers, which are not what is refused
SELECT is(outcome(f || '(q1) = 1'), '42803 aggregate functions are not allowed in WHERE', 'or says that ' || f || '() is an aggregate') FROM unnest('{max,min,sum}'::text[]) f;

-- a name in the catalogue is not looked up: the same answer whether it exists or not
CREATE TABLE named (id int PRIMARY KEY, q1 int, rel regclass);
SELECT variables IS NULL FROM register_survey('named', 'named') \g /dev/null
CREATE FUNCTION answer(filter text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN survey_filter('named', filter);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
CREATE TABLE lookups AS SELECT type, shape, answer(format(shape, there, type)) AS there, answer(format(shape, 'no_such_name', type)) AS absent
FROM (VALUES ('regclass', 'people'), ('regrole', 'postgres'), ('regproc', 'sees'), ('regprocedure', 'sees(int)'), ('regoper', '|/'),
    ('regoperator', '|/(NONE,float8)'), ('regtype', 'integer'), ('regnamespace', 'public'), ('regconfig', 'english'), ('regdictionary', 'simple'),
    ('regcollation', '"C"')) k (type, there),
    unnest(ARRAY['%1$L::%2$s IS NOT NULL', 'CAST(%1$L AS pg_catalog.%2$s)::oid > 0', '%2$s %1$L IS NULL', '%2$s(%1$L) IS NULL', '(%1$L::text)::%2$s IS NULL',
    'CASE WHEN q1 = 1 THEN NULL::%2$s ELSE %1$L END IS NULL', 'ARRAY[%1$L]::%2$s[] IS NULL']) shape;
SELECT is((SELECT string_agg(concat_ws(' | ', type, shape, there, absent), E'\n') FROM lookups
    WHERE there <> absent OR there !~ ('^0A000 a filter must not contain (a value of type ' || type || '(\[\])?|the function ' || type || '\(text\))$')), NULL,
    'constants and casts that look a name up are refused, whatever it is');
SELECT is(answer('''named''::regclass IS NOT NULL'), '0A000 a filter must not contain a value of type regclass', 'with a word on the type');
SELECT is((SELECT string_agg(concat_ws(' | ', shape, answer(format(shape, 'people')), answer(format(shape, 'no_such_name'))), E'\n')
    FROM unnest(ARRAY['pg_relation_size(%L) > 0', 'coalesce(rel, %L) IS NULL', 'coalesce(to_regclass(''named''), %L) IS NULL',
        'EXISTS (SELECT FROM %I)', 'q1 IN (SELECT q1 FROM %I)', 'to_tsvector(%L, ''a'') IS NULL', 'coalesce(named, ''(1,1,%I)'') IS NULL', 'nextval(%L) > 0']) shape
    WHERE answer(format(shape, 'people')) <> answer(format(shape, 'no_such_name')) OR answer(format(shape, 'people')) !~ '^0A000'), NULL,
    'nor by a function, a column or a subquery');
SELECT is((SELECT count(*)::int FROM lookups), 77, 'that many were tried');

-- every function of the server that is not immutable is refused, but those that the list of stable ones has
CREATE TABLE builtin AS
SELECT p.proname, provolatile, outcome(format('pg_catalog.%I(%s) IS NULL', p.proname,
    (SELECT string_agg(format('NULL::%s', t::regtype), ', ' ORDER BY i) FROM unnest(proargtypes::oid[]) WITH ORDINALITY a (t, i)))) AS outcome
FROM pg_proc p
WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND NOT proretset AND provolatile <> 'i' AND provariadic = 0 AND p.oid < 10000
  AND NOT EXISTS (SELECT FROM unnest(proargtypes::oid[] || prorettype) t JOIN pg_type y ON y.oid = t WHERE y.typtype = 'p' AND y.typname <> 'void')
  AND p.proname !~ '^(pg_terminate|pg_cancel|pg_reload|pg_rotate|pg_promote|lo_|pg_stop|pg_start|pg_wal_replay|pg_backup)';
SELECT cmp_ok((SELECT count(*) FROM builtin), '>', 400::bigint, 'the server''s own functions were tried');
SELECT is((SELECT string_agg(DISTINCT proname, ' ' ORDER BY proname) FROM builtin WHERE outcome = 'runs' AND provolatile = 'v'), NULL, 'none that is volatile runs');
SELECT is((SELECT string_agg(proname, ' ' ORDER BY proname COLLATE "C") FROM (SELECT DISTINCT proname::text FROM builtin WHERE outcome = 'runs') q),
    'date date_cmp_timestamptz date_eq_timestamptz date_ge_timestamptz date_gt_timestamptz date_le_timestamptz date_lt_timestamptz date_ne_timestamptz'
    || ' date_part date_trunc extract make_timestamptz now statement_timestamp time timestamp timestamp_cmp_timestamptz timestamp_eq_timestamptz'
    || ' timestamp_ge_timestamptz timestamp_gt_timestamptz timestamp_le_timestamptz timestamp_lt_timestamptz timestamp_ne_timestamptz timestamptz'
    || ' timestamptz_cmp_date timestamptz_cmp_timestamp timestamptz_eq_date timestamptz_eq_timestamp timestamptz_ge_date timestamptz_ge_timestamp'
    || ' timestamptz_gt_date timestamptz_gt_timestamp timestamptz_le_date timestamptz_le_timestamp timestamptz_lt_date timestamptz_lt_timestamp'
    || ' timestamptz_mi_interval timestamptz_ne_date timestamptz_ne_timestamp timestamptz_pl_interval timetz timezone to_char to_date to_number to_timestamp'
    || ' transaction_timestamp', 'of the stable ones those that dates need');

-- extensions that a superuser has listed
CREATE EXTENSION citext;
CREATE TABLE town (id int PRIMARY KEY, place citext);
INSERT INTO town VALUES (1, 'Bern'), (2, 'Genf');
SELECT variables IS NULL FROM register_survey('town', 'town') \g /dev/null
SELECT throws_ok($$SELECT survey_filter('town', 'place = ''bern''')$$, '0A000', NULL, 'functions of other extensions are refused');
SET mlops_survey.filter_extensions = 'citext';
SELECT is(survey_filter('town', 'place = ''bern'''), '((place = ''bern''::citext))', 'unless they are listed');
SELECT * FROM finish();

-- Long work shows how far it is in pg_stat_progress_copy, and ends soon after it is cancelled.  What is seen comes from the
-- work itself: a column of the answers looks at the view while rows are read, a trigger while they are written.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(17);
CREATE FUNCTION peek() RETURNS text VOLATILE LANGUAGE plpgsql AS $$
DECLARE seen text;
BEGIN
    PERFORM pg_stat_clear_snapshot();
    SELECT format('%s %s %s', p.command, p.relid::regclass, p.tuples_processed) INTO seen FROM pg_stat_progress_copy p WHERE p.pid = pg_backend_pid();
    IF seen IS NOT NULL THEN
        PERFORM set_config('test.seen', seen, false);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION look() RETURNS int VOLATILE LANGUAGE plpgsql AS $$ BEGIN PERFORM peek(); RETURN 1; END $$;
CREATE TABLE p AS SELECT i AS id, 1 + i % 5 AS q, 1 + i % 40 AS block, 1.0::float8 AS w FROM generate_series(1, 5000) i;
ALTER TABLE p ADD PRIMARY KEY (id);
CREATE VIEW pv AS SELECT q, CASE WHEN id % 1000 = 999 THEN look() ELSE 1 END AS seen FROM p;
SELECT register_survey('pv', 'pv', '{"variables": [{"name": "q", "measure": "nominal"}]}') IS NULL \g /dev/null
SELECT register_survey('p', 'p', '{"respondent": "id", "weight": "w", "design": {"clusters": ["block"]}, "variables": [{"name": "q", "measure": "nominal"}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null

SELECT is((SELECT length(export_survey('pv', 'csv')) > 10000), true, 'an export');
SELECT is(current_setting('test.seen'), 'COPY TO pv 4000', 'shows the rows that it has read');
SELECT is((SELECT count(*) FROM pg_stat_progress_copy WHERE datname = current_database()), 0::bigint, 'and nothing when it is done');
CREATE FUNCTION peeking() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id % 1000 = 999 THEN PERFORM peek(); END IF; RETURN NEW; END $$;
CREATE TRIGGER peeking BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION peeking();
SELECT set_config('test.seen', '', false) \g /dev/null
SELECT is((SELECT count(*) FROM replicate_survey('p', 'jk1')), 1::bigint, 'replicate weights');
SELECT matches(current_setting('test.seen'), '^COPY FROM p \d+$', 'show the rows that have got theirs');
SELECT set_config('test.seen', '', false) \g /dev/null
SELECT is((SELECT count(*) > 0 FROM rake_survey('p', '{"q": {"1": 0.1, "2": 0.2, "3": 0.3, "4": 0.2, "5": 0.2}}', 'wr', base => 'w', set_weight => false)), true, 'a raking');
SELECT matches(current_setting('test.seen'), '^COPY FROM p \d+$', 'does too');
DROP TRIGGER peeking ON p;
SELECT is((SELECT count(*) FROM pack_survey('p')), 1::bigint, 'a pack');
SELECT is((SELECT count(*) FROM pg_stat_progress_copy WHERE datname = current_database()), 0::bigint, 'leaves nothing behind');

SELECT set_config('test.seen', '', false) \g /dev/null
SELECT is((SELECT survey FROM register_survey('pv', 'pv', '{"variables": [{"name": "q", "measure": "nominal"}, {"name": "seen", "measure": "nominal"}]}', replace => true)), 'pv', 'a registration');
SELECT matches(current_setting('test.seen'), '^COPY TO pv \d+$', 'shows the rows that it has looked at');

-- a cancel, as a timeout: it ends the statement within a second of processor time
CREATE TABLE big AS SELECT i AS id, 1 + i % 5 AS q, 1 + i % 7 AS r, 1 + i % 3000 AS block, 1 + i % 100 / 10.0 AS w FROM generate_series(1, 300000) i;
SELECT register_survey('big', 'big', '{"respondent": "id", "weight": "w", "design": {"clusters": ["block"]}, "variables": [{"name": "q", "measure": "nominal"}, {"name": "r", "measure": "nominal"}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE TABLE file AS SELECT convert_to(E'id,q,r\n' || string_agg(format(E'%s,%s,%s\n', id, q, r), ''), 'UTF8') AS csv FROM big;
\set milliseconds 100
SELECT $$SELECT pack_survey('big') FROM generate_series(1, 50)$$ AS call \gset
\ir include/cancel.psql
SELECT is(CASE WHEN NOT :'cancelled' THEN 'done' WHEN :seconds < 1.1 THEN 'soon' ELSE :'seconds' END, 'soon', 'a pack is cancelled');
SELECT $$SELECT export_survey('big', 'sav') FROM generate_series(1, 50)$$ AS call \gset
\ir include/cancel.psql
SELECT is(CASE WHEN NOT :'cancelled' THEN 'done' WHEN :seconds < 1.1 THEN 'soon' ELSE :'seconds' END, 'soon', 'so is an export');
SELECT $$SELECT rake_survey('big', '{"q": {"1": 0.1, "2": 0.2, "3": 0.3, "4": 0.2, "5": 0.2}, "r": {"1": 0.1, "2": 0.1, "3": 0.2, "4": 0.2, "5": 0.2, "6": 0.1, "7": 0.1}}', 'wr', base => 'w', set_weight => false, replace => true) FROM generate_series(1, 50)$$ AS call \gset
\ir include/cancel.psql
SELECT is(CASE WHEN NOT :'cancelled' THEN 'done' WHEN :seconds < 1.1 THEN 'soon' ELSE :'seconds' END, 'soon', 'and a raking');
SELECT $$SELECT replicate_survey('big', 'bootstrap', replicates => 200) FROM generate_series(1, 50)$$ AS call \gset
\ir include/cancel.psql
SELECT is(CASE WHEN NOT :'cancelled' THEN 'done' WHEN :seconds < 1.1 THEN 'soon' ELSE :'seconds' END, 'soon', 'and making replicate weights');
SELECT $$SELECT register_survey('other', 'big', '{"variables": [{"name": "q"}, {"name": "r"}, {"name": "w"}]}', replace => true) FROM generate_series(1, 50)$$ AS call \gset
\ir include/cancel.psql
SELECT is(CASE WHEN NOT :'cancelled' THEN 'done' WHEN :seconds < 1.1 THEN 'soon' ELSE :'seconds' END, 'soon', 'and a registration');
SELECT $$SELECT load_survey('loaded', csv, replace => true) FROM file, generate_series(1, 50)$$ AS call \gset
\ir include/cancel.psql
SELECT is(CASE WHEN NOT :'cancelled' THEN 'done' WHEN :seconds < 1.1 THEN 'soon' ELSE :'seconds' END, 'soon', 'and a load');
SELECT * FROM finish();

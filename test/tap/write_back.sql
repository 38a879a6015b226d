-- Weights are written to the rows that they were made for, wherever these lie, and all of them.
SELECT plan(40);
\set QUIET on
SET client_min_messages = warning;

-- the jackknife of a mean of n equal weights is sd / sqrt(n)
CREATE TABLE parent (y float8, w float8);
CREATE TABLE child_a () INHERITS (parent);
CREATE TABLE child_b () INHERITS (parent);
INSERT INTO parent VALUES (1, 1), (2, 1), (40, 1);
INSERT INTO child_a VALUES (7, 1), (11, 1), (13, 1);
INSERT INTO child_b VALUES (80, 1), (3, 1);
SELECT register_survey('family', 'parent', '{"weight": "w", "variables": [{"name": "y", "measure": "scale"}]}') \g /dev/null
BEGIN;
SELECT replicate_survey('family', 'jk1') \g /dev/null
SELECT is((SELECT array_agg(relation::regclass::text ORDER BY relation::regclass::text) FROM pg_locks
    WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' AND relation::regclass::text ~ '^(parent|child_.)$'),
    '{child_a,child_b,parent}', 'children are locked with their parent');
COMMIT;
SELECT is((SELECT count(*)::int FROM parent WHERE cardinality(replicate_weights) = 8 AND replicate_weights @> '{0}'), 8,
    'every respondent is left out of one replicate');
SELECT is((SELECT count(DISTINCT array_position(replicate_weights, 0))::int FROM parent), 8, 'each of one of his own');
SELECT is((SELECT round(std_error::numeric, 9) FROM survey_mean('family', '{y}')),
    (SELECT round((stddev(y) / sqrt(count(*)))::numeric, 9) FROM parent), 'children have replicate weights of their own');
BEGIN;
SELECT trim_survey_weights('family', 'cut', upper => 5) \g /dev/null
SELECT is((SELECT count(*)::int FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock'
    AND relation IN ('child_a'::regclass, 'child_b'::regclass)), 2, 'trimming locks them too');
ROLLBACK;

-- a trigger that keeps rows is an error that names it, and nothing is written
CREATE TABLE kept (id int, sex int, w float8, r1 float8, r2 float8);
INSERT INTO kept SELECT i, 1 + i % 2, 1, 2 * (i / 2 % 2), 2 - 2 * (i / 2 % 2) FROM generate_series(1, 10) i;
SELECT register_survey('kept', 'kept', '{"weight": "w", "replicates": {"columns": ["r1", "r2"], "type": "BRR"},
    "variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF OLD.id > 6 THEN RETURN NULL; END IF; RETURN NEW; END$$;
CREATE TRIGGER guard BEFORE UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION keep_row();
SELECT throws_ok($$SELECT rake_survey('kept', '{"sex": {"1": 4, "2": 6}}', 'raked')$$, '27000',
    'only 6 of 10 rows of table "kept" took what was written to them', 'raking notices rows that a trigger keeps');
SELECT throws_ok($$SELECT poststratify_survey('kept', '{"sex": {"1": 4, "2": 6}}', 'raked', replicates => false)$$, '27000',
    'only 6 of 10 rows of table "kept" took what was written to them', 'and post-stratifying');
SELECT throws_ok($$SELECT trim_survey_weights('kept', 'raked', upper => 5)$$, '27000',
    'only 6 of 10 rows of table "kept" took what was written to them', 'and trimming');
SELECT throws_ok($$SELECT gather_replicates('kept', 'gathered')$$, '27000',
    'only 6 of 10 rows of table "kept" took what was written to them', 'and gathering replicates');
SELECT throws_ok($$SELECT replicate_survey('kept', 'jk1', replace => true)$$, '27000',
    'only 6 of 10 rows of table "kept" took what was written to them', 'and making them');
CREATE FUNCTION detail_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN detail;
END$$;
SELECT is(detail_of($$SELECT rake_survey('kept', '{"sex": {"1": 4, "2": 6}}', 'raked')$$),
    'Before they are changed fires trigger "guard" of table "kept".', 'the trigger is named');
SELECT is((SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'kept'::regclass AND attname IN ('raked', 'gathered', 'replicate_weights')), 0,
    'no column is left behind');
DROP TRIGGER guard ON kept;
CREATE RULE nothing AS ON UPDATE TO kept DO INSTEAD NOTHING;
SELECT throws_ok($$SELECT rake_survey('kept', '{"sex": {"1": 4, "2": 6}}', 'raked')$$, '27000',
    'only 0 of 10 rows of table "kept" took what was written to them', 'a rule is noticed too');
DROP RULE nothing ON kept;

-- weights that the rows do not keep as they were written are an error, and nothing is written
CREATE TABLE rounding AS SELECT i AS id, (i * 7) % 11 AS y, 1 + i % 3 AS w FROM generate_series(1, 37) i;
SELECT register_survey('rounding', 'rounding', '{"weight": "w", "variables": [{"name": "y", "measure": "scale"}]}') \g /dev/null
SELECT calibrate_survey('rounding', '{"y": {"mean": 6}}', 'wk') \g /dev/null
DROP VIEW rounding_labels, rounding_long, rounding_analysis;
CREATE FUNCTION recalibrated(type text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE rounding ALTER wk TYPE %s', type);
    PERFORM calibrate_survey('rounding', '{"y": {"mean": 6}}', 'wk', base => 'w', replace => true);
    RETURN 'written';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END$$;
\set not_kept 'column "wk" of table "rounding" does not keep the weights that are written to it'
SELECT is(recalibrated('int'), '55000 ' || :'not_kept', 'whole numbers do not keep weights');
SELECT is(recalibrated('numeric(6, 1)'), '55000 ' || :'not_kept', 'nor do numbers of one decimal');
SELECT is(recalibrated('real'), '55000 ' || :'not_kept', 'nor those of single precision');
SELECT is(recalibrated('float8'), 'written', 'double precision does');
SELECT ok((SELECT abs(sum(wk * y) / sum(wk) - 6) < 1e-9 FROM rounding), 'and the target is met');
CREATE FUNCTION round_weight() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.wk := round(NEW.wk); RETURN NEW; END$$;
CREATE TRIGGER rounds BEFORE UPDATE ON rounding FOR EACH ROW EXECUTE FUNCTION round_weight();
SELECT is(recalibrated('float8'), '27000 ' || :'not_kept', 'a trigger that rounds is noticed');
SELECT matches(detail_of($$SELECT calibrate_survey('rounding', '{"y": {"mean": 6}}', 'wk', base => 'w', replace => true)$$),
    '^In the row at \(\d+,\d+\) it holds \d+ where \d+\.\d+ was written; \d+ of the rows written differ\.  Before they are changed fires trigger "rounds" of table "rounding"\.$',
    'the row, both values and the trigger are named');
ALTER TABLE rounding ADD PRIMARY KEY (id);
SELECT matches(detail_of($$SELECT calibrate_survey('rounding', '{"y": {"mean": 6}}', 'wk', base => 'w', replace => true)$$),
    '^In the row with id \d+ it holds ', 'by its key where it has one');
SELECT ok((SELECT abs(sum(wk * y) / sum(wk) - 6) < 1e-9 FROM rounding), 'the weights are what they were');
DROP TRIGGER rounds ON rounding;
CREATE TABLE spoiled AS SELECT id, y, w FROM rounding;
SELECT register_survey('spoiled', 'spoiled', '{"weight": "w", "variables": [{"name": "y", "measure": "scale"}]}') \g /dev/null
CREATE FUNCTION spoil_array() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.replicate_weights[1] := 7; RETURN NEW; END$$;
CREATE TRIGGER spoils BEFORE UPDATE ON spoiled FOR EACH ROW EXECUTE FUNCTION spoil_array();
SELECT throws_ok($$SELECT replicate_survey('spoiled', 'jk1')$$, '27000',
    'column "replicate_weights" of table "spoiled" does not keep the weights that are written to it', 'replicates are compared, too');
CREATE FUNCTION spoil_gathered() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.gathered[1] := 7; RETURN NEW; END$$;
CREATE TRIGGER spoils BEFORE UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION spoil_gathered();
SELECT throws_ok($$SELECT gather_replicates('kept', 'gathered')$$, '27000',
    'column "gathered" of table "kept" does not keep the weights that are written to it', 'and those that are gathered');
DROP TRIGGER spoils ON kept;

-- rows that move between reading and writing are found by a key, whatever it is, and missed by their place
CREATE FUNCTION move_rows() RETURNS event_trigger LANGUAGE plpgsql AS $$
DECLARE
    moved regclass := (SELECT objid FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' LIMIT 1);
BEGIN
    IF moved::text LIKE 'moving%' THEN
        EXECUTE format('UPDATE %s SET sex = sex', moved);
    END IF;
END$$;
CREATE EVENT TRIGGER move_rows ON ddl_command_end WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION move_rows();
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE DOMAIN code AS text CHECK (VALUE <> '');
CREATE TABLE moving (id int NOT NULL, wave int NOT NULL, name code NOT NULL, shade colour NOT NULL, ident uuid NOT NULL, open int, sex int);
INSERT INTO moving SELECT i, i % 2, 'name ' || i, CASE i % 2 WHEN 0 THEN 'red' ELSE 'green' END::colour, md5(i::text)::uuid, i, 1 + (i > 4)::int
FROM generate_series(1, 12) i;
SELECT register_survey('moving', 'moving', '{"variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
-- weights by sex: 4 men, 8 women to 6 and 6
CREATE FUNCTION raked_by(definition text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    IF definition <> '' THEN
        EXECUTE definition;
    END IF;
    PERFORM rake_survey('moving', '{"sex": {"1": 6, "2": 6}}', 'w');
    SELECT string_agg(DISTINCT sex || ':' || w || ':' || n, ' ') INTO found FROM (SELECT sex, w, count(*) AS n FROM moving GROUP BY 1, 2) s;
    RAISE EXCEPTION '%', found;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END$$;
\set right '1:1.5:4 2:0.75:8'
SELECT is(raked_by(''), 'only 0 of 12 rows of table "moving" took what was written to them', 'without a key the place is what is left');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving (open)'), raked_by(''), 'a column that can be NULL is no key');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving (id) WHERE id > 0'), raked_by(''), 'nor is an index of some rows');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving ((id + 1))'), raked_by(''), 'nor one of an expression');
SELECT is(raked_by('ALTER TABLE moving ADD UNIQUE (id) DEFERRABLE'), raked_by(''), 'nor one that may be broken for a while');
SELECT is(raked_by('CREATE INDEX ON moving (id)'), raked_by(''), 'nor one that is not unique');
SELECT is(raked_by('ALTER TABLE moving ADD PRIMARY KEY (id)'), :'right', 'a primary key is one');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving (name)'), :'right', 'so is a unique index on a domain of text');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving (ident)'), :'right', 'on a uuid');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving (shade, name COLLATE "C", wave)'), :'right', 'on several columns, one of an enum');
SELECT is(raked_by('CREATE UNIQUE INDEX ON moving (id) INCLUDE (sex, open)'), :'right', 'with further columns');
CREATE TABLE moving_parts (id int NOT NULL, sex int, PRIMARY KEY (id, sex)) PARTITION BY LIST (sex);
CREATE TABLE moving_part_1 PARTITION OF moving_parts FOR VALUES IN (1);
CREATE TABLE moving_part_2 PARTITION OF moving_parts FOR VALUES IN (2);
INSERT INTO moving_parts SELECT i, 1 + (i > 4)::int FROM generate_series(1, 12) i;
SELECT register_survey('parts', 'moving_parts', '{"variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
SELECT rake_survey('parts', '{"sex": {"1": 6, "2": 6}}', 'w') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT sex || ':' || w || ':' || n, ' ') FROM (SELECT sex, w, count(*) AS n FROM moving_parts GROUP BY 1, 2) s),
    :'right', 'and one over partitions');
SELECT register_survey('parts_again', 'moving_parts', '{"variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
SELECT is((SELECT count(*)::int FROM replicate_survey('parts_again', 'jk1')), 1, 'partitions get replicate weights by it');
SELECT is((SELECT count(DISTINCT array_position(replicate_weights, 0))::int FROM moving_parts), 12, 'each respondent his own');

DROP EVENT TRIGGER move_rows;

-- without a key, places in partitions
CREATE TABLE plain_parts (sex int) PARTITION BY LIST (sex);
CREATE TABLE plain_part_1 PARTITION OF plain_parts FOR VALUES IN (1);
CREATE TABLE plain_part_2 PARTITION OF plain_parts FOR VALUES IN (2);
INSERT INTO plain_parts SELECT 1 + (i > 4)::int FROM generate_series(1, 12) i;
SELECT register_survey('plain_parts', 'plain_parts', '{"variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
SELECT rake_survey('plain_parts', '{"sex": {"1": 6, "2": 6}}', 'w') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT sex || ':' || w || ':' || n, ' ') FROM (SELECT sex, w, count(*) AS n FROM plain_parts GROUP BY 1, 2) s),
    :'right', 'places in partitions are told apart');
-- a part elsewhere
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE plain_part_3 PARTITION OF plain_parts FOR VALUES IN (3) SERVER elsewhere;
SELECT throws_ok($$SELECT rake_survey('plain_parts', '{"sex": {"1": 6, "2": 6}}', 'w', replace => true)$$, '0A000', 'the rows of table "plain_parts" cannot be changed', 'foreign partitions are refused');
SELECT finish();

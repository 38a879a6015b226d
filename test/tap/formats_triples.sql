-- Triple-S samples: what they hold, by the files' own lines; then the same files damaged.
\set QUIET 1
SET client_min_messages = warning;
\if :have_shared
SELECT plan(17);
\set folder :shared '/data/formats/triple-s/'
SELECT lives_ok(format('SELECT load_survey(%L, %L)', 't' || i, :'folder' || 'sample-' || i || '.sss'), format('sample %s loads', i)) FROM generate_series(1, 5) i;

-- 2101000001Amusement Park                190121101.4000 and its two sisters
SELECT results_eq('SELECT q1::int, q2_1, q2_2, q2_3, q2_9, q3, q4_1, q4_9, q5::int, q6, q7::int, q99 FROM t1 ORDER BY respondent', $$VALUES
    (2, true, false, true, true, 'Amusement Park', true, true, 12, true, 1, 1.4::float8),
    (3, false, true, false, false, NULL, false, false, 999, true, 3, 0.9),
    (2, true, false, false, true, '"Marco''s" Restaurant', false, true, 58, false, NULL, 0.7)$$, 'sample 1: every kind of field');
SELECT is((SELECT array_agg(label ORDER BY position) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id
    WHERE s.name = 't1' AND variable = 'q1'), '{First visit,Visited before within the year,Visited before that}', 'sample 1: labels');
SELECT is((SELECT answers FROM (SELECT array_agg(weekday ORDER BY respondent) AS answers FROM t4) a), '{1,2,3,4,6,5,4,3,4,7}', 'sample 4: UTF-16 metadata');
SELECT is((SELECT count(*) FROM t3), 98::bigint, 'sample 3: a row a line');

CREATE TEMP TABLE sample AS
SELECT i, pg_read_binary_file(:'folder' || 'sample-' || i || '.sss') AS metadata,
    pg_read_binary_file(:'folder' || 'sample-' || i || e) AS data
FROM (VALUES (1, '.asc'), (2, '.csv'), (3, '.dat'), (4, '.asc'), (5, '.asc')) v(i, e);
SELECT is(try, 'same', format('sample %s as a parameter', i)) FROM sample, LATERAL (SELECT 'same' AS try
    FROM load_survey('p' || i, data, metadata => metadata) WHERE rows_refused = 0) t ORDER BY i;

CREATE FUNCTION try_load(content bytea, about bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('hostile', content, metadata => about);
    PERFORM drop_survey('hostile');
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE outcome (error text);
CREATE PROCEDURE damage(changes int) LANGUAGE plpgsql AS $$
DECLARE
    s sample;
BEGIN
    FOR s IN SELECT * FROM sample LOOP
        FOR k IN 1..changes LOOP
            INSERT INTO outcome VALUES
                (try_load(s.data, set_byte(s.metadata, abs(hashint4(k)) % length(s.metadata), abs(hashint4(k * 7 + 1)) % 256))),
                (try_load(s.data, substr(s.metadata, 1, (length(s.metadata)::bigint * k / changes)::int))),
                (try_load(set_byte(s.data, abs(hashint4(k)) % length(s.data), abs(hashint4(k * 7 + 1)) % 256), s.metadata)),
                (try_load(substr(s.data, 1, (length(s.data)::bigint * k / changes)::int), s.metadata));
            COMMIT;
        END LOOP;
    END LOOP;
END $$;
CALL damage(20);
SELECT is((SELECT count(*) FROM outcome WHERE error ~ '^(XX|57|58)'), 0::bigint, 'no damage is an internal error');
SELECT is((SELECT count(*) FROM mlops_survey.survey WHERE name = 'hostile'), 0::bigint, 'no survey is left');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^hostile'), 0::bigint, 'no table is left');
\else
SELECT plan(1);
SELECT skip('no sample files', 1);
\endif
SELECT * FROM finish();

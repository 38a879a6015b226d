-- The long view of a survey without a respondent key hangs on the columns that it shows and no others, which can be dropped.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(5);
CREATE TABLE keyless AS SELECT i / 6 AS block, 1 + i % 2 AS q, i % 3 = 0 AS m1, i % 2 = 0 AS m2, (1 + i % 4)::float8 AS w, i AS extra FROM generate_series(0, 59) i;
SELECT register_survey('keyless', 'keyless', '{"weight": "w", "design": {"clusters": ["block"]}, "variables": [{"name": "q", "measure": "nominal", "values": {"1": "a", "2": "b"}}],
    "sets": [{"name": "m", "members": ["m1", "m2"]}]}') IS NULL \g /dev/null
CREATE TABLE shown AS TABLE keyless_long;
SELECT is((SELECT count(*) FROM shown), (SELECT 60 + 60 + 60 + count(*) FILTER (WHERE m1) + count(*) FILTER (WHERE m2) FROM keyless), 'a row for each answer');
SELECT is((SELECT replicates.count FROM replicate_survey('keyless', 'jk1') replicates), 10, 'replicate weights');
-- any function that makes the views anew
SELECT is((SELECT count(*) > 0 FROM poststratify_survey('keyless', '{"q": {"1": 0.5, "2": 0.5}}', 'wp', base => 'w', set_weight => false)), true, 'a weight, with which the views are made anew');
SELECT lives_ok($$SELECT replicate_survey('keyless', 'jk1', replace => true)$$, 'the replicate weights can be made anew');
SELECT is((SELECT count(*) FROM (TABLE shown EXCEPT ALL TABLE keyless_long) s), 0::bigint, 'and the view shows what it did');
SELECT * FROM finish();

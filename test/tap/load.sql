-- What the version of the server decides: until PostgreSQL 17 its reader of CSV takes a line of \. for the end of the data.
\set QUIET 1
SET client_min_messages = warning;
SELECT plan(1);
PREPARE dotted AS SELECT rows_loaded FROM load_survey('dotted', convert_to(E'a\n1\n\\.\n2\n', 'UTF8'));
SELECT CASE WHEN current_setting('server_version_num')::int >= 180000
    THEN results_eq('dotted', 'VALUES (3::bigint)', 'a line of \. is an answer')
    ELSE throws_ok('dotted', '22P04', 'line 3 is "\.", which ends the data, but more follows', 'no answer after a line of \. is lost in silence') END;
SELECT * FROM finish();

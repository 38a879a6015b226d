-- The extension in a schema with a name of its own, outside the search_path.
SELECT plan(5);
DROP EXTENSION mlops_survey;
CREATE SCHEMA "Odd ""S";
CREATE EXTENSION mlops_survey SCHEMA "Odd ""S";
CREATE TABLE people (word text, mark int);
INSERT INTO people SELECT (ARRAY['x', 'y'])[1 + i % 2], 1 + i % 3 FROM generate_series(1, 20) i;

SELECT is((SELECT variables FROM "Odd ""S".register_survey('people', 'people')), 2, 'a survey is registered');
SELECT is((SELECT count(*) FROM "Odd ""S".survey_codebook('people')), 5::bigint, 'and read');
SELECT is((SELECT n::int FROM "Odd ""S".survey_crosstab('people', '{word}') WHERE row_label = 'x' AND column_label = 'Total'), 10, 'and tabulated');
INSERT INTO people VALUES ('new', 1);
SELECT throws_ok($$ SELECT * FROM "Odd ""S".survey_crosstab('people', '{word}') $$, '22000',
    'variable "word" holds "new", which the codebook does not declare', 'an undeclared text is an error, not an answer less');
SELECT is((SELECT count(*) FROM people_labels WHERE word = 'new'), 1::bigint, 'the view shows it as it is');
SELECT * FROM finish();

-- Codes in a further file: where those of the survey are no more than the order in which its texts came, a bare code says nothing of them.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(25);

CREATE FUNCTION loaded(content text, wave text DEFAULT NULL, codebook jsonb DEFAULT NULL, append boolean DEFAULT true, survey text DEFAULT 'b') RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text; detail text; hint text;
BEGIN
    RETURN (SELECT 'ok' || coalesce(': ' || nullif(array_to_string(ARRAY(SELECT i FROM unnest(inferred) WITH ORDINALITY t(i, n) WHERE i ~ '^new' ORDER BY n), '; '), ''), '')
        FROM load_survey(survey, convert_to(content, 'UTF8'), codebook, append => append, options => CASE WHEN wave IS NOT NULL THEN jsonb_build_object('wave', wave) END));
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', message, nullif(detail, ''), hint);
END $$;

-- the first wave holds texts
SELECT is(loaded(E'id,sex,city,n\n1,Male,Oslo,1\n2,Female,Rome,2\n3,Male,Oslo,3\n4,Female,Rome,1\n', '2026-01', '{"respondent": "id", "variables": [{"name": "n", "measure": "nominal"}]}', false), 'ok', 'texts');
SELECT is((SELECT load_report -> 'codes_by_order' FROM mlops_survey.survey WHERE name = 'b'), '["sex", "city"]', 'whose codes are their order');
SELECT is(loaded(E'id,sex,city,n\n11,1,Oslo,1\n12,2,Rome,2\n', '2026-02'),
    'variable "sex": the file has bare codes (1, 2), but those of the survey are no more than the order in which its texts came (1 "Male", 2 "Female")'
    ' | Write the texts in the file, or say what its codes mean with the wave: codebook => ''{"variables": [{"name": "sex", "values": {"1": "Male", "2": "Female"}}]}'', if that is what they mean there. Otherwise recode the file: texts find their codes by themselves.', 'bare codes are refused');
SELECT is(loaded(E'id,sex,city,n\n11,1,2,1\n', '2026-02') ~ '^variable "sex": .*Neither does this fit: variable "city": the file has bare codes \(2\).*\.', true, 'of all variables that have some');
SELECT is(loaded(E'id,sex,city,n\n11,Male,Oslo,1\n12,2,Rome,2\n', '2026-02') ~ '^variable "sex": the file has bare codes \(2\)', true, 'among texts, too');
SELECT is(loaded(E'id,sex,city,n\n11,Female,Rome,2\n12,male,Lima,4\n', '2026-02'), 'ok: new code of city: 3 = Lima; new code of n: 4 = 4', 'texts go on, and codes of what are codes');
SELECT is((SELECT string_agg(concat_ws(' ', sex, city, n), ', ' ORDER BY id) FROM b WHERE id > 10), '2 2 2, 1 3 4', 'as what they are');
SELECT is((SELECT load_report -> 'codes_by_order' FROM mlops_survey.survey WHERE name = 'b'), '["sex", "city"]', 'the next wave knows');
SELECT is((SELECT changed FROM alter_survey('b', '{"variables": [{"name": "sex", "label": "Sex"}]}')), '{sex}', 'also behind a change of the codebook');
SELECT is(loaded(E'id,sex\n21,1\n', '2026-03') ~ '^variable "sex": the file has bare codes', true, 'that says nothing of codes');

-- said once, they are codes
SELECT is(loaded(E'id,sex\n21,1\n', '2026-03', '{"variables": [{"name": "sex", "values": {"1": "Female", "2": "Male"}}]}') ~ '^variable "sex": code 1 is "Male" in the survey and "Female" in the file \| Neither does this fit: .*alter_survey', true, 'another meaning is a contradiction');
SELECT is(loaded(E'id,sex\n21,1\n22,2\n', '2026-03', '{"variables": [{"name": "sex", "values": {"1": "Male", "2": "Female"}}]}'), 'ok', 'the same is none');
SELECT is(loaded(E'id,sex\n31,2\n', '2026-04'), 'ok', 'and holds from then on');
SELECT is(loaded(E'id,city\n41,2\n', '2026-05') ~ '^variable "city"', true, 'for this variable alone');
SELECT is((SELECT string_agg(sex::text, ' ' ORDER BY id) FROM b WHERE id > 20), '1 2 2', 'as they are');

-- a new variable of a wave
SELECT is(loaded(E'id,job\n51,Cook\n52,Cook\n53,Baker\n54,Baker\n', '2026-06'), 'ok: new variable job: nominal', 'texts of a new variable');
SELECT is(loaded(E'id,job\n61,1\n62,1\n63,2\n64,2\n', '2026-07') ~ '^variable "job": the file has bare codes \(1, 2\)', true, 'have codes in their order as well');

-- numbers that answers carry are codes
SELECT is(loaded(E'id,q\n1,1 - Bad\n2,5 - Good\n3,5 - Good\n4,3 - So\n', '2026-01', '{"respondent": "id"}', false, 'c'), 'ok', 'answers with their codes');
SELECT is(loaded(E'id,q\n11,1\n12,3\n13,5\n', '2026-02', survey => 'c'), 'ok', 'are met by bare codes');

-- codes of a codebook are codes
SELECT is(loaded(E'id,q\n1,1\n2,2\n', '2026-01', '{"respondent": "id", "variables": [{"name": "q", "values": {"1": "Yes", "2": "No"}}]}', false, 'd'), 'ok', 'a codebook');
SELECT is(loaded(E'id,q\n11,2\n', '2026-02', survey => 'd'), 'ok', 'says what they mean');

-- waves without a name
SELECT is(loaded(E'id,sex\n1,Male\n2,Female\n3,Male\n4,Female\n', NULL, '{"respondent": "id"}', false, 'e'), 'ok', 'texts');
SELECT is(loaded(E'id,sex\n11,1\n', survey => 'e') ~ '^line 2, column "sex": "1" is not an answer of this question \| .*Expected one of: "Male", "Female"\.', true, 'a bare code is no answer');
SELECT is(loaded(E'id,sex\n11,Female\n', survey => 'e'), 'ok', 'a text is one');
SELECT is(loaded(E'id,sex\n12,2\n', NULL, '{"variables": [{"name": "sex", "values": {"1": "Male", "2": "Female"}}]}', survey => 'e'), 'ok', 'and a code whose text is said');
SELECT * FROM finish();

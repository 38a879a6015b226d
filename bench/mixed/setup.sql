-- What all connections of tools/load work on: nine surveys of which every state that is ever committed has as many
-- answers 5 as answers 2, and a reader who may do nothing else.
CREATE EXTENSION mlops_survey;
CREATE ROLE load_reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO load_reader;

CREATE FUNCTION load_file(n int) RETURNS bytea LANGUAGE sql IMMUTABLE RETURN
    convert_to(E'q1,q2,sex\n' || repeat(E'Yes,5,1\nNo,2,2\n', n), 'UTF8');

CREATE FUNCTION load_codebook() RETURNS jsonb LANGUAGE sql IMMUTABLE RETURN
    '{"variables": [{"name": "q1", "measure": "nominal", "values": {"1": "Yes", "2": "No"}}, {"name": "q2", "measure": "ordinal", "points": 5},
                    {"name": "sex", "measure": "nominal", "values": {"1": "f", "2": "m"}}]}'::jsonb;

-- an error that names what is wrong ends the connection, which tools/load counts
CREATE FUNCTION load_must(right_one boolean, what text) RETURNS void LANGUAGE plpgsql AS
$$BEGIN IF right_one IS NOT TRUE THEN RAISE EXCEPTION 'wrong numbers: %', what; END IF; END$$;

SELECT count(load_survey('load' || i, load_file(50 * i), load_codebook())) FROM generate_series(1, 9) i;
CREATE TABLE load_plain AS SELECT 1 + i % 2 AS q FROM generate_series(1, 200) i;
SELECT count(register_survey('load_plain', 'load_plain'));

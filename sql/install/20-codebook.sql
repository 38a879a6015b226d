-- The codebook: what a table of answers means.  One row in survey per survey; the other tables hang on it.
--
-- Nobody but the catalogue's owner may write here or lock: functions in C check the caller's rights and then write as
-- the owner (src/server/catalogue.c).  Row-level security shows a survey to those who may read its answers.
--
-- pg_restore fills the tables in any order, several at once, so they have neither foreign keys nor other triggers of
-- constraints: what writes also removes what hangs on it, and survey_check() finds what hangs on nothing.

-- What the library asks where a column or table is newer than the SQL of some release that it also serves; whatever
-- changes the tables below raises it, here and in the upgrade script.
CREATE FUNCTION mlops_survey.catalogue_version() RETURNS int
    STABLE PARALLEL SAFE LANGUAGE sql RETURN 1;
COMMENT ON FUNCTION mlops_survey.catalogue_version() IS 'number of the form that the catalogue of surveys has in this database';

-- A relation is the one that was registered if number and name are: either alone may come again, as another's table.
CREATE FUNCTION mlops_survey.relation_is(relation oid, "schema" text, name text) RETURNS boolean
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relation_is_sql';
COMMENT ON FUNCTION mlops_survey.relation_is(oid, text, text) IS 'support: whether the relation of this number exists and has this name';

CREATE FUNCTION mlops_survey.relation_shows(relation oid, "schema" text, name text) RETURNS boolean
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relation_shows_sql';
COMMENT ON FUNCTION mlops_survey.relation_shows(oid, text, text) IS 'support: the same, and the caller may read or owns it';

CREATE FUNCTION mlops_survey.relation_owned(relation oid, "schema" text, name text) RETURNS boolean
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relation_owned_sql';
COMMENT ON FUNCTION mlops_survey.relation_owned(oid, text, text) IS 'support: the same, and the caller owns it';

CREATE TABLE mlops_survey.survey (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
        CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    title text,
    answers oid,
    answers_schema text NOT NULL,
    answers_name text NOT NULL,
    weight text,
    respondent_key text,
    person text,
    loaded boolean NOT NULL DEFAULT false,
    labels_view oid,
    labels_schema text,
    labels_name text,
    long_view oid,
    long_schema text,
    long_name text,
    analysis_view oid,
    analysis_schema text,
    analysis_name text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    source text,
    load_report jsonb,
    properties jsonb CHECK (pg_catalog.jsonb_typeof(properties) = 'object')
);
CREATE INDEX survey_answers_idx ON mlops_survey.survey (answers);
COMMENT ON TABLE mlops_survey.survey IS 'surveys by name: where the answers are and how they are weighted';
COMMENT ON COLUMN mlops_survey.survey.name IS 'the name that functions such as survey_crosstab take';
COMMENT ON COLUMN mlops_survey.survey.id IS 'number of the survey';
COMMENT ON COLUMN mlops_survey.survey.title IS 'title of the study';
COMMENT ON COLUMN mlops_survey.survey.answers IS 'table or view of the answers, one row per respondent: its number in this database, NULL once it is gone; its owner is the survey''s';
COMMENT ON COLUMN mlops_survey.survey.answers_schema IS 'schema of the answers';
COMMENT ON COLUMN mlops_survey.survey.answers_name IS 'name of the table or view of the answers';
COMMENT ON COLUMN mlops_survey.survey.weight IS 'column of the answers that holds the weight, NULL for an unweighted survey';
COMMENT ON COLUMN mlops_survey.survey.respondent_key IS 'column that identifies a respondent, if there is one';
COMMENT ON COLUMN mlops_survey.survey.person IS 'column that identifies a person, who may have several rows; the cluster where no other is declared';
COMMENT ON COLUMN mlops_survey.survey.loaded IS 'whether the loader made the answers table, so that drop_survey drops it too';
COMMENT ON COLUMN mlops_survey.survey.labels_view IS 'view of the answers with texts instead of codes';
COMMENT ON COLUMN mlops_survey.survey.labels_schema IS 'its schema';
COMMENT ON COLUMN mlops_survey.survey.labels_name IS 'its name';
COMMENT ON COLUMN mlops_survey.survey.long_view IS 'view of the answers with one row per respondent and answer';
COMMENT ON COLUMN mlops_survey.survey.long_schema IS 'its schema';
COMMENT ON COLUMN mlops_survey.survey.long_name IS 'its name';
COMMENT ON COLUMN mlops_survey.survey.analysis_view IS 'view of the answers as codes with missing as NULL, beside labels and scores';
COMMENT ON COLUMN mlops_survey.survey.analysis_schema IS 'its schema';
COMMENT ON COLUMN mlops_survey.survey.analysis_name IS 'its name';
COMMENT ON COLUMN mlops_survey.survey.created_at IS 'when the survey was registered';
COMMENT ON COLUMN mlops_survey.survey.source IS 'file that the answers were loaded from';
COMMENT ON COLUMN mlops_survey.survey.properties IS 'what else a file says of the survey: notes';
COMMENT ON COLUMN mlops_survey.survey.load_report IS 'what the last load counted, inferred and warned about';

-- Numbers of relations are those of one database: whatever comes in is looked up by name, so that a dump or a
-- subscription brings surveys whose tables are here, and those whose tables are not belong to nobody.
CREATE FUNCTION mlops_survey.survey_resolve() RETURNS trigger
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.answers := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.answers_schema AND c.relname = NEW.answers_name);
    NEW.labels_view := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.labels_schema AND c.relname = NEW.labels_name);
    NEW.long_view := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.long_schema AND c.relname = NEW.long_name);
    NEW.analysis_view := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.analysis_schema AND c.relname = NEW.analysis_name);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_resolve() IS 'trigger: looks up the relations of a survey by their names';
CREATE TRIGGER survey_resolve BEFORE INSERT ON mlops_survey.survey FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_resolve();
CREATE TRIGGER survey_resolve_replicated BEFORE UPDATE ON mlops_survey.survey FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_resolve();
ALTER TABLE mlops_survey.survey ENABLE ALWAYS TRIGGER survey_resolve, ENABLE REPLICA TRIGGER survey_resolve_replicated;
COMMENT ON TRIGGER survey_resolve ON mlops_survey.survey IS 'looks up the relations of a survey that is stored or restored';
COMMENT ON TRIGGER survey_resolve_replicated ON mlops_survey.survey IS 'looks up the relations of a survey that a subscription brings';

CREATE TABLE mlops_survey.variable (
    survey_id int NOT NULL,
    name text NOT NULL CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    position int NOT NULL CHECK (position > 0),
    label text CHECK (pg_catalog.length(label) <= 4000),
    measure text NOT NULL CHECK (measure IN ('nominal', 'ordinal', 'scale', 'date', 'text')),
    points int CHECK (points BETWEEN 2 AND 32767),
    header text,
    missing_ranges jsonb CHECK (pg_catalog.jsonb_typeof(missing_ranges) = 'array'),
    nets jsonb CHECK (pg_catalog.jsonb_typeof(nets) = 'object'),
    properties jsonb CHECK (pg_catalog.jsonb_typeof(properties) = 'object'),
    scores jsonb CHECK (pg_catalog.jsonb_typeof(scores) = 'object'),
    reverse boolean NOT NULL DEFAULT false,
    PRIMARY KEY (survey_id, name),
    UNIQUE (survey_id, position),
    CHECK (points IS NULL OR measure = 'ordinal'),
    CHECK (scores IS NULL OR measure = 'ordinal'),
    CHECK (NOT reverse OR measure = 'ordinal'),
    CHECK (nets IS NULL OR measure IN ('nominal', 'ordinal'))
);
COMMENT ON TABLE mlops_survey.variable IS 'the variables of each survey: one column of the answers each';
COMMENT ON COLUMN mlops_survey.variable.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.variable.name IS 'column of the answers';
COMMENT ON COLUMN mlops_survey.variable.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.variable.label IS 'question text';
COMMENT ON COLUMN mlops_survey.variable.measure IS 'nominal, ordinal, scale, date or text';
COMMENT ON COLUMN mlops_survey.variable.points IS 'length of a rating scale with codes 1 to points';
COMMENT ON COLUMN mlops_survey.variable.header IS 'name of the column in the file that was loaded';
COMMENT ON COLUMN mlops_survey.variable.missing_ranges IS 'ranges of missing values: [[low, high], ...], null for an open end';
COMMENT ON COLUMN mlops_survey.variable.nets IS 'named groups of codes: {"Big": [4, 5]}';
COMMENT ON COLUMN mlops_survey.variable.scores IS 'numbers that codes count as where it is not the code, null for none: {"1": 5, "8": null}';
COMMENT ON COLUMN mlops_survey.variable.reverse IS 'whether the lowest code of a scale is the best answer';
COMMENT ON COLUMN mlops_survey.variable.properties IS 'what else a file says of the variable: formats, origin of a weight';

CREATE TABLE mlops_survey.value_label (
    survey_id int NOT NULL,
    variable text NOT NULL,
    code int NOT NULL,
    position int NOT NULL CHECK (position > 0),
    label text NOT NULL CHECK (pg_catalog.length(label) <= 4000),
    missing boolean NOT NULL DEFAULT false,
    value text,
    PRIMARY KEY (survey_id, variable, code),
    UNIQUE (survey_id, variable, position),
    UNIQUE (survey_id, variable, value)
);
COMMENT ON TABLE mlops_survey.value_label IS 'the answers that a variable can hold, and their texts';
COMMENT ON COLUMN mlops_survey.value_label.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.value_label.variable IS 'the variable';
COMMENT ON COLUMN mlops_survey.value_label.code IS 'code of the answer';
COMMENT ON COLUMN mlops_survey.value_label.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.value_label.label IS 'text of the answer';
COMMENT ON COLUMN mlops_survey.value_label.missing IS 'whether the answer counts as missing (refused, do not know) and leaves the base';
COMMENT ON COLUMN mlops_survey.value_label.value IS 'what a column of texts (or the file that was loaded) holds for this answer; NULL where it holds the code';

CREATE TABLE mlops_survey.response_set (
    survey_id int NOT NULL,
    name text NOT NULL CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    position int NOT NULL CHECK (position > 0),
    label text CHECK (pg_catalog.length(label) <= 4000),
    counted int NOT NULL DEFAULT 1,
    nets jsonb CHECK (pg_catalog.jsonb_typeof(nets) = 'object'),
    properties jsonb CHECK (pg_catalog.jsonb_typeof(properties) = 'object'),
    PRIMARY KEY (survey_id, name),
    UNIQUE (survey_id, position)
);
COMMENT ON TABLE mlops_survey.response_set IS 'multiple-response questions: several variables, one per option';
COMMENT ON COLUMN mlops_survey.response_set.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.response_set.name IS 'name by which the set is tabulated';
COMMENT ON COLUMN mlops_survey.response_set.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.response_set.label IS 'question text';
COMMENT ON COLUMN mlops_survey.response_set.counted IS 'code that means "chosen" in the member variables; 1 is true of a boolean column';
COMMENT ON COLUMN mlops_survey.response_set.nets IS 'named groups of members: {"Any data work": ["q28_1", "q28_2"]}';
COMMENT ON COLUMN mlops_survey.response_set.properties IS 'what else a file says of the set';

CREATE TABLE mlops_survey.response_set_member (
    survey_id int NOT NULL,
    set_name text NOT NULL,
    position int NOT NULL CHECK (position > 0),
    variable text NOT NULL,
    label text CHECK (pg_catalog.length(label) <= 4000),
    PRIMARY KEY (survey_id, set_name, variable),
    UNIQUE (survey_id, set_name, position)
);
COMMENT ON TABLE mlops_survey.response_set_member IS 'the options of multiple-response questions';
COMMENT ON COLUMN mlops_survey.response_set_member.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.response_set_member.set_name IS 'the set';
COMMENT ON COLUMN mlops_survey.response_set_member.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.response_set_member.variable IS 'variable that says whether the option was chosen';
COMMENT ON COLUMN mlops_survey.response_set_member.label IS 'text of the option; NULL where it is the label of the variable';

CREATE TABLE mlops_survey.design (
    survey_id int PRIMARY KEY,
    strata text[] NOT NULL DEFAULT '{}',
    clusters text[] NOT NULL DEFAULT '{}',
    fpc text[] NOT NULL DEFAULT '{}',
    nest boolean NOT NULL DEFAULT false,
    lonely text NOT NULL DEFAULT 'fail' CHECK (lonely IN ('fail', 'remove', 'certainty', 'adjust', 'average')),
    replicates jsonb CHECK (pg_catalog.jsonb_typeof(replicates) = 'object'),
    replicate_count int CHECK (replicate_count > 0),
    replicate_df int,
    calibration jsonb
);
COMMENT ON TABLE mlops_survey.design IS 'how the sample was drawn: what standard errors depend on';
COMMENT ON COLUMN mlops_survey.design.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.design.strata IS 'columns of the strata, one per stage';
COMMENT ON COLUMN mlops_survey.design.clusters IS 'columns of the clusters, one per stage; empty: every respondent is a cluster';
COMMENT ON COLUMN mlops_survey.design.fpc IS 'columns of the population sizes or sampling fractions, one per stage';
COMMENT ON COLUMN mlops_survey.design.nest IS 'whether cluster labels are repeated in different strata';
COMMENT ON COLUMN mlops_survey.design.lonely IS 'what to do with a stratum of one cluster: fail, remove, certainty, adjust or average';
COMMENT ON COLUMN mlops_survey.design.replicates IS 'replicate weights: {"columns": "rw*", "type": "JK1", "scale": 0.9, "rscales": null, "mse": false}';
COMMENT ON COLUMN mlops_survey.design.replicate_count IS 'number of replicate weights, as found when the survey was registered or they were made';
COMMENT ON COLUMN mlops_survey.design.replicate_df IS 'rank of the replicate weights less one, found at the same time';
COMMENT ON COLUMN mlops_survey.design.calibration IS 'how the weight was raked, poststratified or calibrated';

CREATE TABLE mlops_survey.load_error (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey_name text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    line bigint,
    column_name text,
    value text,
    reason text NOT NULL,
    raw text
);
CREATE INDEX load_error_survey_name_idx ON mlops_survey.load_error (survey_name);
COMMENT ON TABLE mlops_survey.load_error IS 'rows that load_survey(..., on_error => ''reject'') refused';
COMMENT ON COLUMN mlops_survey.load_error.id IS 'running number';
COMMENT ON COLUMN mlops_survey.load_error.survey_name IS 'survey that was loaded';
COMMENT ON COLUMN mlops_survey.load_error.loaded_at IS 'when it was loaded';
COMMENT ON COLUMN mlops_survey.load_error.line IS 'line of the file';
COMMENT ON COLUMN mlops_survey.load_error.column_name IS 'column of the file';
COMMENT ON COLUMN mlops_survey.load_error.value IS 'value that was refused';
COMMENT ON COLUMN mlops_survey.load_error.reason IS 'why the row was refused';
COMMENT ON COLUMN mlops_survey.load_error.raw IS 'the whole row as it was read';

-- Row-level security: all of it follows the relation of the answers.
ALTER TABLE mlops_survey.survey ENABLE ROW LEVEL SECURITY;
CREATE POLICY survey_read ON mlops_survey.survey FOR SELECT USING (
    mlops_survey.relation_shows(answers, answers_schema, answers_name));
COMMENT ON POLICY survey_read ON mlops_survey.survey IS 'who may read any of the answers, or owns them, sees the survey';

ALTER TABLE mlops_survey.load_error ENABLE ROW LEVEL SECURITY;
CREATE POLICY load_error_read ON mlops_survey.load_error FOR SELECT USING (
    survey_name IN (SELECT s.name FROM mlops_survey.survey s
        WHERE mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)));
COMMENT ON POLICY load_error_read ON mlops_survey.load_error IS 'refused rows are for the owner of the survey';

-- The other tables follow their survey, variables and their labels their column.  The subqueries see survey through its
-- own policy.  A set without some of its members would be another: sets are for those who may read every column.
CREATE FUNCTION mlops_survey.column_shows(survey_id int, "column" text) RETURNS boolean
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_column_shows_sql';
COMMENT ON FUNCTION mlops_survey.column_shows(int, text) IS 'support: whether the caller may read a column of the answers of a survey, or owns them';

ALTER TABLE mlops_survey.variable ENABLE ROW LEVEL SECURITY;
CREATE POLICY variable_read ON mlops_survey.variable FOR SELECT USING (mlops_survey.column_shows(survey_id, name));
COMMENT ON POLICY variable_read ON mlops_survey.variable IS 'who may read the column sees the variable';

ALTER TABLE mlops_survey.value_label ENABLE ROW LEVEL SECURITY;
CREATE POLICY value_label_read ON mlops_survey.value_label FOR SELECT USING (mlops_survey.column_shows(survey_id, variable));
COMMENT ON POLICY value_label_read ON mlops_survey.value_label IS 'who may read the column sees its labels';

ALTER TABLE mlops_survey.design ENABLE ROW LEVEL SECURITY;
CREATE POLICY design_read ON mlops_survey.design FOR SELECT USING (survey_id IN (SELECT s.id FROM mlops_survey.survey s));
COMMENT ON POLICY design_read ON mlops_survey.design IS 'who sees the survey sees its design';

DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY '{response_set,response_set_member}'::text[] LOOP
        EXECUTE pg_catalog.format('ALTER TABLE mlops_survey.%1$I ENABLE ROW LEVEL SECURITY;
            CREATE POLICY %2$I ON mlops_survey.%1$I FOR SELECT USING (
                survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE pg_catalog.has_table_privilege(s.answers, ''SELECT'')
                    OR mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)));
            COMMENT ON POLICY %2$I ON mlops_survey.%1$I IS ''who may read all answers sees the response sets''',
            part, part || '_read');
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA mlops_survey TO PUBLIC;
GRANT SELECT ON
    mlops_survey.survey, mlops_survey.variable, mlops_survey.value_label, mlops_survey.response_set,
    mlops_survey.response_set_member, mlops_survey.design, mlops_survey.load_error TO PUBLIC;

-- What is of a table that is gone stays out of dumps.
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.survey', 'WHERE mlops_survey.relation_is(answers, answers_schema, answers_name)');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.survey_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.variable',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.value_label',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.response_set',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.response_set_member',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.design',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.load_error',
    'WHERE survey_name IN (SELECT s.name FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.load_error_id_seq', '');

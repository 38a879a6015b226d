-- Surveys whose packs have something to lose when files change their server: room among packed rows, rows behind packs,
-- changed answers, partitions.  test/upgrade/make.sql has made the others.
SET client_min_messages = warning;
CREATE FUNCTION survey_of(survey text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM register_survey(survey, survey::regclass, '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal"}, {"name": "w", "measure": "scale"}]}');
    PERFORM pack_survey(survey);
END
$$;
CREATE TABLE full_pages AS SELECT i AS id, CASE WHEN i % 7 > 0 THEN 1 + i % 5 END AS q, 1 + i % 4 AS team, 0.5 + i % 9 / 4.0::float8 AS w FROM generate_series(1, 20000) i;
CREATE TABLE room (LIKE full_pages);
INSERT INTO room SELECT * FROM full_pages;
DELETE FROM room WHERE id % 10 = 3;
VACUUM room;
CREATE TABLE behind (LIKE full_pages);
INSERT INTO behind SELECT * FROM full_pages;
CREATE TABLE changed (LIKE full_pages);
INSERT INTO changed SELECT * FROM full_pages;
CREATE TABLE tracker (LIKE full_pages) PARTITION BY LIST (team);
CREATE TABLE team_1 PARTITION OF tracker FOR VALUES IN (1);
CREATE TABLE team_2 PARTITION OF tracker FOR VALUES IN (2);
CREATE TABLE teams PARTITION OF tracker DEFAULT;
INSERT INTO tracker SELECT * FROM full_pages;
CREATE TABLE unwatched (LIKE full_pages);
INSERT INTO unwatched SELECT * FROM full_pages;
SELECT survey_of(survey) FROM unnest('{full_pages,room,behind,changed,tracker,unwatched}'::text[]) survey \g /dev/null
INSERT INTO behind SELECT i, 5, 1, 2 FROM generate_series(20001, 20100) i;
UPDATE changed SET q = 1 WHERE id < 50;
INSERT INTO tracker SELECT i, 4, 2, 1 FROM generate_series(20001, 20050) i;
-- what came while the triggers did not watch left no mark
ALTER TABLE unwatched DISABLE TRIGGER mlops_survey_pack_changed;
UPDATE unwatched SET q = 5;
ALTER TABLE unwatched ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;
VACUUM (FREEZE) full_pages, team_1;
CREATE TABLE kept_states AS SELECT team, tally(q, w) AS answers, survey_summary(q, w, team) AS summary FROM full_pages GROUP BY team;
CREATE VIEW reported AS SELECT row_label, column_label, n, cell FROM survey_crosstab('room', '{q}', '{team}');
CREATE MATERIALIZED VIEW shown AS SELECT team, top2box(q, 5, w), mean(tally(q, w)) FROM full_pages GROUP BY team;

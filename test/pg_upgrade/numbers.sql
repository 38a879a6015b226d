-- What the surveys of surveys.sql say, by name and by plain SQL, whatever it is read from.
SET client_min_messages = warning;
SELECT survey, md5(string_agg(x::text, ',')) FROM unnest('{full_pages,room,behind,changed,tracker,unwatched}'::text[]) survey, survey_crosstab(survey, '{q}', '{team}') x GROUP BY 1 ORDER BY 1;
SELECT survey, md5(string_agg(x::text, ',')) FROM unnest('{full_pages,room,behind,changed,tracker,unwatched}'::text[]) survey, survey_mean(survey, '{q}', by => '{team}') x GROUP BY 1 ORDER BY 1;
SELECT 'full_pages', team, count(*), count(q), top2box(q, 5, w) FROM full_pages GROUP BY team ORDER BY team;
SELECT 'room', team, count(*), count(q), top2box(q, 5, w) FROM room GROUP BY team ORDER BY team;
SELECT 'behind', team, count(*), count(q), top2box(q, 5, w) FROM behind GROUP BY team ORDER BY team;
SELECT 'changed', team, count(*), count(q), top2box(q, 5, w) FROM changed GROUP BY team ORDER BY team;
SELECT 'tracker', team, count(*), count(q), top2box(q, 5, w) FROM tracker GROUP BY team ORDER BY team;
SELECT 'unwatched', q, count(*) FROM unwatched GROUP BY q ORDER BY q;
SELECT team, mean(answers), std_error(answers), mean(summary), std_error(summary), answers::text, summary::text FROM kept_states ORDER BY team;
SELECT * FROM reported ORDER BY 1, 2;
SELECT * FROM shown ORDER BY 1;

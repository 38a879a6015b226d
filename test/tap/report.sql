-- Reports: one page, well formed, with the numbers of the tables, and every text escaped.  Numbers come from plain SQL.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(42);
CREATE TABLE r AS SELECT i AS id, 1 + i % 3 AS g, (1 + i * 7 % 5)::smallint AS q1, i % 2 = 0 AS m1, i % 5 = 0 AS m2, ((i * 37) % 11)::float8 AS y, (1 + i % 4)::float8 AS w FROM generate_series(0, 599) i;
UPDATE r SET q1 = 5 WHERE g = 3 AND id % 2 = 0;
SELECT register_survey('r', 'r', $${"title": "<script>alert(1)</script> & \"x\" | *y*", "weight": "w", "respondent": "id", "variables": [
    {"name": "g", "label": "Group", "measure": "nominal", "values": {"1": "a <b>", "2": "b", "3": "</td></table>"}},
    {"name": "q1", "label": "First </h2><img src=x onerror=alert(1)> | `x` [l](javascript:1)", "measure": "ordinal", "points": 5, "values": {"1": "Bad", "5": "Good & \"fine\""}},
    {"name": "y", "label": "Number", "measure": "scale"}, {"name": "w", "measure": "scale"}], "sets": [{"name": "m", "label": "Many", "members": ["m1", "m2"]}]}$$) IS NULL \g /dev/null
-- as XML: tags that HTML does not close are closed
CREATE FUNCTION page(html text) RETURNS xml LANGUAGE sql AS $$
    SELECT xmlparse(DOCUMENT regexp_replace(regexp_replace(replace(html, '<!DOCTYPE html>', ''), '<(meta [^>]*|br)>', '<\1/>', 'g'), '\sxmlns="[^"]*"', '', 'g')) $$;
CREATE FUNCTION texts(html text, path text) RETURNS text[] LANGUAGE sql AS $$ SELECT array_agg(replace(replace(replace(x::text, '&lt;', '<'), '&gt;', '>'), '&amp;', '&') ORDER BY o) FROM unnest(xpath(path, page(html))) WITH ORDINALITY u (x, o) $$;
CREATE TABLE html AS SELECT survey_report('r', '{q1,m,y}', '{g}', options => $${"population": "all <who> were asked", "dates": "May", "mode": "online", "source": "us", "subtitle": "sub", "notes": "a <note>"}$$) AS h;

SELECT lives_ok($$SELECT page(h) FROM html$$, 'a page is well formed');
SELECT is((SELECT h ~ '<script|<img|<link|<iframe|https?://|@import|url\(' FROM html), false, 'no script, no picture, nothing from elsewhere');
SELECT is((SELECT h ~ '^<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">' FROM html), true, 'it says its language and encoding');
SELECT is((SELECT h ~ 'Content-Security-Policy" content="default-src ''none''' FROM html), true, 'and lets nothing in');
SELECT is((SELECT texts(h, '//h1/text()') FROM html), ARRAY['<script>alert(1)</script> & "x" | *y*'], 'the title is a text');
SELECT is((SELECT texts(h, '//title/text()') FROM html), ARRAY['<script>alert(1)</script> & "x" | *y*'], 'in the head too');
SELECT is((SELECT texts(h, '//h2/text()') FROM html), ARRAY['First </h2><img src=x onerror=alert(1)> | `x` [l](javascript:1)', 'Many', 'Number'], 'questions are texts');
SELECT is((SELECT texts(h, '//section[@id="q1"]//table[@class="topline"]/tbody/tr/th/text()') FROM html), ARRAY['Bad', '2', '3', '4', 'Good & "fine"', 'Top-2-box', 'Bottom-2-box', 'Mean', 'Standard deviation'], 'answers in the order of the codebook');
SELECT is((SELECT (texts(h, '//section[@id="q1"]//table[@class="topline"]/tbody/tr/td[@class="share"]/text()'))[1:5] FROM html),
    (SELECT array_agg(round((100 * s / t)::numeric, 1)::text ORDER BY q1) FROM (SELECT q1, sum(w) AS s, sum(sum(w)) OVER () AS t FROM r GROUP BY q1) x), 'percents are weighted');
SELECT is((SELECT (texts(h, '//section[@id="q1"]//table[@class="topline"]/tbody/tr/td[3]/text()'))[1:5] FROM html), (SELECT array_agg(n::text ORDER BY q1) FROM (SELECT q1, count(*) AS n FROM r GROUP BY q1) x), 'respondents are not');
SELECT is((SELECT (texts(h, '//section[@id="q1"]//span[@class="bar"]/@style'))[5] FROM html), (SELECT format('width:%s%%', round((100 * sum(w) FILTER (WHERE q1 = 5) / sum(w))::numeric, 1)) FROM r), 'bars are as long as percents');
SELECT is((SELECT texts(h, '//section[@id="q1"]//table[@class="banner"]/thead/tr[2]/th/text()') FROM html), ARRAY['Total', 'a <b>', 'A', 'b', 'B', '</td></table>', 'C'], 'columns are texts with letters');
SELECT is((SELECT texts(h, '//section[@id="q1"]//table[@class="banner"]/thead/tr[1]/th/@colspan') FROM html), '{1,3}', 'their question stands over them');
SELECT is((SELECT texts(h, '//section[@id="q1"]//table[@class="banner"]/tbody/tr[1]/td/text()') FROM html), '{600,200,200,200}', 'bases');
SELECT is((SELECT texts(h, '//section[@id="q1"]//table[@class="banner"]/tbody/tr[starts-with(th, "Good")]/td[4]/span/text()') FROM html), (SELECT array_agg(higher_than) FROM survey_crosstab('r', 'q1', 'g') WHERE row_code = 5 AND column_code = 3), 'letters');
SELECT is((SELECT count(*) FROM html, unnest(xpath('//table', page(h)))), (SELECT count(*) FROM html, unnest(xpath('//table[caption and thead]', page(h)))), 'every table has a caption and heads');
SELECT is((SELECT count(*) FROM html, unnest(xpath('//tbody/tr[not(th[@scope="row"])]', page(h)))), 0::bigint, 'every row has one');
SELECT is((SELECT count(*) FROM html, unnest(xpath('//nav//a', page(h)))), 3::bigint, 'contents lead to the questions');
SELECT is((SELECT bool_and(h LIKE '%id="' || substr(x::text, 2) || '"%') FROM html, unnest(xpath('//nav//a/@href', page(h))) x), true, 'which are there');
SELECT is((SELECT texts(h, '//dt/text()') FROM html), ARRAY['Largest base', 'Who was asked', 'Field dates', 'Mode', 'Weight', 'Standard errors', 'Margin of error', 'Source'], 'the method is told');
SELECT is((SELECT (texts(h, '//dd/text()'))[2] FROM html), 'all <who> were asked', 'in texts');
SELECT is((SELECT (texts(h, '//dd/text()'))[5] FROM html), (SELECT format('w; effective base %s, efficiency %s %%', round((sum(w) ^ 2 / sum(w * w))::numeric), round((100 * sum(w) ^ 2 / sum(w * w) / count(*))::numeric)) FROM r), 'with the efficiency of the weight');
SELECT is((SELECT (texts(h, '//dd/text()'))[7] FROM html), 'none is given: that respondents were drawn at random is not known. Intervals show what chance alone would do.', 'no margin of error where sampling is not known');
SELECT is((SELECT (texts(survey_report('r', variables => 'q1', options => '{"sample": "probability"}'), '//dd/text()'))[5]),
    (SELECT format('±%s points at 50 %%, 95 %% confidence, design effect %s', round((100 * 1.959963984540054 * sqrt(d * 0.25 / n))::numeric, 1), round(d::numeric, 2))
        FROM (SELECT greatest((SELECT count(*) * sum(w * w) / sum(w) ^ 2 FROM r WHERE q1 IS NOT NULL), (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY deff) FROM survey_proportion('r', '{q1}', design_effect => 'replace'))) AS d, (SELECT count(q1) FROM r) AS n) x),
    'but where it is: at 50 %, by the larger of Kish''s and the median design effect');
SELECT changed FROM alter_survey('r', '{"sampling": "non-probability", "variables": [{"name": "q1", "base": "All who <came>"}]}') \g /dev/null
SELECT is((SELECT (texts(survey_report('r', variables => 'q1'), '//dd/text()'))[4]), 'none is given: respondents were not drawn at random, and no model is stated. Intervals show what chance alone would do.', 'none of those who came by themselves');
SELECT is((SELECT texts(survey_report('r', 'q1'), '//table[@class="topline"]/caption/text()')), ARRAY['Base: All who <came>, 600 respondents, effective base ' || (SELECT round((sum(w) ^ 2 / sum(w * w))::numeric) FROM r)], 'whom the question was put to');
SELECT changed FROM alter_survey('r', '{"sampling": {"method": "non-probability", "model": "raked to the census"}}') \g /dev/null
SELECT is((SELECT (texts(survey_report('r', variables => 'q1'), '//dd/text()'))[4] ~ '^±[0-9.]+ points at 50 %, 95 % confidence, design effect [0-9.]+; by a model: raked to the census$'), true, 'unless a model is stated');
SELECT changed FROM alter_survey('r', '{"sampling": null, "variables": [{"name": "q1", "base": null}]}') \g /dev/null
SELECT is((SELECT (texts(survey_report('r', variables => 'q1'), '//dd/text()'))[4] ~ 'is not known'), true, 'null removes what was said');
SELECT is((SELECT texts(h, '//footer/p/text()') FROM html) @> '{"a <note>"}', true, 'notes');
SELECT is((SELECT (texts(survey_report('r', 'q1', 'g', min_base => 190), '//footer/p/text()'))[1]), '* effective base below 190: not tested, and to be read with care.', 'low bases are explained');
SELECT is((SELECT count(*) FROM unnest(xpath('//table[@class="banner"]//td[@class="low"]', page(survey_report('r', 'q1', 'g', min_base => 190))))) > 0, true, 'and grey');
SELECT is((SELECT count(*) FROM unnest(xpath('//section[h2]', page(survey_report('r'))))), (SELECT count(DISTINCT question_position) FROM survey_crosstab('r', NULL)), 'without variables all questions');
SELECT is((SELECT count(*) FROM unnest(xpath('//table[@class="banner"]', page(survey_report('r'))))), 0::bigint, 'without columns no banner');
SELECT is((SELECT (texts(survey_report('r', variables => 'q1', filter => $$g = 'b'$$), '//dd/text()'))[1:2]), ARRAY['200 respondents', 'g = ''b'''], 'a filter, which is told');
SELECT is((SELECT survey_report('r', variables => 'q1', options => '{"language": "de\"><script>"}') ~ '<script'), false, 'an option is a text too');
SELECT is((SELECT survey_report('r', variables => 'q1', options => '{"title": "T"}') ~ '<h1>T</h1>'), true, 'another title');

-- Markdown
CREATE TABLE markdown AS SELECT survey_report('r', '{q1,y}', '{g}', format => 'markdown') AS m;
SELECT is((SELECT split_part(m, E'\n', 1) FROM markdown), '# &lt;script&gt;alert(1)&lt;/script&gt; &amp; "x" \| \*y\*', 'Markdown escapes what it would take for more');
SELECT is((SELECT m ~ '<' FROM markdown), false, 'no tag');
SELECT is((SELECT count(DISTINCT regexp_count(line, '(?<!\\)\|')) FROM markdown, regexp_split_to_table(split_part(m, '## Number', 1), E'\n') line WHERE line ~ '^\| (Base|Bad|2|3|4|Good|Top|Bottom|Mean|Standard)' AND line ~ 'a|\|'), 2::bigint, 'rows of a table have as many cells');
SELECT is((SELECT m ~ '\| Bad \| [0-9.]+ \| [0-9.]+ to [0-9.]+ \| [0-9]+ \|' FROM markdown), true, 'answers with numbers');
SELECT throws_ok($$SELECT survey_report('r', format => 'pdf')$$, '22023', 'format must not be "pdf"', 'a format that is none');
SELECT throws_ok($$SELECT survey_report('nobody')$$, '42704', NULL, 'a survey that is none');
SELECT * FROM finish();

-- Documents of LimeSurvey and DDI of which each text and each attribute is replaced by others: the codebook is made of the rest, and loads data or refuses a cell of it.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(6);
CREATE TEMP TABLE document AS SELECT kind, xml, data FROM (VALUES
    ('limesurvey', '<document><surveys><rows><row><language>en</language></row></rows></surveys><surveys_languagesettings><rows><row><surveyls_title>T</surveyls_title></row></rows></surveys_languagesettings>'
        '<questions><rows><row><qid>1</qid><parent_qid>0</parent_qid><type>L</type><title>q1</title><question>One</question><other>Y</other><relevance>a</relevance><language>en</language></row>'
        '<row><qid>2</qid><parent_qid>0</parent_qid><type>M</type><title>q2</title><question>Two</question></row><row><qid>5</qid><parent_qid>0</parent_qid><type>F</type><title>q3</title><question>Three</question></row>'
        '<row><qid>7</qid><parent_qid>0</parent_qid><type>;</type><title>q4</title><question>Four</question></row><row><qid>10</qid><parent_qid>0</parent_qid><type>R</type><title>q5</title><question>Five</question></row></rows></questions>'
        '<subquestions><rows><row><qid>3</qid><parent_qid>2</parent_qid><title>a</title><question>A</question></row><row><qid>4</qid><parent_qid>2</parent_qid><title>b</title><question>B</question></row><row><qid>6</qid><parent_qid>5</parent_qid><title>c</title><question>C</question></row>'
        '<row><qid>8</qid><parent_qid>7</parent_qid><title>y</title><question>Y</question><scale_id>0</scale_id></row><row><qid>9</qid><parent_qid>7</parent_qid><title>x</title><question>X</question><scale_id>1</scale_id></row></rows></subquestions>'
        '<answers><rows><row><qid>1</qid><code>1</code><answer>Yes</answer><sortorder>1</sortorder></row><row><qid>1</qid><code>2</code><answer>No</answer><sortorder>2</sortorder></row><row><qid>5</qid><code>1</code><answer>Bad</answer><scale_id>0</scale_id></row><row><qid>5</qid><code>2</code><answer>Good</answer></row>'
        '<row><qid>10</qid><code>1</code><answer>Apple</answer></row></rows></answers></document>', E'id,q1,q2[a],q2[b],q3[c],q4[y_x],q5[1]\n1,1,Y,,2,z,1\n2,2,,Y,1,,\n'),
    ('ddi', '<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>T</titl></titlStmt></citation></stdyDscr><dataDscr><varGrp ID="G1" name="q2" type="multipleResp" var="V2 V3"><labl>Two</labl></varGrp>'
        '<var ID="V1" name="q1" intrvl="discrete" nature="ordinal"><labl>One</labl><qstn><qstnLit>One?</qstnLit></qstn><invalrng><range min="7" max="9"/><item VALUE="-1"/></invalrng><universe>all</universe><catgry><catValu>1</catValu><labl>Yes</labl></catgry>'
        '<catgry missing="Y"><catValu>2</catValu><labl>No</labl></catgry><varFormat type="numeric" category="other"/></var><var ID="V2" name="q2_a"><labl>A</labl></var><var ID="V3" name="q2_b" intrvl="discrete"><catgry><catValu>0</catValu></catgry><catgry><catValu>1</catValu></catgry></var>'
        '<var ID="V4" name="w" wgt="wgt" intrvl="contin"><labl>W</labl><varFormat type="numeric"/></var><var ID="V5" name="t"><catgry><catValu>x</catValu><labl>X</labl></catgry><varFormat type="character"/></var></dataDscr></codeBook>', E'id,q1,q2_a,q2_b,w,t\n1,1,1,0,1.5,x\n2,2,0,1,2,x\n')) d(kind, xml, data);
-- what stands between tags, or between quotes
CREATE TEMP TABLE token AS SELECT d.kind, p.part, array_agg(m.m[1] ORDER BY m.n) AS tokens FROM document d, (VALUES ('text', '(<[^>]*>|[^<]+)'), ('attribute', '("[^"]*"|[^"]+)')) p(part, pattern), regexp_matches(d.xml, p.pattern, 'g') WITH ORDINALITY m(m, n) GROUP BY d.kind, p.part;
CREATE TEMP TABLE mutant AS SELECT d.kind, d.data, array_to_string(t.tokens[:i - 1] || CASE WHEN t.part = 'text' THEN o ELSE '"' || o || '"' END || t.tokens[i + 1:], '') AS xml
    FROM token t JOIN document d USING (kind), generate_subscripts(t.tokens, 1) i, unnest('{"",x,-5,0,1,q1,99999999999,1e400,F,"L M;",multipleResp,Y}'::text[]) o WHERE CASE t.part WHEN 'text' THEN t.tokens[i] !~ '^<' ELSE t.tokens[i] ~ '^"' END;
CREATE FUNCTION try_load(data text, xml text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('mutant', convert_to(data, 'UTF8'), metadata => convert_to(xml, 'UTF8'), replace => true);
    RETURN 'loaded';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT is((SELECT array_agg(try_load(data, xml)) FROM document), '{loaded,loaded}', 'the whole ones load');
SELECT is((SELECT count(*) > 300 FROM mutant WHERE kind = 'limesurvey'), true, 'texts of LimeSurvey are replaced');
SELECT is((SELECT count(*) > 300 FROM mutant WHERE kind = 'ddi'), true, 'and of DDI');
-- each in a transaction of its own, or the catalogue's rows of all those before slow it down
CREATE TEMP TABLE outcome (kind text, error text, xml text);
DO $$
DECLARE
    m record;
BEGIN
    FOR m IN SELECT * FROM (SELECT *, row_number() OVER (ORDER BY kind, xml) AS n FROM mutant) m WHERE n % 4 = 0 LOOP
        INSERT INTO outcome VALUES (m.kind, try_load(m.data, m.xml), m.xml);
        COMMIT;
    END LOOP;
END $$;
SELECT is((SELECT count(*) > 150 FROM outcome WHERE error = 'loaded'), true, 'most still load');
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error ~ '^(XX|57|58|53|22023|22P02|22003|21|23)' AND error !~ '^22P02 line \d|^22023 variable "\w+": '), NULL, 'none ends in an error of the server');
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error NOT IN ('loaded', '2200M could not parse XML document') AND error !~ 'line \d|codebook|variable|column|label|code|weight|set|Triple-S'), NULL, 'what is refused is a cell or the codebook');
SELECT * FROM finish();

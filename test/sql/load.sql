-- Loading surveys from CSV and TSV.  Expected values are read off the small files below.
\set ON_ERROR_STOP 0
\set VERBOSITY default

-- the content of a file as load_survey takes it; the report without its seconds
CREATE FUNCTION file(text) RETURNS bytea IMMUTABLE LANGUAGE sql RETURN convert_to($1, 'UTF8');
CREATE VIEW codebook_of_x AS
    SELECT variable, kind, measure, points AS pts, label, code, value_label, missing AS mis FROM survey_codebook('x');

-- without a codebook: answers in order of appearance, scales by number, one report row
SELECT survey, rows_read, rows_loaded, rows_refused, variables, inferred, warnings
FROM load_survey('x', file($$ID,Gender,Q1,Size,Visits,When,Comment,Weight
1,Male,4,10-49,3,2024-05-01,good,0.5
2,Female,5,1-9,12,2024-05-02,"bad, ""really""",1.25
3,Male,-1,50+,150,2024-05-02,NA,1.0
4,NA,2,1-9,,2024-05-03,"two
lines",1.25
$$));
SELECT * FROM x;
TABLE codebook_of_x;
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'x' ORDER BY ordinal_position;
SELECT weight, respondent_key, loaded, source, load_report->'rows_read' AS read FROM mlops_survey.survey WHERE name = 'x';

-- a second load needs replace; it is atomic: a broken file leaves the old survey alone
SELECT load_survey('x', file(E'a\n1\n'));
SELECT load_survey('x', file(E'a,b\n1,2\n3\n'), replace => true);
SELECT count(*) FROM x;
SELECT rows_loaded FROM load_survey('x', file(E'a,b\n1,2\n3,4\n'), replace => true);
SELECT * FROM x;

-- two header rows: codes above texts; a family of columns is a multiple-response set
SELECT rows_loaded, inferred FROM load_survey('x', file($$Q1,Q2_1,Q2_2,Q2_3
How old are you?,Which do you use? - SQL,Which do you use? - R,Which do you use? - None
34,SQL,,
51,SQL,R,
28,,,
47,,,None
$$), replace => true);
SELECT * FROM x;
TABLE codebook_of_x;

-- three header rows: the import line of Qualtrics; a byte-order mark; CRLF
SELECT rows_loaded, inferred FROM load_survey('x',
    '\xefbbbf'::bytea || file(replace($$Q1,Q2
Your country?,Your age?
"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"
France,30
Japan,41
France,25
$$, E'\n', E'\r\n')), replace => true);
SELECT * FROM x;

-- questions above options, where only the first column of a question has a header
SELECT rows_loaded, inferred FROM load_survey('x', file($$Respondent,Seen any?,Which seen?,,,Rate them,
,Response,Part I,Part II,Part III,Part I,Part II
11,Yes,Part I,,Part III,Good,Bad
12,No,,,,,
13,Yes,,Part II,,Bad,Bad
14,Yes,Part I,Part II,,Good,Fair
$$), replace => true);
SELECT * FROM x;
TABLE codebook_of_x;

-- under an option its own text says that it was chosen; another text is an answer of its own, if only one
SELECT rows_loaded, inferred FROM load_survey('x', file($$Respondent,Which seen?,,
,Part I,Part II,Other (please specify)
11,Part I,,
12,,Part II,The last one
13,Part I,Part II,
$$), replace => true);
SELECT * FROM x;

-- headers: blank, twice the same, reserved words, digits first, capitals, too long, other alphabets
SELECT warnings FROM load_survey('x', file('Q1,,q1,Order,2nd choice,Größe in cm,ctid,respondent,'
    || repeat('very_long_', 8) || ',' || repeat('very_long_', 8) || E'x\n1,1,1,1,1,1,1,1,1,1\n2,3,2,4,5,6,7,8,9,10\n'), replace => true);
SELECT column_name FROM information_schema.columns WHERE table_name = 'x' ORDER BY ordinal_position;
SELECT respondent_key FROM mlops_survey.survey WHERE name = 'x';

-- "Not selected" and -1 are written out: a blank is no answer.  A blank alone means "not chosen".
SELECT inferred FROM load_survey('x', file($$a_1,a_2,b_1,b_2,c_1,c_2
Red,Not selected,1,-1,x,
Not selected,Blue,-1,-1,,x
NA,NA,NA,1,,
Red,Blue,1,1,x,x
$$), replace => true);
SELECT * FROM x;
SELECT variable, code, value_label FROM codebook_of_x WHERE kind = 'set';

-- several options in one column; codes sort by number, texts by appearance
SELECT inferred FROM load_survey('x', file($$id,q2,tools
1,1;2;3;,"R, SQL, SAS"
2,10;,SQL
3,,"SQL, SAS"
4,2;10;,"R, SQL, SAS"
5,3;,
6,1;,R
$$), replace => true);
SELECT * FROM x;
SELECT variable, kind, code, value_label FROM codebook_of_x WHERE kind = 'set';

-- the text of an option contains the delimiter: inferred, and with a codebook
SELECT inferred FROM load_survey('x', file($$q
"Build (run, test), Plan"
Plan
"Plan, Use, Build (run, test)"
"Use, Plan"
Use
"Build (run, test)"
$$), replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file($$id,do
1,store; clean; analyse
2,store; clean
3,analyse
4,
$$), codebook => '{"variables": [{"name": "do_1", "label": "store; clean"}, {"name": "do_2", "label": "analyse"}],
    "sets": [{"name": "do", "members": ["do_1", "do_2"]}]}', replace => true);
SELECT * FROM x;
-- a single answer with a delimiter in it stays one
SELECT inferred FROM load_survey('x', file($$work
"Employed, full-time"
"Employed, part-time"
"Not employed, looking"
"Employed, full-time"
Retired
$$), replace => true);
SELECT code, value_label FROM codebook_of_x;
SELECT inferred FROM load_survey('x', file(E'q\n1/2\n2\n'), replace => true, multiple_delimiter => '/');
SELECT inferred FROM load_survey('x', file(E'q;r\n1,2;a\n2;b\n'), replace => true, multiple_delimiter => ',');
SELECT * FROM x;

-- codebook: codes and texts, in any case; points; missing codes stay; numbers; booleans; own names
SELECT rows_read, rows_loaded, variables FROM load_survey('x', file($$Q1,Q2,Q3,Q4_1,Q4_2,Inc,Day
yes,5,Refused,1,0,12.5,2024-02-29
2,1,3,Selected,Not selected,1e3,2024-03-01
 NO ,4,,,,-1,
$$), codebook => '{"title": "T", "weight": "Inc", "variables": [
    {"name": "Q1", "values": {"1": "Yes", "2": "No"}},
    {"name": "rating", "header": "Q2", "points": 5, "values": {"1": "Bad", "5": "Good"}},
    {"name": "q3", "points": 5, "missing": {"98": "Refused"}},
    {"name": "q4_1", "label": "A"}, {"name": "q4_2", "label": "B"},
    {"name": "inc", "measure": "scale", "missing": {"-1": "No income"}}],
    "sets": [{"name": "q4", "label": "Which?", "members": ["q4_1", "q4_2"]}],
    "design": {"strata": ["q1"]}}', replace => true);
SELECT * FROM x;
SELECT title, weight FROM mlops_survey.survey WHERE name = 'x';
SELECT survey_codebook_json('x');

-- the codebook of a load, edited, is one for the next
SELECT rows_loaded FROM load_survey('y', file($$Q1,rating,Q3,Q4_1,Q4_2,Inc,Day
Yes,5,Refused,1,0,12.5,2024-02-29
$$), codebook => survey_codebook_json('x'));
SELECT * FROM y;
SELECT drop_survey('y');

-- what the codebook does not know
SELECT load_survey('x', file(E'q1\n1\n3\n'), codebook => '{"variables": [{"name": "q1", "values": {"1": "Yes", "2": "No"}}]}', replace => true);
SELECT load_survey('x', file(E'q1\n1\n6\n'), codebook => '{"variables": [{"name": "q1", "points": 5}]}', replace => true);
SELECT load_survey('x', file(E'q1\n1\nmany\n'), codebook => '{"variables": [{"name": "q1", "measure": "scale"}]}', replace => true);
SELECT load_survey('x', file(E'q1\n2024-01-31\n31.12.2024\n'), codebook => '{"variables": [{"name": "q1", "measure": "date"}]}', replace => true);
SELECT load_survey('x', file(E'q1_1,q1_2\n1,maybe\n'), codebook => '{"variables": [{"name": "q1_1"}, {"name": "q1_2"}],
    "sets": [{"name": "q1", "members": ["q1_1", "q1_2"]}]}', replace => true);
SELECT load_survey('x', file(E'q1\n1\n'), codebook => '{"variables": [{"name": "q11", "points": 5}]}', replace => true);
SELECT load_survey('x', file(E'q1\n1\n'), codebook => '{"variables": [{"name": "q1", "points": 5}, {"name": "Q1"}]}', replace => true);
SELECT load_survey('x', file(E'q1\n1\n'), codebook => '{"variables": [{"name": "q1", "scale": 5}]}', replace => true);
SELECT load_survey('x', file(E'q1\n1\n'), codebook => '[]', replace => true);
SELECT load_survey('x', file(E'q1\n1\n'), weight => 'w', replace => true);
SELECT load_survey('x', file(E'q,q_1\n1;2,1\n'), codebook => '{"variables": [{"name": "q_1"}, {"name": "q_2"}],
    "sets": [{"name": "q", "members": ["q_1", "q_2"]}]}', replace => true);

-- refused rows are kept with line, column, value, reason and raw text; read = loaded + refused
SELECT rows_read, rows_loaded, rows_refused FROM load_survey('x', file($$q1,q2
1,a
9,b
2,"two
lines"
1
2,c,d
1,e
$$), codebook => '{"variables": [{"name": "q1", "values": {"1": "Yes", "2": "No"}}, {"name": "q2", "measure": "text"}]}',
    on_error => 'reject', replace => true);
SELECT * FROM x;
SELECT survey_name, line, column_name, value, reason, raw FROM mlops_survey.load_error ORDER BY id;

-- waves: the file must agree with the codebook
SELECT rows_loaded FROM load_survey('x', file($$q1,q2,m_1,m_2,t
Yes,4,x,,1;2;
No,2,,x,2;
Yes,5,,,
Yes,4,x,x,1;
$$), replace => true);
SELECT rows_loaded, warnings FROM load_survey('x', file($$q2,Q1,m_1,m_2,t
3,yes,,x,2;1
5,NO,,,
$$), append => true);
SELECT rows_loaded, warnings FROM load_survey('x', file(E'q1,q2\nYes,1\n'), append => true);
SELECT * FROM x;
SELECT load_survey('x', file(E'q1,q2\nMaybe,1\n'), append => true);
SELECT load_survey('x', file(E'q1,q2,q3\nYes,1,1\n'), append => true);
SELECT load_survey('x', file(E'q1,q2\nYes,1\n'), append => true, codebook => '{"variables": [{"name": "q1", "values": {"1": "Yes", "2": "Non"}}]}');
SELECT load_survey('z', file(E'q1,q2\nYes,1\n'), append => true);
SELECT load_survey('x', file(E'q1,q2\nYes,1\n'), append => true, replace => true);
SELECT count(*) FROM x;

-- encodings: Windows by its bytes, UTF-16 by its mark, others by name; damage has a line
SELECT inferred FROM load_survey('x', convert_to(E'stra\u00dfe\nK\u00f6ln\nBonn\nK\u00f6ln\n', 'WIN1252'), replace => true);
SELECT value_label FROM codebook_of_x;
SELECT inferred FROM load_survey('x', '\xfffe61000900620020000a003100090009260a0032000900e4000a00'::bytea, replace => true);
SELECT * FROM x;
SELECT inferred FROM load_survey('x', '\x613b620a313bb10a323bb10a'::bytea, encoding => 'LATIN2', replace => true);
SELECT value_label FROM codebook_of_x WHERE variable = 'b';
SELECT load_survey('x', '\x61c3a40a31c3a40a32e40a33c3a40a'::bytea, replace => true);
SELECT load_survey('x', file(E'a\n1\n'), encoding => 'klingon', replace => true);

-- delimiters, decimal commas, no header, dates in three orders
SELECT inferred FROM load_survey('x', file(E'a;b\n1,5;x\n2,25;y\n3;x\n'), replace => true);
SELECT * FROM x;
SELECT inferred FROM load_survey('x', file(E'a\tb\n1\t"x, y"\n2\tz\n'), format => 'tsv', replace => true);
SELECT inferred FROM load_survey('x', file(E'17,x\n18,y\n250,x\n'), replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file($$a,b,c,d
2024-01-31,1/31/2024 4:05,31.1.24,1/2/2024 11:59:59.5 pm
2024-02-01,2/1/2024 16:05,1.2.24,2/2/2024 12:00 am
$$), replace => true);
SELECT * FROM x;

-- numbers that are no codes: leading zeros, identifiers, large ones, 2.0
SELECT rows_loaded, inferred FROM load_survey('x', file($$respid,zip,big,grp,inc
1001,01067,99999999999,2.0,1000.50
1002,80331,5,1.0,2
1003,01067,7,2.0,
$$), replace => true);
SELECT * FROM x;
SELECT variable, measure, pts, code, value_label FROM codebook_of_x;

-- null strings can be chosen; "None" and "." are answers
SELECT rows_loaded FROM load_survey('x', file(E'a,b\nNone,-\n.,x\nNone,x\nNA,-\n'), replace => true);
SELECT variable, code, value_label FROM codebook_of_x;
SELECT rows_loaded FROM load_survey('x', file(E'a,b\nNone,-\nNA,x\nNone,x\nNA,-\n'), null_strings => '{None,-}', replace => true);
SELECT * FROM x;

-- in a column of texts a null string in quotes is a text, as R writes it and COPY reads it; not where the user says the strings, nor in columns of numbers and answers,
-- nor where a program puts everything in quotes
SELECT rows_loaded, inferred FROM load_survey('x', file(E'"","who","n","place"\n"a1","Na Li",NA,"NA"\n"a2",NA,"NA","Oslo"\n"a3","NA",3.5,"Oslo"\n"a4"," NULL ",4,NA\n'), replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file(E'who,n\n"NA",1\n"N/A, or so",2\n"N/A",3\n'), '{"variables": [{"name": "who", "measure": "text"}]}', null_strings => '{N/A}', replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file(E'"who","n"\n"Na Li","1"\n"NA","2"\n"Bo","NA"\n'), replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file(E'who|n\n"two\nlines |"|1\n"NA"|2\nNA|3\n"say ""NA"""|4\nN"A"|5\n'), '{"variables": [{"name": "who", "measure": "text"}, {"name": "n", "measure": "scale"}]}', replace => true);
SELECT * FROM x;

-- a slip among numbers or dates makes a text of the column, which the report says
SELECT warnings FROM load_survey('x', file((SELECT E'age,day,code\n' || string_agg(CASE WHEN i = 7 THEN 'n.a.' ELSE (i * 3)::text END || ',' || CASE WHEN i = 9 THEN 'soon' ELSE '2024-01-' || i END || ',' || CASE WHEN i > 20 THEN 'x' ELSE '' END || i, E'\n') FROM generate_series(1, 30) i) || E'\n'), replace => true);
SELECT variable, measure FROM codebook_of_x GROUP BY variable, measure ORDER BY 1;

-- Excel's line that tells the delimiter, and blank lines before the header; lines are counted with them
SELECT rows_loaded FROM load_survey('x', file(E'sep=|\nid|q1\n1|2;3\n2|3\n'), replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file(E'\n\nid,q1\n1,2\n2,3\n'), replace => true);
SELECT * FROM x;
SELECT load_survey('x', file(E'SEP=;\r\n\r\nid;q1\r\n1;2\r\n2\r\n'), replace => true);
SELECT rows_loaded FROM load_survey('x', file(E'\nx\ny\n'), header_rows => 0, replace => true);
SELECT * FROM x;

-- numbers that are written for people are texts, which the report says
SELECT warnings FROM load_survey('x', file(E'id;eur;share;price;size;plain\n1;1.234,50;45%;$5;1-9;1,5\n2;2.500;50 %;"$1,200.50";10-49;2\n3;1.000.000,00;3,5%;$ 12;50+;3\n'), replace => true);

-- empty and constant columns; blank lines; long answers
SELECT rows_read, warnings FROM load_survey('x', file(E'a,b,c\n1,,z\n\n2,,z\n\n'), replace => true);
SELECT rows_read FROM load_survey('x', file(E'a,b\n1,' || repeat('long ', 800) || E'\n2,short\n'), replace => true);
SELECT respondent, a, length(b) FROM x;

-- weights are not negative, unless that is declared to be missing
SELECT load_survey('x', file(E'a,w\n1,1.5\n2,-2\n'), weight => 'w', replace => true);
SELECT load_survey('x', file(E'a,w\n1,1\n2,-2\n'), codebook => '{"weight": "w"}', replace => true);
SELECT rows_loaded, rows_refused FROM load_survey('x', file(E'a,w\n1,1.5\n2,-2\n3,NaN\n4,-9\n'), on_error => 'reject', replace => true,
    codebook => '{"weight": "W", "variables": [{"name": "w", "measure": "scale", "missing": {"-9": "No weight"}}]}');
SELECT * FROM x;
SELECT line, column_name, value, reason FROM mlops_survey.load_error ORDER BY id DESC LIMIT 1;
SELECT survey FROM register_survey('x2', 'x', survey_codebook_json('x'));
SELECT weighted_n FROM survey_crosstab('x2', '{a}') WHERE row_code = 1;
SELECT drop_survey('x2');
SELECT load_survey('x', file(E'a,w\n1,1.5\n2,-2\n'), append => true);

-- what is made is named so that nobody needs quotes
SELECT survey FROM load_survey('Staff 2024', file(E'a\n1\n2\n'));
SELECT answers::regclass, labels_view::regclass, long_view::regclass FROM mlops_survey.survey WHERE name = 'Staff 2024';
SELECT drop_survey('Staff 2024');

-- files that are none
SELECT load_survey('x', ''::bytea, replace => true);
SELECT load_survey('x', '\xefbbbf'::bytea, replace => true);
SELECT load_survey('x', file(E'a,b\n'), replace => true);
SELECT load_survey('x', file(E'a,b'), replace => true);
SELECT load_survey('x', file(E',,\n,,\n,,\n'), replace => true);
SELECT load_survey('x', file(E'\n\n\n'), replace => true);
SELECT load_survey('x', file(E'a,b\n1,2\n3\n'), replace => true);
SELECT load_survey('x', file(E'a,b\n1,2\n3,4,5\n'), replace => true);
SELECT load_survey('x', file(E'a,b\n1,"2\n3,4\n'), replace => true);
SELECT load_survey('x', file(E'a,b\n1,2\r\n3,4\n'), replace => true);
SELECT load_survey('x', file(E'a,b\n1,2\n' || repeat(E'3,4\n', 10) || E'5\n'), on_error => 'stop', replace => true);
SELECT load_survey('x', file((SELECT string_agg('c' || i, ',') FROM generate_series(1, 1700) i) || E'\n1\n'), replace => true);
SELECT load_survey('x', file(E'a\n1\n'), format => 'spss', replace => true);
SELECT load_survey('x', file(E'a\n1\n'), header_rows => 4, replace => true);
SELECT load_survey('x', file(E'a\n1\n'), delimiter => 'abc', replace => true);
SELECT load_survey('x', NULL::bytea);
SELECT load_survey('', file(E'a\n1\n'));
SELECT load_survey('codebook_of_x', file(E'a\n1\n'));
SELECT load_survey('x', '/no/such/file.csv', replace => true);
SELECT load_survey('x', '/', replace => true);

-- respondents with a key of their own: the codebook's "respondent" where the file has it and it is no variable
CREATE TABLE keyed (respondent int PRIMARY KEY, t text, n int);
INSERT INTO keyed VALUES (7, 'NA', 1), (3, 'b', 2), (12, NULL, NULL);
SELECT survey FROM register_survey('keyed', 'keyed', '{"variables": [{"name": "t", "measure": "text"}, {"name": "n", "measure": "scale"}]}');
SELECT rows_loaded, warnings FROM load_survey('x', export_survey('keyed', 'csv'), survey_codebook_json('keyed'), replace => true);
SELECT * FROM x;
SELECT survey_codebook_json('x') = survey_codebook_json('keyed') AS same;
SELECT convert_from(export_survey('x', 'csv'), 'UTF8');
-- so in other formats, and with their keys further waves come, also to tables of one's own
SELECT rows_loaded, warnings FROM load_survey('x', export_survey('keyed', 'sav'), survey_codebook_json('keyed'), replace => true);
SELECT * FROM x;
SELECT rows_loaded FROM load_survey('x', file(E'n,respondent,t\n5,99,x\n'), append => true);
SELECT rows_loaded FROM load_survey('keyed', file(E'n,respondent,t\n5,99,x\n'), append => true);
SELECT (SELECT count(*) FROM x JOIN keyed USING (respondent)) AS both;
SELECT load_survey('x', file(E't,n\nx,5\n'), append => true);
SELECT load_survey('x', file(E'respondent,t,n\n99,x,5\n'), append => true);
SELECT drop_survey('keyed');
DROP TABLE keyed;
SELECT rows_loaded, variables FROM load_survey('x', file(E'Code,q\nb-1,1\n007,2\nb-1x,1\n'), '{"respondent": "code"}', replace => true);
SELECT * FROM x_long;
-- a column that is described stays a variable; a key that is not there, or is no key
SELECT rows_loaded FROM load_survey('x', file(E'code,q\n5,1\n'), '{"respondent": "code", "variables": [{"name": "code", "measure": "scale"}]}', replace => true);
SELECT * FROM x;
SELECT warnings FROM load_survey('x', file(E'code,q\n5,1\n'), '{"respondent": "id"}', replace => true);
SELECT load_survey('x', file(E'code,q\n5,1\n6,1\n5,2\n'), '{"respondent": "code"}', replace => true);
SELECT load_survey('x', file(E'code,q\n5,1\n,1\n7,2\n'), '{"respondent": "code"}', replace => true);
SELECT rows_loaded, rows_refused FROM load_survey('x', file(E'code,q\n5,1\n,1\n7,2\n'), '{"respondent": "code"}', on_error => 'reject', replace => true);

-- rights: a role without pg_read_server_files sends the content; its surveys are its own
CREATE ROLE regress_loader;
CREATE SCHEMA regress_loader AUTHORIZATION regress_loader;
SET ROLE regress_loader;
SET search_path = regress_loader, public;
SELECT load_survey('mine', '/etc/passwd');
SELECT rows_loaded FROM load_survey('mine', file(E'a\nx\ny\nx\n'));
SELECT tableowner, schemaname FROM pg_tables WHERE tablename = 'mine';
SELECT rows_loaded FROM load_survey('mine', file(E'a\nx\ny\nx\n'), "into" => 'Mine too', replace => true);
SELECT * FROM "Mine too";
SELECT load_survey('x', file(E'a\nx\ny\nx\n'), replace => true);
SET search_path = pg_catalog;
SELECT public.load_survey('nowhere', '\x610a310a'::bytea);
RESET ROLE;
RESET search_path;
DROP OWNED BY regress_loader;
SELECT drop_survey('mine');
DROP ROLE regress_loader;

SELECT drop_survey('x');
DELETE FROM mlops_survey.load_error;
DROP VIEW codebook_of_x;
DROP FUNCTION file(text);

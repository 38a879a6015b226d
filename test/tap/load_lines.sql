-- What is a line, a row and a respondent; what an error says of where it is, and what to do.  Values by hand, and as readr and pandas read the same bytes where that is said.
SELECT plan(36);

CREATE FUNCTION load_text(csv text, codebook jsonb DEFAULT NULL, on_error text DEFAULT 'abort') RETURNS survey_load_report LANGUAGE sql BEGIN ATOMIC
    SELECT load_survey('x', convert_to(csv, 'UTF8'), codebook => load_text.codebook, replace => true, on_error => load_text.on_error);
END;
CREATE FUNCTION warnings(csv text) RETURNS text LANGUAGE sql RETURN (SELECT array_to_string(warnings, ' | ') FROM load_text(csv));
-- what an error says: message, hint and context
CREATE FUNCTION error_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
    hint text;
    context text;
BEGIN
    EXECUTE statement;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
    RETURN said || ' / ' || hint || ' / ' || split_part(context, E'\n', 1);
END $$;

-- lines of delimiters only, as spreadsheets write below the last respondent
SELECT is((SELECT format('%s %s %s', rows_read, rows_loaded, array_to_string(warnings, ' | ')) FROM load_text(E'id,a,b\n1,2,x\n2,3,y\n3,,x\n,,\n,,\n')),
    '3 3 lines of delimiters only at the end of the file, which are no respondents, passed over: 2', 'lines of delimiters only at the end are no respondents, and are counted');
SELECT is((SELECT v.measure::text FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'x' AND v.name = 'id'), 'text', 'the numbers of the others stay an identifier');
SELECT is((SELECT rows_loaded FROM load_text(E'id,a,b\n1,2,x\n,,\n2,3,y\n,,\n,,\n3,4,x\n')), 6::bigint, 'in the middle they are respondents without answers');
SELECT is((SELECT array_agg(coalesce(id::text, '-') ORDER BY respondent)::text FROM x), '{1,-,2,-,-,3}', 'where they stand');
SELECT is(warnings(E'id,a,b\r\n1,2,x\r\n2,3,"y\r\n,,"\r\n , ,\r\n\r\n,,'), 'lines of delimiters only at the end of the file, which are no respondents, passed over: 3', 'with blanks, blank lines and other line ends; not those in a quoted cell');
SELECT is((SELECT array_agg(b ORDER BY respondent) FROM x), ARRAY['x', E'y\r\n,,'], 'which is kept');
SELECT is(warnings(E'id\ta\n1\t2\n2\t3\n\t\n\t'), 'lines of delimiters only at the end of the file, which are no respondents, passed over: 2', 'with tabs');
SELECT is(warnings(E'id;a\n1;2\n2;3\n' || repeat(E';\n', 20000)), 'lines of delimiters only at the end of the file, which are no respondents, passed over: 20000', 'many of them');
SELECT is((SELECT format('%s %s', rows_loaded, warnings) FROM load_survey('wide', '\xfffe690064002c0061000d000a0031002c0032000d000a0032002c0033000d000a002c000d000a002c000d000a00'::bytea)),
    '2 {"lines of delimiters only at the end of the file, which are no respondents, passed over: 2"}', 'in UTF-16');
SELECT is(warnings(E'id,a\n1,2\n2,3\n\n\n'), 'blank lines passed over: 2', 'blank lines are no such lines');
SELECT is((SELECT rows_loaded FROM load_text(E'a,b\n1,\n2,\n')), 2::bigint, 'nor are rows whose last cells are empty');
SELECT throws_ok($$ SELECT load_text(E'a,b\n,\n,\n') $$, '22P04', 'the file has no rows of answers', 'a header with such lines has no respondents');
SELECT is((SELECT count(load_survey('last', convert_to(E'q,r\n1,2\nNA,NA\n', 'UTF8'))) FROM (SELECT) x), 1::bigint, 'a respondent without answers at the end that is written otherwise');
SELECT is((SELECT rows_loaded FROM load_survey('back', export_survey('last', 'csv'))), 2::bigint, 'is one, and goes out as one');

-- quotes that are text: readr and pandas keep those in front of which the cell has begun
SELECT is((SELECT count(*) FROM load_text(E'id,said,n\n1,""quoted"" x,1\n2,"""a"" b",2\n3,he said ""hi"" too,3\n4,""all"",4\n5,"""",5\n6,""hi"" she said"",6\n7,"""""",7\n8,,""x, y"",8\n',
    '{"variables": [{"name": "said", "measure": "text"}]}', 'reject') l WHERE l.rows_loaded = 7 AND l.rows_refused = 1), 1::bigint, 'cells with doubled quotes and none around them join no rows');
SELECT is((SELECT array_agg(said ORDER BY respondent) FROM x), ARRAY['"quoted" x', '"a" b', 'he said ""hi"" too', '"all"', '"', '"hi" she said"', '""'], 'and lose no quote');
SELECT is((SELECT array_agg(raw) FROM mlops_survey.load_error WHERE survey_name = 'x'), ARRAY['8,,""x, y"",8'], 'a row that is refused is kept as the file has it');
SELECT is(warnings(E'id,said\n1,a\n2,""b"" c\n3,d\n'), 'quotes inside cells are kept as text: 2, the first in line 3', 'the report names the first line');
SELECT is((SELECT format('%s %s', rows_read, (SELECT count(*) FROM regexp_matches(array_to_string(inferred, ' '), 'delimiter semicolon'))) FROM load_text(E'id;said;n\n1;""so"" x, y;1\n2;""a, b"";2\n3;c;3\n')), '3 1', 'nor do they hide the delimiter');

-- a stray quote that may have joined rows
SELECT is(warnings(E'id,t,n\n1,a,1\n2,"b,2\n3,c,3\n4,d",4\n5,"two\nlines",5\n'),
    'rows that a quote joins with lines that look like rows: 1, the first in line 3; the quote that opens the cell may be a stray one', 'rows that a quote joins with lines that look like rows are a warning');
SELECT is(warnings(E'key,t,n\nR_1,a,1\nR_2,"b,2\nR_3,c,3\nR_4,d",4\n'),
    'rows that a quote joins with lines that look like rows: 1, the first in line 3; the quote that opens the cell may be a stray one', 'with letters in front too');
SELECT is(warnings(E'id,t,n\n1,a,1\n2,"dear all,\nyes, no, or so",2\n'), '', 'texts of several lines are none');
SELECT is(warnings(E'key,t\nR1,a\nR2,"dear all,\nI like it, really"\nR3,b\n'), '', 'nor are they in a file of two columns');

-- the line of an error is that of an editor, whatever breaks lines in cells before it
\set dates '''{"variables": [{"name": "d", "type": "date"}, {"name": "t", "measure": "text"}]}'''
SELECT matches(error_of(format('SELECT load_text(%L, %L)', E'id,t,d\r\n1,"two\nlines",2024-01-02\r\n2,"three\n\nlines",2024-01-03\r\n3,x,2024-13-01\r\n', :dates)), '^line 7, column "d": "2024-13-01" is not a date', 'line breaks in cells of another kind than those of rows count');
SELECT matches(error_of(format('SELECT load_text(%L, %L)', E'id,t,d\n1,"two\r\nlines",2024-01-02\n2,"three\r\rlines",2024-01-03\n3,x,2024-13-01\n', :dates)), '^line 7, column "d": "2024-13-01" is not a date', 'of any kind');
SELECT matches(error_of(format('SELECT load_text(%L, %L)', E'id,t,d\n\n1,"two\nlines",2024-01-02\n\n\n3,x,31.01.2024\n', :dates)), '^line 7, column "d": "31.01.2024" is not a date', 'as blank lines do');

-- errors of the parser: where, and what to do
SELECT is(error_of($$ SELECT load_survey('e', '\x69642c712c720a312c22612c62222cff620a'::bytea, encoding => 'UTF8') $$),
    'invalid byte sequence for encoding "UTF8": 0xff / Say the encoding of the file, as in encoding => ''WIN1252'' (a file with zero bytes is often UTF-16), or correct the cell; with on_error => ''reject'' rows with bytes that are not UTF-8 are kept aside. / line 2 of the file, column 3', 'a byte that is no character');
SELECT matches(error_of($$ SELECT load_survey('e', '\x69642c710a312c610a322c620a332c6100620a322c630a'::bytea) $$), '^invalid byte .*: 0x00 / Say the encoding.* / line 4 of the file, column 2$', 'a zero byte');
SELECT is(error_of($$ SELECT load_text(E'id,q\n1,a\n2,"b\n3,c\n4,d\n') $$),
    'unterminated CSV quoted field / The quote that opens this cell is not closed anywhere behind it: close it, delete it, or double it within quotes. / row that starts at line 3 of the file, column 2', 'a quote that is not closed');
SELECT matches(error_of(format('SELECT load_text(%L)', E'id,q\n1,a\n' || (SELECT string_agg(i || ',b', E'\n') FROM generate_series(2, 300) i) || E'\n301,"b\n302,c\n')), '/ row that starts at line 302 of the file, column "q"$', 'behind the lines that are looked at first');
SELECT is(error_of($$ SELECT load_text(E'id,q\n1,a\r\n2,b\n') $$),
    'unquoted carriage return found in data / The lines of the file end in different ways, as those of files that were put together do: save it with one kind of line ends, or put the cell in quotes if its line breaks are part of the answer. / line 2 of the file', 'other line ends');
SELECT matches(error_of($$ SELECT load_text(E'id,q\r\n1,a\r\n2,b\n3,c\n') $$), '^unquoted newline found in data / The lines of the file end in different ways.* / line 3 of the file$', 'the other way round');
SELECT matches(error_of($$ SELECT load_survey('e', '\xfffe690000d80a00'::bytea) $$), '^the file is not valid UTF-16 / Save it as UTF-8', 'UTF-16 with half a character');

-- codes have a limit
SELECT throws_ok($$ SELECT load_text(E'id,q\n1,2\n2,3000000000\n', '{"variables": [{"name": "q", "measure": "nominal"}]}') $$, '22003', 'line 3, column "q": "3000000000" is too large for a code', 'a code beyond int32');
SELECT is((SELECT rows_loaded FROM load_text(E'id,q\n1,2\n2,3000000000\n3,2\n', '{"variables": [{"name": "q", "measure": "nominal", "type": "text"}]}')), 3::bigint, 'is a text');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM x), '{2,3000000000,2}', 'as the error says');
SELECT * FROM finish();

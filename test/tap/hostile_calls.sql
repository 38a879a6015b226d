-- Every function and aggregate of the extension, called with hostile arguments: each call gives a result or a user's error, none an
-- internal error (class XX), a lack of resources (53, 57, 58) or a failed assertion, and the backend lives.  The calls are generated
-- from the catalogue, the same ones in every run.
\set QUIET 1
SET client_min_messages = error;
-- for what never ends; who takes long is asked by the processor's time
SET statement_timeout = '10min';
\ir include/processor.psql
SELECT plan(10);
SELECT pg_backend_pid() AS backend \gset

-- Surveys to call by name: with replicate weights, with a design, without respondents, with one.
CREATE TABLE people AS SELECT i AS id, (1 + i % 3)::int2 AS nom, (1 + i % 5)::int2 AS ord, CASE WHEN i % 7 = 0 THEN -9 ELSE i / 2.0 END::float8 AS scl,
    'said ' || i AS txt, date '2024-01-01' + i AS day, i % 2 = 0 AS m1, i % 3 = 0 AS m2, NULL::bool AS m3, 1::int2 AS cons, NULL::int2 AS nul,
    1 + i % 2 AS und, (ARRAY['a', 'b', 'none'])[1 + i % 3] AS tcat, 1e150 * (1 - 2 * (i % 2)) AS big, 1 + i % 4 / 4.0::float8 AS w,
    1 + i % 5 / 4.0::float8 AS rw1, 1 + i % 6 / 4.0::float8 AS rw2, 1 + i % 7 / 4.0::float8 AS rw3, 's' || i % 2 AS stratum, i % 20 AS psu, 100::int AS pop,
    i % 2 AS "select", 1 + i % 2 AS "Quo""te", i % 3 AS "Ünïcødé 😀"
FROM generate_series(1, 60) i;
CREATE TABLE nobody (LIKE people);
CREATE TABLE one AS SELECT * FROM people LIMIT 1;
CREATE TABLE plain AS TABLE people;
CREATE TABLE extreme AS SELECT i AS id, (1 + i % 3)::int2 AS nom, (1 + i % 5)::int2 AS ord, (ARRAY[1e308, -1e308, 'NaN', 'Infinity', 1e-308, 0, NULL])[1 + i % 7]::float8 AS scl,
    NULL::text AS txt, (ARRAY['infinity', '-infinity', '0001-01-01 BC', NULL])[1 + i % 4]::date AS day, i % 2 = 0 AS m1, i % 3 = 0 AS m2, true AS m3, 1::int2 AS cons, NULL::int2 AS nul,
    (ARRAY[2147483647, -2147483647, 0])[1 + i % 3] AS und, (ARRAY['a', 'b', 'none'])[1 + i % 3] AS tcat, 1e308 AS big, (ARRAY[1e300, 1e-90, 0, NULL, 1])[1 + i % 5]::float8 AS w,
    (ARRAY[1e300, 0])[1 + i % 2]::float8 AS rw1, 0::float8 AS rw2, NULL::float8 AS rw3, 's' || i AS stratum, i % 20 AS psu, 1 AS pop,
    i % 2 AS "select", 1 + i % 2 AS "Quo""te", i % 3 AS "Ünïcødé 😀"
FROM generate_series(1, 30) i;
\set variables '"variables": [{"name": "nom", "values": {"1": "one", "2": "two", "3": "three"}, "nets": {"low": [1, 2]}}, {"name": "ord", "points": 5}, {"name": "scl", "measure": "scale", "missing": {"-9": "refused"}}, {"name": "und", "measure": "nominal", "values": {"1": "a", "2": "b"}}, {"name": "cons", "measure": "nominal"}, {"name": "nul", "measure": "nominal"}, {"name": "big", "measure": "scale"}, {"name": "tcat", "values": ["a", "b"], "missing": [{"value": "none", "label": "No"}]}, {"name": "w", "measure": "scale"}], "sets": [{"name": "m", "members": ["m1", "m2", "m3"], "nets": {"any": ["m1", "m2"]}}], "imputations": {"imputed": ["scl", "big"]}, "weight": "w", "respondent": "id"'
\set replicates ', "replicates": {"columns": "rw*", "type": "JK1", "scale": 0.5, "mse": false}}'
\set design ', "design": {"strata": ["stratum"], "clusters": ["psu"], "fpc": ["pop"], "nest": true}}'
SELECT count(r) = 5 FROM (VALUES ('s', 'people', '{' || :'variables' || :'replicates'), ('d', 'plain', '{' || :'variables' || :'design'), ('e', 'nobody', '{' || :'variables' || :'design'),
    ('o', 'one', '{' || :'variables' || :'design'), ('x', 'extreme', '{"weight": "w", "variables": [{"name": "und", "measure": "nominal"}, {"name": "scl", "measure": "scale"}, {"name": "big", "measure": "scale"}], "design": {"strata": ["stratum"], "clusters": ["psu"], "nest": true}}')) v (name, answers, codebook),
    register_survey(v.name, v.answers, v.codebook::jsonb) r \g /dev/null
-- a weight that registration would have refused came in since
UPDATE extreme SET w = 1e-300 WHERE w = 1e-90;
UPDATE people SET und = CASE id WHEN 33 THEN 7 ELSE -2147483648 END WHERE id IN (33, 34);
SELECT pack_survey('o') IS NULL \g /dev/null

-- What to call with.  A pool without a name serves all arguments of its type; "good" is what may well succeed.
CREATE TABLE pool (type text, argument text, good boolean, value text);
CREATE FUNCTION add_pool(type text, argument text, good boolean, VARIADIC "values" text[]) RETURNS void BEGIN ATOMIC
    INSERT INTO pool SELECT type, argument, good, v FROM unnest("values") v;
END;
SELECT add_pool('integer', NULL, true, '1', '2', '5', '3'), add_pool('integer', NULL, false, 'NULL', '0', '-1', '2147483647', '-2147483648', '10000000'),
    add_pool('smallint', NULL, true, '1', '2', '5', '3'), add_pool('smallint', NULL, false, 'NULL', '0', '-1', '32767', '(-32768)'),
    add_pool('oid', NULL, true, $$'people'::regclass$$), add_pool('oid', NULL, false, 'NULL', '0', '4294967295', '1259'),
    add_pool('tid', NULL, true, $$'(0,1)'$$), add_pool('tid', NULL, false, 'NULL', $$'(4294967295,65535)'$$), add_pool('xid', NULL, true, $$'700'$$), add_pool('xid', NULL, false, 'NULL', $$'0'$$, $$'4294967295'$$),
    add_pool('name', NULL, true, 'current_user'), add_pool('name', NULL, false, 'NULL', $$'nobody'$$, $$''$$, $$'pg_monitor'$$),
    add_pool('bigint', NULL, true, '1', '2'), add_pool('bigint', NULL, false, 'NULL', '0', '-1', '9223372036854775807', '-9223372036854775808'),
    add_pool('real', NULL, true, '1'), add_pool('real', NULL, false, 'NULL', $$'NaN'$$, $$'-Infinity'$$), add_pool('numeric', NULL, true, '1.50'), add_pool('numeric', NULL, false, 'NULL', $$'NaN'$$, $$'Infinity'$$, '1e1000'),
    add_pool('double precision', NULL, true, '1', '0.5', '2', '5'),
    add_pool('double precision', NULL, false, 'NULL', '0', '-1', $$'NaN'$$, $$'Infinity'$$, $$'-Infinity'$$, '1e308', '-1e308', '5e-324', '1e300', '1e-300'),
    add_pool('boolean', NULL, true, 'true', 'false'), add_pool('boolean', NULL, false, 'NULL'),
    add_pool('text', NULL, true, $$'x'$$),
    add_pool('text', NULL, false, 'NULL', $$''$$, $$repeat('x', 100000)$$, $$'a''b"c\d'$$, $$E'a\nb\r\t\x01'$$, $$'😀'$$, $$'%s%n%d$1{}'$$, $$repeat('é', 40)$$, $$'"'$$, $$'ctid'$$, $$'*'$$, $$'a*'$$,
        $$repeat('(', 20000)$$, $$'none'$$, $$' '$$, $$'x'')--'$$, $$'; DROP TABLE people; --'$$),
    add_pool('integer[]', NULL, true, $$'{1,2}'$$, $$'{5}'$$),
    add_pool('integer[]', NULL, false, 'NULL', $$'{}'$$, $$'{NULL}'$$, $$'{1,NULL}'$$, $$'{{1,2},{3,4}}'$$, $$'[5:6]={1,2}'$$, $$'{2147483647,-2147483648}'$$, $$array_fill(1, ARRAY[5000])$$, $$array_fill(-1, ARRAY[200])$$,
        $$'{1,0,1,1,1,1,1}'$$, $$'{1,2147483647,2147483647,2147483647,2147483647,1,1,1,1,1,1}'$$),
    add_pool('bigint[]', NULL, true, $$'{1}'$$, $$'{1,2}'$$),
    add_pool('bigint[]', NULL, false, 'NULL', $$'{}'$$, $$'{NULL}'$$, $$'{NULL,1}'$$, $$'{1,NULL}'$$, $$'{{1,2},{3,4}}'$$, $$'[5:6]={1,2}'$$, $$'{9223372036854775807}'$$, $$array_fill(1::bigint, ARRAY[50])$$),
    add_pool('double precision[]', NULL, true, $$'{1}'$$, $$'{0.5,1}'$$),
    add_pool('double precision[]', NULL, false, 'NULL', $$'{}'$$, $$'{NULL}'$$, $$'{NULL,1}'$$, $$'{NaN,1}'$$, $$'{1,Infinity}'$$, $$'{{1,2},{3,4}}'$$, $$'[5:6]={1,2}'$$, $$'[-2147483648:-2147483647]={1,2}'$$, $$'{1e308,1e308}'$$, $$'{1e-320,0}'$$, $$'{-1,0}'$$,
        $$array_fill(1::float8, ARRAY[200])$$, $$array_fill(1::float8, ARRAY[6], ARRAY[2])$$, $$array_fill(1::float8, ARRAY[6], ARRAY[100000])$$),
    add_pool('text[]', NULL, true, $$'{nom}'$$, $$'{ord}'$$, $$'{nom,ord}'$$),
    add_pool('text[]', NULL, false, 'NULL', $$'{}'$$, $$'{NULL}'$$, $$'{nom,NULL}'$$, $$'{{nom,ord},{m,m1}}'$$, $$'[5:6]={nom,ord}'$$, $$'{""}'$$, $$ARRAY[repeat('x', 10000)]$$, $$array_fill('nom'::text, ARRAY[300])$$, $$'{unknown}'$$,
        $$'{"a\"b'';"}'$$, $$'{*}'$$, $$'{nom*ord}'$$, $$'{nom*nom}'$$, $$'{nom*}'$$, $$'{*nom}'$$, $$'{nom*ord*nom}'$$),
    add_pool('text', 'wave', true, $$'nom'$$, $$'ord'$$), add_pool('text', 'against', true, $$'first'$$, $$'rolling 3'$$),
    add_pool('jsonb', 'frame', true, $$'{"codes": [{"label": "A", "words": "apple"}]}'$$),
    add_pool('jsonb', NULL, true, $$'{}'$$),
    add_pool('jsonb', NULL, false, 'NULL', $$'null'$$, $$'[]'$$, $$'1'$$, $$'"x"'$$, $$(repeat('[', 900) || repeat(']', 900))$$, $$'{"variables": 1}'$$, $$'{"variables": [null, 1, {}]}'$$, $$'{"": {"": {"": 1}}}'$$, $$'{"nom": {"1": 1e300, "2": -1}}'$$,
        $$'{"sets": {"m": [[]]}, "weight": [], "design": 7, "replicates": "x"}'$$, $$'[{"nom": {"1": 1}}]'$$, $$'{"variables": [{"name": "nom", "points": 1e400}]}'$$),
    add_pool('bytea', NULL, true, $$convert_to(E'id,q,w\n1,2,1\n2,3,1\n', 'UTF8')$$, $$'\x0100000000'$$),
    add_pool('bytea', NULL, false, 'NULL', $$''$$, $$'\x00'$$, $$decode(repeat(md5('a'), 20), 'hex')$$, $$'\x24464c32'$$, $$'\x504b0304'$$, $$'\xfffe'$$, $$'\x3c73737320'$$, $$decode('01' || repeat('ff', 40), 'hex')$$, $$'\x01000000020000000000'$$,
        $$convert_to(repeat('"', 10001), 'UTF8')$$, $$convert_to(repeat(',', 3000) || E'\n1', 'UTF8')$$, $$convert_to('<sss version="2.0"><survey><record ident="A"><variable ident="1" type="single"><name>q</name></variable></record></survey></sss>', 'UTF8')$$),
    add_pool('regclass', NULL, true, $$'people'$$),
    add_pool('regclass', NULL, false, 'NULL', $$'pg_class'$$, $$'pg_class_oid_index'$$, $$'pg_stats'$$, $$'mlops_survey.survey_id_seq'$$, '0', '4294967295', $$'pg_toast.pg_toast_1255'$$, $$'s_long'$$, $$'pg_toast.pg_toast_1255_index'$$, $$'information_schema.sql_parts'$$),
    add_pool('xml', NULL, true, $$'<sss version="2.0"><survey><record ident="A"><variable ident="1" type="single"><name>q</name><label>l</label><position start="1" finish="2"/><values><range from="1" to="3"/><value code="1">x</value></values></variable></record></survey></sss>'$$),
    add_pool('xml', NULL, false, 'NULL', $$'<a/>'$$, $$'<sss><survey><record/></survey></sss>'$$, $$'<sss><survey><record><variable><values><range from="-9999999999" to="99999999999"/><value code="x"/></values></variable></record></survey></sss>'$$,
        $$'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sss>&x;</sss>'$$, $$(repeat('<a>', 200) || repeat('</a>', 200))$$,
        $$'<sss><survey><record><variable ident="1" type="single"><name>q</name><position start="999999999999" finish="-1"/><values><range from="1" to="2000000000"/></values></variable></record></survey></sss>'$$),
    add_pool('ml_focus', NULL, true, $$'data'$$, $$'model'$$), add_pool('ml_focus', NULL, false, 'NULL'),
    add_pool('ml_focus[]', NULL, true, $$'{data,model}'$$), add_pool('ml_focus[]', NULL, false, 'NULL', $$'{}'$$, $$'{NULL}'$$, $$'{{data},{model}}'$$, $$'[-1:0]={data,data}'$$, $$array_fill('data'::ml_focus, ARRAY[1000])$$) \g /dev/null
-- arguments whose names say what they take
SELECT add_pool('text', 'name', true, $$'s'$$, $$'d'$$), add_pool('text', 'name', false, $$'e'$$, $$'o'$$, $$'x'$$, 'NULL', $$''$$, $$'unknown'$$, $$'a"b;'$$, $$repeat('x', 64)$$),
    add_pool('text', a, false, 'NULL', $$''$$, $$'nom'$$, $$'scl'$$, $$'txt'$$, $$'day'$$, $$'m'$$, $$'m1'$$, $$'cons'$$, $$'nul'$$, $$'und'$$, $$'tcat'$$, $$'big'$$, $$'w'$$, $$'id'$$, $$'select'$$, $$'Quo"te'$$, $$'Ünïcødé 😀'$$, $$'stratum'$$, $$'unknown'$$, $$'nom*ord'$$, $$'ctid'$$)
FROM unnest('{row,column,variable,numerator,denominator,groups,minus,base,same_within,weight}'::text[]) a \g /dev/null
SELECT add_pool('text', a[1], true, VARIADIC a[2:]) FROM (VALUES ('{row,''ord''}'::text[]), ('{column,''nom''}'), ('{variable,''ord''}'), ('{numerator,''ord''}'), ('{denominator,''scl''}'), ('{groups,''nom''}'), ('{weight,''none''}'), ('{base,''1''}')) v (a) \g /dev/null
SELECT add_pool('text', 'new name', true, $$'fresh'$$), add_pool('text', 'new name', false, 'NULL', $$''$$, $$'s'$$, $$'select'$$, $$'a"b;'$$, $$'Ünï 😀'$$, $$repeat('x', 63)$$, $$repeat('x', 64)$$, $$repeat('é', 31)$$, $$'people'$$, $$'pg_class'$$), add_pool('text', 'weight', false, 'NULL', $$'rw1'$$),
    add_pool('text[]', a, true, $$'{ord}'$$),
    add_pool('text[]', a, false, $$'{scl}'$$, $$'{nom,m}'$$, $$'{txt}'$$, $$'{day}'$$, $$'{m}'$$, $$'{m1}'$$, $$'{cons}'$$, $$'{nul}'$$, $$'{und}'$$, $$'{tcat}'$$, $$'{big}'$$, $$'{w}'$$, $$'{id}'$$, $$'{select}'$$, $$ARRAY['Quo"te']$$, $$ARRAY['Ünïcødé 😀']$$, $$'{stratum}'$$, $$'{ctid}'$$, $$'{scl,scl}'$$, $$'{m*nom}'$$)
FROM unnest('{rows,columns,variables,by,within}'::text[]) a \g /dev/null
SELECT add_pool('text[]', 'variables', true, $$'{ord,scl}'$$), add_pool('text[]', 'rows', true, $$'{nom,scl,m}'$$), add_pool('text[]', 'columns', true, $$'{}'$$), add_pool('text[]', 'null_strings', true, 'NULL'),
    add_pool('text', 'filter', true, 'NULL', $$'ord > 1'$$),
    add_pool('text', 'filter', false, $$'false'$$, $$'NULL'$$, $$'1/(nom-1) = 1'$$, $$'ord = 1; DROP TABLE people'$$, $$'txt::int = 1'$$, $$'nul = 1'$$, $$'scl > 1e309'$$, $$'id = 1'$$, $$'m'$$, $$'pg_sleep(9) IS NULL'$$, $$'unknown = 1'$$, $$'ord'$$, $$repeat('NOT ', 300) || 'm1'$$),
    add_pool('text', 'expression', true, $$'ord + 1'$$), add_pool('text', 'variable of its own', true, $$'fresh'$$), add_pool('text', 'variable of texts', true, $$'txt'$$), add_pool('text', 'set', true, $$'m'$$), add_pool('text', 'outcome', true, $$'scl'$$), add_pool('text[]', 'drivers', true, $$'{ord}'$$), add_pool('text[]', 'must', true, 'NULL'), add_pool('text[]', 'must_not', true, 'NULL'),
    add_pool('text', 'wave', true, $$'ord'$$), add_pool('jsonb', 'frame', true, $$'{"codes": [{"label": "A", "words": "said"}]}'$$), add_pool('jsonb', 'arguments', true, $$'{"variables": ["imputed"]}'$$), add_pool('text', 'statistic', true, $$'mean'$$),
    add_pool('text', 'kind', true, $$'likert'$$), add_pool('text', 'kind', false, $$'nps'$$, $$'heatmap'$$, $$'trend'$$),
    add_pool('text', 'formula', true, $$'scl ~ nom'$$, $$'ord ~ scl'$$, $$'nom ~ scl'$$),
    add_pool('text', 'formula', false, $$'~'$$, $$'scl ~'$$, $$'scl ~ .'$$, $$'scl ~ scl'$$, $$'big ~ nom'$$, $$'scl ~ nul'$$, $$'scl ~ cons'$$, $$'scl ~ m'$$, $$'scl ~ txt'$$, $$'scl ~ nom * ord * und'$$, $$'scl ~ I(1/0)'$$, $$'scl ~ I(scl ^ 1000)'$$, $$'scl ~ 0'$$, $$'scl ~ -1'$$, $$'log(scl) ~ nom'$$, $$'und ~ nom'$$, $$'scl ~ ' || repeat('(', 5000)$$, $$'scl ~ id:id:id'$$, $$'scl ~ "Quo""te"'$$, $$'scl ~ day'$$, $$'scl ~ I(SELECT 1)'$$),
    add_pool('jsonb', 'targets', true, $$'{"nom": {"1": 20, "2": 20, "3": 20}}'$$, $$'{"nom": {"1": 0.2, "2": 0.5, "3": 0.3}, "ord": {"1": 0.2, "2": 0.2, "3": 0.2, "4": 0.2, "5": 0.2}}'$$),
    add_pool('jsonb', 'targets', false, $$'{"nom": {"1": 0, "2": 0, "3": 0}}'$$, $$'{"nom": {"1": -1, "2": 2, "3": 0}}'$$, $$'{"nom": {"1": 1e300, "2": 1e300, "3": 1e300}}'$$, $$'{"nom": {"1": 1}}'$$, $$'{"nom": {"1": 1, "2": 1, "3": 1, "9": 1}}'$$, $$'{"nom": {}}'$$, $$'{"nom": {"1": "x"}}'$$, $$'{"nom": [1, 2]}'$$, $$'{"unknown": {"1": 1}}'$$, $$'{"scl": 100}'$$, $$'{"scl": 1e308}'$$, $$'{"big": 1}'$$, $$'{"und": {"1": 1, "2": 1}}'$$, $$'{"nul": {"1": 1}}'$$, $$'{"nom*ord": {"1*1": 1}}'$$, $$'{"nom*": {"1": 1}}'$$, $$'{"m": {"m1": 1}}'$$, $$'{"txt": {"said 1": 1}}'$$, $$'{"day": {"x": 1}}'$$, $$'{"cons": {"1": 1}}'$$, $$'{"nom": {"1": {"1": {"1": 1}}}}'$$, $$'{"scl": {"mean": null}}'$$),
    add_pool('jsonb', 'contrasts', true, 'NULL', $$'{"d": {"one": 1, "two": -1}}'$$),
    add_pool('jsonb', 'contrasts', false, $$'{"d": {"one": 1e308, "two": -1e308}}'$$, $$'{"d": {}}'$$, $$'{"d": {"x": 1}}'$$, $$'{"": []}'$$, $$'{"d": {"one": "1"}}'$$, $$'{"d": {"one": null}}'$$, $$'{"d": {"one": 1e400}}'$$),
    add_pool('jsonb', 'codebook', true, 'NULL', $$'{"title": "t"}'$$),
    add_pool('text', 'into', true, $$'new_weight'$$), add_pool('text', 'into', false, $$'w'$$, $$'id'$$, $$'ctid'$$, $$'a"b'$$, $$'select'$$, $$repeat('y', 64)$$, $$'pg_class'$$, $$'public.people'$$),
    add_pool('text', 'column_name', true, $$'new_replicates'$$), add_pool('text', 'column_name', false, $$'w'$$, $$'ctid'$$, $$'a"b'$$, $$repeat('y', 64)$$), add_pool('text', 'method', true, $$'bootstrap'$$, $$'linear'$$, $$'shapley'$$),
    add_pool('text', 'file', true, $$'/dev/null'$$), add_pool('text', 'file', false, $$'/'$$, $$'/dev/null'$$, $$'PG_VERSION'$$, $$'../../etc/passwd'$$),
    add_pool('text', 'format', true, $$'csv'$$), add_pool('text', 'format', false, $$'sav'$$, $$'zsav'$$, $$'por'$$, $$'dta'$$, $$'sas7bdat'$$, $$'xpt'$$, $$'triple-s'$$, $$'xlsx'$$, $$'json'$$, $$'quantipy'$$, $$'tsv'$$),
    add_pool('text', 'encoding', true, 'NULL', $$'UTF8'$$), add_pool('text', 'encoding', false, $$'LATIN1'$$, $$'UTF-16'$$, $$'SJIS'$$),
    add_pool('text', 'delimiter', true, 'NULL', $$','$$), add_pool('text', 'delimiter', false, $$'ab'$$, $$E'\n'$$, $$'"'$$, $$'é'$$),
    add_pool('text', 'metadata', true, 'NULL'), add_pool('bytea', 'metadata', true, 'NULL'), add_pool('integer', 'header_rows', true, 'NULL', '1'), add_pool('text', 'on_error', true, $$'abort'$$, $$'reject'$$),
    add_pool('double precision', 'level', true, '0.95'), add_pool('double precision', 'total', true, 'NULL', '60'), add_pool('double precision', 'tolerance', true, '1e-6'), add_pool('double precision', 'lower', true, 'NULL', '0.5'), add_pool('double precision', 'upper', true, 'NULL', '3'),
    add_pool('double precision[]', 'trim_to', true, 'NULL', $$'{0.3,3}'$$), add_pool('double precision[]', 'bounds', true, 'NULL', $$'{0.3,3}'$$), add_pool('double precision[]', 'probabilities', true, $$'{0.5}'$$), add_pool('integer', 'max_iterations', true, '100'),
    add_pool('boolean', 'replace', true, 'true'), add_pool('boolean', 'append', true, 'false') \g /dev/null
SELECT add_pool('text', a[1], false, VARIADIC ARRAY(SELECT quote_nullable(NULLIF(w, '')) FROM unnest(a[2:]) w))
FROM (VALUES ('{lonely,"",fail,remove,certainty,adjust,average}'::text[]), ('{missing,domain,listwise,fail,category,leave}'), ('{degrees,design,"",domain}'), ('{design_effect,wor,replace}'), ('{method,logit,linear,raking,mean,xlogit,asin,beta,wilson,likelihood}'),
    ('{statistic,"",mean,total,ratio,rao-scott-f,wald,adjusted-wald,design-effect,pearson,cramers-v}'), ('{tests,"",none,spss,dimensions,crunch,askia,design}'), ('{adjust,none,bonferroni,holm,bh}'), ('{family,gaussian,binomial,poisson}'), ('{test,wilcoxon,vanderwaerden,median,kruskal-wallis}'),
    ('{ties,rows,"",average}'), ('{rule,math,school,"",type7}'), ('{interval_type,mean,"",beta,xlogit}'), ('{unit,auto,share,percent,count}'), ('{stop,deviation,change}'), ('{unconverged,fail,keep,last}'), ('{excess,equal,proportional,drop}'), ('{multiple_delimiter,"",;}')) v (a) \g /dev/null

-- states of every type, as values of the type: of few rows, of many codes, of extreme weights
CREATE TABLE state (type text, value text);
INSERT INTO state SELECT 'tally', s FROM (SELECT tally(1)::text UNION ALL SELECT tally(i)::text FROM generate_series(1, 5) i UNION ALL SELECT tally(i, 1e150)::text FROM generate_series(-500, 500, 100) i
    UNION ALL SELECT tally(i, 0)::text FROM generate_series(0, 1) i UNION ALL SELECT tally(true)::text UNION ALL SELECT mlops_survey.tally_trans(NULL::tally, 4, 2, 5)::text
    UNION ALL SELECT mlops_survey.tally_trans(NULL::tally, 4, 5, 1.5)::text UNION ALL SELECT tally(i)::text FROM unnest('{2147483647,-2147483648}'::int[]) i) t (s);
INSERT INTO state SELECT 'maturity_profile', s FROM (SELECT maturity_profile('data'::ml_focus)::text UNION ALL SELECT maturity_profile('{model,data}'::ml_focus[], 1e150)::text
    UNION ALL SELECT maturity_profile('{}'::ml_focus[], 0)::text) t (s);
INSERT INTO state SELECT 'survey_summary', s FROM (SELECT survey_summary(i, 1)::text FROM generate_series(1, 3) i UNION ALL SELECT survey_summary(1e70, 1e70)::text UNION ALL SELECT survey_summary(i, 1, i % 2, i)::text FROM generate_series(1, 8) i
    UNION ALL SELECT survey_summary(i, 1, 'é'::text, repeat('x', i), 100)::text FROM generate_series(1, 8) i UNION ALL SELECT survey_ratio_summary(i, 0, 1)::text FROM generate_series(1, 3) i
    UNION ALL SELECT survey_summary(i, 1, ARRAY[1, 2], ARRAY[i, i], ARRAY[10, 20])::text FROM generate_series(1, 3) i UNION ALL SELECT mlops_survey.survey_summaries_trans(NULL, '{1,NULL}', 1)::text
    UNION ALL SELECT survey_domain(survey_summary(i, 1) FILTER (WHERE i > 1), survey_summary(i, 1))::text FROM generate_series(1, 3) i UNION ALL SELECT survey_summary(NULL::float8, 0)::text) t (s);
INSERT INTO state SELECT 'replicate_summary', s FROM (SELECT survey_replicate_summary(i, 1, '{1,2}')::text FROM generate_series(1, 3) i UNION ALL SELECT survey_replicate_ratio_summary(i, 0, 1, '{1,0,2}')::text FROM generate_series(1, 3) i
    UNION ALL SELECT survey_replicate_summary(1e70, 1e70, '{1e70}')::text) t (s);
INSERT INTO state SELECT 'quantile_summary', s FROM (SELECT quantile_summary(i)::text FROM generate_series(1, 3) i UNION ALL SELECT quantile_summary(i, 1e150)::text FROM unnest('{-1e308,1e308}'::float8[]) i UNION ALL SELECT quantile_summary(1, 0)::text) t (s);
INSERT INTO state SELECT 'crosstab_cells', s FROM (SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', '{1}', NULL, 1)::text UNION ALL SELECT crosstab_cells('{1,1,1,0,1,0,1,0,1,1,1,0}', '{1}', NULL, 1e300)::text
    UNION ALL SELECT crosstab_cells('{1,0,0,1,1,0,7,0}', '{}', '{1e70}', 1)::text) t (s);
INSERT INTO pool SELECT type, NULL, true, quote_literal(value) FROM state WHERE value IS NOT NULL UNION ALL SELECT DISTINCT type, NULL, false, 'NULL' FROM state;
SELECT add_pool('integer[]', 'plan', true, $$'{1,0,1,0,1,0,1,0,1,1,1,0}'$$), add_pool('integer[]', 'plan', false, $$'{1,1,1,0,1,0,1,0,1,1,1,0}'$$, $$'{1,0,0,1,1,0,7,0}'$$), add_pool('integer[]', 'query', true, $$'{1,0,0,-1}'$$), add_pool('integer[]', 'query', false, $$'{1,0,-1}'$$),
    add_pool('integer[]', 'codes', true, $$'{1}'$$), add_pool('double precision[]', 'answers', true, 'NULL'), add_pool('double precision[]', NULL, true, $$mlops_survey.replicate_rank_trans(NULL, '{1}')$$, $$mlops_survey.replicate_rank_trans(NULL, '{0.5,1}')$$), add_pool('double precision[]', NULL, true, $$mlops_survey.replicate_rank_trans(NULL, '{2}')$$), add_pool('double precision[]', NULL, true, $$mlops_survey.replicate_rank_trans(NULL, '{0.5}')$$),
    add_pool('bytea', 'model', true, $$'\x01000000000002000000117661726961626c652022696e636f6d65220000000c7661726961626c65202278220000000000003ff00000000000003e45798ee2308c3a000000000200000000000000000000000000000000000000000000000000010000000000000000000000000000000001000000000000000000000000000000003ff00000000000000000000000000000'$$), add_pool('integer[]', 'codes', true, $$'{}'$$), add_pool('double precision[]', 'numbers', true, $$'{0.5,1}'$$), add_pool('bytea', 'directory', true, $$'\x01000000010100000000'$$), add_pool('bytea', 'directory', false, $$'\x010000000106ffffffff'$$, $$'\x01000000010700000000'$$), add_pool('bytea', 'data', true, $$'\xffff'$$) \g /dev/null

SELECT add_pool('"any"', NULL, true, '1.5::float8'), add_pool('"any"', NULL, false, 'NULL', '1', $$'x'::text$$, 'NULL::float8', $$'NaN'::float8$$, $$'{1,2}'::float8[]$$, $$'{}'::float8[]$$, $$'{{1},{2}}'::float8[]$$, $$'{NULL}'::float8[]$$) \g /dev/null

-- the functions of the extension; those that read and write types are met through the types below, triggers elsewhere
CREATE TABLE member AS
SELECT p.oid, p.proname::text AS name, format('%I.%I', p.pronamespace::regnamespace, p.proname) AS function, p.prokind = 'a' AS aggregate, p.proretset OR EXISTS (SELECT FROM pg_type t WHERE t.oid = p.prorettype AND t.typtype = 'c') AS rows,
    p.pronargs::int AS nargs, ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) WITH ORDINALITY t (t, i) ORDER BY i) AS types, p.proargnames[:p.pronargs] AS names
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'mlops_survey'
WHERE p.prorettype <> ALL ('{trigger,event_trigger}'::regtype[]) AND NOT '{cstring,internal}'::regtype[]::oid[] && p.proargtypes::oid[];


CREATE TABLE argument AS SELECT m.oid, i, m.types[i] AS type, EXISTS (SELECT FROM pool p WHERE p.type = m.types[i] AND p.argument = n.name) AS named, n.name FROM member m, generate_series(1, m.nargs) i,
    LATERAL (SELECT CASE WHEN m.name IN ('load_survey', 'register_survey') AND i = 1 THEN 'new name' WHEN m.name = 'derive_variable' AND i = 2 THEN 'variable of its own' WHEN m.name = 'code_text' AND i = 2 THEN 'variable of texts' ELSE m.names[i] END AS name) n;
SELECT is(array_agg(m.oid::regprocedure::text || ' ' || a.type), NULL, 'there are values for every argument') FROM member m JOIN argument a USING (oid) WHERE NOT EXISTS (SELECT FROM pool p WHERE p.type = a.type);
CREATE FUNCTION number(a int, b int, c int, d int) RETURNS int IMMUTABLE LANGUAGE sql RETURN hashint4(a * 1000003 + b * 10007 + c * 101 + d) & 2147483647;
-- good values of an argument: its default, those of its name, or those of its type
CREATE TABLE choice AS
SELECT a.oid, a.i, true AS good, array_remove(ARRAY[d], NULL)
    || ARRAY(SELECT p.value || '::' || a.type FROM pool p WHERE p.type = a.type AND p.good AND (p.argument = a.name OR (p.argument IS NULL AND NOT a.named AND d IS NULL)) ORDER BY p.value) AS options
FROM argument a, pg_get_function_arg_default(a.oid, a.i) d
UNION ALL SELECT a.oid, a.i, false, ARRAY(SELECT p.value || '::' || a.type FROM pool p WHERE p.type = a.type AND (p.argument = a.name OR (p.argument IS NULL AND (NOT p.good OR NOT a.named))) ORDER BY p.value)
FROM argument a;
ALTER TABLE choice ADD PRIMARY KEY (oid, i, good);
-- each argument takes each hostile value (of many, some) while the others are mostly good; two dozen calls have good ones only;
-- aggregates get three rows
CREATE TABLE call AS
-- the name of a function chooses its arguments, so that those of the others stay where one comes in
WITH member AS (SELECT *, row_number() OVER (ORDER BY oid::regprocedure::text)::int AS m, hashtext(oid::regprocedure::text) & 1023 AS h FROM member),
trial AS (
    SELECT m.m, h.i AS target, h.value, row_number() OVER (PARTITION BY m.m ORDER BY h.i, h.value)::int AS seed
    FROM member m CROSS JOIN LATERAL (
        SELECT c.i, value, row_number() OVER (PARTITION BY c.i ORDER BY number(m.h, c.i, n::int, 0)) AS r FROM choice c, unnest(c.options) WITH ORDINALITY o (value, n) WHERE c.oid = m.oid AND NOT c.good
        UNION ALL SELECT 0, NULL, 0 FROM generate_series(1, 48)) h
    WHERE h.r <= 12),
line AS (
    SELECT t.m, t.seed, l, string_agg(CASE WHEN c.i = t.target AND l = 1 + t.seed % 3 * m.aggregate::int THEN t.value
        ELSE c.options[1 + number(m.h, t.seed, c.i, l) / 16 % cardinality(c.options)] END, ', ' ORDER BY c.i) AS arguments
    FROM trial t JOIN member m USING (m) CROSS JOIN generate_series(1, CASE WHEN m.aggregate THEN 3 ELSE 1 END) l
    LEFT JOIN choice c ON c.oid = m.oid AND c.good = ((t.seed <= 24 OR number(m.h, t.seed, c.i, l) % 16 > 0) AND (cardinality(c.options) > 0 OR NOT c.good))
    GROUP BY t.m, t.seed, l)
SELECT m.m, m.name, l.seed, CASE
    WHEN m.aggregate THEN format('SELECT %s(%s)%s::text FROM (VALUES (%s)) v (%2$s)', m.function, (SELECT string_agg('a' || i, ', ') FROM generate_series(1, m.nargs) i),
        CASE WHEN l.seed % 3 = 0 THEN ' OVER (ROWS BETWEEN CURRENT ROW AND CURRENT ROW)' ELSE '' END, string_agg(l.arguments, '), (' ORDER BY l.l))
    WHEN m.rows THEN format('SELECT count(r::text) FROM %s(%s) r', m.function, string_agg(l.arguments, ''))
    ELSE format('SELECT %s(%s)::text', m.function, string_agg(l.arguments, '')) END AS call
FROM line l JOIN member m USING (m) GROUP BY m.m, m.name, m.function, m.aggregate, m.rows, m.nargs, l.seed;

-- shown: what an error's context shows of a statement that the call made up
CREATE TABLE outcome (name text, call text, state text, message text, seconds float8, shown text);
-- whatever the call does is taken back
CREATE FUNCTION try(name text, call text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    since float8 := processor_seconds();
    state text;
    message text;
    context text;
BEGIN
    BEGIN
        EXECUTE call;
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
        GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
        state := SQLSTATE;
        message := SQLERRM;
    END;
    INSERT INTO outcome VALUES (name, call, state, message, processor_seconds() - since,
        substring(replace(context, call, '') FROM '"[A-Z]+ [^\n]*(?:pg_catalog|mlops_survey)[.][^\n]*'));
END $$;
-- The types: what they print, cut, with a byte or a number changed; the binary form with its bytes cut and changed, through COPY.
CREATE FUNCTION try_binary(type text, bytes bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM try(type || '_recv', format('COPY received_%s FROM PROGRAM %L (FORMAT binary)', type, 'echo ' || replace(encode('\x5047434f50590aff0d0a0000000000000000000001'
        || int4send(length(bytes)) || bytes || '\xffff', 'base64'), E'\n', '') || ' | base64 -d'));
END $$;
INSERT INTO call
SELECT 1000000, type || '_in', row_number() OVER (ORDER BY type, value, n), format('SELECT %L::%s::text', CASE n % 4
    WHEN 0 THEN left(value, length(value) * n / 24) WHEN 1 THEN overlay(value PLACING substr('v{}:,+-.wx9aé ', 1 + number(n, 1, 0, 0) % 14, 1) FROM 1 + number(n, length(value), 2, 0) % length(value))
    WHEN 2 THEN regexp_replace(value, '[0-9]+', (ARRAY['9223372036854775808', '2147483648', '-1', '0', '1e308', 'NaN'])[1 + n / 4 % 6], 1, 1 + n / 4 % 5) ELSE overlay(value PLACING 'ff' FROM 1 + n * 2 % length(value)) END, type)
FROM state, generate_series(0, 23) n WHERE value IS NOT NULL
UNION ALL SELECT 1000000, t || '_in', 0, format('SELECT %s::%s::text', p.value, t) FROM (SELECT DISTINCT type FROM state) s (t), pool p WHERE p.type = 'text' AND p.argument IS NULL AND p.value <> 'NULL'
UNION ALL SELECT 1000000, t || '_in', 0, format('SELECT %L::%s::text', v, t) FROM (SELECT DISTINCT type FROM state) s (t), unnest(ARRAY['v1{', 'v1{1:1', 'v1{1:1}}', 'v2{}', 'v1w{1:1:+', 'v1w{1:1:1e999:1}', 'v1{1:1,1:1}', 'v1/3,2{}', 'v1/0,0{}',
    'v1{-2147483649:1}', 'v1{1:-1}', 'v1w{1:1:-1:1}', 'v1w{1:1:1:1e-400}', 'v1w{1:0:0:0}', '\x', '\x0', '\xzz', '0', 'zz', '01']) v;
CREATE TABLE sent (type text, bytes bytea);
\o /dev/null
SELECT format('CREATE TABLE received_%1$s (x %1$s)', type), format('INSERT INTO sent SELECT type, mlops_survey.%1$s_send(value::%1$s) FROM state WHERE type = %1$L AND value IS NOT NULL ORDER BY length(value) LIMIT 3', type) FROM (SELECT DISTINCT type FROM state) s \gexec
\o
INSERT INTO call SELECT 1000001, type, row_number() OVER (ORDER BY type, bytes, n), format('SELECT try_binary(%L, %L)', type, CASE n % 3 WHEN 0 THEN substr(bytes, 1, length(bytes) * n / 18)
    WHEN 1 THEN set_byte(bytes, number(n, length(bytes), 0, 0) % length(bytes), number(n, 0, 0, 1) % 256) ELSE set_byte(bytes, 0, n) || '\xff' END)
FROM sent, generate_series(1, 18) n;

-- one statement a function, so that the timeout is one of the function; what is sent calls try itself
\o /dev/null
SELECT format('SELECT try(name, call) IS NULL FROM call WHERE m = %s ORDER BY seed, call', m) FROM call WHERE m <> 1000001 GROUP BY m ORDER BY m \gexec
SELECT call FROM call WHERE m = 1000001 ORDER BY name, seed \gexec
\o

SELECT is(pg_backend_pid(), :backend, 'the backend lives');
SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 8000::bigint, 'many calls were made');
SELECT is((SELECT array_agg(oid::regprocedure::text) FROM member m WHERE NOT EXISTS (SELECT FROM outcome o WHERE o.name = m.name)), NULL, 'of every function');
-- but for what only raises, for choices, of which hostile_surveys.sql has tasks, and for what needs Citus (test/citus/distribute.sql)
SELECT is((SELECT array_agg(DISTINCT m.name) FROM member m WHERE m.name !~ '^(survey_undeclared|distribute_survey|set_addends|crosstab_unit_cells.*|wrong_change|survey_maxdiff|survey_conjoint.*)$' AND NOT EXISTS (SELECT FROM outcome o WHERE o.name = m.name AND state = 'UNDO0')), NULL, 'each of which gave a result once');
-- a pack that is none says so as stored garbage does
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', state, message, left(call, 500))) FROM outcome WHERE state ~ '^(XX|53|57|58|P0004)' AND state || message !~ '^(58P01|XX001packed answers are not valid)'), NULL, 'no error is internal');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', state, message, left(call, 500))) FROM outcome WHERE state ~ '^42(883|725|P)' AND state NOT IN ('42P01', '42P16', '42P07', '42P04')), NULL, 'no statement of ours fails to parse');
-- functions in SQL that users do not call say where they stand themselves
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', name, state, left(shown, 200))) FROM outcome WHERE shown IS NOT NULL AND call !~ '(SELECT|FROM) mlops_survey[.]'), NULL, 'no error shows a statement that was made up');
SELECT is((SELECT array_agg(name) FROM (SELECT name FROM outcome GROUP BY name HAVING sum(seconds) > 60) s), NULL, 'no function takes a minute for all its calls');
SELECT is((SELECT count(*) FROM people), 60::bigint, 'and the answers are what they were');
SELECT * FROM finish();

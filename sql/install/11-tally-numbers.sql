-- The aggregates over answers once more, for codes of other types: smallint as tables hold them, and bigint, numeric,
-- real and double precision, as data frames and drivers send them; boxes and points likewise (5.0).
--
-- Everything but smallint comes as double precision, to which PostgreSQL converts by itself; a fraction is an error.

CREATE FUNCTION mlops_survey.whole_scale(double precision) RETURNS integer
AS 'MODULE_PATHNAME', 'svy_whole_scale_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.whole_scale(double precision) IS 'support: boxes or points of a scale as an integer; an error for a fraction';

-- Transitions.  Those with points, or boxes and points, as numbers have names of their own, since a number behind the
-- answer is the weight otherwise, and no inverse: a moving window counts its rows again.
DO $$
DECLARE
    form record;
BEGIN
    FOR form IN
        SELECT k.symbol, weighted, pg_catalog.concat_ws(', ', k.answer, CASE WHEN nscale OPERATOR(pg_catalog.>=) 1 THEN 'integer' END,
            CASE WHEN nscale OPERATOR(pg_catalog.=) 2 THEN 'integer' END, CASE WHEN weighted THEN 'double precision' END) AS arguments
        FROM (VALUES ('smallint', '_small', 2), ('double precision', '_number', 0)) k (answer, symbol, most), (VALUES (0), (1), (2)) s (nscale), (VALUES (false), (true)) w (weighted)
        WHERE nscale OPERATOR(pg_catalog.<=) k.most
    LOOP
        EXECUTE pg_catalog.format($sql$
            CREATE FUNCTION mlops_survey.tally_trans(tally, %1$s) RETURNS tally
                AS 'MODULE_PATHNAME', 'svy_tally_trans%2$s%3$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.tally_trans(tally, %1$s) IS 'transition: counts an answer';
            CREATE FUNCTION mlops_survey.tally_inverse(tally, %1$s) RETURNS tally
                AS 'MODULE_PATHNAME', 'svy_tally_inverse%2$s%3$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, %1$s) IS 'inverse transition: takes an answer out of a moving window';$sql$,
            form.arguments, CASE WHEN form.weighted THEN '_weighted' END, form.symbol);
    END LOOP;
    FOR form IN
        SELECT k.symbol, weighted, CASE WHEN nscale OPERATOR(pg_catalog.=) 1 THEN 'tally_scaled_trans' ELSE 'tally_boxes_trans' END AS name, pg_catalog.concat_ws(', ', k.answer, 'double precision', CASE WHEN nscale OPERATOR(pg_catalog.=) 2 THEN 'double precision' END,
            CASE WHEN weighted THEN 'double precision' END) AS arguments
        FROM (VALUES ('smallint', '_small_scaled'), ('integer', '_scaled'), ('double precision', '_number')) k (answer, symbol), (VALUES (1, false), (1, true), (2, false), (2, true)) s (nscale, weighted)
    LOOP
        EXECUTE pg_catalog.format($sql$
            CREATE FUNCTION mlops_survey.%4$I(tally, %1$s) RETURNS tally
                AS 'MODULE_PATHNAME', 'svy_tally_trans%2$s%3$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%4$I(tally, %1$s) IS 'transition: counts an answer of a scale';$sql$,
            form.arguments, CASE WHEN form.weighted THEN '_weighted' END, form.symbol, form.name);
    END LOOP;
END
$$;

DO $$
DECLARE
    form record;
    scaled boolean;
BEGIN
    FOR form IN
        SELECT a.name, a.final, a.nscale, k.scale, a.words, pg_catalog.concat_ws(', ', k.answer, CASE WHEN a.nscale OPERATOR(pg_catalog.>=) 1 THEN k.scale END,
            CASE WHEN a.nscale OPERATOR(pg_catalog.=) 2 THEN k.scale END, CASE WHEN a.weighted THEN 'double precision' END) AS arguments
        FROM (VALUES
            ('tally', 'tally_final', 0, false, 'counts answers by code'),
            ('tally', 'tally_final', 0, true, 'counts answers by code, with weights: answer, weight'),
            ('nps', 'tally_nps_final', 0, false, 'net promoter score, -100 to 100, of answers 0 to 10'),
            ('nps', 'tally_nps_final', 0, true, 'weighted net promoter score, -100 to 100, of answers 0 to 10: answer, weight'),
            ('top2box', 'tally_top_box_final', 0, false, 'share 0..1 of the two highest codes of a five-point scale'),
            ('top2box', 'tally_top_box_final', 1, false, 'share 0..1 of the two highest codes: answer, points of the scale'),
            ('top2box', 'tally_top_box_final', 1, true, 'weighted share 0..1 of the two highest codes: answer, points of the scale, weight'),
            ('bottom2box', 'tally_bottom_box_final', 0, false, 'share 0..1 of the two lowest codes of a five-point scale'),
            ('bottom2box', 'tally_bottom_box_final', 1, false, 'share 0..1 of the two lowest codes: answer, points of the scale'),
            ('bottom2box', 'tally_bottom_box_final', 1, true, 'weighted share 0..1 of the two lowest codes: answer, points of the scale, weight'),
            ('top_box', 'tally_top_box_final', 2, false, 'share 0..1 of the highest codes: answer, boxes, points of the scale'),
            ('top_box', 'tally_top_box_final', 2, true, 'weighted share 0..1 of the highest codes: answer, boxes, points of the scale, weight'),
            ('bottom_box', 'tally_bottom_box_final', 2, false, 'share 0..1 of the lowest codes: answer, boxes, points of the scale'),
            ('bottom_box', 'tally_bottom_box_final', 2, true, 'weighted share 0..1 of the lowest codes: answer, boxes, points of the scale, weight')) a (name, final, nscale, weighted, words),
            (VALUES ('smallint', 'integer', true), ('smallint', 'double precision', false), ('integer', 'double precision', false), ('double precision', 'double precision', true)) k (answer, scale, alone)
        WHERE a.nscale OPERATOR(pg_catalog.>) 0 OR k.alone
    LOOP
        scaled := form.nscale OPERATOR(pg_catalog.>) 0 AND form.scale OPERATOR(pg_catalog.=) 'double precision';
        EXECUTE pg_catalog.format($sql$
            CREATE AGGREGATE %1$I(%2$s) (
                SFUNC = mlops_survey.%5$I, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.%3$I, COMBINEFUNC = mlops_survey.tally_combine, %6$s
                PARALLEL = SAFE);
            COMMENT ON AGGREGATE %1$I(%2$s) IS %4$L;$sql$, form.name, form.arguments, form.final, form.words,
            CASE WHEN NOT scaled THEN 'tally_trans' WHEN form.nscale OPERATOR(pg_catalog.=) 1 THEN 'tally_scaled_trans' ELSE 'tally_boxes_trans' END,
            CASE WHEN NOT scaled THEN pg_catalog.format('MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.%I,', form.final) END);
    END LOOP;
END
$$;

-- accessors
-- Each argument has a name: PostgreSQL writes one without as "" when it prints a body, as pg_upgrade has it do.
CREATE FUNCTION top2box(state tally, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT top2box(state, mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION top2box(tally, double precision) IS 'share 0..1 of the two highest codes';

CREATE FUNCTION bottom2box(state tally, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT bottom2box(state, mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION bottom2box(tally, double precision) IS 'share 0..1 of the two lowest codes';

CREATE FUNCTION top_box(state tally, boxes double precision, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT top_box(state, mlops_survey.whole_scale(boxes), mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION top_box(tally, double precision, double precision) IS 'share 0..1 of the highest codes';

CREATE FUNCTION bottom_box(state tally, boxes double precision, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT bottom_box(state, mlops_survey.whole_scale(boxes), mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION bottom_box(tally, double precision, double precision) IS 'share 0..1 of the lowest codes';

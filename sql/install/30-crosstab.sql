-- crosstab_cells: the cells of many cross tables, counted in one pass

CREATE TYPE crosstab_cells;

CREATE FUNCTION crosstab_cells_in(cstring) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_in'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crosstab_cells_in(cstring) IS 'reads the text form of crosstab_cells';

CREATE FUNCTION crosstab_cells_out(crosstab_cells) RETURNS cstring
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_out'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crosstab_cells_out(crosstab_cells) IS 'writes the text form of crosstab_cells';

CREATE FUNCTION crosstab_cells_recv(internal) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_recv'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crosstab_cells_recv(internal) IS 'reads the binary form of crosstab_cells';

CREATE FUNCTION crosstab_cells_send(crosstab_cells) RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_send'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crosstab_cells_send(crosstab_cells) IS 'writes the binary form of crosstab_cells';

CREATE TYPE crosstab_cells (
    INPUT = crosstab_cells_in,
    OUTPUT = crosstab_cells_out,
    RECEIVE = crosstab_cells_recv,
    SEND = crosstab_cells_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE crosstab_cells IS 'counts and weights of the cells of many cross tables: mergeable, storable';

CREATE FUNCTION crosstab_cells_trans(crosstab_cells, plan int[], codes int[], answers float8[], weight float8)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_trans'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION crosstab_cells_trans(crosstab_cells, int[], int[], float8[], float8)
    IS 'adds a respondent to crosstab_cells';

CREATE FUNCTION crosstab_cells_combine(crosstab_cells, crosstab_cells) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_combine'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION crosstab_cells_combine(crosstab_cells, crosstab_cells) IS 'merges two crosstab_cells of one plan';

CREATE AGGREGATE crosstab_cells(plan int[], codes int[], answers float8[], weight float8) (
    SFUNC = crosstab_cells_trans,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_cells(int[], int[], float8[], float8)
    IS 'counts the cells of all cross tables of a plan in one pass; what survey_crosstab runs';

CREATE AGGREGATE rollup(crosstab_cells) (
    SFUNC = crosstab_cells_combine,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(crosstab_cells) IS 'merges crosstab_cells of one plan';

CREATE FUNCTION cells(crosstab_cells,
    OUT cross_table int, OUT cross_row int, OUT cross_column int,
    OUT n bigint, OUT weighted_n float8, OUT weighted_squares float8)
    RETURNS SETOF record
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_rows'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION cells(crosstab_cells)
    IS 'the cells of crosstab_cells as rows; row or column 0 is the base';


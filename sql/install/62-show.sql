-- What a client sees: charts and reports.

CREATE FUNCTION survey_chart(name text, kind text, variables text[], by text[] DEFAULT NULL, weight text DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT NULL, tests text DEFAULT NULL, min_base float8 DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS jsonb
    AS 'MODULE_PATHNAME', 'svy_survey_chart'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_chart(text, text, text[], text[], text, text, float8, text, float8, text, jsonb, int, jsonb)
    IS 'a chart of a survey as a Vega-Lite specification with its data inside: likert, diverging, bar, heatmap, trend, dots, nps; of analyses: drivers, turf, margins, model, maxdiff, conjoint';

CREATE FUNCTION survey_report(name text, variables text[] DEFAULT NULL, columns text[] DEFAULT '{}', weight text DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT NULL, tests text DEFAULT NULL, min_base float8 DEFAULT NULL, format text DEFAULT 'html',
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS text
    AS 'MODULE_PATHNAME', 'svy_survey_report'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_report(text, text[], text[], text, text, float8, text, float8, text, text, jsonb, int, jsonb)
    IS 'a survey as one self-contained page, HTML or Markdown: how it was made, every question with its answers, tables by groups';

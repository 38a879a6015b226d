--
-- PostgreSQL database dump
--


-- Dumped from database version 15.20 (Debian 15.20-0+deb12u1)
-- Dumped by pg_dump version 15.20 (Debian 15.20-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: lab; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA lab;


--
-- Name: mlops_survey; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS mlops_survey WITH SCHEMA public;


--
-- Name: EXTENSION mlops_survey; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON EXTENSION mlops_survey IS 'survey analysis: weighted aggregates, crosstabs with significance letters, design-based inference';


--
-- Name: mood; Type: TYPE; Schema: lab; Owner: -
--

CREATE TYPE lab.mood AS ENUM (
    'low',
    'middle',
    'high'
);


--
-- Name: stored; Type: SHELL TYPE; Schema: public; Owner: -
--

CREATE TYPE public.stored;


--
-- Name: stored_in(cstring); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stored_in(cstring) RETURNS public.stored
    LANGUAGE internal IMMUTABLE STRICT
    AS $$byteain$$;


--
-- Name: stored_out(public.stored); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.stored_out(public.stored) RETURNS cstring
    LANGUAGE internal IMMUTABLE STRICT
    AS $$byteaout$$;


--
-- Name: stored; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.stored (
    INTERNALLENGTH = variable,
    INPUT = public.stored_in,
    OUTPUT = public.stored_out,
    ALIGNMENT = double,
    STORAGE = extended
);


--
-- Name: CAST (public.crosstab_cells AS public.stored); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.crosstab_cells AS public.stored) WITHOUT FUNCTION;


--
-- Name: CAST (public.maturity_profile AS public.stored); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.maturity_profile AS public.stored) WITHOUT FUNCTION;


--
-- Name: CAST (public.quantile_summary AS public.stored); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.quantile_summary AS public.stored) WITHOUT FUNCTION;


--
-- Name: CAST (public.replicate_summary AS public.stored); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.replicate_summary AS public.stored) WITHOUT FUNCTION;


--
-- Name: CAST (public.stored AS public.crosstab_cells); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.stored AS public.crosstab_cells) WITHOUT FUNCTION;


--
-- Name: CAST (public.stored AS public.maturity_profile); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.stored AS public.maturity_profile) WITHOUT FUNCTION;


--
-- Name: CAST (public.stored AS public.quantile_summary); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.stored AS public.quantile_summary) WITHOUT FUNCTION;


--
-- Name: CAST (public.stored AS public.replicate_summary); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.stored AS public.replicate_summary) WITHOUT FUNCTION;


--
-- Name: CAST (public.stored AS public.survey_summary); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.stored AS public.survey_summary) WITHOUT FUNCTION;


--
-- Name: CAST (public.stored AS public.tally); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.stored AS public.tally) WITHOUT FUNCTION;


--
-- Name: CAST (public.survey_summary AS public.stored); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.survey_summary AS public.stored) WITHOUT FUNCTION;


--
-- Name: CAST (public.tally AS public.stored); Type: CAST; Schema: -; Owner: -
--

CREATE CAST (public.tally AS public.stored) WITHOUT FUNCTION;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: town; Type: TABLE; Schema: lab; Owner: -
--

CREATE TABLE lab.town (
    id integer NOT NULL,
    q1 smallint,
    q2 smallint,
    m_1 boolean,
    m_2 boolean,
    m_3 boolean,
    mood lab.mood,
    income double precision,
    day date,
    w double precision,
    stratum integer,
    psu integer,
    psus integer,
    recommend integer,
    spoken text
);


--
-- Name: town_analysis; Type: VIEW; Schema: lab; Owner: -
--

CREATE VIEW lab.town_analysis WITH (security_invoker='true') AS
 SELECT a.id AS respondent,
    a.w AS weight,
        CASE
            WHEN (a.q1 IS NOT NULL) THEN (a.q1)::integer
            ELSE NULL::integer
        END AS q1,
        CASE
            WHEN (NOT (a.q1 IS NOT NULL)) THEN NULL::text
            WHEN ((a.q1)::integer = 1) THEN 'Never'::text
            WHEN ((a.q1)::integer = 2) THEN 'Seldom'::text
            WHEN ((a.q1)::integer = 3) THEN 'Sometimes'::text
            WHEN ((a.q1)::integer = 4) THEN 'Often'::text
            WHEN ((a.q1)::integer = 5) THEN 'Always'::text
            ELSE (a.q1)::text
        END AS q1_label,
        CASE
            WHEN (NOT (a.q1 IS NOT NULL)) THEN NULL::text
            WHEN ((a.q1)::integer = 1) THEN '1. Never'::text
            WHEN ((a.q1)::integer = 2) THEN '2. Seldom'::text
            WHEN ((a.q1)::integer = 3) THEN '3. Sometimes'::text
            WHEN ((a.q1)::integer = 4) THEN '4. Often'::text
            WHEN ((a.q1)::integer = 5) THEN '5. Always'::text
            ELSE (a.q1)::text
        END AS q1_sorted,
        CASE
            WHEN ((a.q1)::integer = 1) THEN 1
            WHEN ((a.q1)::integer = 2) THEN 2
            WHEN ((a.q1)::integer = 3) THEN 3
            WHEN ((a.q1)::integer = 4) THEN 4
            WHEN ((a.q1)::integer = 5) THEN 5
            ELSE NULL::integer
        END AS q1_score,
        CASE
            WHEN ((a.q2 IS NOT NULL) AND (a.q2 <> ALL (ARRAY[98]))) THEN (a.q2)::integer
            ELSE NULL::integer
        END AS q2,
        CASE
            WHEN (NOT ((a.q2 IS NOT NULL) AND (a.q2 <> ALL (ARRAY[98])))) THEN NULL::text
            WHEN ((a.q2)::integer = 1) THEN 'North'::text
            WHEN ((a.q2)::integer = 2) THEN 'South'::text
            WHEN ((a.q2)::integer = 3) THEN 'East'::text
            WHEN ((a.q2)::integer = 4) THEN 'West'::text
            ELSE (a.q2)::text
        END AS q2_label,
    a.recommend,
    a.income,
    a.m_1,
    a.m_2,
    a.m_3,
        CASE
            WHEN (a.mood IS NOT NULL) THEN
            CASE
                WHEN ((a.mood)::text = 'low'::text) THEN 1
                WHEN ((a.mood)::text = 'middle'::text) THEN 2
                WHEN ((a.mood)::text = 'high'::text) THEN 3
                ELSE NULL::integer
            END
            ELSE NULL::integer
        END AS mood,
        CASE
            WHEN (NOT (a.mood IS NOT NULL)) THEN NULL::text
            WHEN ((a.mood)::text = 'low'::text) THEN 'low'::text
            WHEN ((a.mood)::text = 'middle'::text) THEN 'middle'::text
            WHEN ((a.mood)::text = 'high'::text) THEN 'high'::text
            ELSE (a.mood)::text
        END AS mood_label,
        CASE
            WHEN (NOT (a.mood IS NOT NULL)) THEN NULL::text
            WHEN ((a.mood)::text = 'low'::text) THEN '1. low'::text
            WHEN ((a.mood)::text = 'middle'::text) THEN '2. middle'::text
            WHEN ((a.mood)::text = 'high'::text) THEN '3. high'::text
            ELSE (a.mood)::text
        END AS mood_sorted,
        CASE
            WHEN ((a.mood)::text = 'low'::text) THEN 1
            WHEN ((a.mood)::text = 'middle'::text) THEN 2
            WHEN ((a.mood)::text = 'high'::text) THEN 3
            ELSE NULL::integer
        END AS mood_score,
    a.day,
    a.w,
        CASE
            WHEN (a.stratum IS NOT NULL) THEN a.stratum
            ELSE NULL::integer
        END AS stratum,
        CASE
            WHEN (NOT (a.stratum IS NOT NULL)) THEN NULL::text
            WHEN (a.stratum = 0) THEN '0'::text
            WHEN (a.stratum = 1) THEN '1'::text
            WHEN (a.stratum = 2) THEN '2'::text
            WHEN (a.stratum = 3) THEN '3'::text
            ELSE (a.stratum)::text
        END AS stratum_label,
    a.psu,
    a.psus,
    a.spoken
   FROM lab.town a;


--
-- Name: VIEW town_analysis; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON VIEW lab.town_analysis IS 'Town: codes with missing as NULL, labels and scores';


--
-- Name: COLUMN town_analysis.respondent; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.respondent IS 'key of the respondent';


--
-- Name: COLUMN town_analysis.weight; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.weight IS 'weight of the respondent';


--
-- Name: COLUMN town_analysis.q1; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.q1 IS 'How often?: code, NULL where missing';


--
-- Name: COLUMN town_analysis.q1_label; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.q1_label IS 'How often?: answer';


--
-- Name: COLUMN town_analysis.q1_sorted; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.q1_sorted IS 'How often?: answer with its place before it, for sorting';


--
-- Name: COLUMN town_analysis.q1_score; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.q1_score IS 'How often?: score, high is good; NULL where the answer has none';


--
-- Name: COLUMN town_analysis.q2; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.q2 IS 'Where?: code, NULL where missing';


--
-- Name: COLUMN town_analysis.q2_label; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.q2_label IS 'Where?: answer';


--
-- Name: COLUMN town_analysis.recommend; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.recommend IS 'Recommend?';


--
-- Name: COLUMN town_analysis.income; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.income IS 'income';


--
-- Name: COLUMN town_analysis.m_1; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.m_1 IS 'Which?: m_1 (chosen; NULL where not asked)';


--
-- Name: COLUMN town_analysis.m_2; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.m_2 IS 'Which?: m_2 (chosen; NULL where not asked)';


--
-- Name: COLUMN town_analysis.m_3; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.m_3 IS 'Which?: m_3 (chosen; NULL where not asked)';


--
-- Name: COLUMN town_analysis.mood; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.mood IS 'mood: code, NULL where missing';


--
-- Name: COLUMN town_analysis.mood_label; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.mood_label IS 'mood: answer';


--
-- Name: COLUMN town_analysis.mood_sorted; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.mood_sorted IS 'mood: answer with its place before it, for sorting';


--
-- Name: COLUMN town_analysis.mood_score; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.mood_score IS 'mood: score, high is good; NULL where the answer has none';


--
-- Name: COLUMN town_analysis.day; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.day IS 'day';


--
-- Name: COLUMN town_analysis.w; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.w IS 'w';


--
-- Name: COLUMN town_analysis.stratum; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.stratum IS 'stratum: code, NULL where missing';


--
-- Name: COLUMN town_analysis.stratum_label; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.stratum_label IS 'stratum: answer';


--
-- Name: COLUMN town_analysis.psu; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.psu IS 'psu';


--
-- Name: COLUMN town_analysis.psus; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.psus IS 'psus';


--
-- Name: COLUMN town_analysis.spoken; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_analysis.spoken IS 'spoken';


--
-- Name: town_labels; Type: VIEW; Schema: lab; Owner: -
--

CREATE VIEW lab.town_labels WITH (security_invoker='true') AS
 SELECT a.id,
        CASE
            WHEN ((a.q1)::integer = 1) THEN 'Never'::text
            WHEN ((a.q1)::integer = 2) THEN 'Seldom'::text
            WHEN ((a.q1)::integer = 3) THEN 'Sometimes'::text
            WHEN ((a.q1)::integer = 4) THEN 'Often'::text
            WHEN ((a.q1)::integer = 5) THEN 'Always'::text
            ELSE (a.q1)::text
        END AS q1,
        CASE
            WHEN ((a.q2)::integer = 1) THEN 'North'::text
            WHEN ((a.q2)::integer = 2) THEN 'South'::text
            WHEN ((a.q2)::integer = 3) THEN 'East'::text
            WHEN ((a.q2)::integer = 4) THEN 'West'::text
            WHEN ((a.q2)::integer = 98) THEN 'Refused'::text
            ELSE (a.q2)::text
        END AS q2,
        CASE
            WHEN ((a.m_1)::integer = 0) THEN 'No'::text
            WHEN ((a.m_1)::integer = 1) THEN 'Yes'::text
            ELSE (a.m_1)::text
        END AS m_1,
        CASE
            WHEN ((a.m_2)::integer = 0) THEN 'No'::text
            WHEN ((a.m_2)::integer = 1) THEN 'Yes'::text
            ELSE (a.m_2)::text
        END AS m_2,
        CASE
            WHEN ((a.m_3)::integer = 0) THEN 'No'::text
            WHEN ((a.m_3)::integer = 1) THEN 'Yes'::text
            ELSE (a.m_3)::text
        END AS m_3,
        CASE
            WHEN ((a.mood)::text = 'low'::text) THEN 'low'::text
            WHEN ((a.mood)::text = 'middle'::text) THEN 'middle'::text
            WHEN ((a.mood)::text = 'high'::text) THEN 'high'::text
            ELSE (a.mood)::text
        END AS mood,
    a.income,
    a.day,
    a.w,
        CASE
            WHEN (a.stratum = 0) THEN '0'::text
            WHEN (a.stratum = 1) THEN '1'::text
            WHEN (a.stratum = 2) THEN '2'::text
            WHEN (a.stratum = 3) THEN '3'::text
            ELSE (a.stratum)::text
        END AS stratum,
    a.psu,
    a.psus,
    a.recommend,
    a.spoken
   FROM lab.town a;


--
-- Name: VIEW town_labels; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON VIEW lab.town_labels IS 'Town: answers as texts';


--
-- Name: COLUMN town_labels.q1; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_labels.q1 IS 'How often?';


--
-- Name: COLUMN town_labels.q2; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_labels.q2 IS 'Where?';


--
-- Name: COLUMN town_labels.recommend; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON COLUMN lab.town_labels.recommend IS 'Recommend?';


--
-- Name: town_long; Type: VIEW; Schema: lab; Owner: -
--

CREATE VIEW lab.town_long WITH (security_invoker='true') AS
 SELECT a.mlops_survey_respondent AS respondent,
    v.variable,
    v.variable_label,
    v.answer_code,
    v.answer_label,
    a.w AS weight,
    v.missing,
    v.question_position,
    v.row_position
   FROM (( SELECT t.id AS mlops_survey_respondent,
            t.w,
            t.q1,
            t.q2,
            t.recommend,
            t.income,
            t.m_1,
            t.m_2,
            t.m_3,
            (t.mood)::text AS mood,
            (to_json(t.day) #>> '{}'::text[]) AS day,
            t.stratum,
            t.psu,
            t.spoken
           FROM lab.town t) a
     CROSS JOIN LATERAL ( VALUES (NULL::text,NULL::text,NULL::integer,NULL::text,NULL::boolean,NULL::integer,NULL::integer), ('q1'::text,'How often?'::text,(a.q1)::integer,
                CASE
                    WHEN ((a.q1)::integer = 1) THEN 'Never'::text
                    WHEN ((a.q1)::integer = 2) THEN 'Seldom'::text
                    WHEN ((a.q1)::integer = 3) THEN 'Sometimes'::text
                    WHEN ((a.q1)::integer = 4) THEN 'Often'::text
                    WHEN ((a.q1)::integer = 5) THEN 'Always'::text
                    ELSE (a.q1)::text
                END,(NOT (a.q1 IS NOT NULL)),1,
                CASE
                    WHEN ((a.q1)::integer = 1) THEN 1
                    WHEN ((a.q1)::integer = 2) THEN 2
                    WHEN ((a.q1)::integer = 3) THEN 3
                    WHEN ((a.q1)::integer = 4) THEN 4
                    WHEN ((a.q1)::integer = 5) THEN 5
                    ELSE NULL::integer
                END), ('q2'::text,'Where?'::text,(a.q2)::integer,
                CASE
                    WHEN ((a.q2)::integer = 1) THEN 'North'::text
                    WHEN ((a.q2)::integer = 2) THEN 'South'::text
                    WHEN ((a.q2)::integer = 3) THEN 'East'::text
                    WHEN ((a.q2)::integer = 4) THEN 'West'::text
                    WHEN ((a.q2)::integer = 98) THEN 'Refused'::text
                    ELSE (a.q2)::text
                END,(NOT ((a.q2 IS NOT NULL) AND (a.q2 <> ALL (ARRAY[98])))),2,
                CASE
                    WHEN ((a.q2)::integer = 1) THEN 1
                    WHEN ((a.q2)::integer = 2) THEN 2
                    WHEN ((a.q2)::integer = 3) THEN 3
                    WHEN ((a.q2)::integer = 4) THEN 4
                    WHEN ((a.q2)::integer = 98) THEN 5
                    ELSE NULL::integer
                END), ('recommend'::text,'Recommend?'::text,NULL::integer,(a.recommend)::text,(NOT (a.recommend IS NOT NULL)),3,NULL::integer), ('income'::text,NULL::text,NULL::integer,(a.income)::text,(NOT (a.income IS NOT NULL)),4,NULL::integer), ('mood'::text,NULL::text,
                CASE
                    WHEN (a.mood = 'low'::text) THEN 1
                    WHEN (a.mood = 'middle'::text) THEN 2
                    WHEN (a.mood = 'high'::text) THEN 3
                    ELSE NULL::integer
                END,
                CASE
                    WHEN (a.mood = 'low'::text) THEN 'low'::text
                    WHEN (a.mood = 'middle'::text) THEN 'middle'::text
                    WHEN (a.mood = 'high'::text) THEN 'high'::text
                    ELSE a.mood
                END,(NOT (a.mood IS NOT NULL)),5,
                CASE
                    WHEN (a.mood = 'low'::text) THEN 1
                    WHEN (a.mood = 'middle'::text) THEN 2
                    WHEN (a.mood = 'high'::text) THEN 3
                    ELSE NULL::integer
                END), ('day'::text,NULL::text,NULL::integer,a.day,(NOT (a.day IS NOT NULL)),6,NULL::integer), ('stratum'::text,NULL::text,a.stratum,
                CASE
                    WHEN (a.stratum = 0) THEN '0'::text
                    WHEN (a.stratum = 1) THEN '1'::text
                    WHEN (a.stratum = 2) THEN '2'::text
                    WHEN (a.stratum = 3) THEN '3'::text
                    ELSE (a.stratum)::text
                END,(NOT (a.stratum IS NOT NULL)),7,
                CASE
                    WHEN (a.stratum = 0) THEN 1
                    WHEN (a.stratum = 1) THEN 2
                    WHEN (a.stratum = 2) THEN 3
                    WHEN (a.stratum = 3) THEN 4
                    ELSE NULL::integer
                END), ('psu'::text,NULL::text,NULL::integer,(a.psu)::text,(NOT (a.psu IS NOT NULL)),8,NULL::integer), ('spoken'::text,NULL::text,NULL::integer,a.spoken,(NOT (a.spoken IS NOT NULL)),9,NULL::integer), ('m'::text,'Which?'::text,
                CASE
                    WHEN a.m_1 THEN 1
                    ELSE NULL::integer
                END,
                CASE
                    WHEN a.m_1 THEN 'm_1'::text
                    ELSE NULL::text
                END,false,10,1), ('m'::text,'Which?'::text,
                CASE
                    WHEN a.m_2 THEN 2
                    ELSE NULL::integer
                END,
                CASE
                    WHEN a.m_2 THEN 'm_2'::text
                    ELSE NULL::text
                END,false,10,2), ('m'::text,'Which?'::text,
                CASE
                    WHEN a.m_3 THEN 3
                    ELSE NULL::integer
                END,
                CASE
                    WHEN a.m_3 THEN 'm_3'::text
                    ELSE NULL::text
                END,false,10,3)) v(variable, variable_label, answer_code, answer_label, missing, question_position, row_position))
  WHERE (v.answer_label IS NOT NULL);


--
-- Name: VIEW town_long; Type: COMMENT; Schema: lab; Owner: -
--

COMMENT ON VIEW lab.town_long IS 'Town: one row per respondent and answer';


--
-- Name: kept; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kept (
    stratum bigint,
    answers public.tally,
    profile public.maturity_profile,
    summary public.survey_summary,
    replicates public.replicate_summary,
    quantiles public.quantile_summary
);


--
-- Name: loaded; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.loaded (
    respondent bigint NOT NULL,
    q smallint,
    wave smallint,
    b boolean GENERATED ALWAYS AS ((q = 2)) STORED
);


--
-- Name: COLUMN loaded.respondent; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded.respondent IS 'number of the respondent in the order of the file';


--
-- Name: COLUMN loaded.b; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded.b IS 'Is b';


--
-- Name: loaded_analysis; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.loaded_analysis WITH (security_invoker='true') AS
 SELECT a.respondent,
    (1)::double precision AS weight,
        CASE
            WHEN (a.q IS NOT NULL) THEN (a.q)::integer
            ELSE NULL::integer
        END AS q,
        CASE
            WHEN (NOT (a.q IS NOT NULL)) THEN NULL::text
            WHEN ((a.q)::integer = 1) THEN 'a'::text
            WHEN ((a.q)::integer = 2) THEN 'b'::text
            ELSE (a.q)::text
        END AS q_label,
        CASE
            WHEN (a.wave IS NOT NULL) THEN (a.wave)::integer
            ELSE NULL::integer
        END AS wave,
        CASE
            WHEN (NOT (a.wave IS NOT NULL)) THEN NULL::text
            WHEN ((a.wave)::integer = 2025) THEN '2025'::text
            WHEN ((a.wave)::integer = 2026) THEN '2026'::text
            ELSE (a.wave)::text
        END AS wave_label,
        CASE
            WHEN (a.b IS NOT NULL) THEN (a.b)::integer
            ELSE NULL::integer
        END AS b,
        CASE
            WHEN (NOT (a.b IS NOT NULL)) THEN NULL::text
            WHEN ((a.b)::integer = 0) THEN 'No'::text
            WHEN ((a.b)::integer = 1) THEN 'Yes'::text
            ELSE (a.b)::text
        END AS b_label
   FROM public.loaded a;


--
-- Name: VIEW loaded_analysis; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.loaded_analysis IS 'loaded: codes with missing as NULL, labels and scores';


--
-- Name: COLUMN loaded_analysis.respondent; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.respondent IS 'key of the respondent';


--
-- Name: COLUMN loaded_analysis.weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.weight IS '1: the survey has no weight';


--
-- Name: COLUMN loaded_analysis.q; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.q IS 'q: code, NULL where missing';


--
-- Name: COLUMN loaded_analysis.q_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.q_label IS 'q: answer';


--
-- Name: COLUMN loaded_analysis.wave; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.wave IS 'wave: code, NULL where missing';


--
-- Name: COLUMN loaded_analysis.wave_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.wave_label IS 'wave: answer';


--
-- Name: COLUMN loaded_analysis.b; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.b IS 'Is b: code, NULL where missing';


--
-- Name: COLUMN loaded_analysis.b_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_analysis.b_label IS 'Is b: answer';


--
-- Name: loaded_labels; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.loaded_labels WITH (security_invoker='true') AS
 SELECT a.respondent,
        CASE
            WHEN ((a.q)::integer = 1) THEN 'a'::text
            WHEN ((a.q)::integer = 2) THEN 'b'::text
            ELSE (a.q)::text
        END AS q,
        CASE
            WHEN ((a.wave)::integer = 2025) THEN '2025'::text
            WHEN ((a.wave)::integer = 2026) THEN '2026'::text
            ELSE (a.wave)::text
        END AS wave,
        CASE
            WHEN ((a.b)::integer = 0) THEN 'No'::text
            WHEN ((a.b)::integer = 1) THEN 'Yes'::text
            ELSE (a.b)::text
        END AS b
   FROM public.loaded a;


--
-- Name: VIEW loaded_labels; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.loaded_labels IS 'loaded: answers as texts';


--
-- Name: COLUMN loaded_labels.b; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.loaded_labels.b IS 'Is b';


--
-- Name: loaded_long; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.loaded_long WITH (security_invoker='true') AS
 SELECT a.mlops_survey_respondent AS respondent,
    v.variable,
    v.variable_label,
    v.answer_code,
    v.answer_label,
    (1)::double precision AS weight,
    v.missing,
    v.question_position,
    v.row_position
   FROM (( SELECT t.respondent AS mlops_survey_respondent,
            t.q,
            t.wave,
            t.b
           FROM public.loaded t) a
     CROSS JOIN LATERAL ( VALUES (NULL::text,NULL::text,NULL::integer,NULL::text,NULL::boolean,NULL::integer,NULL::integer), ('q'::text,NULL::text,(a.q)::integer,
                CASE
                    WHEN ((a.q)::integer = 1) THEN 'a'::text
                    WHEN ((a.q)::integer = 2) THEN 'b'::text
                    ELSE (a.q)::text
                END,(NOT (a.q IS NOT NULL)),1,
                CASE
                    WHEN ((a.q)::integer = 1) THEN 1
                    WHEN ((a.q)::integer = 2) THEN 2
                    ELSE NULL::integer
                END), ('wave'::text,NULL::text,(a.wave)::integer,
                CASE
                    WHEN ((a.wave)::integer = 2025) THEN '2025'::text
                    WHEN ((a.wave)::integer = 2026) THEN '2026'::text
                    ELSE (a.wave)::text
                END,(NOT (a.wave IS NOT NULL)),2,
                CASE
                    WHEN ((a.wave)::integer = 2025) THEN 1
                    WHEN ((a.wave)::integer = 2026) THEN 2
                    ELSE NULL::integer
                END), ('b'::text,'Is b'::text,(a.b)::integer,
                CASE
                    WHEN ((a.b)::integer = 0) THEN 'No'::text
                    WHEN ((a.b)::integer = 1) THEN 'Yes'::text
                    ELSE (a.b)::text
                END,(NOT (a.b IS NOT NULL)),3,
                CASE
                    WHEN ((a.b)::integer = 0) THEN 1
                    WHEN ((a.b)::integer = 1) THEN 2
                    ELSE NULL::integer
                END)) v(variable, variable_label, answer_code, answer_label, missing, question_position, row_position))
  WHERE (v.answer_label IS NOT NULL);


--
-- Name: VIEW loaded_long; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.loaded_long IS 'loaded: one row per respondent and answer';


--
-- Name: loaded_respondent_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.loaded ALTER COLUMN respondent ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.loaded_respondent_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: loaded_states; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.loaded_states (
    wave integer,
    variable text NOT NULL,
    category text,
    statistic text NOT NULL,
    answers public.tally,
    summary public.survey_summary,
    version uuid NOT NULL
);


--
-- Name: TABLE loaded_states; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.loaded_states IS 'loaded: states by wave and segment, kept by refresh_states';


--
-- Name: parted; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parted (
    wave integer,
    id integer,
    q integer
)
PARTITION BY LIST (wave);


--
-- Name: parted_1; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parted_1 (
    wave integer,
    id integer,
    q integer
);


--
-- Name: parted_2; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.parted_2 (
    wave integer,
    id integer,
    q integer
);


--
-- Name: parted_analysis; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.parted_analysis WITH (security_invoker='true') AS
 SELECT (1)::double precision AS weight,
        CASE
            WHEN (a.q IS NOT NULL) THEN a.q
            ELSE NULL::integer
        END AS q,
        CASE
            WHEN (NOT (a.q IS NOT NULL)) THEN NULL::text
            WHEN (a.q = 0) THEN 'none'::text
            WHEN (a.q = 1) THEN 'one'::text
            WHEN (a.q = 2) THEN 'two'::text
            ELSE (a.q)::text
        END AS q_label,
        CASE
            WHEN (a.wave IS NOT NULL) THEN a.wave
            ELSE NULL::integer
        END AS wave,
        CASE
            WHEN (NOT (a.wave IS NOT NULL)) THEN NULL::text
            WHEN (a.wave = 1) THEN '1'::text
            WHEN (a.wave = 2) THEN '2'::text
            ELSE (a.wave)::text
        END AS wave_label,
    a.id
   FROM public.parted a;


--
-- Name: VIEW parted_analysis; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.parted_analysis IS 'parted: codes with missing as NULL, labels and scores';


--
-- Name: COLUMN parted_analysis.weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.parted_analysis.weight IS '1: the survey has no weight';


--
-- Name: COLUMN parted_analysis.q; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.parted_analysis.q IS 'q: code, NULL where missing';


--
-- Name: COLUMN parted_analysis.q_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.parted_analysis.q_label IS 'q: answer';


--
-- Name: COLUMN parted_analysis.wave; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.parted_analysis.wave IS 'wave: code, NULL where missing';


--
-- Name: COLUMN parted_analysis.wave_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.parted_analysis.wave_label IS 'wave: answer';


--
-- Name: COLUMN parted_analysis.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.parted_analysis.id IS 'id';


--
-- Name: parted_labels; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.parted_labels WITH (security_invoker='true') AS
 SELECT
        CASE
            WHEN (a.wave = 1) THEN '1'::text
            WHEN (a.wave = 2) THEN '2'::text
            ELSE (a.wave)::text
        END AS wave,
    a.id,
        CASE
            WHEN (a.q = 0) THEN 'none'::text
            WHEN (a.q = 1) THEN 'one'::text
            WHEN (a.q = 2) THEN 'two'::text
            ELSE (a.q)::text
        END AS q
   FROM public.parted a;


--
-- Name: VIEW parted_labels; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.parted_labels IS 'parted: answers as texts';


--
-- Name: parted_long; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.parted_long WITH (security_invoker='true') AS
 SELECT a.mlops_survey_respondent AS respondent,
    v.variable,
    v.variable_label,
    v.answer_code,
    v.answer_label,
    (1)::double precision AS weight,
    v.missing,
    v.question_position,
    v.row_position
   FROM (( SELECT row_number() OVER () AS mlops_survey_respondent,
            t.q,
            t.wave,
            t.id
           FROM public.parted t) a
     CROSS JOIN LATERAL ( VALUES (NULL::text,NULL::text,NULL::integer,NULL::text,NULL::boolean,NULL::integer,NULL::integer), ('q'::text,NULL::text,a.q,
                CASE
                    WHEN (a.q = 0) THEN 'none'::text
                    WHEN (a.q = 1) THEN 'one'::text
                    WHEN (a.q = 2) THEN 'two'::text
                    ELSE (a.q)::text
                END,(NOT (a.q IS NOT NULL)),1,
                CASE
                    WHEN (a.q = 0) THEN 1
                    WHEN (a.q = 1) THEN 2
                    WHEN (a.q = 2) THEN 3
                    ELSE NULL::integer
                END), ('wave'::text,NULL::text,a.wave,
                CASE
                    WHEN (a.wave = 1) THEN '1'::text
                    WHEN (a.wave = 2) THEN '2'::text
                    ELSE (a.wave)::text
                END,(NOT (a.wave IS NOT NULL)),2,
                CASE
                    WHEN (a.wave = 1) THEN 1
                    WHEN (a.wave = 2) THEN 2
                    ELSE NULL::integer
                END), ('id'::text,NULL::text,NULL::integer,(a.id)::text,(NOT (a.id IS NOT NULL)),3,NULL::integer)) v(variable, variable_label, answer_code, answer_label, missing, question_position, row_position))
  WHERE (v.answer_label IS NOT NULL);


--
-- Name: VIEW parted_long; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.parted_long IS 'parted: one row per respondent and answer';


--
-- Name: person; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.person (
    id integer,
    q1 integer,
    y double precision,
    x double precision,
    w double precision,
    stratum bigint,
    cluster bigint,
    focus public.ml_focus,
    r double precision[]
);


--
-- Name: raked; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.raked (
    id integer,
    sex integer,
    age integer,
    y integer,
    w double precision
);


--
-- Name: COLUMN raked.w; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked.w IS 'Weight, raked to sex, age';


--
-- Name: raked_analysis; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.raked_analysis WITH (security_invoker='true') AS
 SELECT a.w AS weight,
        CASE
            WHEN (a.sex IS NOT NULL) THEN a.sex
            ELSE NULL::integer
        END AS sex,
        CASE
            WHEN (NOT (a.sex IS NOT NULL)) THEN NULL::text
            WHEN (a.sex = 1) THEN 'm'::text
            WHEN (a.sex = 2) THEN 'f'::text
            ELSE (a.sex)::text
        END AS sex_label,
        CASE
            WHEN (a.age IS NOT NULL) THEN a.age
            ELSE NULL::integer
        END AS age,
        CASE
            WHEN (NOT (a.age IS NOT NULL)) THEN NULL::text
            WHEN (a.age = 1) THEN 'young'::text
            WHEN (a.age = 2) THEN 'middle'::text
            WHEN (a.age = 3) THEN 'old'::text
            ELSE (a.age)::text
        END AS age_label,
    a.y,
    a.id,
    a.w
   FROM public.raked a;


--
-- Name: VIEW raked_analysis; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.raked_analysis IS 'raked: codes with missing as NULL, labels and scores';


--
-- Name: COLUMN raked_analysis.weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.weight IS 'weight of the respondent';


--
-- Name: COLUMN raked_analysis.sex; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.sex IS 'sex: code, NULL where missing';


--
-- Name: COLUMN raked_analysis.sex_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.sex_label IS 'sex: answer';


--
-- Name: COLUMN raked_analysis.age; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.age IS 'age: code, NULL where missing';


--
-- Name: COLUMN raked_analysis.age_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.age_label IS 'age: answer';


--
-- Name: COLUMN raked_analysis.y; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.y IS 'y';


--
-- Name: COLUMN raked_analysis.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.id IS 'id';


--
-- Name: COLUMN raked_analysis.w; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.raked_analysis.w IS 'Weight, raked to sex, age';


--
-- Name: raked_labels; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.raked_labels WITH (security_invoker='true') AS
 SELECT a.id,
        CASE
            WHEN (a.sex = 1) THEN 'm'::text
            WHEN (a.sex = 2) THEN 'f'::text
            ELSE (a.sex)::text
        END AS sex,
        CASE
            WHEN (a.age = 1) THEN 'young'::text
            WHEN (a.age = 2) THEN 'middle'::text
            WHEN (a.age = 3) THEN 'old'::text
            ELSE (a.age)::text
        END AS age,
    a.y,
    a.w
   FROM public.raked a;


--
-- Name: VIEW raked_labels; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.raked_labels IS 'raked: answers as texts';


--
-- Name: raked_long; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.raked_long WITH (security_invoker='true') AS
 SELECT a.mlops_survey_respondent AS respondent,
    v.variable,
    v.variable_label,
    v.answer_code,
    v.answer_label,
    a.w AS weight,
    v.missing,
    v.question_position,
    v.row_position
   FROM (( SELECT row_number() OVER () AS mlops_survey_respondent,
            t.w,
            t.sex,
            t.age,
            t.y,
            t.id
           FROM public.raked t) a
     CROSS JOIN LATERAL ( VALUES (NULL::text,NULL::text,NULL::integer,NULL::text,NULL::boolean,NULL::integer,NULL::integer), ('sex'::text,NULL::text,a.sex,
                CASE
                    WHEN (a.sex = 1) THEN 'm'::text
                    WHEN (a.sex = 2) THEN 'f'::text
                    ELSE (a.sex)::text
                END,(NOT (a.sex IS NOT NULL)),1,
                CASE
                    WHEN (a.sex = 1) THEN 1
                    WHEN (a.sex = 2) THEN 2
                    ELSE NULL::integer
                END), ('age'::text,NULL::text,a.age,
                CASE
                    WHEN (a.age = 1) THEN 'young'::text
                    WHEN (a.age = 2) THEN 'middle'::text
                    WHEN (a.age = 3) THEN 'old'::text
                    ELSE (a.age)::text
                END,(NOT (a.age IS NOT NULL)),2,
                CASE
                    WHEN (a.age = 1) THEN 1
                    WHEN (a.age = 2) THEN 2
                    WHEN (a.age = 3) THEN 3
                    ELSE NULL::integer
                END), ('y'::text,NULL::text,NULL::integer,(a.y)::text,(NOT (a.y IS NOT NULL)),3,NULL::integer), ('id'::text,NULL::text,NULL::integer,(a.id)::text,(NOT (a.id IS NOT NULL)),4,NULL::integer)) v(variable, variable_label, answer_code, answer_label, missing, question_position, row_position))
  WHERE (v.answer_label IS NOT NULL);


--
-- Name: VIEW raked_long; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.raked_long IS 'raked: one row per respondent and answer';


--
-- Name: replicated; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.replicated (
    id integer,
    q integer,
    y double precision,
    w double precision,
    rw1 double precision,
    rw2 double precision,
    rw3 double precision,
    rw4 double precision
);


--
-- Name: replicated_analysis; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.replicated_analysis WITH (security_invoker='true') AS
 SELECT a.w AS weight,
        CASE
            WHEN (a.q IS NOT NULL) THEN a.q
            ELSE NULL::integer
        END AS q,
        CASE
            WHEN (NOT (a.q IS NOT NULL)) THEN NULL::text
            WHEN (a.q = 1) THEN 'a'::text
            WHEN (a.q = 2) THEN 'b'::text
            WHEN (a.q = 3) THEN 'c'::text
            ELSE (a.q)::text
        END AS q_label,
    a.y,
    a.id,
    a.w
   FROM public.replicated a;


--
-- Name: VIEW replicated_analysis; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.replicated_analysis IS 'replicated: codes with missing as NULL, labels and scores';


--
-- Name: COLUMN replicated_analysis.weight; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.replicated_analysis.weight IS 'weight of the respondent';


--
-- Name: COLUMN replicated_analysis.q; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.replicated_analysis.q IS 'q: code, NULL where missing';


--
-- Name: COLUMN replicated_analysis.q_label; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.replicated_analysis.q_label IS 'q: answer';


--
-- Name: COLUMN replicated_analysis.y; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.replicated_analysis.y IS 'y';


--
-- Name: COLUMN replicated_analysis.id; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.replicated_analysis.id IS 'id';


--
-- Name: COLUMN replicated_analysis.w; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.replicated_analysis.w IS 'w';


--
-- Name: replicated_labels; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.replicated_labels WITH (security_invoker='true') AS
 SELECT a.id,
        CASE
            WHEN (a.q = 1) THEN 'a'::text
            WHEN (a.q = 2) THEN 'b'::text
            WHEN (a.q = 3) THEN 'c'::text
            ELSE (a.q)::text
        END AS q,
    a.y,
    a.w,
    a.rw1,
    a.rw2,
    a.rw3,
    a.rw4
   FROM public.replicated a;


--
-- Name: VIEW replicated_labels; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.replicated_labels IS 'replicated: answers as texts';


--
-- Name: replicated_long; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.replicated_long WITH (security_invoker='true') AS
 SELECT a.mlops_survey_respondent AS respondent,
    v.variable,
    v.variable_label,
    v.answer_code,
    v.answer_label,
    a.w AS weight,
    v.missing,
    v.question_position,
    v.row_position
   FROM (( SELECT row_number() OVER () AS mlops_survey_respondent,
            t.w,
            t.q,
            t.y,
            t.id
           FROM public.replicated t) a
     CROSS JOIN LATERAL ( VALUES (NULL::text,NULL::text,NULL::integer,NULL::text,NULL::boolean,NULL::integer,NULL::integer), ('q'::text,NULL::text,a.q,
                CASE
                    WHEN (a.q = 1) THEN 'a'::text
                    WHEN (a.q = 2) THEN 'b'::text
                    WHEN (a.q = 3) THEN 'c'::text
                    ELSE (a.q)::text
                END,(NOT (a.q IS NOT NULL)),1,
                CASE
                    WHEN (a.q = 1) THEN 1
                    WHEN (a.q = 2) THEN 2
                    WHEN (a.q = 3) THEN 3
                    ELSE NULL::integer
                END), ('y'::text,NULL::text,NULL::integer,(a.y)::text,(NOT (a.y IS NOT NULL)),2,NULL::integer), ('id'::text,NULL::text,NULL::integer,(a.id)::text,(NOT (a.id IS NOT NULL)),3,NULL::integer)) v(variable, variable_label, answer_code, answer_label, missing, question_position, row_position))
  WHERE (v.answer_label IS NOT NULL);


--
-- Name: VIEW replicated_long; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON VIEW public.replicated_long IS 'replicated: one row per respondent and answer';


--
-- Name: states; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.states (
    number integer NOT NULL,
    type text,
    what text,
    printed text,
    sent bytea,
    stored text
);


--
-- Name: states_number_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.states ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.states_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parted_1; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parted ATTACH PARTITION public.parted_1 FOR VALUES IN (1);


--
-- Name: parted_2; Type: TABLE ATTACH; Schema: public; Owner: -
--

ALTER TABLE ONLY public.parted ATTACH PARTITION public.parted_2 FOR VALUES IN (2);


--
-- Data for Name: town; Type: TABLE DATA; Schema: lab; Owner: -
--

COPY lab.town (id, q1, q2, m_1, m_2, m_3, mood, income, day, w, stratum, psu, psus, recommend, spoken) FROM stdin;
1	2	4	t	t	t	middle	9.25	2026-01-02	0.5	1	101	60	1	said 1
2	5	1	t	t	f	low	18.5	2026-01-03	0.75	2	202	60	4	said 2
3	5	4	t	f	t	low	2.5	2026-01-04	1	3	303	60	9	said 3
4	2	4	f	f	f	high	11.75	2026-01-05	1.25	0	4	60	5	said 4
5	3	2	f	f	t	middle	21	2026-01-06	0.25	1	105	60	3	said 5
6	4	2	t	f	t	high	5	2026-01-07	0.5	2	206	60	3	said 6
7	4	3	f	f	f	middle	14.25	2026-01-08	0.75	3	307	60	5	said 7
8	4	3	t	f	f	high	23.5	2026-01-09	1	0	8	60	0	said 8
9	3	4	f	t	f	middle	7.5	2026-01-10	1.25	1	109	60	6	said 9
10	4	3	t	f	t	middle	\N	2026-01-11	0.25	2	210	60	3	said 10
11	2	98	f	f	f	high	0.75	2026-01-12	0.5	3	311	60	4	said 11
12	2	3	f	f	f	middle	10	2026-01-13	0.75	0	12	60	5	said 12
13	4	3	f	f	f	high	19.25	2026-01-14	1	1	113	60	10	said 13
14	3	1	t	f	f	middle	3.25	2026-01-15	1.25	2	214	60	4	said 14
15	4	1	t	t	t	high	12.5	2026-01-16	0.25	3	315	60	2	said 15
16	4	3	t	f	t	low	21.75	2026-01-17	0.5	0	16	60	0	said 16
17	4	3	t	f	t	low	5.75	2026-01-18	0.75	1	117	60	2	said 17
18	3	4	f	f	f	middle	15	2026-01-19	1	2	218	60	6	said 18
19	2	3	f	f	t	low	24.25	2026-01-20	1.25	3	319	60	10	said 19
20	5	4	f	f	f	middle	\N	2026-01-21	0.25	0	20	60	7	said 20
21	5	3	t	f	f	low	17.5	2026-01-22	0.5	1	121	60	6	said 21
22	2	98	f	t	t	low	1.5	2026-01-23	0.75	2	222	60	7	said 22
23	1	2	t	f	f	high	10.75	2026-01-24	1	3	323	60	8	said 23
24	2	2	f	f	t	middle	20	2026-01-25	1.25	0	24	60	2	said 24
25	5	4	t	f	t	high	4	2026-01-26	0.25	1	125	60	9	said 25
26	5	4	f	f	t	middle	13.25	2026-01-27	0.5	2	226	60	7	said 26
27	2	1	f	f	f	high	22.5	2026-01-28	0.75	3	327	60	7	said 27
28	3	4	t	t	f	middle	6.5	2026-01-29	1	0	28	60	9	said 28
29	4	1	t	f	f	middle	15.75	2026-01-30	1.25	1	129	60	2	said 29
30	4	4	t	f	f	high	\N	2026-01-31	0.25	2	230	60	8	said 30
31	4	1	t	f	t	middle	9	2026-02-01	0.5	3	331	60	7	said 31
32	3	4	t	f	f	high	18.25	2026-02-02	0.75	0	32	60	6	said 32
33	4	98	t	f	f	middle	2.25	2026-02-03	1	1	133	60	7	said 33
34	2	2	t	f	f	high	11.5	2026-02-04	1.25	2	234	60	10	said 34
35	2	2	f	t	t	low	20.75	2026-02-05	0.25	3	335	60	6	said 35
36	4	3	f	t	t	low	4.75	2026-02-06	0.5	0	36	60	2	said 36
37	3	3	t	t	f	middle	14	2026-02-07	0.75	1	137	60	0	said 37
38	4	4	f	t	t	low	23.25	2026-02-08	1	2	238	60	2	said 38
39	4	3	t	t	f	middle	7.25	2026-02-09	1.25	3	339	60	4	said 39
40	4	4	f	f	t	low	\N	2026-02-10	0.25	0	0	60	10	said 40
41	3	3	t	f	t	low	0.5	2026-02-11	0.5	1	101	60	5	said 41
42	2	3	f	f	t	high	9.75	2026-02-12	0.75	2	202	60	4	said 42
43	5	1	f	f	f	middle	19	2026-02-13	1	3	303	60	3	said 43
44	5	98	f	f	t	high	3	2026-02-14	1.25	0	4	60	6	said 44
45	2	3	t	f	f	middle	12.25	2026-02-15	0.25	1	105	60	0	said 45
46	1	3	t	t	t	high	21.5	2026-02-16	0.5	2	206	60	5	said 46
47	2	4	t	f	t	middle	5.5	2026-02-17	0.75	3	307	60	3	said 47
48	5	3	t	f	f	middle	14.75	2026-02-18	1	0	8	60	3	said 48
49	5	4	f	f	f	high	24	2026-02-19	1.25	1	109	60	5	said 49
50	2	3	f	f	f	middle	\N	2026-02-20	0.25	2	210	60	9	said 50
51	3	3	f	f	t	high	17.25	2026-02-21	0.5	3	311	60	4	said 51
52	4	2	t	t	f	middle	1.25	2026-02-22	0.75	0	12	60	1	said 52
53	4	2	f	f	f	high	10.5	2026-02-23	1	1	113	60	0	said 53
54	4	4	t	f	f	low	19.75	2026-02-24	1.25	2	214	60	1	said 54
55	3	98	f	f	f	low	3.75	2026-02-25	0.25	3	315	60	4	said 55
56	4	1	t	f	t	middle	13	2026-02-26	0.5	0	16	60	9	said 56
57	2	4	f	f	t	low	22.25	2026-02-27	0.75	1	117	60	5	said 57
58	2	1	f	f	t	middle	6.25	2026-02-28	1	2	218	60	3	said 58
59	4	4	t	t	f	low	15.5	2026-03-01	1.25	3	319	60	3	said 59
60	3	1	t	f	t	low	\N	2026-03-02	0.25	0	20	60	5	said 60
61	4	4	t	f	f	high	8.75	2026-03-03	0.5	1	121	60	0	said 61
62	4	4	t	f	f	middle	18	2026-03-04	0.75	2	222	60	6	said 62
63	4	2	t	f	t	high	2	2026-03-05	1	3	323	60	3	said 63
64	3	2	t	f	f	middle	11.25	2026-03-06	1.25	0	24	60	4	said 64
65	2	3	t	t	t	high	20.5	2026-03-07	0.25	1	125	60	5	said 65
66	5	98	f	f	t	middle	4.5	2026-03-08	0.5	2	226	60	10	said 66
67	5	4	f	f	t	middle	13.75	2026-03-09	0.75	3	327	60	4	said 67
68	2	3	t	f	f	high	23	2026-03-10	1	0	28	60	2	said 68
69	1	4	f	f	f	middle	7	2026-03-11	1.25	1	129	60	0	said 69
70	2	3	t	f	f	high	\N	2026-03-12	0.25	2	230	60	2	said 70
71	5	3	f	f	f	middle	0.25	2026-03-13	0.5	3	331	60	6	said 71
72	5	1	t	t	t	high	9.5	2026-03-14	0.75	0	32	60	10	said 72
73	2	1	f	t	f	low	18.75	2026-03-15	1	1	133	60	7	said 73
74	3	3	f	t	f	low	2.75	2026-03-16	1.25	2	234	60	6	said 74
75	4	3	f	t	f	middle	12	2026-03-17	0.25	3	335	60	7	said 75
76	4	4	t	t	t	low	21.25	2026-03-18	0.5	0	36	60	8	said 76
77	4	98	t	f	t	middle	5.25	2026-03-19	0.75	1	137	60	2	said 77
78	3	4	t	f	f	low	14.5	2026-03-20	1	2	238	60	9	said 78
79	4	3	t	f	t	low	23.75	2026-03-21	1.25	3	339	60	7	said 79
80	2	3	f	f	f	high	\N	2026-03-22	0.25	0	0	60	7	said 80
81	2	2	f	f	t	middle	17	2026-03-23	0.5	1	101	60	9	said 81
82	4	2	f	f	t	high	1	2026-03-24	0.75	2	202	60	2	said 82
83	3	4	t	t	t	middle	10.25	2026-03-25	1	3	303	60	8	said 83
84	4	4	f	f	f	high	19.5	2026-03-26	1.25	0	4	60	7	said 84
85	4	1	t	f	t	middle	3.5	2026-03-27	0.25	1	105	60	6	said 85
86	4	4	f	f	f	middle	12.75	2026-03-28	0.5	2	206	60	7	said 86
87	3	1	t	f	t	high	22	2026-03-29	0.75	3	307	60	10	said 87
88	2	98	f	f	t	middle	6	2026-03-30	1	0	8	60	6	said 88
89	5	1	f	t	f	high	15.25	2026-03-31	1.25	1	109	60	2	said 89
90	5	4	t	f	f	middle	\N	2026-01-01	0.25	2	210	60	0	said 90
91	2	4	t	f	f	high	8.5	2026-01-02	0.5	3	311	60	2	said 91
92	1	2	t	f	t	low	17.75	2026-01-03	0.75	0	12	60	4	said 92
93	2	2	t	f	f	low	1.75	2026-01-04	1	1	113	60	10	said 93
94	5	3	t	f	f	middle	11	2026-01-05	1.25	2	214	60	5	said 94
95	5	3	t	f	f	low	20.25	2026-01-06	0.25	3	315	60	4	said 95
96	2	4	t	t	f	middle	4.25	2026-01-07	0.5	0	16	60	3	said 96
97	3	3	f	f	t	low	13.5	2026-01-08	0.75	1	117	60	6	said 97
98	4	4	f	f	t	low	22.75	2026-01-09	1	2	218	60	0	said 98
99	4	98	t	f	t	high	6.75	2026-01-10	1.25	3	319	60	5	said 99
100	4	3	f	f	f	middle	\N	2026-01-11	0.25	0	20	60	3	said 100
101	3	1	t	f	t	high	0	2026-01-12	0.5	1	121	60	3	said 101
102	4	1	f	t	f	middle	9.25	2026-01-13	0.75	2	222	60	5	said 102
103	2	3	t	f	f	high	18.5	2026-01-14	1	3	323	60	9	said 103
104	2	3	f	f	t	middle	2.5	2026-01-15	1.25	0	24	60	4	said 104
105	4	4	f	f	f	middle	11.75	2026-01-16	0.25	1	125	60	1	said 105
106	3	3	f	f	t	high	21	2026-01-17	0.5	2	226	60	0	said 106
107	4	4	t	f	t	middle	5	2026-01-18	0.75	3	327	60	1	said 107
108	4	3	t	f	t	high	14.25	2026-01-19	1	0	28	60	4	said 108
109	4	3	t	t	f	middle	23.5	2026-01-20	1.25	1	129	60	9	said 109
110	3	98	t	t	f	high	\N	2026-01-21	0.25	2	230	60	5	said 110
111	2	2	f	t	f	low	16.75	2026-01-22	0.5	3	331	60	3	said 111
112	5	4	f	t	f	low	0.75	2026-01-23	0.75	0	32	60	3	said 112
113	5	4	f	t	t	middle	10	2026-01-24	1	1	133	60	5	said 113
114	2	1	t	f	f	low	19.25	2026-01-25	1.25	2	234	60	0	said 114
115	1	4	f	f	f	middle	3.25	2026-01-26	0.25	3	335	60	6	said 115
116	2	1	t	f	f	low	12.5	2026-01-27	0.5	0	36	60	3	said 116
117	5	4	f	f	t	low	21.75	2026-01-28	0.75	1	137	60	4	said 117
118	5	1	t	f	t	high	5.75	2026-01-29	1	2	238	60	5	said 118
119	2	4	f	f	f	middle	15	2026-01-30	1.25	3	339	60	10	said 119
120	3	4	f	t	t	high	\N	2026-01-31	0.25	0	0	60	4	said 120
121	4	98	t	f	f	middle	8.25	2026-02-01	0.5	1	101	60	2	said 121
122	4	2	t	f	t	high	17.5	2026-02-02	0.75	2	202	60	0	said 122
123	4	3	t	f	t	middle	1.5	2026-02-03	1	3	303	60	2	said 123
124	3	3	t	f	t	middle	10.75	2026-02-04	1.25	0	4	60	6	said 124
125	4	4	t	f	f	high	20	2026-02-05	0.25	1	105	60	10	said 125
126	2	3	t	t	t	middle	4	2026-02-06	0.5	2	206	60	7	said 126
127	2	4	t	f	f	high	13.25	2026-02-07	0.75	3	307	60	6	said 127
128	4	3	f	f	t	middle	22.5	2026-02-08	1	0	8	60	7	said 128
129	3	3	f	f	t	high	6.5	2026-02-09	1.25	1	109	60	8	said 129
130	4	1	t	f	f	low	\N	2026-02-10	0.25	2	210	60	2	said 130
131	4	1	f	f	f	low	25	2026-02-11	0.5	3	311	60	9	said 131
132	4	98	t	f	f	middle	9	2026-02-12	0.75	0	12	60	7	said 132
133	3	3	f	t	t	low	18.25	2026-02-13	1	1	113	60	7	said 133
134	2	4	t	f	f	middle	2.25	2026-02-14	1.25	2	214	60	9	said 134
135	5	3	f	f	f	low	11.5	2026-02-15	0.25	3	315	60	2	said 135
136	5	4	f	f	f	low	20.75	2026-02-16	0.5	0	16	60	8	said 136
137	2	3	f	f	f	high	4.75	2026-02-17	0.75	1	117	60	7	said 137
138	1	3	t	f	t	middle	14	2026-02-18	1	2	218	60	6	said 138
139	2	2	t	t	t	high	23.25	2026-02-19	1.25	3	319	60	7	said 139
140	5	2	t	f	t	middle	\N	2026-02-20	0.25	0	20	60	10	said 140
141	5	4	t	f	f	high	16.5	2026-02-21	0.5	1	121	60	6	said 141
142	2	4	f	f	t	middle	0.5	2026-02-22	0.75	2	222	60	2	said 142
143	3	98	f	f	f	middle	9.75	2026-02-23	1	3	323	60	0	said 143
144	4	4	f	f	f	high	19	2026-02-24	1.25	0	24	60	2	said 144
145	4	1	t	f	t	middle	3	2026-02-25	0.25	1	125	60	4	said 145
146	4	4	f	t	f	high	12.25	2026-02-26	0.5	2	226	60	10	said 146
147	3	1	t	t	t	middle	21.5	2026-02-27	0.75	3	327	60	5	said 147
148	4	4	f	t	t	high	5.5	2026-02-28	1	0	28	60	4	said 148
149	2	4	t	t	t	low	14.75	2026-03-01	1.25	1	129	60	3	said 149
150	2	2	f	t	f	low	\N	2026-03-02	0.25	2	230	60	6	said 150
151	4	2	f	f	f	middle	8	2026-03-03	0.5	3	331	60	0	said 151
152	3	3	t	f	f	low	17.25	2026-03-04	0.75	0	32	60	5	said 152
153	4	3	t	f	f	middle	1.25	2026-03-05	1	1	133	60	3	said 153
154	4	98	t	f	t	low	10.5	2026-03-06	1.25	2	234	60	3	said 154
155	4	3	t	f	f	low	19.75	2026-03-07	0.25	3	335	60	5	said 155
156	3	4	t	f	f	high	3.75	2026-03-08	0.5	0	36	60	9	said 156
157	2	3	t	t	f	middle	13	2026-03-09	0.75	1	137	60	4	said 157
158	5	3	t	f	t	high	22.25	2026-03-10	1	2	238	60	1	said 158
159	5	1	f	f	t	middle	6.25	2026-03-11	1.25	3	339	60	0	said 159
160	2	1	f	f	f	high	\N	2026-03-12	0.25	0	0	60	1	said 160
161	1	3	t	f	t	middle	24.75	2026-03-13	0.5	1	101	60	4	said 161
162	2	3	f	f	f	middle	8.75	2026-03-14	0.75	2	202	60	9	said 162
163	5	4	t	t	t	high	18	2026-03-15	1	3	303	60	5	said 163
164	5	3	f	f	t	middle	2	2026-03-16	1.25	0	4	60	3	said 164
165	2	98	t	f	t	high	11.25	2026-03-17	0.25	1	105	60	3	said 165
166	3	3	f	f	f	middle	20.5	2026-03-18	0.5	2	206	60	5	said 166
167	4	3	f	f	t	high	4.5	2026-03-19	0.75	3	307	60	0	said 167
168	4	2	f	f	f	low	13.75	2026-03-20	1	0	8	60	6	said 168
169	4	2	t	f	t	low	23	2026-03-21	1.25	1	109	60	3	said 169
170	3	4	t	t	t	middle	\N	2026-03-22	0.25	2	210	60	4	said 170
171	4	4	t	f	f	low	16.25	2026-03-23	0.5	3	311	60	5	said 171
172	2	1	t	f	f	middle	0.25	2026-03-24	0.75	0	12	60	10	said 172
173	2	4	f	f	f	low	9.5	2026-03-25	1	1	113	60	4	said 173
174	4	1	f	f	t	low	18.75	2026-03-26	1.25	2	214	60	2	said 174
175	3	4	f	f	f	high	2.75	2026-03-27	0.25	3	315	60	0	said 175
176	4	98	t	t	f	middle	12	2026-03-28	0.5	0	16	60	2	said 176
177	4	4	f	f	f	high	21.25	2026-03-29	0.75	1	117	60	6	said 177
178	4	4	t	f	f	middle	5.25	2026-03-30	1	2	218	60	10	said 178
179	3	2	f	f	t	high	14.5	2026-03-31	1.25	3	319	60	7	said 179
180	2	2	t	f	t	middle	\N	2026-01-01	0.25	0	20	60	6	said 180
181	5	3	f	f	t	middle	7.75	2026-01-02	0.5	1	121	60	7	said 181
182	5	3	f	f	f	high	17	2026-01-03	0.75	2	222	60	8	said 182
183	2	4	t	t	t	middle	1	2026-01-04	1	3	323	60	2	said 183
184	1	3	t	t	f	high	10.25	2026-01-05	1.25	0	24	60	9	said 184
185	2	4	t	t	f	middle	19.5	2026-01-06	0.25	1	125	60	7	said 185
186	5	3	t	t	t	high	3.5	2026-01-07	0.5	2	226	60	7	said 186
187	5	98	t	t	f	low	12.75	2026-01-08	0.75	3	327	60	9	said 187
188	2	1	t	f	t	low	22	2026-01-09	1	0	28	60	2	said 188
189	3	1	t	f	t	middle	6	2026-01-10	1.25	1	129	60	8	said 189
190	4	3	f	f	t	low	\N	2026-01-11	0.25	2	230	60	7	said 190
191	4	3	f	f	f	middle	24.5	2026-01-12	0.5	3	331	60	6	said 191
192	4	4	t	f	f	low	8.5	2026-01-13	0.75	0	32	60	7	said 192
193	3	3	f	f	f	low	17.75	2026-01-14	1	1	133	60	10	said 193
194	4	4	t	t	f	high	1.75	2026-01-15	1.25	2	234	60	6	said 194
195	2	3	f	f	t	middle	11	2026-01-16	0.25	3	335	60	2	said 195
196	2	3	t	f	f	high	20.25	2026-01-17	0.5	0	36	60	0	said 196
197	4	2	f	f	f	middle	4.25	2026-01-18	0.75	1	137	60	2	said 197
198	3	98	f	f	f	high	13.5	2026-01-19	1	2	238	60	4	said 198
199	4	4	f	f	t	middle	22.75	2026-01-20	1.25	3	339	60	10	said 199
200	4	4	t	t	t	middle	\N	2026-01-21	0.25	0	0	60	5	said 200
201	4	1	t	f	f	high	16	2026-01-22	0.5	1	101	60	4	said 201
202	3	4	t	f	t	middle	0	2026-01-23	0.75	2	202	60	3	said 202
203	2	1	t	f	f	high	9.25	2026-01-24	1	3	303	60	6	said 203
204	5	4	f	f	t	middle	18.5	2026-01-25	1.25	0	4	60	0	said 204
205	5	1	f	f	t	high	2.5	2026-01-26	0.25	1	105	60	5	said 205
206	2	4	f	f	t	low	11.75	2026-01-27	0.5	2	206	60	3	said 206
207	1	4	t	t	f	low	21	2026-01-28	0.75	3	307	60	3	said 207
208	2	2	f	f	t	middle	5	2026-01-29	1	0	8	60	5	said 208
209	5	98	t	f	f	low	14.25	2026-01-30	1.25	1	109	60	9	said 209
210	5	3	f	f	t	middle	\N	2026-01-31	0.25	2	210	60	4	said 210
211	2	3	t	f	t	low	7.5	2026-02-01	0.5	3	311	60	1	said 211
212	3	4	f	f	f	low	16.75	2026-02-02	0.75	0	12	60	0	said 212
213	4	3	f	t	f	high	0.75	2026-02-03	1	1	113	60	1	said 213
214	4	4	t	f	f	middle	10	2026-02-04	1.25	2	214	60	4	said 214
215	4	3	t	f	t	high	19.25	2026-02-05	0.25	3	315	60	9	said 215
216	3	3	t	f	f	middle	3.25	2026-02-06	0.5	0	16	60	5	said 216
217	4	1	t	f	f	high	12.5	2026-02-07	0.75	1	117	60	3	said 217
218	2	1	t	f	f	middle	21.75	2026-02-08	1	2	218	60	3	said 218
219	2	3	t	f	f	middle	5.75	2026-02-09	1.25	3	319	60	5	said 219
220	4	98	t	t	t	high	\N	2026-02-10	0.25	0	20	60	0	said 220
221	3	4	f	t	t	middle	24.25	2026-02-11	0.5	1	121	60	6	said 221
222	4	3	f	t	t	high	8.25	2026-02-12	0.75	2	222	60	3	said 222
223	4	4	t	t	f	middle	17.5	2026-02-13	1	3	323	60	4	said 223
224	4	3	f	t	t	high	1.5	2026-02-14	1.25	0	24	60	5	said 224
225	3	3	t	f	f	low	10.75	2026-02-15	0.25	1	125	60	10	said 225
226	2	2	f	f	f	low	20	2026-02-16	0.5	2	226	60	4	said 226
227	5	2	t	f	t	middle	4	2026-02-17	0.75	3	327	60	2	said 227
228	5	4	f	f	f	low	13.25	2026-02-18	1	0	28	60	0	said 228
229	2	4	f	f	t	middle	22.5	2026-02-19	1.25	1	129	60	2	said 229
230	1	1	f	f	t	low	\N	2026-02-20	0.25	2	230	60	6	said 230
231	2	98	t	t	t	low	15.75	2026-02-21	0.5	3	331	60	10	said 231
232	5	1	t	f	f	high	25	2026-02-22	0.75	0	32	60	7	said 232
233	5	4	t	f	f	middle	9	2026-02-23	1	1	133	60	6	said 233
234	2	1	t	f	f	high	18.25	2026-02-24	1.25	2	234	60	7	said 234
235	3	4	f	f	f	middle	2.25	2026-02-25	0.25	3	335	60	8	said 235
236	4	4	f	f	t	high	11.5	2026-02-26	0.5	0	36	60	2	said 236
237	4	2	f	t	f	middle	20.75	2026-02-27	0.75	1	137	60	9	said 237
238	4	2	t	f	f	middle	4.75	2026-02-28	1	2	238	60	7	said 238
239	3	3	f	f	f	high	14	2026-03-01	1.25	3	339	60	7	said 239
240	4	3	t	f	t	middle	\N	2026-03-02	0.25	0	0	60	9	said 240
241	2	4	f	f	t	high	7.25	2026-03-03	0.5	1	101	60	2	said 241
242	2	98	t	f	f	middle	16.5	2026-03-04	0.75	2	202	60	8	said 242
243	4	4	f	f	t	high	0.5	2026-03-05	1	3	303	60	7	said 243
244	3	3	f	t	f	low	9.75	2026-03-06	1.25	0	4	60	6	said 244
245	4	3	t	f	t	low	19	2026-03-07	0.25	1	105	60	7	said 245
246	4	1	t	f	t	middle	3	2026-03-08	0.5	2	206	60	10	said 246
247	4	1	t	f	t	low	12.25	2026-03-09	0.75	3	307	60	6	said 247
248	3	3	t	f	f	middle	21.5	2026-03-10	1	0	8	60	2	said 248
249	2	3	t	f	t	low	5.5	2026-03-11	1.25	1	109	60	0	said 249
250	5	4	t	t	f	low	\N	2026-03-12	0.25	2	210	60	2	said 250
251	5	3	t	f	t	high	24	2026-03-13	0.5	3	311	60	4	said 251
252	2	4	f	f	t	middle	8	2026-03-14	0.75	0	12	60	10	said 252
253	1	98	f	f	f	high	17.25	2026-03-15	1	1	113	60	5	said 253
254	2	3	t	f	f	middle	1.25	2026-03-16	1.25	2	214	60	4	said 254
255	5	2	f	f	f	high	10.5	2026-03-17	0.25	3	315	60	3	said 255
256	5	2	t	f	t	middle	19.75	2026-03-18	0.5	0	16	60	6	said 256
257	2	4	f	t	f	middle	3.75	2026-03-19	0.75	1	117	60	0	said 257
258	3	4	t	t	f	high	13	2026-03-20	1	2	218	60	5	said 258
259	4	1	f	t	f	middle	22.25	2026-03-21	1.25	3	319	60	3	said 259
260	4	4	f	t	f	high	\N	2026-03-22	0.25	0	20	60	3	said 260
261	4	1	f	t	t	middle	15.5	2026-03-23	0.5	1	121	60	5	said 261
262	3	4	t	f	t	high	24.75	2026-03-24	0.75	2	222	60	9	said 262
263	4	1	t	f	t	low	8.75	2026-03-25	1	3	323	60	4	said 263
264	2	98	t	f	f	low	18	2026-03-26	1.25	0	24	60	1	said 264
265	2	4	t	f	t	middle	2	2026-03-27	0.25	1	125	60	0	said 265
266	4	2	f	f	f	low	11.25	2026-03-28	0.5	2	226	60	1	said 266
267	3	2	f	f	f	middle	20.5	2026-03-29	0.75	3	327	60	4	said 267
268	4	3	f	t	t	low	4.5	2026-03-30	1	0	28	60	9	said 268
269	4	3	t	f	f	low	13.75	2026-03-31	1.25	1	129	60	5	said 269
270	4	4	f	f	t	high	\N	2026-01-01	0.25	2	230	60	3	said 270
271	3	3	t	f	t	middle	7	2026-01-02	0.5	3	331	60	3	said 271
272	2	4	f	f	t	high	16.25	2026-01-03	0.75	0	32	60	5	said 272
273	5	3	t	f	f	middle	0.25	2026-01-04	1	1	133	60	0	said 273
274	5	3	f	t	f	high	9.5	2026-01-05	1.25	2	234	60	6	said 274
275	2	98	f	f	f	middle	18.75	2026-01-06	0.25	3	335	60	3	said 275
276	1	1	t	f	f	middle	2.75	2026-01-07	0.5	0	36	60	4	said 276
277	2	3	t	f	t	high	12	2026-01-08	0.75	1	137	60	5	said 277
278	5	3	t	f	f	middle	21.25	2026-01-09	1	2	238	60	10	said 278
279	5	4	t	f	f	high	5.25	2026-01-10	1.25	3	339	60	4	said 279
280	2	3	t	f	f	middle	\N	2026-01-11	0.25	0	0	60	2	said 280
281	3	4	t	t	t	high	23.75	2026-01-12	0.5	1	101	60	0	said 281
282	4	3	t	f	t	low	7.75	2026-01-13	0.75	2	202	60	2	said 282
283	4	3	f	f	f	low	17	2026-01-14	1	3	303	60	6	said 283
284	4	2	f	f	t	middle	1	2026-01-15	1.25	0	4	60	10	said 284
285	3	2	t	f	f	low	10.25	2026-01-16	0.25	1	105	60	7	said 285
286	4	98	f	f	t	middle	19.5	2026-01-17	0.5	2	206	60	6	said 286
287	2	4	t	t	t	low	3.5	2026-01-18	0.75	3	307	60	7	said 287
288	2	1	f	f	t	low	12.75	2026-01-19	1	0	8	60	8	said 288
289	4	4	t	f	f	high	22	2026-01-20	1.25	1	109	60	2	said 289
290	3	1	f	f	t	middle	\N	2026-01-21	0.25	2	210	60	9	said 290
291	4	4	f	f	f	high	15.25	2026-01-22	0.5	3	311	60	7	said 291
292	4	1	f	f	t	middle	24.5	2026-01-23	0.75	0	12	60	7	said 292
293	4	4	t	f	t	high	8.5	2026-01-24	1	1	113	60	9	said 293
294	3	4	t	t	f	middle	17.75	2026-01-25	1.25	2	214	60	2	said 294
295	2	2	t	t	f	middle	1.75	2026-01-26	0.25	3	315	60	8	said 295
296	5	2	t	t	f	high	11	2026-01-27	0.5	0	16	60	7	said 296
297	5	98	f	t	t	middle	20.25	2026-01-28	0.75	1	117	60	6	said 297
298	2	3	f	t	f	high	4.25	2026-01-29	1	2	218	60	7	said 298
299	1	4	f	f	f	middle	13.5	2026-01-30	1.25	3	319	60	10	said 299
300	2	3	t	f	f	high	\N	2026-01-31	0.25	0	20	60	6	said 300
301	5	4	f	f	f	low	6.75	2026-02-01	0.5	1	121	60	2	said 301
302	5	3	t	f	t	low	16	2026-02-02	0.75	2	222	60	0	said 302
303	2	3	f	f	t	middle	0	2026-02-03	1	3	323	60	2	said 303
304	3	1	t	f	t	low	9.25	2026-02-04	1.25	0	24	60	4	said 304
305	4	1	f	t	f	middle	18.5	2026-02-05	0.25	1	125	60	10	said 305
306	4	3	f	f	t	low	2.5	2026-02-06	0.5	2	226	60	5	said 306
307	4	3	t	f	f	low	11.75	2026-02-07	0.75	3	327	60	4	said 307
308	3	98	t	f	f	high	21	2026-02-08	1	0	28	60	3	said 308
309	4	3	t	f	t	middle	5	2026-02-09	1.25	1	129	60	6	said 309
310	2	4	t	f	f	high	\N	2026-02-10	0.25	2	230	60	0	said 310
311	2	3	t	t	t	middle	23.5	2026-02-11	0.5	3	331	60	5	said 311
312	4	3	t	f	t	high	7.5	2026-02-12	0.75	0	32	60	3	said 312
313	3	2	t	f	t	middle	16.75	2026-02-13	1	1	133	60	3	said 313
314	4	2	f	f	f	middle	0.75	2026-02-14	1.25	2	234	60	5	said 314
315	4	4	f	f	f	high	10	2026-02-15	0.25	3	335	60	9	said 315
316	4	4	t	f	f	middle	19.25	2026-02-16	0.5	0	36	60	4	said 316
317	3	1	f	f	f	high	3.25	2026-02-17	0.75	1	137	60	1	said 317
318	2	4	t	t	t	middle	12.5	2026-02-18	1	2	238	60	0	said 318
319	5	98	f	f	f	high	21.75	2026-02-19	1.25	3	339	60	1	said 319
320	5	4	t	f	f	low	\N	2026-02-20	0.25	0	0	60	4	said 320
321	2	1	f	f	f	low	15	2026-02-21	0.5	1	101	60	9	said 321
322	1	4	f	f	t	middle	24.25	2026-02-22	0.75	2	202	60	5	said 322
323	2	4	f	f	t	low	8.25	2026-02-23	1	3	303	60	3	said 323
324	5	2	t	t	f	middle	17.5	2026-02-24	1.25	0	4	60	3	said 324
325	5	2	t	f	t	low	1.5	2026-02-25	0.25	1	105	60	5	said 325
326	2	3	t	f	f	low	10.75	2026-02-26	0.5	2	206	60	0	said 326
327	3	3	t	f	t	high	20	2026-02-27	0.75	3	307	60	6	said 327
328	4	4	f	f	t	middle	4	2026-02-28	1	0	8	60	3	said 328
329	4	3	f	f	t	high	13.25	2026-03-01	1.25	1	109	60	4	said 329
330	4	98	f	f	f	middle	\N	2026-03-02	0.25	2	210	60	5	said 330
331	3	3	t	t	t	high	6.5	2026-03-03	0.5	3	311	60	10	said 331
332	4	3	f	t	f	middle	15.75	2026-03-04	0.75	0	12	60	4	said 332
333	2	1	t	t	t	middle	25	2026-03-05	1	1	113	60	2	said 333
334	2	1	f	t	t	high	9	2026-03-06	1.25	2	214	60	0	said 334
335	4	3	t	t	f	middle	18.25	2026-03-07	0.25	3	315	60	2	said 335
336	3	3	f	f	f	high	2.25	2026-03-08	0.5	0	16	60	6	said 336
337	4	4	f	f	f	middle	11.5	2026-03-09	0.75	1	117	60	10	said 337
338	4	3	t	f	t	high	20.75	2026-03-10	1	2	218	60	7	said 338
339	4	4	t	f	f	low	4.75	2026-03-11	1.25	3	319	60	6	said 339
340	3	3	t	f	f	low	\N	2026-03-12	0.25	0	20	60	7	said 340
341	2	98	t	f	f	middle	23.25	2026-03-13	0.5	1	121	60	8	said 341
342	5	2	t	t	f	low	7.25	2026-03-14	0.75	2	222	60	2	said 342
343	5	2	t	f	t	middle	16.5	2026-03-15	1	3	323	60	9	said 343
344	2	4	t	f	t	low	0.5	2026-03-16	1.25	0	24	60	7	said 344
345	1	4	f	f	t	low	9.75	2026-03-17	0.25	1	125	60	7	said 345
346	2	1	f	f	f	high	19	2026-03-18	0.5	2	226	60	9	said 346
347	5	4	t	f	t	middle	3	2026-03-19	0.75	3	327	60	2	said 347
348	5	1	f	t	f	high	12.25	2026-03-20	1	0	28	60	8	said 348
349	2	4	t	f	f	middle	21.5	2026-03-21	1.25	1	129	60	7	said 349
350	3	1	f	f	t	high	\N	2026-03-22	0.25	2	230	60	6	said 350
351	4	4	t	f	f	middle	14.75	2026-03-23	0.5	3	331	60	7	said 351
352	4	98	f	f	t	middle	24	2026-03-24	0.75	0	32	60	10	said 352
353	4	2	f	f	t	high	8	2026-03-25	1	1	133	60	6	said 353
354	3	2	f	f	t	middle	17.25	2026-03-26	1.25	2	234	60	2	said 354
355	4	3	t	t	f	high	1.25	2026-03-27	0.25	3	335	60	0	said 355
356	2	3	t	f	f	middle	10.5	2026-03-28	0.5	0	36	60	2	said 356
357	2	4	t	f	f	high	19.75	2026-03-29	0.75	1	137	60	4	said 357
358	4	3	t	f	f	low	3.75	2026-03-30	1	2	238	60	10	said 358
359	3	4	f	f	t	low	13	2026-03-31	1.25	3	339	60	5	said 359
360	4	3	f	f	f	middle	\N	2026-01-01	0.25	0	0	60	4	said 360
361	4	3	f	t	f	low	6.25	2026-01-02	0.5	1	101	60	3	said 361
362	4	1	t	f	f	middle	15.5	2026-01-03	0.75	2	202	60	6	said 362
363	3	98	f	f	t	low	24.75	2026-01-04	1	3	303	60	0	said 363
364	2	3	t	f	t	low	8.75	2026-01-05	1.25	0	4	60	5	said 364
365	5	3	f	f	f	high	18	2026-01-06	0.25	1	105	60	3	said 365
366	5	4	t	f	t	middle	2	2026-01-07	0.5	2	206	60	3	said 366
367	2	3	f	f	f	high	11.25	2026-01-08	0.75	3	307	60	5	said 367
368	1	4	f	t	t	middle	20.5	2026-01-09	1	0	8	60	9	said 368
369	2	3	t	t	t	high	4.5	2026-01-10	1.25	1	109	60	4	said 369
370	5	3	t	t	t	middle	\N	2026-01-11	0.25	2	210	60	1	said 370
371	5	2	t	t	f	middle	23	2026-01-12	0.5	3	311	60	0	said 371
372	2	2	t	t	t	high	7	2026-01-13	0.75	0	12	60	1	said 372
373	3	4	t	f	f	middle	16.25	2026-01-14	1	1	113	60	4	said 373
374	4	98	t	f	t	high	0.25	2026-01-15	1.25	2	214	60	9	said 374
375	4	1	t	f	t	middle	9.5	2026-01-16	0.25	3	315	60	5	said 375
376	4	4	f	f	f	high	18.75	2026-01-17	0.5	0	16	60	3	said 376
377	3	1	f	f	f	low	2.75	2026-01-18	0.75	1	117	60	3	said 377
378	4	4	t	f	f	low	12	2026-01-19	1	2	218	60	5	said 378
379	2	1	f	t	t	middle	21.25	2026-01-20	1.25	3	319	60	0	said 379
380	2	4	t	f	f	low	\N	2026-01-21	0.25	0	20	60	6	said 380
381	4	4	f	f	f	middle	14.5	2026-01-22	0.5	1	121	60	3	said 381
382	3	2	t	f	f	low	23.75	2026-01-23	0.75	2	222	60	4	said 382
383	4	2	f	f	f	low	7.75	2026-01-24	1	3	323	60	5	said 383
384	4	3	f	f	t	high	17	2026-01-25	1.25	0	24	60	10	said 384
385	4	98	f	t	t	middle	1	2026-01-26	0.25	1	125	60	4	said 385
386	3	4	t	f	t	high	10.25	2026-01-27	0.5	2	226	60	2	said 386
387	2	3	t	f	f	middle	19.5	2026-01-28	0.75	3	327	60	0	said 387
388	5	4	t	f	t	high	3.5	2026-01-29	1	0	28	60	2	said 388
389	5	3	t	f	f	middle	12.75	2026-01-30	1.25	1	129	60	6	said 389
390	2	3	f	f	f	middle	\N	2026-01-31	0.25	2	230	60	10	said 390
391	1	1	f	f	t	high	6	2026-02-01	0.5	3	331	60	7	said 391
392	2	1	f	t	f	middle	15.25	2026-02-02	0.75	0	32	60	6	said 392
393	5	3	t	f	t	high	24.5	2026-02-03	1	1	133	60	7	said 393
394	5	3	f	f	t	middle	8.5	2026-02-04	1.25	2	234	60	8	said 394
395	2	4	t	f	t	high	17.75	2026-02-05	0.25	3	335	60	2	said 395
396	3	98	f	f	f	low	1.75	2026-02-06	0.5	0	36	60	9	said 396
397	4	4	t	f	f	low	11	2026-02-07	0.75	1	137	60	7	said 397
398	4	3	f	t	f	middle	20.25	2026-02-08	1	2	238	60	7	said 398
399	4	3	f	f	f	low	4.25	2026-02-09	1.25	3	339	60	9	said 399
400	3	2	t	f	t	middle	\N	2026-02-10	0.25	0	0	60	2	said 400
401	4	2	t	f	f	low	22.75	2026-02-11	0.5	1	101	60	8	said 401
402	2	4	t	f	f	low	6.75	2026-02-12	0.75	2	202	60	7	said 402
403	2	4	t	f	f	high	16	2026-02-13	1	3	303	60	6	said 403
404	4	1	t	f	t	middle	0	2026-02-14	1.25	0	4	60	7	said 404
405	3	4	t	t	t	high	9.25	2026-02-15	0.25	1	105	60	10	said 405
406	4	1	t	t	f	middle	18.5	2026-02-16	0.5	2	206	60	6	said 406
407	4	98	f	t	t	high	2.5	2026-02-17	0.75	3	307	60	2	said 407
408	4	1	f	t	f	middle	11.75	2026-02-18	1	0	8	60	0	said 408
409	3	4	t	t	t	middle	21	2026-02-19	1.25	1	109	60	2	said 409
410	2	4	f	f	t	high	\N	2026-02-20	0.25	2	210	60	4	said 410
411	5	2	t	f	t	middle	14.25	2026-02-21	0.5	3	311	60	10	said 411
412	5	2	f	f	f	high	23.5	2026-02-22	0.75	0	12	60	5	said 412
413	2	3	t	f	t	middle	7.5	2026-02-23	1	1	113	60	4	said 413
414	1	3	f	f	f	high	16.75	2026-02-24	1.25	2	214	60	3	said 414
415	2	4	f	f	t	low	0.75	2026-02-25	0.25	3	315	60	6	said 415
416	5	3	f	t	t	low	10	2026-02-26	0.5	0	16	60	0	said 416
417	5	4	t	f	f	middle	19.25	2026-02-27	0.75	1	117	60	5	said 417
418	2	98	t	f	f	low	3.25	2026-02-28	1	2	218	60	3	said 418
419	3	3	t	f	f	middle	12.5	2026-03-01	1.25	3	319	60	3	said 419
420	4	1	t	f	t	low	\N	2026-03-02	0.25	0	20	60	5	said 420
421	4	1	f	f	f	low	5.75	2026-03-03	0.5	1	121	60	9	said 421
422	4	3	f	t	f	high	15	2026-03-04	0.75	2	222	60	4	said 422
423	3	3	f	f	f	middle	24.25	2026-03-05	1	3	323	60	1	said 423
424	4	4	t	f	f	high	8.25	2026-03-06	1.25	0	24	60	0	said 424
425	2	3	f	f	t	middle	17.5	2026-03-07	0.25	1	125	60	1	said 425
426	2	4	t	f	t	high	1.5	2026-03-08	0.5	2	226	60	4	said 426
427	4	3	f	f	t	middle	10.75	2026-03-09	0.75	3	327	60	9	said 427
428	3	3	t	f	f	middle	20	2026-03-10	1	0	28	60	5	said 428
429	4	98	f	t	t	high	4	2026-03-11	1.25	1	129	60	3	said 429
430	4	2	f	f	f	middle	\N	2026-03-12	0.25	2	230	60	3	said 430
431	4	4	t	f	f	high	22.5	2026-03-13	0.5	3	331	60	5	said 431
432	3	4	t	f	t	middle	6.5	2026-03-14	0.75	0	32	60	0	said 432
433	2	1	t	f	f	high	15.75	2026-03-15	1	1	133	60	6	said 433
434	5	4	t	f	t	low	25	2026-03-16	1.25	2	234	60	3	said 434
435	5	1	t	t	t	low	9	2026-03-17	0.25	3	335	60	4	said 435
436	2	4	t	f	t	middle	18.25	2026-03-18	0.5	0	36	60	5	said 436
437	1	1	t	f	f	low	2.25	2026-03-19	0.75	1	137	60	10	said 437
438	2	4	f	f	f	middle	11.5	2026-03-20	1	2	238	60	4	said 438
439	5	4	f	f	f	low	20.75	2026-03-21	1.25	3	339	60	2	said 439
440	5	98	t	f	f	low	\N	2026-03-22	0.25	0	0	60	0	said 440
441	2	2	f	f	t	high	14	2026-03-23	0.5	1	101	60	2	said 441
442	3	3	t	t	f	middle	23.25	2026-03-24	0.75	2	202	60	6	said 442
443	4	3	f	t	f	high	7.25	2026-03-25	1	3	303	60	10	said 443
444	4	4	t	t	f	middle	16.5	2026-03-26	1.25	0	4	60	7	said 444
445	4	3	f	t	t	high	0.5	2026-03-27	0.25	1	105	60	6	said 445
446	3	4	f	t	t	middle	9.75	2026-03-28	0.5	2	206	60	7	said 446
447	4	3	f	f	f	middle	19	2026-03-29	0.75	3	307	60	8	said 447
448	2	3	t	f	t	high	3	2026-03-30	1	0	8	60	2	said 448
449	2	1	t	f	f	middle	12.25	2026-03-31	1.25	1	109	60	9	said 449
450	4	1	t	f	t	high	\N	2026-01-01	0.25	2	210	60	7	said 450
451	3	98	t	f	t	middle	5.5	2026-01-02	0.5	3	311	60	7	said 451
452	4	3	f	f	t	high	14.75	2026-01-03	0.75	0	12	60	9	said 452
453	4	4	f	t	f	low	24	2026-01-04	1	1	113	60	2	said 453
454	4	3	f	f	t	low	8	2026-01-05	1.25	2	214	60	8	said 454
455	3	4	t	f	f	middle	17.25	2026-01-06	0.25	3	315	60	7	said 455
456	2	3	f	f	t	low	1.25	2026-01-07	0.5	0	16	60	6	said 456
457	5	3	t	f	t	middle	10.5	2026-01-08	0.75	1	117	60	7	said 457
458	5	2	f	f	f	low	19.75	2026-01-09	1	2	218	60	10	said 458
459	2	2	t	t	f	low	3.75	2026-01-10	1.25	3	319	60	6	said 459
460	1	4	f	f	f	high	\N	2026-01-11	0.25	0	20	60	2	said 460
461	2	4	f	f	t	middle	22.25	2026-01-12	0.5	1	121	60	0	said 461
462	5	98	t	f	f	high	6.25	2026-01-13	0.75	2	222	60	2	said 462
463	5	4	t	f	f	middle	15.5	2026-01-14	1	3	323	60	4	said 463
464	2	1	t	f	f	high	24.75	2026-01-15	1.25	0	24	60	10	said 464
465	3	4	t	f	f	middle	8.75	2026-01-16	0.25	1	125	60	5	said 465
466	4	1	t	t	t	middle	18	2026-01-17	0.5	2	226	60	4	said 466
467	4	4	t	f	t	high	2	2026-01-18	0.75	3	327	60	3	said 467
468	4	4	t	f	t	middle	11.25	2026-01-19	1	0	28	60	6	said 468
469	3	2	f	f	f	high	20.5	2026-01-20	1.25	1	129	60	0	said 469
470	4	2	f	f	t	middle	\N	2026-01-21	0.25	2	230	60	5	said 470
471	2	3	t	f	f	high	13.75	2026-01-22	0.5	3	331	60	3	said 471
472	2	3	f	t	f	low	23	2026-01-23	0.75	0	32	60	3	said 472
473	4	98	t	f	t	low	7	2026-01-24	1	1	133	60	5	said 473
474	3	3	f	f	f	middle	16.25	2026-01-25	1.25	2	234	60	9	said 474
475	4	4	t	f	t	low	0.25	2026-01-26	0.25	3	335	60	4	said 475
476	4	3	f	f	t	middle	9.5	2026-01-27	0.5	0	36	60	1	said 476
477	4	3	f	f	t	low	18.75	2026-01-28	0.75	1	137	60	0	said 477
478	3	1	f	f	f	low	2.75	2026-01-29	1	2	238	60	1	said 478
479	2	1	t	t	f	high	12	2026-01-30	1.25	3	339	60	4	said 479
480	5	3	t	t	f	middle	\N	2026-01-31	0.25	0	0	60	9	said 480
481	5	3	t	t	f	high	5.25	2026-02-01	0.5	1	101	60	5	said 481
482	2	4	t	t	t	middle	14.5	2026-02-02	0.75	2	202	60	3	said 482
483	1	3	f	t	f	high	23.75	2026-02-03	1	3	303	60	3	said 483
484	2	98	f	f	f	middle	7.75	2026-02-04	1.25	0	4	60	5	said 484
485	5	3	f	f	f	middle	17	2026-02-05	0.25	1	105	60	0	said 485
486	5	3	t	f	t	high	1	2026-02-06	0.5	2	206	60	6	said 486
487	2	2	f	f	t	middle	10.25	2026-02-07	0.75	3	307	60	3	said 487
488	3	2	t	f	f	high	19.5	2026-02-08	1	0	8	60	4	said 488
489	4	4	f	f	t	middle	3.5	2026-02-09	1.25	1	109	60	5	said 489
490	4	4	t	t	f	high	\N	2026-02-10	0.25	2	210	60	10	said 490
491	4	1	f	f	t	low	22	2026-02-11	0.5	3	311	60	4	said 491
492	3	4	f	f	t	low	6	2026-02-12	0.75	0	12	60	2	said 492
493	4	1	t	f	t	middle	15.25	2026-02-13	1	1	113	60	0	said 493
494	2	4	t	f	f	low	24.5	2026-02-14	1.25	2	214	60	2	said 494
495	2	98	t	f	t	middle	8.5	2026-02-15	0.25	3	315	60	6	said 495
496	4	4	t	t	f	low	17.75	2026-02-16	0.5	0	16	60	10	said 496
497	3	4	t	f	t	low	1.75	2026-02-17	0.75	1	117	60	7	said 497
498	4	2	t	f	t	high	11	2026-02-18	1	2	218	60	6	said 498
499	4	2	t	f	f	middle	20.25	2026-02-19	1.25	3	319	60	7	said 499
500	4	3	f	f	f	high	\N	2026-02-20	0.25	0	20	60	8	said 500
501	3	3	f	f	f	middle	13.5	2026-02-21	0.5	1	121	60	2	said 501
502	2	4	t	f	t	high	22.75	2026-02-22	0.75	2	222	60	9	said 502
503	5	3	f	t	f	middle	6.75	2026-02-23	1	3	323	60	7	said 503
504	5	4	t	f	f	middle	16	2026-02-24	1.25	0	24	60	7	said 504
505	2	3	f	f	f	high	0	2026-02-25	0.25	1	125	60	9	said 505
506	1	98	t	f	f	middle	9.25	2026-02-26	0.5	2	226	60	2	said 506
507	2	1	f	f	t	high	18.5	2026-02-27	0.75	3	327	60	8	said 507
508	5	1	f	f	t	middle	2.5	2026-02-28	1	0	28	60	7	said 508
509	5	3	f	t	t	high	11.75	2026-03-01	1.25	1	129	60	6	said 509
510	2	3	t	f	f	low	\N	2026-03-02	0.25	2	230	60	7	said 510
511	3	4	t	f	t	low	5	2026-03-03	0.5	3	331	60	10	said 511
512	4	3	t	f	f	middle	14.25	2026-03-04	0.75	0	32	60	6	said 512
513	4	4	t	f	f	low	23.5	2026-03-05	1	1	133	60	2	said 513
514	4	3	f	f	t	middle	7.5	2026-03-06	1.25	2	234	60	0	said 514
515	3	3	f	f	f	low	16.75	2026-03-07	0.25	3	335	60	2	said 515
516	4	2	f	t	t	low	0.75	2026-03-08	0.5	0	36	60	4	said 516
517	2	98	t	t	t	high	10	2026-03-09	0.75	1	137	60	10	said 517
518	2	4	f	t	t	middle	19.25	2026-03-10	1	2	238	60	5	said 518
519	4	4	t	t	f	high	3.25	2026-03-11	1.25	3	339	60	4	said 519
520	3	1	f	t	f	middle	\N	2026-03-12	0.25	0	0	60	3	said 520
521	4	4	t	f	f	high	21.75	2026-03-13	0.5	1	101	60	6	said 521
522	4	1	f	f	f	middle	5.75	2026-03-14	0.75	2	202	60	0	said 522
523	4	4	f	f	t	middle	15	2026-03-15	1	3	303	60	5	said 523
524	3	1	t	f	f	high	24.25	2026-03-16	1.25	0	4	60	3	said 524
525	2	4	t	f	f	middle	8.25	2026-03-17	0.25	1	105	60	3	said 525
526	5	4	t	f	f	high	17.5	2026-03-18	0.5	2	206	60	5	said 526
527	5	2	t	t	t	middle	1.5	2026-03-19	0.75	3	307	60	9	said 527
528	2	98	t	f	t	high	10.75	2026-03-20	1	0	8	60	4	said 528
529	1	3	t	f	f	low	20	2026-03-21	1.25	1	109	60	1	said 529
530	2	3	t	f	t	low	\N	2026-03-22	0.25	2	210	60	0	said 530
531	5	4	f	f	f	middle	13.25	2026-03-23	0.5	3	311	60	1	said 531
532	5	3	f	f	t	low	22.5	2026-03-24	0.75	0	12	60	4	said 532
533	2	4	t	t	t	middle	6.5	2026-03-25	1	1	113	60	9	said 533
534	3	3	f	f	t	low	15.75	2026-03-26	1.25	2	214	60	5	said 534
535	4	3	t	f	f	low	25	2026-03-27	0.25	3	315	60	3	said 535
536	4	1	f	f	t	high	9	2026-03-28	0.5	0	16	60	3	said 536
537	4	1	t	f	f	middle	18.25	2026-03-29	0.75	1	117	60	5	said 537
538	3	3	f	f	t	high	2.25	2026-03-30	1	2	218	60	0	said 538
539	4	98	f	f	t	middle	11.5	2026-03-31	1.25	3	319	60	6	said 539
540	2	4	f	t	f	high	\N	2026-01-01	0.25	0	20	60	3	said 540
541	2	3	t	f	f	middle	4.75	2026-01-02	0.5	1	121	60	4	said 541
542	4	4	t	f	f	middle	14	2026-01-03	0.75	2	222	60	5	said 542
543	3	3	t	f	t	high	23.25	2026-01-04	1	3	323	60	10	said 543
544	4	3	t	f	f	middle	7.25	2026-01-05	1.25	0	24	60	4	said 544
545	4	2	f	f	f	high	16.5	2026-01-06	0.25	1	125	60	2	said 545
546	4	2	f	t	f	middle	0.5	2026-01-07	0.5	2	226	60	0	said 546
547	3	4	f	f	f	high	9.75	2026-01-08	0.75	3	327	60	2	said 547
548	2	4	t	f	t	low	19	2026-01-09	1	0	28	60	6	said 548
549	5	1	f	f	t	low	3	2026-01-10	1.25	1	129	60	10	said 549
550	5	98	t	f	t	middle	\N	2026-01-11	0.25	2	230	60	7	said 550
551	2	1	f	f	f	low	21.5	2026-01-12	0.5	3	331	60	6	said 551
552	1	4	t	f	t	middle	5.5	2026-01-13	0.75	0	32	60	7	said 552
553	2	1	f	t	f	low	14.75	2026-01-14	1	1	133	60	8	said 553
554	5	4	f	t	f	low	24	2026-01-15	1.25	2	234	60	2	said 554
555	5	4	t	t	t	high	8	2026-01-16	0.25	3	335	60	9	said 555
556	2	2	t	t	f	middle	17.25	2026-01-17	0.5	0	36	60	7	said 556
557	3	2	t	t	t	high	1.25	2026-01-18	0.75	1	137	60	7	said 557
558	4	3	t	f	t	middle	10.5	2026-01-19	1	2	238	60	9	said 558
559	4	3	t	f	t	high	19.75	2026-01-20	1.25	3	339	60	2	said 559
560	4	4	t	f	f	middle	\N	2026-01-21	0.25	0	0	60	8	said 560
561	3	98	t	f	f	middle	13	2026-01-22	0.5	1	101	60	7	said 561
562	4	4	f	f	f	high	22.25	2026-01-23	0.75	2	202	60	6	said 562
563	2	3	f	f	f	middle	6.25	2026-01-24	1	3	303	60	7	said 563
564	2	3	t	t	t	high	15.5	2026-01-25	1.25	0	4	60	10	said 564
565	4	1	f	f	f	middle	24.75	2026-01-26	0.25	1	105	60	6	said 565
566	3	1	t	f	f	high	8.75	2026-01-27	0.5	2	206	60	2	said 566
567	4	3	f	f	f	low	18	2026-01-28	0.75	3	307	60	0	said 567
568	4	3	t	f	t	low	2	2026-01-29	1	0	8	60	2	said 568
569	4	4	f	f	t	middle	11.25	2026-01-30	1.25	1	109	60	4	said 569
570	3	3	f	t	f	low	\N	2026-01-31	0.25	2	210	60	10	said 570
571	2	4	f	f	t	middle	4.5	2026-02-01	0.5	3	311	60	5	said 571
572	5	98	t	f	f	low	13.75	2026-02-02	0.75	0	12	60	4	said 572
573	5	3	t	f	t	low	23	2026-02-03	1	1	113	60	3	said 573
574	2	2	t	f	t	high	7	2026-02-04	1.25	2	214	60	6	said 574
575	1	2	t	f	t	middle	16.25	2026-02-05	0.25	3	315	60	0	said 575
576	2	4	f	f	f	high	0.25	2026-02-06	0.5	0	16	60	5	said 576
577	5	4	f	t	t	middle	9.5	2026-02-07	0.75	1	117	60	3	said 577
578	5	1	f	f	f	high	18.75	2026-02-08	1	2	218	60	3	said 578
579	2	4	t	f	t	middle	2.75	2026-02-09	1.25	3	319	60	5	said 579
580	3	1	f	f	t	middle	\N	2026-02-10	0.25	0	20	60	9	said 580
581	4	4	t	f	f	high	21.25	2026-02-11	0.5	1	121	60	4	said 581
582	4	1	f	f	f	middle	5.25	2026-02-12	0.75	2	222	60	1	said 582
583	4	98	t	t	f	high	14.5	2026-02-13	1	3	323	60	0	said 583
584	3	4	f	f	t	middle	23.75	2026-02-14	1.25	0	24	60	1	said 584
585	4	2	f	f	f	high	7.75	2026-02-15	0.25	1	125	60	4	said 585
586	2	2	t	f	f	low	17	2026-02-16	0.5	2	226	60	9	said 586
587	2	3	t	f	f	low	1	2026-02-17	0.75	3	327	60	5	said 587
588	4	3	t	f	f	middle	10.25	2026-02-18	1	0	28	60	3	said 588
589	3	4	t	f	t	low	19.5	2026-02-19	1.25	1	129	60	3	said 589
590	4	3	t	t	t	middle	\N	2026-02-20	0.25	2	230	60	5	said 590
591	4	4	t	t	t	low	12.75	2026-02-21	0.5	3	331	60	0	said 591
592	4	3	t	t	f	low	22	2026-02-22	0.75	0	32	60	6	said 592
593	3	3	f	t	t	high	6	2026-02-23	1	1	133	60	3	said 593
594	2	98	f	t	f	middle	15.25	2026-02-24	1.25	2	234	60	4	said 594
595	5	1	t	f	f	high	24.5	2026-02-25	0.25	3	335	60	5	said 595
596	5	3	f	f	t	middle	8.5	2026-02-26	0.5	0	36	60	10	said 596
597	2	3	t	f	f	high	17.75	2026-02-27	0.75	1	137	60	4	said 597
598	1	4	f	f	t	middle	1.75	2026-02-28	1	2	238	60	2	said 598
599	2	3	t	f	t	middle	11	2026-03-01	1.25	3	339	60	0	said 599
600	5	4	f	f	t	high	\N	2026-03-02	0.25	0	0	60	2	said 600
\.


--
-- Data for Name: design; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.design (survey_id, strata, clusters, fpc, nest, lonely, replicates, replicate_count, replicate_df, calibration) FROM stdin;
1	{stratum}	{psu}	{psus}	f	average	\N	\N	\N	\N
2	{}	{}	{}	f	fail	{"type": "BRR", "columns": "rw*"}	4	2	\N
\.


--
-- Data for Name: load_error; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.load_error (id, survey_name, loaded_at, line, column_name, value, reason, raw) FROM stdin;
1	loaded	2026-11-28 09:07:12.562248+00	4	q	9	is not an answer of this question: Expected one of: 1 "a", 2 "b".	9,2025
\.


--
-- Data for Name: pack; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.pack (survey_id, part, answers, answers_schema, answers_name, attributes, watch, expressions, design, respondents, segments, bytes, runs, weight, unweighted, left_out, file, last_row, pages, packed_at) FROM stdin;
1	0	\N	\N	\N	1 id integer -1\n2 q1 smallint -1\n3 q2 smallint -1\n4 m_1 boolean -1\n5 m_2 boolean -1\n6 m_3 boolean -1\n7 mood lab.mood -1\n8 income double precision -1\n9 day pg_catalog.date -1\n10 w double precision -1\n11 stratum integer -1\n12 psu integer -1\n13 psus integer -1\n14 recommend integer -1\n15 spoken pg_catalog.text -1\n	7713146355959562711.16384 17607/740 17608/740	{a.q1::pg_catalog.int4,a.q2::pg_catalog.int4,"CASE WHEN (a.recommend IS NOT NULL) THEN (a.recommend)::pg_catalog.float8 END","CASE WHEN (a.income IS NOT NULL) THEN (a.income)::pg_catalog.float8 END",a.m_1::pg_catalog.int4,a.m_2::pg_catalog.int4,a.m_3::pg_catalog.int4,a.day::pg_catalog.date,"CASE WHEN (a.w IS NOT NULL) THEN (a.w)::pg_catalog.float8 END",a.stratum::pg_catalog.int4,"CASE WHEN (a.psu IS NOT NULL) THEN (a.psu)::pg_catalog.float8 END","CASE WHEN (a.psus IS NOT NULL) THEN (a.psus)::pg_catalog.float8 END"}	(a.stratum)::pg_catalog.int8, (a.psu)::pg_catalog.int8, (a.psus)::pg_catalog.float8	600	1	14832	40	CASE WHEN (a.w IS NOT NULL) THEN (a.w)::pg_catalog.float8 END	0	{mood}	17585	(7,25)	\\x016b0a99bea79181d70000000001c378080000000800580052005100510051005100510019	2026-11-28 09:07:12.533038+00
2	0	\N	\N	\N	1 id integer -1\n2 q integer -1\n3 y double precision -1\n4 w double precision -1\n5 rw1 double precision -1\n6 rw2 double precision -1\n7 rw3 double precision -1\n8 rw4 double precision -1\n	7713146355959562711.16384 17626/745 17627/745	{a.q::pg_catalog.int4,"CASE WHEN (a.y IS NOT NULL) THEN (a.y)::pg_catalog.float8 END","CASE WHEN (a.id IS NOT NULL) THEN (a.id)::pg_catalog.float8 END","CASE WHEN (a.w IS NOT NULL) THEN (a.w)::pg_catalog.float8 END"}	NULL, NULL, NULL	80	1	1441	1	CASE WHEN (a.w IS NOT NULL) THEN (a.w)::pg_catalog.float8 END	0	{}	17610	(0,80)	\\x016b0a99bea79181d70000000001c482e0000000010050	2026-11-28 09:07:12.546608+00
3	1	17631	public	parted_1	1 wave integer -1\n2 id integer -1\n3 q integer -1\n	7713146355959562711.16384 17650/754 17651/754	{a.q::pg_catalog.int4,a.wave::pg_catalog.int4,"CASE WHEN (a.id IS NOT NULL) THEN (a.id)::pg_catalog.float8 END"}	NULL, NULL, NULL	45	1	116	1	\N	0	{}	17631	(0,45)	\\x016b0a99bea79181d70000000001c5810800000001002d	2026-11-28 09:07:12.559168+00
3	2	17634	public	parted_2	1 wave integer -1\n2 id integer -1\n3 q integer -1\n	7713146355959562711.16384 17652/754 17653/754	{a.q::pg_catalog.int4,a.wave::pg_catalog.int4,"CASE WHEN (a.id IS NOT NULL) THEN (a.id)::pg_catalog.float8 END"}	NULL, NULL, NULL	45	1	127	1	\N	0	{}	17634	(0,45)	\\x016b0a99bea79181d70000000001c58cb000000001002d	2026-11-28 09:07:12.561923+00
\.


--
-- Data for Name: pack_segment; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.pack_segment (survey_id, part, segment, respondents, directory, data, units) FROM stdin;
1	0	1	600	\\x010000000c020000000103000000010200000000060000000001000000000100000000010000000003000025190600000000020000000004000000000800000001	\\x1433234321144312113413342324424133213323301131431024112333411312332334344134023143134123120132412133213133241243331214342310434211234313342333110113321131134232132310123341234432344121323413304332113433311322014142134231233314243323144321431303232311131443231411333402231414324223341333112313013342212313031341131332133204131422434134122443312333334131231201121231231023143314342144233314333314432031211423330124133311134343131442123142232140331133242414320133331114233433201311312343441312431112113402323434233132313131132130211244334123033343413211244231232310314313110312321411333434432112143343430300030302030261020103020302000361020200030203030100010202616102030002020202020103010061016100010101020303000203010202610303020302610002010303000201020000030203020161030103020200030302030201030001030202006103020203026102030303020303000000020202030061000303020303030200020202030303020103020100020061030300010161010302020203030061020301020003610002010102030202000203020203010002030002030361030103000202030201030002020303610203020200030061030003030302030303030003000002610302020203030102610301020303030300020302000002030203030300020261000302010300020001020202010203036100610102030101610202000203000361020103006102030002030001020303020103030000030261020202030200030202030202020300000203036103000303610102030002000302000202030300020201030261030201000303006102020303020100010203610303000001020102616102010103030300036102020100610003020103020201030302020201010300010302006161020201610300030002030303020202030003030361020302020203030200030202000102006103020201030303020302000301020303616100010203020103610202030161020200010200030003010302610161020001030102030102610203030101610202000203010303026100030102000203030001020303030302000161020102000202000203030102020061020303030002030203610202030300000302020302031258490422749a53a57357703a63663603222740694875571404aa24914533562053a69876502536a8307673699741724aa0442195502326346928475667aa30536773264a984205473129928922503516743403a65377356a60508432429251940624a3192a40475957760363557a2603660539867324245274a451079a19a43936725236080665773303a6268725457942a470410a328052964740363637a2557606573619300a9247a4451294562948423025367756360a3a5073389220456492150447a5021924975a7566672833a7058660a5023276341947155227409a9a8369a03362756755a0092663357386a519402747a451846624079452330260375a663557375a022a94037914843194489407222555a037376a60576360685234229475991470a5407a4422000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f00000000008027400000000000001f400000000000002f40000000000000004000000000000000000000000000803040000000000080214000000000008032400000000000803340000000000000f03f0000000000403840000000000080314000000000008023400000000000802540000000000000084000000000000018400000000000802d400000000000001040000000000080274000000000000008400000000000803540000000000080364000000000000000400000000000803740000000000080334000000000008034400000000000802b400000000000802940000000000080254000000000000014400000000000002240000000000080384000000000008037400000000000c031400000000000001c4000000000008036400000000000c030400000000000002040000000000000d03f0000000000802f400000000000001840000000000000f43f0000000000802d4000000000000024400000000000802b400000000000c0324000000000000011400000000000000240000000000000d03f0000000000c03540000000000000284000000000000022400000000000000a400000000000c033400000000000c031400000000000c034400000000000002a40000000000000f43f00000000000026400000000000002440000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000e03f00000000008024400000000000c037400000000000001d40000000000000344000000000000030400000000000c038400000000000802640000000000080204000000000000031400000000000000440000000000080224000000000000032400000000000003340000000000000f83f00000000000012400000000000802a4000000000000034400000000000003540000000000000374000000000008026400000000000000c40000000000000164000000000008024400000000000001a4000000000000033400000000000802840000000000000364000000000000004400000000000802c400000000000802c40000000000040314000000000000016400000000000802e40000000000000384000000000000023400000000000001a40000000000000e83f00000000000037400000000000403040000000000000214000000000004032400000000000001e400000000000003940000000000000364000000000000025400000000000002140000000000040334000000000004035400000000000000e400000000000001340000000000000e83f000000000040324000000000004034400000000000403140000000000000064000000000000023400000000000002940000000000000fc3f00000000000027400000000000001d400000000000002e4000000000000031400000000000c0364000000000008020400000000000002c400000000000c037400000000000001540000000000000e03f00000000000019400000000000c03540000000000080224000000000000030400000000000002a400000000000c038400000000000802040000000000000354000000000008028400000000000000c4000000000000034400000000000802640000000000000044000000000000033400000000000802440000000000000f83f00000000000032400000000000802240000000000000e03f00000000000031400000000000c038400000000000001640000000000000384000000000000012400000000000001a40000000000000354000000000000037400000000000802e400000000000802a400000000000003640000000000080284000000000000034400000000000000c4000000000008026400000000000802c400000000000001e40000000000000254000000000000023400000000000003940000000000000374000000000004033400000000000002140000000000000e83f000000000000fc3f00000000000038400000000000802e400000000000001e40000000000040324000000000004030400000000000001a400000000000403140000000000000134000000000004033400000000000002b40000000000000254000000000000029400000000000000e4000000000000006400000000000403440000000000040364000000000004032400000000000002740000000000000fc3f0000000000403540000000000000174000000000000023400000000000403640000000000080304000000000004038400000000000002f40000000000080214000000000000017400000000000000000000000000080314000000000004037400000000000002d400000000000001f4000000000000013400000000000002b4000000000004035400000000000001b4000000000008030400000000000803440000000000000f03f00000000008023400000000000001f40000000000080254000000000008027400000000000802140000000000080334000000000000000400000000000803240000000000000000000000000000010400000000000803140000000000000084000000000000008400000000000803740000000000080334000000000008029400000000000802d40000000000080364000000000008035400000000000802f400000000000802b400000000000802740000000000000104000000000000018400000000000001c400000000000001440000000000080344000000000000024400000000000802f4000000000008038400000000000c032400000000000c03040000000000000f43f0000000000001840000000000000d03f00000000000020400000000000c031400000000000002240000000000080374000000000000002400000000000802d400000000000001c40000000000000114000000000000028400000000000c033400000000000c03440000000000000f43f00000000000015400000000000c031400000000000002a4000000000000002400000000000c0324000000000000026400000000000000a400000000000c0354000000000000024400000000000002c40000000000000f03f0000000000000000000000000000174000000000008030400000000000001f4000000000004038400000000000002f4000000000008021400000000000001b4000000000008032400000000000803140000000000080234000000000004036400000000000002d400000000000403740000000000000144000000000008029400000000000802740000000000080214000000000000008400000000000803140000000000080354000000000008033400000000000001040000000000000f03f00000000008025400000000000802340000000000080344000000000008032400000000000000040000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f0000000000c033400000000000002440000000000000d03f0000000000001c40000000000000264000000000000002400000000000c0324000000000000020400000000000000a400000000000c03140000000000000f43f00000000000022400000000000c030400000000000802f4000000000008038400000000000002e40000000000000194000000000000011400000000000c0344000000000000026400000000000002a400000000000002c400000000000000a40000000000000154000000000000002400000000000c033400000000000c035400000000000c0364000000000000028400000000000c03240000000000000f83f00000000000031400000000000802040000000000000e03f0000000000c0384000000000000030400000000000001d4000000000008022400000000000c037400000000000002e40000000000000324000000000000019400000000000c036400000000000002c4000000000000015400000000000003240000000000000e03f0000000000000c400000000000003440000000000000044000000000000012400000000000802240000000000000354000000000000031400000000000802640000000000000f83f00000000008024400000000000802a4000000000000033400000000000802840000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000f87f000000000000fc3f00000000000021400000000000001e400000000000002340000000000000e83f00000000000027400000000000003840000000000040334000000000004031400000000000003940000000000000064000000000004032400000000000802e4000000000000025400000000000403040000000000040364000000000000013400000000000002b4000000000004033400000000000000640000000000000fc3f000000000000174000000000004034400000000000403740000000000000294000000000000027400000000000000e40000000000000254000000000004035400000000000002d4000000000000033400000000000802440000000000000044000000000000030400000000000c038400000000000001d4000000000008020400000000000c03740000000000000f83f00000000000031400000000000002e40000000000000e03f000000000000194000000000008022400000000000003240000000000080264000000000000012400000000000003640000000000000f83f000000000000324000000000008028400000000000000440000000000000354000000000000034400000000000802c40000000000080244000000000000016400000000000000c400000000000802a40000000000000334000000000004030400000000000001a4000000000000039400000000000802a40000000000000374000000000000038400000000000802e4000000000000021400000000000001640000000000000e83f00000000000036400000000000802c400000000000001e4000000000000012400000000000403140000000000000fc3f000000000000e83f000000000000214000000000004034400000000000403240000000000040314000000000004030400000000000000e400000000000403340000000000000274000000000000023400000000000002540000000000000394000000000000029400000000000000640000000000040354000000000000013400000000000002d400000000000002f4000000000004038400000000000001b400000000000000e4000000000000027400000000000001740000000000040364000000000004034400000000000000640000000000040374000000000000029400000000000002b400000000000001f40000000000000000000000000008023400000000000403740000000000000f03f0000000000002f40000000000080304000000000000000400000000000002d4000000000008032400000000000001b400000000000802140000000000040384000000000008031400000000000802540000000000000144000000000000000400000000000802740000000000080294000000000008032400000000000802b4000000000008034400000000000802540000000000080364000000000008033400000000000000840000000000080234000000000008035400000000000001040000000000000f03f0000000000803640000000000080294000000000000014400000000000802d400000000000001c4000000000000018400000000000c030400000000000802f4000000000008038400000000000002040000000000000d03f000000000000224000000000008037400000000000802b400000000000803540000000000000f43f0000000000000a4000000000000002400000000000c034400000000000c030400000000000c0334000000000000022400000000000c0324000000000000026400000000000c03140000000000000d03f000000000000244000000000008038400000000000002840000000000000204000000000000011400000000000000a400000000000c0354000000000000026400000000000002c400000000000002a400000000000002e40000000000000194000000000000028400000000000c036400000000000c037400000000000001d4000000000000015400000000000c033400000000000c034409c273a96ec282329bb5a96ae67f8ae67fcce0b76bf77517362b569a8a453a253ef942dd7beac75ce3bbba57f8ef829b85e51633419aa1ad23b845973b399be9a5a0f7ffd60ffc48559157affffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff2860120c0201422122860c08000315a8413401b002004305244a81021900060509431208130c20064a49a10014248062c10170019044411c88029121128008509204a28400118624810512ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff39126e71355d9702951d165538c3e97412756459525dd38b617131a69b080ef21a5755504636c3aa5eaa9e98515a921e482dc78e64304a9b5835dd3a227da3522d461b314bb3c5201d514dffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff3c4614143c1e00500a283250281e460422184a2c540418540e4a3640222c58303a305844261c0826084e124e1c2a1634020c522048523e2a34020c2010064224105656244c2e2e38061a383c3c0a1e503232280000140a4628144a042c0418360e4040180e2254362c5830442644121c3a301c084e083a123e3e0c205248481616020c202a343456382e4c4224424c1010061a1a24383d3351291f510b1f290147011515474b052d55234b19410f37052d55231945310927314f593b13594f271d1d0935533f210d172103032b352b0d53492f390707254d111b3957432f5711250b3329513d3d0b154715010133291f0541194b2d2d0f0f055523371941370913311d3b314f1d593b4509452713174921492b3f3503530d353f210d1711075739114d39434d1b252f1b43255216483e0c3402482a02202a16205206561a1a424c2e10242438564c2e06320a000a1e504614001e32283c502836220e22042c54040e184a4036542c123a1c44304e303a5858082608122616022a345220480c163e3e0c34022a1006062e244238102e56421a1a4c3814320a3c320a501e4646003c1e14280e2240042c220e18544a4a36364018443a12441c3a1c2626304e5812084e2b53032b03533521210d493f171749074d574d1b432f1b3907252f112557513d29510b471501010b29331f1f3319372d0541052337232d0f4b550f551345593b13090959274f3127313b1d17213503030d493f2b0d35533f2b1711112507394357431b1b4d07392f2f47333d51011f15330b3d471f29150b5519372341414b050f23192d374b0f2745313b3b591d451d134f2709134f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000f03f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e83f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000e03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000d03f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f000000000000f43f0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111112222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222222223333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333330000000000000000000000000000000000000000000000000000000000000400040004000400040004000400040004000400040004000400040004000800080008000800080008000800080008000800080008000800080008000c000c000c000c000c000c000c000c000c000c000c000c000c000c000c001000100010001000100010001000100010001000100010001000100010001400140014001400140014001400140014001400140014001400140014001800180018001800180018001800180018001800180018001800180018001c001c001c001c001c001c001c001c001c001c001c001c001c001c001c002000200020002000200020002000200020002000200020002000200020002400240024002400240024002400240024002400240024002400240024006500650065006500650065006500650065006500650065006500650065006900690069006900690069006900690069006900690069006900690069006d006d006d006d006d006d006d006d006d006d006d006d006d006d006d007100710071007100710071007100710071007100710071007100710071007500750075007500750075007500750075007500750075007500750075007900790079007900790079007900790079007900790079007900790079007d007d007d007d007d007d007d007d007d007d007d007d007d007d007d00810081008100810081008100810081008100810081008100810081008100850085008500850085008500850085008500850085008500850085008500890089008900890089008900890089008900890089008900890089008900ca00ca00ca00ca00ca00ca00ca00ca00ca00ca00ca00ca00ca00ca00ca00ce00ce00ce00ce00ce00ce00ce00ce00ce00ce00ce00ce00ce00ce00ce00d200d200d200d200d200d200d200d200d200d200d200d200d200d200d200d600d600d600d600d600d600d600d600d600d600d600d600d600d600d600da00da00da00da00da00da00da00da00da00da00da00da00da00da00da00de00de00de00de00de00de00de00de00de00de00de00de00de00de00de00e200e200e200e200e200e200e200e200e200e200e200e200e200e200e200e600e600e600e600e600e600e600e600e600e600e600e600e600e600e600ea00ea00ea00ea00ea00ea00ea00ea00ea00ea00ea00ea00ea00ea00ea00ee00ee00ee00ee00ee00ee00ee00ee00ee00ee00ee00ee00ee00ee00ee002f012f012f012f012f012f012f012f012f012f012f012f012f012f012f013301330133013301330133013301330133013301330133013301330133013701370137013701370137013701370137013701370137013701370137013b013b013b013b013b013b013b013b013b013b013b013b013b013b013b013f013f013f013f013f013f013f013f013f013f013f013f013f013f013f014301430143014301430143014301430143014301430143014301430143014701470147014701470147014701470147014701470147014701470147014b014b014b014b014b014b014b014b014b014b014b014b014b014b014b014f014f014f014f014f014f014f014f014f014f014f014f014f014f014f015301530153015301530153015301530153015301530153015301530153010000000000004e4058020000	\\x01000000280000000f0000001b01000000000000000001000000000000000002404e0000000000000000000f0000001b01000000000000000001000000000000000402404e0000000000000000000f0000001b01000000000000000001000000000000000802404e0000000000000000000f0000001b01000000000000000001000000000000000c02404e0000000000000000000f0000001b01000000000000000001000000000000001002404e0000000000000000000f0000001b01000000000000000001000000000000001402404e0000000000000000000f0000001b01000000000000000001000000000000001802404e0000000000000000000f0000001b01000000000000000001000000000000001c02404e0000000000000000000f0000001b01000000000000000001000000000000002002404e0000000000000000000f0000001b01000000000000000001000000000000002402404e0000000000000000000f0000001b01000000000000000101000000000000006502404e0000000000000000000f0000001b01000000000000000101000000000000006902404e0000000000000000000f0000001b01000000000000000101000000000000006d02404e0000000000000000000f0000001b01000000000000000101000000000000007102404e0000000000000000000f0000001b01000000000000000101000000000000007502404e0000000000000000000f0000001b01000000000000000101000000000000007902404e0000000000000000000f0000001b01000000000000000101000000000000007d02404e0000000000000000000f0000001b01000000000000000101000000000000008102404e0000000000000000000f0000001b01000000000000000101000000000000008502404e0000000000000000000f0000001b01000000000000000101000000000000008902404e0000000000000000000f0000001b0100000000000000020100000000000000ca02404e0000000000000000000f0000001b0100000000000000020100000000000000ce02404e0000000000000000000f0000001b0100000000000000020100000000000000d202404e0000000000000000000f0000001b0100000000000000020100000000000000d602404e0000000000000000000f0000001b0100000000000000020100000000000000da02404e0000000000000000000f0000001b0100000000000000020100000000000000de02404e0000000000000000000f0000001b0100000000000000020100000000000000e202404e0000000000000000000f0000001b0100000000000000020100000000000000e602404e0000000000000000000f0000001b0100000000000000020100000000000000ea02404e0000000000000000000f0000001b0100000000000000020100000000000000ee02404e0000000000000000000f0000001b01000000000000000301000000000000012f02404e0000000000000000000f0000001b01000000000000000301000000000000013302404e0000000000000000000f0000001b01000000000000000301000000000000013702404e0000000000000000000f0000001b01000000000000000301000000000000013b02404e0000000000000000000f0000001b01000000000000000301000000000000013f02404e0000000000000000000f0000001b01000000000000000301000000000000014302404e0000000000000000000f0000001b01000000000000000301000000000000014702404e0000000000000000000f0000001b01000000000000000301000000000000014b02404e0000000000000000000f0000001b01000000000000000301000000000000014f02404e0000000000000000000f0000001b01000000000000000301000000000000015302404e000000000000
2	0	1	80	\\x01000000040200000001060000000003000000010600000000	\\x211002211002211002211002211002211002211002211002211002211002211002211002211002210000000000802240000000000080324000000000000004400000000000802740000000000000354000000000000014400000000000802c4000000000008037400000000000001e400000000000c03040000000000000e83f000000000000244000000000004033400000000000000a4000000000000029400000000000c0354000000000000017400000000000002e40000000000040384000000000008020400000000000803140000000000000f83f0000000000802540000000000000344000000000000010400000000000802a4000000000008036400000000000001a400000000000802f40000000000000394000000000000022400000000000403240000000000000024000000000000027400000000000c0344000000000000013400000000000002c4000000000004037400000000000001d400000000000803040000000000000e03f0000000000802340000000000000334000000000000008400000000000802840000000000080354000000000000016400000000000802d40000000000000384000000000000020400000000000403140000000000000f43f00000000000025400000000000c033400000000000000e400000000000002a40000000000040364000000000000019400000000000002f400000000000c038400000000000802140000000000000324000000000000000400000000000802640000000000080344000000000000012400000000000802b4000000000000037400000000000001c400000000000403040000000000000d03f00000000000023400000000000c0324000000000000006400000000000002840000000000040354000000000000015400000000000002d400000000000c037400000000000001f40000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f000000000000e03f000000000000e83f000000000000f03f000000000000f43f000000000000d03f	\\x01000000010000005000000003000000
3	1	1	45	\\x0100000003020000000001000000000300000002	\\x1220011220011220011220011220011220011220011200ffffffffff1fffffffffff1f00020406080a0c0e10121416181a1c1e20222426282a2c2e30323436383a3c3e40424446484a4c4e5052545658	\\x01000000010000002d00000003000000
3	2	1	45	\\x0100000003020000000002000000020300000001	\\x0112200112200112200112200112200112200112200102000000000000000000000000000000000000000000000000020406080a0c0e10121416181a1c1e20222426282a2c2e30323436383a3c3e40424446484a4c4e5052545658	\\x01000000010000002d00000003000000
\.


--
-- Data for Name: pack_stale; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.pack_stale (survey_id, part, change, transaction) FROM stdin;
2	0	f	748
\.


--
-- Data for Name: response_set; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.response_set (survey_id, name, "position", label, counted, nets, properties) FROM stdin;
1	m	1	Which?	1	\N	\N
\.


--
-- Data for Name: response_set_member; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.response_set_member (survey_id, set_name, "position", variable, label) FROM stdin;
1	m	1	m_1	\N
1	m	2	m_2	\N
1	m	3	m_3	\N
\.


--
-- Data for Name: survey; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.survey (id, name, title, answers, answers_schema, answers_name, weight, respondent_key, person, loaded, labels_view, labels_schema, labels_name, long_view, long_schema, long_name, analysis_view, analysis_schema, analysis_name, created_at, source, load_report, properties) FROM stdin;
1	town	Town	17585	lab	town	w	id	\N	f	17592	lab	town_labels	17597	lab	town_long	17602	lab	town_analysis	2026-11-28 09:07:12.503684+00	\N	\N	\N
2	replicated	\N	17610	public	replicated	w	\N	\N	f	17613	public	replicated_labels	17617	public	replicated_long	17622	public	replicated_analysis	2026-11-28 09:07:12.535063+00	\N	\N	\N
3	parted	\N	17628	public	parted	\N	\N	\N	f	17637	public	parted_labels	17641	public	parted_long	17646	public	parted_analysis	2026-11-28 09:07:12.549659+00	\N	\N	\N
4	loaded	\N	17655	public	loaded	\N	respondent	\N	t	17661	public	loaded_labels	17665	public	loaded_long	17670	public	loaded_analysis	2026-11-28 09:07:12.562248+00	\N	{"seconds": 0.009, "inferred": ["encoding UTF8", "delimiter comma", "header rows 1"], "warnings": [], "loaded_at": "2026-11-28T09:07:12.562248+00:00", "rows_read": 6, "variables": {"date": 0, "sets": 0, "text": 0, "scale": 0, "nominal": 2, "ordinal": 0}, "rows_loaded": 5, "rows_refused": 1}	{"states": {"wave": "wave"}}
5	raked	\N	17688	public	raked	w	\N	\N	f	17691	public	raked_labels	17695	public	raked_long	17700	public	raked_analysis	2026-11-28 09:07:12.618556+00	\N	\N	\N
\.


--
-- Data for Name: value_label; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.value_label (survey_id, variable, code, "position", label, missing, value) FROM stdin;
1	q1	1	1	Never	f	\N
1	q1	2	2	Seldom	f	\N
1	q1	3	3	Sometimes	f	\N
1	q1	4	4	Often	f	\N
1	q1	5	5	Always	f	\N
1	q2	1	1	North	f	\N
1	q2	2	2	South	f	\N
1	q2	3	3	East	f	\N
1	q2	4	4	West	f	\N
1	q2	98	5	Refused	t	\N
1	m_1	0	1	No	f	\N
1	m_1	1	2	Yes	f	\N
1	m_2	0	1	No	f	\N
1	m_2	1	2	Yes	f	\N
1	m_3	0	1	No	f	\N
1	m_3	1	2	Yes	f	\N
1	mood	1	1	low	f	low
1	mood	2	2	middle	f	middle
1	mood	3	3	high	f	high
1	stratum	0	1	0	f	\N
1	stratum	1	2	1	f	\N
1	stratum	2	3	2	f	\N
1	stratum	3	4	3	f	\N
2	q	1	1	a	f	\N
2	q	2	2	b	f	\N
2	q	3	3	c	f	\N
3	q	0	1	none	f	\N
3	q	1	2	one	f	\N
3	q	2	3	two	f	\N
3	wave	1	1	1	f	\N
3	wave	2	2	2	f	\N
4	q	1	1	a	f	\N
4	q	2	2	b	f	\N
4	wave	2025	1	2025	f	\N
4	wave	2026	2	2026	f	\N
4	b	0	1	No	f	\N
4	b	1	2	Yes	f	\N
5	sex	1	1	m	f	\N
5	sex	2	2	f	f	\N
5	age	1	1	young	f	\N
5	age	2	2	middle	f	\N
5	age	3	3	old	f	\N
\.


--
-- Data for Name: variable; Type: TABLE DATA; Schema: mlops_survey; Owner: -
--

COPY mlops_survey.variable (survey_id, name, "position", label, measure, points, header, missing_ranges, nets, properties, scores, reverse) FROM stdin;
1	q1	1	How often?	ordinal	5	\N	\N	{"Often": [4, 5]}	{"translations": {"de": {"label": "Wie oft?"}}}	\N	f
1	q2	2	Where?	nominal	\N	\N	\N	\N	\N	\N	f
1	recommend	3	Recommend?	scale	\N	\N	\N	\N	\N	\N	f
1	income	4	\N	scale	\N	\N	\N	\N	\N	\N	f
1	m_1	5	\N	nominal	\N	\N	\N	\N	\N	\N	f
1	m_2	6	\N	nominal	\N	\N	\N	\N	\N	\N	f
1	m_3	7	\N	nominal	\N	\N	\N	\N	\N	\N	f
1	mood	8	\N	ordinal	\N	\N	\N	\N	\N	\N	f
1	day	9	\N	date	\N	\N	\N	\N	\N	\N	f
1	w	10	\N	scale	\N	\N	\N	\N	\N	\N	f
1	stratum	11	\N	nominal	\N	\N	\N	\N	\N	\N	f
1	psu	12	\N	scale	\N	\N	\N	\N	\N	\N	f
1	psus	13	\N	scale	\N	\N	\N	\N	\N	\N	f
1	spoken	14	\N	text	\N	\N	\N	\N	\N	\N	f
2	q	1	\N	nominal	\N	\N	\N	\N	\N	\N	f
2	y	2	\N	scale	\N	\N	\N	\N	\N	\N	f
2	id	3	\N	scale	\N	\N	\N	\N	\N	\N	f
2	w	4	\N	scale	\N	\N	\N	\N	\N	\N	f
3	q	1	\N	nominal	\N	\N	\N	\N	\N	\N	f
3	wave	2	\N	nominal	\N	\N	\N	\N	\N	\N	f
3	id	3	\N	scale	\N	\N	\N	\N	\N	\N	f
4	q	1	\N	nominal	\N	\N	\N	\N	\N	\N	f
4	wave	2	\N	nominal	\N	\N	\N	\N	\N	\N	f
4	b	3	Is b	nominal	\N	\N	\N	\N	{"derived": {"reads": ["q"], "inferred": true, "expression": "q = 2"}}	\N	f
5	sex	1	\N	nominal	\N	\N	\N	\N	\N	\N	f
5	age	2	\N	nominal	\N	\N	\N	\N	\N	\N	f
5	y	3	\N	scale	\N	\N	\N	\N	\N	\N	f
5	id	4	\N	scale	\N	\N	\N	\N	\N	\N	f
5	w	5	Weight, raked to sex, age	scale	\N	\N	\N	\N	{"weighting": {"base": null, "unit": "auto", "lower": 0, "total": null, "upper": null, "filter": null, "method": "rake", "within": [], "made_at": "2026-11-28 09:07:12.625516+00", "made_by": "postgres", "missing": "fail", "targets": {"age": {"1": 30, "2": 40, "3": 30}, "sex": {"1": 48, "2": 52}}, "converged": true, "deviation": 0.00000000000000022204460492503131, "tolerance": 0.0000000001, "iterations": 2, "respondents": 60, "same_within": null, "max_iterations": 1000}}	\N	f
\.


--
-- Data for Name: kept; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.kept (stratum, answers, profile, summary, replicates, quantiles) FROM stdin;
0	v1w{1:4:1.3333333333333333:0.4444444444444444,2:5:6.666666666666666+2.220446049250313e-16:8.88888888888889-8.881784197001252e-16,3:5:3.333333333333333+1.1102230246251565e-16:2.2222222222222223-2.220446049250313e-16,4:5:8.333333333333334-2.220446049250313e-16:13.888888888888891-4.440892098500626e-16,5:5:5:5}	v1w{1:24:24.666666666666668-1.4432899320127035e-15:30.444444444444446-8.881784197001252e-16}	01000101010000000000000000010000000800000000000000104032c71c71c71c72bca8000000000000408bd79e79e79e7abd02bcbc14e5e0a80000000000000000000000000000000000000000000000000000000000000000ffffffff000000000000000000000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc0000000000000000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a0000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc418618618618600000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc8000000000000	010000000003000000000000001800000000000000104032c71c71c71c72bccf8e38e38e38e2408bd79e79e79e7abd02bcbc14e5e0a80000000000000000000000000000000000000000000000000000000000000000402f5555555555553cbc00000000000040478000000000000000000000000000402000000000000000000000000000004040000000000000000000000000000040590c30c30c30c33cd3db6db6db6db04072c924924924923d1700000000000040494924924924923ce8000000000000406ce492492492493d00000000000000	01000000103ff492492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555553ff6db6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555400492492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554006db6db6db6db700000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401000000000000000000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401092492492492500000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401649249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004016db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401c92492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554020db6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554023b6db6db6db6e00000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555402400000000000000000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554026db6db6db6db700000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab40296db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402c49249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402c92492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555
2	v1w{1:5:1.6666666666666665+5.551115123125783e-17:0.5555555555555556-5.551115123125783e-17,2:5:6.666666666666666+2.220446049250313e-16:8.88888888888889-8.881784197001252e-16,3:5:3.333333333333333+1.1102230246251565e-16:2.2222222222222223-2.220446049250313e-16,4:4:6.666666666666667:11.111111111111112,5:5:5:5}	v1w{4:24:23.333333333333332+8.326672684688674e-16:27.77777777777778-5.551115123125783e-17}	0100010101000000000000000001000000080000000000000018403bc71c71c71c72bc900000000000004099e7d6343eb1a2bcec18618618619a0000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000020000000000000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba4924924924920000000000000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000000000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924920000000000000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249250000000000000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000000000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca61861861861880000000000000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000000000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	01000000000300000000000000180000000000000018403bc71c71c71c72bcd3c71c71c71c724099e7d6343eb1a2bcec1861861861a6000000000000000000000000000000000000000000000000000000000000000040375555555555553cce00000000000040518000000000000000000000000000402800000000000000000000000000000000000000000000000000000000000040650924924924923cfec30c30c30c38407f8db6db6db6dcbd1c800000000000405236db6db6db6ebcf080000000000000000000000000000000000000000000	01000000183fc249249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fd249249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fdb6db6db6db6db00000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553ffb6db6db6db6db00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab3ffdb6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab400924924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401249249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554012db6db6db6db700000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555401800000000000000000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401892492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401db6db6db6db6e00000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401e49249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554021b6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402200000000000000000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004024db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff000000000000040276db6db6db6db00000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554027b6db6db6db6e00000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402800000000000000000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402a49249249249200000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402a92492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402adb6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555
1	v1w{1:5:1.6666666666666665+5.551115123125783e-17:0.5555555555555556-5.551115123125783e-17,2:4:5.333333333333333:7.111111111111111,3:5:3.333333333333333+1.1102230246251565e-16:2.2222222222222223-2.220446049250313e-16,4:5:8.333333333333334-2.220446049250313e-16:13.888888888888891-4.440892098500626e-16,5:5:5:5}	v1w{2:24:23.666666666666668-1.3877787807814457e-15:28.77777777777778+3.885780586188048e-16}	0100010101000000000000000001000000080000000000000018403cc71c71c71c723cbc000000000000409b459406f74ae23d3dd98d0fac68800000000000000000000000000000000000000000000000000000000000000000ffffffff000000000000000100000000000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000000000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca000000000000000000000000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861800000000000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000000000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000000000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000000000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000000000000000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db	01000000000300000000000000180000000000000018403cc71c71c71c72bcc78e38e38e38e2409b459406f74ae23d3dd98d0fac688000000000000000000000000000000000000000000000000000000000000000004037aaaaaaaaaaabbcd90000000000004051c000000000000000000000000000402800000000000000000000000000004038000000000000000000000000000040669cf3cf3cf3cf3cffa186186186184080f5b6db6db6db3d2d2000000000004057524924924925bcfe0000000000004065db6db6db6db7bce6000000000000	01000000183fe6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003feb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400124924924924900000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555400249249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555400c92492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555400db6db6db6db6e00000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401400000000000000000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401492492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401524924924924900000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554019b6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401a49249249249200000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401adb6db6db6db700000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401f6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402049249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402292492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554022db6db6db6db700000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402324924924924900000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554025b6db6db6db6e00000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402600000000000000000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402892492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554028db6db6db6db700000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555402b6db6db6db6db00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402bb6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab
\.


--
-- Data for Name: loaded; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.loaded (respondent, q, wave) FROM stdin;
1	1	2025
2	2	2025
3	2	2026
4	2	2026
5	1	2026
\.


--
-- Data for Name: loaded_states; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.loaded_states (wave, variable, category, statistic, answers, summary, version) FROM stdin;
2025	q	\N	answers	v1{1:1,2:1}	\N	0040e69d-5f76-a800-e81c-f7f40d4ed744
2026	q	\N	answers	v1{1:1,2:2}	\N	37807097-4cef-da1b-c100-a4a999cd2462
2025	q	a	proportion	\N	01000100030000000000000000010000000000000002400000000000000000000000000000003ff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000200000000000000020000000000000002400000000000000000000000000000003ff00000000000000000000000000000400000000000000000000000000000003ff000000000000000000000000000003ff00000000000000000000000000000	d05a8f5b-3412-8c6b-99e2-ae5104ddf632
2026	q	a	proportion	\N	01000100030000000000000000010000000000000003400800000000000000000000000000003ff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000300000000000000030000000000000003400800000000000000000000000000003ff00000000000000000000000000000400800000000000000000000000000003ff000000000000000000000000000003ff00000000000000000000000000000	92f8c5b6-d45d-cb3a-c816-32fc9fae0adc
2025	q	b	proportion	\N	01000100030000000000000000010000000000000002400000000000000000000000000000003ff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000200000000000000020000000000000002400000000000000000000000000000003ff00000000000000000000000000000400000000000000000000000000000003ff000000000000000000000000000003ff00000000000000000000000000000	04a957d5-c7d3-59e0-7ed6-86afc7c03424
2026	q	b	proportion	\N	0100010003000000000000000001000000000000000340080000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000003000000000000000300000000000000034008000000000000000000000000000040000000000000000000000000000000400800000000000000000000000000004000000000000000000000000000000040000000000000000000000000000000	8cb665d9-cb59-8d69-d021-549472113ca3
2025	b	\N	answers	v1{0:1,1:1}	\N	b1c2bbb5-2ff8-01e7-308f-c4642601ab81
2026	b	\N	answers	v1{0:1,1:2}	\N	7d3149f9-2991-45b1-6155-6562ba2d5651
2025	b	No	proportion	\N	01000100030000000000000000010000000000000002400000000000000000000000000000003ff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000200000000000000020000000000000002400000000000000000000000000000003ff00000000000000000000000000000400000000000000000000000000000003ff000000000000000000000000000003ff00000000000000000000000000000	f102a46d-31bd-cac0-68e0-3a2495de33d5
2026	b	No	proportion	\N	01000100030000000000000000010000000000000003400800000000000000000000000000003ff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000300000000000000030000000000000003400800000000000000000000000000003ff00000000000000000000000000000400800000000000000000000000000003ff000000000000000000000000000003ff00000000000000000000000000000	615325ca-0c43-7da1-676f-b52f506085f6
2025	b	Yes	proportion	\N	01000100030000000000000000010000000000000002400000000000000000000000000000003ff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000200000000000000020000000000000002400000000000000000000000000000003ff00000000000000000000000000000400000000000000000000000000000003ff000000000000000000000000000003ff00000000000000000000000000000	f8d92a1c-9bf5-5df3-4c34-3e4b76e7dadb
2026	b	Yes	proportion	\N	0100010003000000000000000001000000000000000340080000000000000000000000000000400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000003000000000000000300000000000000034008000000000000000000000000000040000000000000000000000000000000400800000000000000000000000000004000000000000000000000000000000040000000000000000000000000000000	ac61dde2-0fbc-c3a6-857b-182d555447d8
\.


--
-- Data for Name: parted_1; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.parted_1 (wave, id, q) FROM stdin;
1	2	2
1	4	1
1	6	0
1	8	2
1	10	1
1	12	0
1	14	2
1	16	1
1	18	0
1	20	2
1	22	1
1	24	0
1	26	2
1	28	1
1	30	0
1	32	2
1	34	1
1	36	0
1	38	2
1	40	1
1	42	0
1	44	2
1	46	1
1	48	0
1	50	2
1	52	1
1	54	0
1	56	2
1	58	1
1	60	0
1	62	2
1	64	1
1	66	0
1	68	2
1	70	1
1	72	0
1	74	2
1	76	1
1	78	0
1	80	2
1	82	1
1	84	0
1	86	2
1	88	1
1	90	0
\.


--
-- Data for Name: parted_2; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.parted_2 (wave, id, q) FROM stdin;
2	1	1
2	3	0
2	5	2
2	7	1
2	9	0
2	11	2
2	13	1
2	15	0
2	17	2
2	19	1
2	21	0
2	23	2
2	25	1
2	27	0
2	29	2
2	31	1
2	33	0
2	35	2
2	37	1
2	39	0
2	41	2
2	43	1
2	45	0
2	47	2
2	49	1
2	51	0
2	53	2
2	55	1
2	57	0
2	59	2
2	61	1
2	63	0
2	65	2
2	67	1
2	69	0
2	71	2
2	73	1
2	75	0
2	77	2
2	79	1
2	81	0
2	83	2
2	85	1
2	87	0
2	89	2
\.


--
-- Data for Name: person; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.person (id, q1, y, x, w, stratum, cluster, focus, r) FROM stdin;
1	3	5.285714285714286	1.3333333333333333	0.6666666666666666	1	101	model	{2,1,1}
2	5	10.571428571428571	1.6666666666666665	1	2	202	pipeline	{3,0,0}
3	2	1.4285714285714286	2	1.3333333333333333	0	3	data	{4,1,2}
4	4	6.714285714285714	2.333333333333333	1.6666666666666667	1	104	model	{5,0,1}
5	1	12	2.666666666666667	0.3333333333333333	2	205	pipeline	{1,1,0}
6	3	2.857142857142857	3	0.6666666666666666	0	6	data	{2,0,2}
7	5	8.142857142857142	3.3333333333333335	1	1	107	model	{3,1,1}
8	2	13.428571428571429	3.6666666666666665	1.3333333333333333	2	208	pipeline	{4,0,0}
9	4	\N	4	1.6666666666666667	0	9	data	{5,1,2}
10	1	9.571428571428571	4.333333333333334	0.3333333333333333	1	110	model	{1,0,1}
11	3	0.42857142857142855	4.666666666666666	0.6666666666666666	2	211	pipeline	{2,1,0}
12	5	5.714285714285714	5	1	0	12	data	{3,0,2}
13	2	11	1	1.3333333333333333	1	113	model	{4,1,1}
14	4	1.8571428571428572	1.3333333333333333	1.6666666666666667	2	214	pipeline	{5,0,0}
15	1	7.142857142857143	1.6666666666666665	0.3333333333333333	0	15	data	{1,1,2}
16	3	12.428571428571429	2	0.6666666666666666	1	116	model	{2,0,1}
17	5	3.2857142857142856	2.333333333333333	1	2	217	pipeline	{3,1,0}
18	2	\N	2.666666666666667	1.3333333333333333	0	18	data	{4,0,2}
19	4	13.857142857142858	3	1.6666666666666667	1	119	model	{5,1,1}
20	1	4.714285714285714	3.3333333333333335	0.3333333333333333	2	220	pipeline	{1,0,0}
21	3	10	3.6666666666666665	0.6666666666666666	0	21	data	{2,1,2}
22	5	0.8571428571428571	4	1	1	122	model	{3,0,1}
23	2	6.142857142857143	4.333333333333334	1.3333333333333333	2	223	pipeline	{4,1,0}
24	4	11.428571428571429	4.666666666666666	1.6666666666666667	0	0	data	{5,0,2}
25	1	2.2857142857142856	5	0.3333333333333333	1	101	model	{1,1,1}
26	3	7.571428571428571	1	0.6666666666666666	2	202	pipeline	{2,0,0}
27	5	\N	1.3333333333333333	1	0	3	data	{3,1,2}
28	2	3.7142857142857144	1.6666666666666665	1.3333333333333333	1	104	model	{4,0,1}
29	4	9	2	1.6666666666666667	2	205	pipeline	{5,1,0}
30	1	14.285714285714286	2.333333333333333	0.3333333333333333	0	6	data	{1,0,2}
31	3	5.142857142857143	2.666666666666667	0.6666666666666666	1	107	model	{2,1,1}
32	5	10.428571428571429	3	1	2	208	pipeline	{3,0,0}
33	2	1.2857142857142858	3.3333333333333335	1.3333333333333333	0	9	data	{4,1,2}
34	4	6.571428571428571	3.6666666666666665	1.6666666666666667	1	110	model	{5,0,1}
35	1	11.857142857142858	4	0.3333333333333333	2	211	pipeline	{1,1,0}
36	3	\N	4.333333333333334	0.6666666666666666	0	12	data	{2,0,2}
37	5	8	4.666666666666666	1	1	113	model	{3,1,1}
38	2	13.285714285714286	5	1.3333333333333333	2	214	pipeline	{4,0,0}
39	4	4.142857142857143	1	1.6666666666666667	0	15	data	{5,1,2}
40	1	9.428571428571429	1.3333333333333333	0.3333333333333333	1	116	model	{1,0,1}
41	3	0.2857142857142857	1.6666666666666665	0.6666666666666666	2	217	pipeline	{2,1,0}
42	5	5.571428571428571	2	1	0	18	data	{3,0,2}
43	2	10.857142857142858	2.333333333333333	1.3333333333333333	1	119	model	{4,1,1}
44	4	1.7142857142857142	2.666666666666667	1.6666666666666667	2	220	pipeline	{5,0,0}
45	1	\N	3	0.3333333333333333	0	21	data	{1,1,2}
46	3	12.285714285714286	3.3333333333333335	0.6666666666666666	1	122	model	{2,0,1}
47	5	3.142857142857143	3.6666666666666665	1	2	223	pipeline	{3,1,0}
48	2	8.428571428571429	4	1.3333333333333333	0	0	data	{4,0,2}
49	4	13.714285714285714	4.333333333333334	1.6666666666666667	1	101	model	{5,1,1}
50	1	4.571428571428571	4.666666666666666	0.3333333333333333	2	202	pipeline	{1,0,0}
51	3	9.857142857142858	5	0.6666666666666666	0	3	data	{2,1,2}
52	5	0.7142857142857143	1	1	1	104	model	{3,0,1}
53	2	6	1.3333333333333333	1.3333333333333333	2	205	pipeline	{4,1,0}
54	4	\N	1.6666666666666665	1.6666666666666667	0	6	data	{5,0,2}
55	1	2.142857142857143	2	0.3333333333333333	1	107	model	{1,1,1}
56	3	7.428571428571429	2.333333333333333	0.6666666666666666	2	208	pipeline	{2,0,0}
57	5	12.714285714285714	2.666666666666667	1	0	9	data	{3,1,2}
58	2	3.5714285714285716	3	1.3333333333333333	1	110	model	{4,0,1}
59	4	8.857142857142858	3.3333333333333335	1.6666666666666667	2	211	pipeline	{5,1,0}
60	1	14.142857142857142	3.6666666666666665	0.3333333333333333	0	12	data	{1,0,2}
61	3	5	4	0.6666666666666666	1	113	model	{2,1,1}
62	5	10.285714285714286	4.333333333333334	1	2	214	pipeline	{3,0,0}
63	2	\N	4.666666666666666	1.3333333333333333	0	15	data	{4,1,2}
64	4	6.428571428571429	5	1.6666666666666667	1	116	model	{5,0,1}
65	1	11.714285714285714	1	0.3333333333333333	2	217	pipeline	{1,1,0}
66	3	2.5714285714285716	1.3333333333333333	0.6666666666666666	0	18	data	{2,0,2}
67	5	7.857142857142857	1.6666666666666665	1	1	119	model	{3,1,1}
68	2	13.142857142857142	2	1.3333333333333333	2	220	pipeline	{4,0,0}
69	4	4	2.333333333333333	1.6666666666666667	0	21	data	{5,1,2}
70	1	9.285714285714286	2.666666666666667	0.3333333333333333	1	122	model	{1,0,1}
71	3	0.14285714285714285	3	0.6666666666666666	2	223	pipeline	{2,1,0}
72	5	\N	3.3333333333333335	1	0	0	data	{3,0,2}
\.


--
-- Data for Name: raked; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.raked (id, sex, age, y, w) FROM stdin;
1	2	2	1	1.2480000000000002
2	1	3	2	0.8639999999999999
3	2	1	3	0.9359999999999999
4	1	2	4	1.152
5	2	3	0	0.9359999999999999
6	1	1	1	0.8639999999999999
7	2	2	2	1.2480000000000002
8	1	3	3	0.8639999999999999
9	2	1	4	0.9359999999999999
10	1	2	0	1.152
11	2	3	1	0.9359999999999999
12	1	1	2	0.8639999999999999
13	2	2	3	1.2480000000000002
14	1	3	4	0.8639999999999999
15	2	1	0	0.9359999999999999
16	1	2	1	1.152
17	2	3	2	0.9359999999999999
18	1	1	3	0.8639999999999999
19	2	2	4	1.2480000000000002
20	1	3	0	0.8639999999999999
21	2	1	1	0.9359999999999999
22	1	2	2	1.152
23	2	3	3	0.9359999999999999
24	1	1	4	0.8639999999999999
25	2	2	0	1.2480000000000002
26	1	3	1	0.8639999999999999
27	2	1	2	0.9359999999999999
28	1	2	3	1.152
29	2	3	4	0.9359999999999999
30	1	1	0	0.8639999999999999
31	2	2	1	1.2480000000000002
32	1	3	2	0.8639999999999999
33	2	1	3	0.9359999999999999
34	1	2	4	1.152
35	2	3	0	0.9359999999999999
36	1	1	1	0.8639999999999999
37	2	2	2	1.2480000000000002
38	1	3	3	0.8639999999999999
39	2	1	4	0.9359999999999999
40	1	2	0	1.152
41	2	3	1	0.9359999999999999
42	1	1	2	0.8639999999999999
43	2	2	3	1.2480000000000002
44	1	3	4	0.8639999999999999
45	2	1	0	0.9359999999999999
46	1	2	1	1.152
47	2	3	2	0.9359999999999999
48	1	1	3	0.8639999999999999
49	2	2	4	1.2480000000000002
50	1	3	0	0.8639999999999999
51	2	1	1	0.9359999999999999
52	1	2	2	1.152
53	2	3	3	0.9359999999999999
54	1	1	4	0.8639999999999999
55	2	2	0	1.2480000000000002
56	1	3	1	0.8639999999999999
57	2	1	2	0.9359999999999999
58	1	2	3	1.152
59	2	3	4	0.9359999999999999
60	1	1	0	0.8639999999999999
\.


--
-- Data for Name: replicated; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.replicated (id, q, y, w, rw1, rw2, rw3, rw4) FROM stdin;
1	2	9.25	0.5	1	0	0	1
2	3	18.5	0.75	0	1.5	1.5	0
3	1	2.5	1	2	0	2	0
4	2	11.75	1.25	0	2.5	0	2.5
5	3	21	0.25	0.5	0	0	0.5
6	1	5	0.5	0	1	1	0
7	2	14.25	0.75	1.5	0	1.5	0
8	3	23.5	1	0	2	0	2
9	1	7.5	1.25	2.5	0	0	2.5
10	2	16.75	0.25	0	0.5	0.5	0
11	3	0.75	0.5	1	0	1	0
12	1	10	0.75	0	1.5	0	1.5
13	2	19.25	1	2	0	0	2
14	3	3.25	1.25	0	2.5	2.5	0
15	1	12.5	0.25	0.5	0	0.5	0
16	2	21.75	0.5	0	1	0	1
17	3	5.75	0.75	1.5	0	0	1.5
18	1	15	1	0	2	2	0
19	2	24.25	1.25	2.5	0	2.5	0
20	3	8.25	0.25	0	0.5	0	0.5
21	1	17.5	0.5	1	0	0	1
22	2	1.5	0.75	0	1.5	1.5	0
23	3	10.75	1	2	0	2	0
24	1	20	1.25	0	2.5	0	2.5
25	2	4	0.25	0.5	0	0	0.5
26	3	13.25	0.5	0	1	1	0
27	1	22.5	0.75	1.5	0	1.5	0
28	2	6.5	1	0	2	0	2
29	3	15.75	1.25	2.5	0	0	2.5
30	1	25	0.25	0	0.5	0.5	0
31	2	9	0.5	1	0	1	0
32	3	18.25	0.75	0	1.5	0	1.5
33	1	2.25	1	2	0	0	2
34	2	11.5	1.25	0	2.5	2.5	0
35	3	20.75	0.25	0.5	0	0.5	0
36	1	4.75	0.5	0	1	0	1
37	2	14	0.75	1.5	0	0	1.5
38	3	23.25	1	0	2	2	0
39	1	7.25	1.25	2.5	0	2.5	0
40	2	16.5	0.25	0	0.5	0	0.5
41	3	0.5	0.5	1	0	0	1
42	1	9.75	0.75	0	1.5	1.5	0
43	2	19	1	2	0	2	0
44	3	3	1.25	0	2.5	0	2.5
45	1	12.25	0.25	0.5	0	0	0.5
46	2	21.5	0.5	0	1	1	0
47	3	5.5	0.75	1.5	0	1.5	0
48	1	14.75	1	0	2	0	2
49	2	24	1.25	2.5	0	0	2.5
50	3	8	0.25	0	0.5	0.5	0
51	1	17.25	0.5	1	0	1	0
52	2	1.25	0.75	0	1.5	0	1.5
53	3	10.5	1	2	0	0	2
54	1	19.75	1.25	0	2.5	2.5	0
55	2	3.75	0.25	0.5	0	0.5	0
56	3	13	0.5	0	1	0	1
57	1	22.25	0.75	1.5	0	0	1.5
58	2	6.25	1	0	2	2	0
59	3	15.5	1.25	2.5	0	2.5	0
60	1	24.75	0.25	0	0.5	0	0.5
61	2	8.75	0.5	1	0	0	1
62	3	18	0.75	0	1.5	1.5	0
63	1	2	1	2	0	2	0
64	2	11.25	1.25	0	2.5	0	2.5
65	3	20.5	0.25	0.5	0	0	0.5
66	1	4.5	0.5	0	1	1	0
67	2	13.75	0.75	1.5	0	1.5	0
68	3	23	1	0	2	0	2
69	1	7	1.25	2.5	0	0	2.5
70	2	16.25	0.25	0	0.5	0.5	0
71	3	0.25	0.5	1	0	1	0
72	1	9.5	0.75	0	1.5	0	1.5
73	2	18.75	1	2	0	0	2
74	3	2.75	1.25	0	2.5	2.5	0
75	1	12	0.25	0.5	0	0.5	0
76	2	21.25	0.5	0	1	0	1
77	3	5.25	0.75	1.5	0	0	1.5
78	1	14.5	1	0	2	2	0
79	2	23.75	1.25	2.5	0	2.5	0
80	3	7.75	0.25	0	0.5	0	0.5
81	1	5	1	2	0	2	0
82	1	5	1	2	0	2	0
83	1	5	1	2	0	2	0
84	1	5	1	2	0	2	0
85	1	5	1	2	0	2	0
86	1	5	1	2	0	2	0
87	1	5	1	2	0	2	0
88	1	5	1	2	0	2	0
89	1	5	1	2	0	2	0
90	1	5	1	2	0	2	0
\.


--
-- Data for Name: states; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.states (number, type, what, printed, sent, stored) FROM stdin;
1	tally	tally(q1)	v1{1:14,2:14,3:15,4:14,5:15}	\\x0100000000000000000000000001000000000000000e00000002000000000000000e00000003000000000000000f00000004000000000000000e00000005000000000000000f	\\x00000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e0000000000000000000000000000000000000000000000000000000000000000000000000000000e0000000000000000000000000000000000000000000000000000000000000000000000000000000f0000000000000000000000000000000000000000000000000000000000000000000000000000000e0000000000000000000000000000000000000000000000000000000000000000000000000000000f00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
2	tally	tally(q1, w)	v1w{1:14:4.666666666666666+3.3306690738754696e-16:1.5555555555555554+1.1102230246251565e-16,2:14:18.666666666666664+1.3322676295501878e-15:24.888888888888886+1.7763568394002505e-15,3:15:10-5.551115123125783e-16:6.666666666666666+2.220446049250313e-16,4:14:23.333333333333336-1.3322676295501878e-15:38.88888888888889+8.881784197001252e-16,5:15:15:15}	\\x0101000000000000000000000001000000000000000e4012aaaaaaaaaaaa3cb80000000000003ff8e38e38e38e383ca000000000000000000002000000000000000e4032aaaaaaaaaaaa3cd80000000000004038e38e38e38e383ce000000000000000000003000000000000000f4024000000000000bcc4000000000000401aaaaaaaaaaaaa3cb000000000000000000004000000000000000e4037555555555556bcd8000000000000404371c71c71c71d3cd000000000000000000005000000000000000f402e0000000000000000000000000000402e0000000000000000000000000000	\\x01000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e00000000000000aaaaaaaaaaaa1240000000000000b83c388ee3388ee3f83f000000000000a03c0e00000000000000aaaaaaaaaaaa3240000000000000d83c388ee3388ee33840000000000000e03c0f000000000000000000000000002440000000000000c4bcaaaaaaaaaaaa1a40000000000000b03c0e000000000000005655555555553740000000000000d8bc1dc7711cc7714340000000000000d03c0f000000000000000000000000002e4000000000000000000000000000002e40000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
3	tally	tally(q1 * 100000 - 300000, w)	v1w{-200000:14:4.666666666666666+3.3306690738754696e-16:1.5555555555555554+1.1102230246251565e-16,-100000:14:18.666666666666664+1.3322676295501878e-15:24.888888888888886+1.7763568394002505e-15,0:15:10-5.551115123125783e-16:6.666666666666666+2.220446049250313e-16,100000:14:23.333333333333336-1.3322676295501878e-15:38.88888888888889+8.881784197001252e-16,200000:15:15:15}	\\x01010000000000000000fffcf2c0000000000000000e4012aaaaaaaaaaaa3cb80000000000003ff8e38e38e38e383ca0000000000000fffe7960000000000000000e4032aaaaaaaaaaaa3cd80000000000004038e38e38e38e383ce000000000000000000000000000000000000f4024000000000000bcc4000000000000401aaaaaaaaaaaaa3cb0000000000000000186a0000000000000000e4037555555555556bcd8000000000000404371c71c71c71d3cd000000000000000030d40000000000000000f402e0000000000000000000000000000402e0000000000000000000000000000	\\x01000000000000000000000005000000050000002ccfffff0400000096e7ffff0200000000000000000000006a18000003000000d4300000010000000f000000000000000000000000002440000000000000c4bcaaaaaaaaaaaa1a40000000000000b03c0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f000000000000000000000000002e4000000000000000000000000000002e4000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e00000000000000aaaaaaaaaaaa3240000000000000d83c388ee3388ee33840000000000000e03c0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e000000000000005655555555553740000000000000d8bc1dc7711cc7714340000000000000d03c0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e00000000000000aaaaaaaaaaaa1240000000000000b83c388ee3388ee3f83f000000000000a03c000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
4	tally	tally(q1 > 3, w)	v1w{0:43:33.33333333333333+2.886579864025407e-15:33.11111111111111+2.1094237467877974e-15,1:29:38.333333333333336-1.3322676295501878e-15:53.88888888888889+8.881784197001252e-16}	\\x0101000000000000000000000000000000000000002b4040aaaaaaaaaaaa3cea00000000000040408e38e38e38e33ce300000000000000000001000000000000001d40432aaaaaaaaaabbcd8000000000000404af1c71c71c71d3cd0000000000000	\\x010000000000000000000000010000000100000000000000000000002b00000000000000aaaaaaaaaaaa4040000000000000ea3ce3388ee3388e4040000000000000e33c1d00000000000000abaaaaaaaa2a4340000000000000d8bc1dc7711cc7f14a40000000000000d03c0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
5	tally	rollup(t)	v1w{1:14:4.666666666666666+3.3306690738754696e-16:1.5555555555555554+1.1102230246251565e-16,2:14:18.666666666666664+1.3322676295501878e-15:24.888888888888886+1.7763568394002505e-15,3:15:10-5.551115123125783e-16:6.666666666666666+2.220446049250313e-16,4:14:23.333333333333336-1.3322676295501878e-15:38.88888888888889+8.881784197001252e-16,5:15:15:15}	\\x0101000000000000000000000001000000000000000e4012aaaaaaaaaaaa3cb80000000000003ff8e38e38e38e383ca000000000000000000002000000000000000e4032aaaaaaaaaaaa3cd80000000000004038e38e38e38e383ce000000000000000000003000000000000000f4024000000000000bcc4000000000000401aaaaaaaaaaaaa3cb000000000000000000004000000000000000e4037555555555556bcd8000000000000404371c71c71c71d3cd000000000000000000005000000000000000f402e0000000000000000000000000000402e0000000000000000000000000000	\\x01000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000e00000000000000aaaaaaaaaaaa1240000000000000b83c388ee3388ee3f83f000000000000a03c0e00000000000000aaaaaaaaaaaa3240000000000000d83c388ee3388ee33840000000000000e03c0f000000000000000000000000002440000000000000c4bcaaaaaaaaaaaa1a40000000000000b03c0e000000000000005655555555553740000000000000d8bc1dc7711cc7714340000000000000d03c0f000000000000000000000000002e4000000000000000000000000000002e40000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
6	maturity_profile	maturity_profile(focus)	v1{1:24,2:24,4:24}	\\x01000000000000000000000000010000000000000018000000020000000000000018000000040000000000000018	\\x0000000000000000000000000100000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000180000000000000000000000000000000000000000000000000000000000000000000000000000001800000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000180000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
7	maturity_profile	maturity_profile(focus, w)	v1w{1:24:24.666666666666668-1.4432899320127035e-15:30.444444444444446-8.881784197001252e-16,2:24:23.666666666666668-1.3877787807814457e-15:28.77777777777778+3.885780586188048e-16,4:24:23.333333333333332+8.326672684688674e-16:27.77777777777778-5.551115123125783e-17}	\\x010100000000000000000000000100000000000000184038aaaaaaaaaaabbcda000000000000403e71c71c71c71dbcd00000000000000000000200000000000000184037aaaaaaaaaaabbcd9000000000000403cc71c71c71c723cbc00000000000000000004000000000000001840375555555555553cce000000000000403bc71c71c71c72bc90000000000000	\\x01000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001800000000000000abaaaaaaaaaa3840000000000000dabc1dc7711cc7713e40000000000000d0bc1800000000000000abaaaaaaaaaa3740000000000000d9bc721cc7711cc73c40000000000000bc3c0000000000000000000000000000000000000000000000000000000000000000000000000000000018000000000000005555555555553740000000000000ce3c721cc7711cc73b4000000000000090bc0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
8	maturity_profile	maturity_profile(ARRAY[focus, 'data'], w)	v1w{1:24:24.666666666666668-1.4432899320127035e-15:30.444444444444446-8.881784197001252e-16,3:24:23.666666666666668-1.3877787807814457e-15:28.77777777777778+3.885780586188048e-16,5:24:23.333333333333332+8.326672684688674e-16:27.77777777777778-5.551115123125783e-17}	\\x010100000000000000000000000100000000000000184038aaaaaaaaaaabbcda000000000000403e71c71c71c71dbcd00000000000000000000300000000000000184037aaaaaaaaaaabbcd9000000000000403cc71c71c71c723cbc00000000000000000005000000000000001840375555555555553cce000000000000403bc71c71c71c72bc90000000000000	\\x01000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001800000000000000abaaaaaaaaaa3840000000000000dabc1dc7711cc7713e40000000000000d0bc000000000000000000000000000000000000000000000000000000000000000000000000000000001800000000000000abaaaaaaaaaa3740000000000000d9bc721cc7711cc73c40000000000000bc3c0000000000000000000000000000000000000000000000000000000000000000000000000000000018000000000000005555555555553740000000000000ce3c721cc7711cc73b4000000000000090bc00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
9	survey_summary	survey_summary(y, w)	010001000300000000000000000100000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000004800000000000000480000000000000040404f5555555555553cdd000000000000407c161861861862bd1f2924924924944052d55555555556bcff40000000000040810a4924924925bd1ada69a69a69aa40b46699d50b078c3d4947488ff6b643	\\x010001000300000000000000000100000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000004800000000000000480000000000000040404f5555555555553cdd000000000000407c161861861862bd1f2924924924944052d55555555556bcff40000000000040810a4924924925bd1ada69a69a69aa40b46699d50b078c3d4947488ff6b643	\\x0100010000030000000000000000000000000000000000000100000001000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f480000000000000048000000000000004000000000000000ffffffff000000005555555555554f40000000000000dd3c6218866118167c409424499224291fbd5655555555d55240000000000040ffbc25499224490a8140aa699aa669da1abd8c070bd59966b44043b6f68f4847493d
15	survey_summary	survey_summary(y, w, ARRAY[stratum, 1], ARRAY[cluster, id], ARRAY[100, 500])	010002010101010101000000000000000300000018000000180000004800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000004059000000000000ffffffff00000000000000014059000000000000ffffffff0000000000000002405900000000000000000000000000000000000000000000000000000000000300000000000000000000000600000000000000000000000900000000000000000000000c00000000000000000000000f00000000000000000000001200000000000000000000001500000001000000000000006500000001000000000000006800000001000000000000006b00000001000000000000006e00000001000000000000007100000001000000000000007400000001000000000000007700000001000000000000007a0000000200000000000000ca0000000200000000000000cd0000000200000000000000d00000000200000000000000d30000000200000000000000d60000000200000000000000d90000000200000000000000dc0000000200000000000000df000000030000000000000001407f400000000000000000040000000000000001407f400000000000000000050000000000000001407f400000000000000000060000000000000001407f400000000000000000070000000000000001407f400000000000000000080000000000000001407f400000000000000000090000000000000001407f4000000000000000000a0000000000000001407f4000000000000000000b0000000000000001407f4000000000000000000c0000000000000001407f4000000000000000000d0000000000000001407f4000000000000000000e0000000000000001407f4000000000000000000f0000000000000001407f400000000000000000100000000000000001407f400000000000000000110000000000000001407f400000000000000000120000000000000001407f400000000000000000130000000000000001407f400000000000000000140000000000000001407f400000000000000000150000000000000001407f400000000000000000160000000000000001407f400000000000000000170000000000000001407f400000000000000000180000000000000001407f400000000000000000190000000000000001407f4000000000000000001a0000000000000001407f4000000000000000001b00000000000000180000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040330c30c30c30c33cd9e79e79e79e7a0000001b00000000000000300000000000000001000000000000000100000000000000013ff55555555555550000000000000000402679e79e79e79e3cc430c30c30c30c0000001b000000000000004800000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c00000000000000030000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffe79e79e79e79e3c886186186186180000001c000000000000001b00000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c00000000000000330000000000000001000000000000000100000000000000013fe55555555555550000000000000000401a4924924924923cb06186186186180000001d00000000000000060000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffe79e79e79e79e3c886186186186180000001d000000000000001e0000000000000001000000000000000100000000000000013fd5555555555555000000000000000040130c30c30c30c33c824924924924900000001d000000000000003600000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e000000000000000900000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e00000000000000210000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc0000001e00000000000000390000000000000001000000000000000100000000000000013ff0000000000000000000000000000040296db6db6db6db00000000000000000000001f000000000000000c0000000000000001000000000000000100000000000000013ff000000000000000000000000000004016db6db6db6db700000000000000000000001f000000000000002400000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001f000000000000003c0000000000000001000000000000000100000000000000013fd555555555555500000000000000004012db6db6db6db63cb7cf3cf3cf3cf400000020000000000000000f0000000000000001000000000000000100000000000000013fd5555555555555000000000000000040030c30c30c30c33c724924924924900000002000000000000000270000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401b9e79e79e79e9bcb492492492492400000020000000000000003f0000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000210000000000000012000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000021000000000000002a0000000000000001000000000000000100000000000000013ff00000000000000000000000000000401649249249249200000000000000000000002100000000000000420000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc0000002200000000000000150000000000000001000000000000000100000000000000013fe55555555555550000000000000000401aaaaaaaaaaaaa3cb000000000000000000022000000000000002d00000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000002200000000000000450000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401aaaaaaaaaaaab00000000000000000000002300000000000000010000000000000001000000000000000100000000000000013fe55555555555550000000000000000400c30c30c30c30cbcac30c30c30c30c0000002300000000000000190000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe8618618618618bc886186186186180000002300000000000000310000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004036db6db6db6db7bccb6db6db6db6dc0000002400000000000000040000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004026618618618619bcbc30c30c30c30c00000024000000000000001c0000000000000001000000000000000100000000000000013ff555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf40000002400000000000000340000000000000001000000000000000100000000000000013ff000000000000000000000000000003fe6db6db6db6db700000000000000000000002500000000000000070000000000000001000000000000000100000000000000013ff000000000000000000000000000004020492492492492000000000000000000000025000000000000001f0000000000000001000000000000000100000000000000013fe55555555555550000000000000000400b6db6db6db6dcbcab6db6db6db6dc0000002500000000000000370000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe6db6db6db6db63c83cf3cf3cf3cf400000026000000000000000a0000000000000001000000000000000100000000000000013fd555555555555500000000000000004009861861861861bc80c30c30c30c300000002600000000000000220000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004025e79e79e79e7abc9e79e79e79e7a000000026000000000000003a0000000000000001000000000000000100000000000000013ff5555555555555000000000000000040130c30c30c30c33c8249249249249000000027000000000000000d0000000000000001000000000000000100000000000000013ff55555555555550000000000000000402d555555555555bcb00000000000000000002700000000000000250000000000000001000000000000000100000000000000013ff000000000000000000000000000004020000000000000000000000000000000000027000000000000003d0000000000000001000000000000000100000000000000013fe55555555555550000000000000000400aaaaaaaaaaaaa3ca00000000000000000002800000000000000100000000000000001000000000000000100000000000000013fe5555555555555000000000000000040209249249249243cca1861861861860000002800000000000000280000000000000001000000000000000100000000000000013fd555555555555500000000000000004009249249249249bc7e79e79e79e7a00000002800000000000000400000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040256db6db6db6dcbca0c30c30c30c300000002900000000000000130000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004037186186186187bcd830c30c30c30c00000029000000000000002b0000000000000001000000000000000100000000000000013ff55555555555550000000000000000402cf3cf3cf3cf3dbcae79e79e79e7a00000002900000000000000430000000000000001000000000000000100000000000000013ff00000000000000000000000000000401f6db6db6db6db00000000000000000000002a00000000000000160000000000000001000000000000000100000000000000013ff000000000000000000000000000003feb6db6db6db6db00000000000000000000002a000000000000002e0000000000000001000000000000000100000000000000013fe5555555555555000000000000000040206186186186183cca4924924924920000002a00000000000000460000000000000001000000000000000100000000000000013fd555555555555500000000000000004008c30c30c30c31bc7b6db6db6db6e00000002b00000000000000020000000000000001000000000000000100000000000000013ff00000000000000000000000000000402524924924924900000000000000000000002b000000000000001a0000000000000001000000000000000100000000000000013fe55555555555550000000000000000401430c30c30c30cbcb430c30c30c30c0000002b00000000000000320000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff8618618618618bc986186186186180000002c00000000000000050000000000000001000000000000000100000000000000013fd555555555555500000000000000004010000000000000bcb00000000000000000002c000000000000001d0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402e0000000000003cc80000000000000000002c00000000000000350000000000000001000000000000000100000000000000013ff555555555555500000000000000004020000000000000bcc00000000000000000002d00000000000000080000000000000001000000000000000100000000000000013ff555555555555500000000000000004031e79e79e79e7abcd1e79e79e79e7a0000002d00000000000000200000000000000001000000000000000100000000000000013ff000000000000000000000000000004024db6db6db6db700000000000000000000002d00000000000000380000000000000001000000000000000100000000000000013fe555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf40000002e000000000000000b0000000000000001000000000000000100000000000000013fe555555555555500000000000000003fd2492492492492bc724924924924920000002e00000000000000230000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f9e79e79e79e8bcaf9e79e79e79e80000002e000000000000003b0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402d8618618618623cc79e79e79e79e80000002f000000000000000e0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004008c30c30c30c313ca3cf3cf3cf3cf40000002f00000000000000260000000000000001000000000000000100000000000000013ff555555555555500000000000000004031b6db6db6db6ebcd1b6db6db6db6e0000002f000000000000003e0000000000000001000000000000000100000000000000013ff00000000000000000000000000000402492492492492500000000000000000000003000000000000000110000000000000001000000000000000100000000000000013ff00000000000000000000000000000400a49249249249200000000000000000000003000000000000000290000000000000001000000000000000100000000000000013fe555555555555500000000000000003fc8618618618618bc686186186186180000003000000000000000410000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f3cf3cf3cf3ce3c96db6db6db6db80000003100000000000000140000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff9249249249249bc6e79e79e79e7a000000031000000000000002c0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004006db6db6db6db7bc9b6db6db6db6dc0000003100000000000000440000000000000001000000000000000100000000000000013ff5555555555555000000000000000040318618618618613cae79e79e79e7a00000003200000000000000170000000000000001000000000000000100000000000000013ff5555555555555000000000000000040206186186186183cca49249249249200000032000000000000002f0000000000000001000000000000000100000000000000013ff00000000000000000000000000000400924924924924900000000000000000000003200000000000000470000000000000001000000000000000100000000000000013fe555555555555500000000000000003fb8618618618618bc58618618618618	\\x010002010101010101000000000000000300000018000000180000004800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000004059000000000000ffffffff00000000000000014059000000000000ffffffff0000000000000002405900000000000000000000000000000000000000000000000000000000000300000000000000000000000600000000000000000000000900000000000000000000000c00000000000000000000000f00000000000000000000001200000000000000000000001500000001000000000000006500000001000000000000006800000001000000000000006b00000001000000000000006e00000001000000000000007100000001000000000000007400000001000000000000007700000001000000000000007a0000000200000000000000ca0000000200000000000000cd0000000200000000000000d00000000200000000000000d30000000200000000000000d60000000200000000000000d90000000200000000000000dc0000000200000000000000df000000030000000000000001407f400000000000000000040000000000000001407f400000000000000000050000000000000001407f400000000000000000060000000000000001407f400000000000000000070000000000000001407f400000000000000000080000000000000001407f400000000000000000090000000000000001407f4000000000000000000a0000000000000001407f4000000000000000000b0000000000000001407f4000000000000000000c0000000000000001407f4000000000000000000d0000000000000001407f4000000000000000000e0000000000000001407f4000000000000000000f0000000000000001407f400000000000000000100000000000000001407f400000000000000000110000000000000001407f400000000000000000120000000000000001407f400000000000000000130000000000000001407f400000000000000000140000000000000001407f400000000000000000150000000000000001407f400000000000000000160000000000000001407f400000000000000000170000000000000001407f400000000000000000180000000000000001407f400000000000000000190000000000000001407f4000000000000000001a0000000000000001407f4000000000000000001b00000000000000180000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040330c30c30c30c33cd9e79e79e79e7a0000001b00000000000000300000000000000001000000000000000100000000000000013ff55555555555550000000000000000402679e79e79e79e3cc430c30c30c30c0000001b000000000000004800000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c00000000000000030000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffe79e79e79e79e3c886186186186180000001c000000000000001b00000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c00000000000000330000000000000001000000000000000100000000000000013fe55555555555550000000000000000401a4924924924923cb06186186186180000001d00000000000000060000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffe79e79e79e79e3c886186186186180000001d000000000000001e0000000000000001000000000000000100000000000000013fd5555555555555000000000000000040130c30c30c30c33c824924924924900000001d000000000000003600000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e000000000000000900000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e00000000000000210000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc0000001e00000000000000390000000000000001000000000000000100000000000000013ff0000000000000000000000000000040296db6db6db6db00000000000000000000001f000000000000000c0000000000000001000000000000000100000000000000013ff000000000000000000000000000004016db6db6db6db700000000000000000000001f000000000000002400000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001f000000000000003c0000000000000001000000000000000100000000000000013fd555555555555500000000000000004012db6db6db6db63cb7cf3cf3cf3cf400000020000000000000000f0000000000000001000000000000000100000000000000013fd5555555555555000000000000000040030c30c30c30c33c724924924924900000002000000000000000270000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401b9e79e79e79e9bcb492492492492400000020000000000000003f0000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000210000000000000012000000000000000100000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000000000000021000000000000002a0000000000000001000000000000000100000000000000013ff00000000000000000000000000000401649249249249200000000000000000000002100000000000000420000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc0000002200000000000000150000000000000001000000000000000100000000000000013fe55555555555550000000000000000401aaaaaaaaaaaaa3cb000000000000000000022000000000000002d00000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000002200000000000000450000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401aaaaaaaaaaaab00000000000000000000002300000000000000010000000000000001000000000000000100000000000000013fe55555555555550000000000000000400c30c30c30c30cbcac30c30c30c30c0000002300000000000000190000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe8618618618618bc886186186186180000002300000000000000310000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004036db6db6db6db7bccb6db6db6db6dc0000002400000000000000040000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004026618618618619bcbc30c30c30c30c00000024000000000000001c0000000000000001000000000000000100000000000000013ff555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf40000002400000000000000340000000000000001000000000000000100000000000000013ff000000000000000000000000000003fe6db6db6db6db700000000000000000000002500000000000000070000000000000001000000000000000100000000000000013ff000000000000000000000000000004020492492492492000000000000000000000025000000000000001f0000000000000001000000000000000100000000000000013fe55555555555550000000000000000400b6db6db6db6dcbcab6db6db6db6dc0000002500000000000000370000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe6db6db6db6db63c83cf3cf3cf3cf400000026000000000000000a0000000000000001000000000000000100000000000000013fd555555555555500000000000000004009861861861861bc80c30c30c30c300000002600000000000000220000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004025e79e79e79e7abc9e79e79e79e7a000000026000000000000003a0000000000000001000000000000000100000000000000013ff5555555555555000000000000000040130c30c30c30c33c8249249249249000000027000000000000000d0000000000000001000000000000000100000000000000013ff55555555555550000000000000000402d555555555555bcb00000000000000000002700000000000000250000000000000001000000000000000100000000000000013ff000000000000000000000000000004020000000000000000000000000000000000027000000000000003d0000000000000001000000000000000100000000000000013fe55555555555550000000000000000400aaaaaaaaaaaaa3ca00000000000000000002800000000000000100000000000000001000000000000000100000000000000013fe5555555555555000000000000000040209249249249243cca1861861861860000002800000000000000280000000000000001000000000000000100000000000000013fd555555555555500000000000000004009249249249249bc7e79e79e79e7a00000002800000000000000400000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040256db6db6db6dcbca0c30c30c30c300000002900000000000000130000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004037186186186187bcd830c30c30c30c00000029000000000000002b0000000000000001000000000000000100000000000000013ff55555555555550000000000000000402cf3cf3cf3cf3dbcae79e79e79e7a00000002900000000000000430000000000000001000000000000000100000000000000013ff00000000000000000000000000000401f6db6db6db6db00000000000000000000002a00000000000000160000000000000001000000000000000100000000000000013ff000000000000000000000000000003feb6db6db6db6db00000000000000000000002a000000000000002e0000000000000001000000000000000100000000000000013fe5555555555555000000000000000040206186186186183cca4924924924920000002a00000000000000460000000000000001000000000000000100000000000000013fd555555555555500000000000000004008c30c30c30c31bc7b6db6db6db6e00000002b00000000000000020000000000000001000000000000000100000000000000013ff00000000000000000000000000000402524924924924900000000000000000000002b000000000000001a0000000000000001000000000000000100000000000000013fe55555555555550000000000000000401430c30c30c30cbcb430c30c30c30c0000002b00000000000000320000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff8618618618618bc986186186186180000002c00000000000000050000000000000001000000000000000100000000000000013fd555555555555500000000000000004010000000000000bcb00000000000000000002c000000000000001d0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402e0000000000003cc80000000000000000002c00000000000000350000000000000001000000000000000100000000000000013ff555555555555500000000000000004020000000000000bcc00000000000000000002d00000000000000080000000000000001000000000000000100000000000000013ff555555555555500000000000000004031e79e79e79e7abcd1e79e79e79e7a0000002d00000000000000200000000000000001000000000000000100000000000000013ff000000000000000000000000000004024db6db6db6db700000000000000000000002d00000000000000380000000000000001000000000000000100000000000000013fe555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf40000002e000000000000000b0000000000000001000000000000000100000000000000013fe555555555555500000000000000003fd2492492492492bc724924924924920000002e00000000000000230000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f9e79e79e79e8bcaf9e79e79e79e80000002e000000000000003b0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402d8618618618623cc79e79e79e79e80000002f000000000000000e0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004008c30c30c30c313ca3cf3cf3cf3cf40000002f00000000000000260000000000000001000000000000000100000000000000013ff555555555555500000000000000004031b6db6db6db6ebcd1b6db6db6db6e0000002f000000000000003e0000000000000001000000000000000100000000000000013ff00000000000000000000000000000402492492492492500000000000000000000003000000000000000110000000000000001000000000000000100000000000000013ff00000000000000000000000000000400a49249249249200000000000000000000003000000000000000290000000000000001000000000000000100000000000000013fe555555555555500000000000000003fc8618618618618bc686186186186180000003000000000000000410000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f3cf3cf3cf3ce3c96db6db6db6db80000003100000000000000140000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff9249249249249bc6e79e79e79e7a000000031000000000000002c0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004006db6db6db6db7bc9b6db6db6db6dc0000003100000000000000440000000000000001000000000000000100000000000000013ff5555555555555000000000000000040318618618618613cae79e79e79e7a00000003200000000000000170000000000000001000000000000000100000000000000013ff5555555555555000000000000000040206186186186183cca49249249249200000032000000000000002f0000000000000001000000000000000100000000000000013ff00000000000000000000000000000400924924924924900000000000000000000003200000000000000470000000000000001000000000000000100000000000000013fe555555555555500000000000000003fb8618618618618bc58618618618618	\\x0200010001010101000000000000010100000000000000007b0000007b000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000600000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000900000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000c00000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000f00000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000001200000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000001500000000000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000006500000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000006800000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000006b00000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000006e00000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000007100000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000007400000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000007700000000000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000007a00000000000000000000000000f87f00000000000000000000000000000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000ca00000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000cd00000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000d000000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000d300000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000d600000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000d900000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000dc00000000000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000df00000000000000000000000000f87f0000000000000000000000000000000000000000000000000200000001000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000300000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000400000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000500000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000600000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000700000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000800000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000900000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000a00000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000b00000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000c00000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000d00000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000e00000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000000f00000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001000000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001100000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001200000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001300000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001400000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001500000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001600000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001700000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001800000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001900000002000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000407f400000000000000000000000000000000000000000000000001a0000000200000000000000000000000000000000000000000000000000000000000000000000001800000000000000000000000000f87f0100000000000000010000000000000001000000000000001b00000003000000abaaaaaaaaaafa3f0000000000000000c3300cc3300c33407a9ee7799ee7d93c3000000000000000000000000000f87f0100000000000000010000000000000001000000000000001b00000003000000555555555555f53f00000000000000009ee7799ee77926400cc3300cc330c43c4800000000000000000000000000f87f0100000000000000010000000000000000000000000000001b0000000300000000000000000000000000000000000000000000000000000000000000000000000300000000000000000000000000f87f0100000000000000010000000000000001000000000000001c00000003000000555555555555f53f00000000000000009ee7799ee779fe3f188661188661883c1b00000000000000000000000000f87f0100000000000000010000000000000000000000000000001c0000000300000000000000000000000000000000000000000000000000000000000000000000003300000000000000000000000000f87f0100000000000000010000000000000001000000000000001c00000003000000555555555555e53f00000000000000009224499224491a40188661188661b03c0600000000000000000000000000f87f0100000000000000010000000000000001000000000000001d00000003000000555555555555e53f00000000000000009ee7799ee779fe3f188661188661883c1e00000000000000000000000000f87f0100000000000000010000000000000001000000000000001d00000003000000555555555555d53f0000000000000000c3300cc3300c1340902449922449823c3600000000000000000000000000f87f0100000000000000010000000000000000000000000000001d0000000300000000000000000000000000000000000000000000000000000000000000000000000900000000000000000000000000f87f0100000000000000010000000000000000000000000000001e0000000300000000000000000000000000000000000000000000000000000000000000000000002100000000000000000000000000f87f0100000000000000010000000000000001000000000000001e00000003000000555555555555f53f0000000000000000dcb66ddbb66dfb3fdcb66ddbb66d9bbc3900000000000000000000000000f87f0100000000000000010000000000000001000000000000001e00000003000000000000000000f03f0000000000000000dbb66ddbb66d294000000000000000000c00000000000000000000000000f87f0100000000000000010000000000000001000000000000001f00000003000000000000000000f03f0000000000000000b76ddbb66ddb164000000000000000002400000000000000000000000000f87f0100000000000000010000000000000000000000000000001f0000000300000000000000000000000000000000000000000000000000000000000000000000003c00000000000000000000000000f87f0100000000000000010000000000000001000000000000001f00000003000000555555555555d53f0000000000000000b66ddbb66ddb1240f43ccff33ccfb73c0f00000000000000000000000000f87f0100000000000000010000000000000001000000000000002000000003000000555555555555d53f0000000000000000c3300cc3300c0340902449922449723c2700000000000000000000000000f87f0100000000000000010000000000000001000000000000002000000003000000abaaaaaaaaaafa3f0000000000000000e9799ee7799e1b40244992244992b4bc3f00000000000000000000000000f87f010000000000000001000000000000000000000000000000200000000300000000000000000000000000000000000000000000000000000000000000000000001200000000000000000000000000f87f010000000000000001000000000000000000000000000000210000000300000000000000000000000000000000000000000000000000000000000000000000002a00000000000000000000000000f87f0100000000000000010000000000000001000000000000002100000003000000000000000000f03f0000000000000000922449922449164000000000000000004200000000000000000000000000f87f0100000000000000010000000000000001000000000000002100000003000000555555555555e53f0000000000000000dcb66ddbb66dfb3fdcb66ddbb66d9bbc1500000000000000000000000000f87f0100000000000000010000000000000001000000000000002200000003000000555555555555e53f0000000000000000aaaaaaaaaaaa1a40000000000000b03c2d00000000000000000000000000f87f010000000000000001000000000000000000000000000000220000000300000000000000000000000000000000000000000000000000000000000000000000004500000000000000000000000000f87f0100000000000000010000000000000001000000000000002200000003000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaa1a4000000000000000000100000000000000000000000000f87f0100000000000000010000000000000001000000000000002300000003000000555555555555e53f00000000000000000cc3300cc3300c400cc3300cc330acbc1900000000000000000000000000f87f0100000000000000010000000000000001000000000000002300000003000000555555555555d53f0000000000000000188661188661e83f18866118866188bc3100000000000000000000000000f87f0100000000000000010000000000000001000000000000002300000003000000abaaaaaaaaaafa3f0000000000000000b76ddbb66ddb3640dcb66ddbb66dcbbc0400000000000000000000000000f87f0100000000000000010000000000000001000000000000002400000003000000abaaaaaaaaaafa3f000000000000000019866118866126400cc3300cc330bcbc1c00000000000000000000000000f87f0100000000000000010000000000000001000000000000002400000003000000555555555555f53f0000000000000000f43ccff33ccf1340f43ccff33ccfb3bc3400000000000000000000000000f87f0100000000000000010000000000000001000000000000002400000003000000000000000000f03f0000000000000000b76ddbb66ddbe63f00000000000000000700000000000000000000000000f87f0100000000000000010000000000000001000000000000002500000003000000000000000000f03f0000000000000000922449922449204000000000000000001f00000000000000000000000000f87f0100000000000000010000000000000001000000000000002500000003000000555555555555e53f0000000000000000dcb66ddbb66d0b40dcb66ddbb66dabbc3700000000000000000000000000f87f0100000000000000010000000000000001000000000000002500000003000000555555555555d53f0000000000000000b66ddbb66ddbe63ff43ccff33ccf833c0a00000000000000000000000000f87f0100000000000000010000000000000001000000000000002600000003000000555555555555d53f00000000000000006118866118860940300cc3300cc380bc2200000000000000000000000000f87f0100000000000000010000000000000001000000000000002600000003000000abaaaaaaaaaafa3f00000000000000007a9ee7799ee72540a0e7799ee7799ebc3a00000000000000000000000000f87f0100000000000000010000000000000001000000000000002600000003000000555555555555f53f0000000000000000c3300cc3300c1340902449922449823c0d00000000000000000000000000f87f0100000000000000010000000000000001000000000000002700000003000000555555555555f53f00000000000000005555555555552d40000000000000b0bc2500000000000000000000000000f87f0100000000000000010000000000000001000000000000002700000003000000000000000000f03f0000000000000000000000000000204000000000000000003d00000000000000000000000000f87f0100000000000000010000000000000001000000000000002700000003000000555555555555e53f0000000000000000aaaaaaaaaaaa0a40000000000000a03c1000000000000000000000000000f87f0100000000000000010000000000000001000000000000002800000003000000555555555555e53f00000000000000002449922449922040866118866118ca3c2800000000000000000000000000f87f0100000000000000010000000000000001000000000000002800000003000000555555555555d53f00000000000000004992244992240940a0e7799ee7797ebc4000000000000000000000000000f87f0100000000000000010000000000000001000000000000002800000003000000abaaaaaaaaaafa3f0000000000000000dcb66ddbb66d2540300cc3300cc3a0bc1300000000000000000000000000f87f0100000000000000010000000000000001000000000000002900000003000000abaaaaaaaaaafa3f000000000000000087611886611837400cc3300cc330d8bc2b00000000000000000000000000f87f0100000000000000010000000000000001000000000000002900000003000000555555555555f53f00000000000000003dcff33ccff32c40a0e7799ee779aebc4300000000000000000000000000f87f0100000000000000010000000000000001000000000000002900000003000000000000000000f03f0000000000000000dbb66ddbb66d1f4000000000000000001600000000000000000000000000f87f0100000000000000010000000000000001000000000000002a00000003000000000000000000f03f0000000000000000dbb66ddbb66deb3f00000000000000002e00000000000000000000000000f87f0100000000000000010000000000000001000000000000002a00000003000000555555555555e53f00000000000000001886611886612040922449922449ca3c4600000000000000000000000000f87f0100000000000000010000000000000001000000000000002a00000003000000555555555555d53f0000000000000000310cc3300cc30840e0b66ddbb66d7bbc0200000000000000000000000000f87f0100000000000000010000000000000001000000000000002b00000003000000000000000000f03f0000000000000000499224499224254000000000000000001a00000000000000000000000000f87f0100000000000000010000000000000001000000000000002b00000003000000555555555555e53f00000000000000000cc3300cc33014400cc3300cc330b4bc3200000000000000000000000000f87f0100000000000000010000000000000001000000000000002b00000003000000555555555555d53f0000000000000000188661188661f83f18866118866198bc0500000000000000000000000000f87f0100000000000000010000000000000001000000000000002c00000003000000555555555555d53f00000000000000000000000000001040000000000000b0bc1d00000000000000000000000000f87f0100000000000000010000000000000001000000000000002c00000003000000abaaaaaaaaaafa3f00000000000000000000000000002e40000000000000c83c3500000000000000000000000000f87f0100000000000000010000000000000001000000000000002c00000003000000555555555555f53f00000000000000000000000000002040000000000000c0bc0800000000000000000000000000f87f0100000000000000010000000000000001000000000000002d00000003000000555555555555f53f00000000000000007a9ee7799ee731407a9ee7799ee7d1bc2000000000000000000000000000f87f0100000000000000010000000000000001000000000000002d00000003000000000000000000f03f0000000000000000b76ddbb66ddb244000000000000000003800000000000000000000000000f87f0100000000000000010000000000000001000000000000002d00000003000000555555555555e53f0000000000000000f43ccff33ccf1340f43ccff33ccfb3bc0b00000000000000000000000000f87f0100000000000000010000000000000001000000000000002e00000003000000555555555555e53f0000000000000000922449922449d23f92244992244972bc2300000000000000000000000000f87f0100000000000000010000000000000001000000000000002e00000003000000555555555555d53f0000000000000000e8799ee7799e0f40e8799ee7799eafbc3b00000000000000000000000000f87f0100000000000000010000000000000001000000000000002e00000003000000abaaaaaaaaaafa3f00000000000000006218866118862d40e8799ee7799ec73c0e00000000000000000000000000f87f0100000000000000010000000000000001000000000000002f00000003000000abaaaaaaaaaafa3f0000000000000000310cc3300cc30840f43ccff33ccfa33c2600000000000000000000000000f87f0100000000000000010000000000000001000000000000002f00000003000000555555555555f53f00000000000000006edbb66ddbb631406edbb66ddbb6d1bc3e00000000000000000000000000f87f0100000000000000010000000000000001000000000000002f00000003000000000000000000f03f0000000000000000254992244992244000000000000000001100000000000000000000000000f87f0100000000000000010000000000000001000000000000003000000003000000000000000000f03f00000000000000009224499224490a4000000000000000002900000000000000000000000000f87f0100000000000000010000000000000001000000000000003000000003000000555555555555e53f0000000000000000188661188661c83f18866118866168bc4100000000000000000000000000f87f0100000000000000010000000000000001000000000000003000000003000000555555555555d53f0000000000000000cef33ccff33c0f40b86ddbb66ddb963c1400000000000000000000000000f87f0100000000000000010000000000000001000000000000003100000003000000555555555555d53f0000000000000000499224499224f93fa0e7799ee7796ebc2c00000000000000000000000000f87f0100000000000000010000000000000001000000000000003100000003000000abaaaaaaaaaafa3f0000000000000000b76ddbb66ddb0640dcb66ddbb66d9bbc4400000000000000000000000000f87f0100000000000000010000000000000001000000000000003100000003000000555555555555f53f00000000000000006118866118863140a0e7799ee779ae3c1700000000000000000000000000f87f0100000000000000010000000000000001000000000000003200000003000000555555555555f53f00000000000000001886611886612040922449922449ca3c2f00000000000000000000000000f87f0100000000000000010000000000000001000000000000003200000003000000000000000000f03f0000000000000000499224499224094000000000000000004700000000000000000000000000f87f0100000000000000010000000000000001000000000000003200000003000000555555555555e53f0000000000000000188661188661b83f18866118866158bc
10	survey_summary	survey_summary(y, w, stratum)	010001010300000000000000000300000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000001800000000000000180000000000000010402f5555555555553cbc00000000000040590c30c30c30c33cd3db6db6db6db84032c71c71c71c72bca8000000000000405c575d75d75d763cf45c71c71c71c8408def3cf3cf3cf43d2590f621ab3f46ffffffff00000000000000010000000000000018000000000000001800000000000000184037aaaaaaaaaaabbcd900000000000040669cf3cf3cf3cf3cffa1861861861a403cc71c71c71c723cbc000000000000406cc69a69a69a6a3cec77df7df7df7f40a1d5725bb804a53d37c62d4766bf8dffffffff000000000000000200000000000000180000000000000018000000000000001840375555555555553cce00000000000040650924924924923cfec30c30c30c2e403bc71c71c71c72bc90000000000000406936db6db6db6ebcec04104104104a409ef7e422d4766c3d2fffd18f621ab5	\\x010001010300000000000000000300000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000001800000000000000180000000000000010402f5555555555553cbc00000000000040590c30c30c30c33cd3db6db6db6db84032c71c71c71c72bca8000000000000405c575d75d75d763cf45c71c71c71c8408def3cf3cf3cf43d2590f621ab3f46ffffffff00000000000000010000000000000018000000000000001800000000000000184037aaaaaaaaaaabbcd900000000000040669cf3cf3cf3cf3cffa1861861861a403cc71c71c71c723cbc000000000000406cc69a69a69a6a3cec77df7df7df7f40a1d5725bb804a53d37c62d4766bf8dffffffff000000000000000200000000000000180000000000000018000000000000001840375555555555553cce00000000000040650924924924923cfec30c30c30c2e403bc71c71c71c72bc90000000000000406936db6db6db6ebcec04104104104a409ef7e422d4766c3d2fffd18f621ab5	\\x0100010001030000000000000000000000000000000000000300000003000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f180000000000000018000000000000001000000000000000ffffffff000000005555555555552f40000000000000bc3cc3300cc3300c5940b86ddbb66ddbd33c721cc7711cc73240000000000000a8bc765dd7755d575c40c8711cc7715cf43cf43ccff33cef8d40463fab21f690253d0100000000000000000000000000f87f180000000000000018000000000000001800000000000000ffffffff00000000abaaaaaaaaaa3740000000000000d9bccff33ccff39c66401a86611886a1ff3c721cc7711cc73c40000000000000bc3c6a9aa6699ac66c407fdff77ddf77ec3ca504b85b72d5a1408dbf66472dc6373d0200000000000000000000000000f87f180000000000000018000000000000001800000000000000ffffffff000000005555555555553740000000000000ce3c92244992240965402e0cc3300cc3fe3c721cc7711cc73b4000000000000090bc6edbb66ddb3669404a1004411004ecbc6c76d422e4f79e40b51a628fd1ff2f3d
11	survey_summary	survey_summary(y, w, 'Straße ' || stratum)	0100010203000000001b0000000300000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000953747261c39f652030000000000000001800000000000000180000000000000010402f5555555555553cbc00000000000040590c30c30c30c33cd3db6db6db6db84032c71c71c71c72bca8000000000000405c575d75d75d763cf45c71c71c71c8408def3cf3cf3cf43d2590f621ab3f46ffffffff0000000953747261c39f6520310000000000000018000000000000001800000000000000184037aaaaaaaaaaabbcd900000000000040669cf3cf3cf3cf3cffa1861861861a403cc71c71c71c723cbc000000000000406cc69a69a69a6a3cec77df7df7df7f40a1d5725bb804a53d37c62d4766bf8dffffffff0000000953747261c39f65203200000000000000180000000000000018000000000000001840375555555555553cce00000000000040650924924924923cfec30c30c30c2e403bc71c71c71c72bc90000000000000406936db6db6db6ebcec04104104104a409ef7e422d4766c3d2fffd18f621ab5	\\x0100010203000000001b0000000300000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000953747261c39f652030000000000000001800000000000000180000000000000010402f5555555555553cbc00000000000040590c30c30c30c33cd3db6db6db6db84032c71c71c71c72bca8000000000000405c575d75d75d763cf45c71c71c71c8408def3cf3cf3cf43d2590f621ab3f46ffffffff0000000953747261c39f6520310000000000000018000000000000001800000000000000184037aaaaaaaaaaabbcd900000000000040669cf3cf3cf3cf3cffa1861861861a403cc71c71c71c723cbc000000000000406cc69a69a69a6a3cec77df7df7df7f40a1d5725bb804a53d37c62d4766bf8dffffffff0000000953747261c39f65203200000000000000180000000000000018000000000000001840375555555555553cce00000000000040650924924924923cfec30c30c30c2e403bc71c71c71c72bc90000000000000406936db6db6db6ebcec04104104104a409ef7e422d4766c3d2fffd18f621ab5	\\x0100010002030000000000000000000000000000000000000300000003000000000000001b0000001b000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d00000000000000000000000000000000000000000000000000000000000000000900000000000000000000000000f87f180000000000000018000000000000001000000000000000ffffffff000000005555555555552f40000000000000bc3cc3300cc3300c5940b86ddbb66ddbd33c721cc7711cc73240000000000000a8bc765dd7755d575c40c8711cc7715cf43cf43ccff33cef8d40463fab21f690253d0900000009000000000000000000f87f180000000000000018000000000000001800000000000000ffffffff00000000abaaaaaaaaaa3740000000000000d9bccff33ccff39c66401a86611886a1ff3c721cc7711cc73c40000000000000bc3c6a9aa6699ac66c407fdff77ddf77ec3ca504b85b72d5a1408dbf66472dc6373d0900000012000000000000000000f87f180000000000000018000000000000001800000000000000ffffffff000000005555555555553740000000000000ce3c92244992240965402e0cc3300cc3fe3c721cc7711cc73b4000000000000090bc6edbb66ddb3669404a1004411004ecbc6c76d422e4f79e40b51a628fd1ff2f3d53747261c39f65203053747261c39f65203153747261c39f652032
12	survey_summary	survey_summary(y, w, stratum, cluster)	01000101010000000000000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000ffffffff0000000000000001ffffffff000000000000000200000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc0000000000000000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a0000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc418618618618600000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc800000000000000000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000010000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca000000000000000000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861800000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000010000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000000000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba4924924924920000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924920000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249250000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca61861861861880000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	\\x01000101010000000000000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000ffffffff0000000000000001ffffffff000000000000000200000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc0000000000000000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a0000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc418618618618600000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc800000000000000000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000010000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca000000000000000000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861800000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000010000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000000000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba4924924924920000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924920000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249250000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca61861861861880000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	\\x0100010001010000000000000000000000000000000000001b0000001b000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000084000000000000000009324499224493e40000000000000dcbc0300000000000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000a0bc3dcff33ccff320404a9224499224a9bc0600000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000f03f00000000000090bcabaaaaaaaaaa1a40acaaaaaaaaaababc0900000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaa0240000000000000b03cb66ddbb66ddb2c40244992244992cc3c0c00000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000555555555555f53f000000000000903cb76ddbb66ddb2440866118866118c4bc0f00000000000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000903c25499224499222404a9224499224a93c1200000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaafa3f000000000000a03c4992244992241d40dcb66ddbb66d9bbc1500000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000abaaaaaaaaaa0240000000000000a0bcabaaaaaaaaaa2a40000000000000c8bc6500000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c4992244992243b40000000000000a0bc6800000000000000000000000000f87f030000000000000003000000000000000300000000000000010000000100000000000000000010400000000000000000b76ddbb66ddb3040000000000000a03c6b00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc2449922449922840188661188661c23c6e00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000abaaaaaaaaaa0a40000000000000a8bc7a9ee7799ee732406edbb66ddbb6c3bc7100000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000000000000000000840000000000000a0bc0000000000003a40000000000000d2bc7400000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c49922449922436409ee7799ee779d23c7700000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000104000000000000000006edbb66ddbb64640000000000000c8bc7a00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc9224499224492840dbb66ddbb66dc53cca00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc4992244992243140922449922449babccd00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc0000000000003b400000000000000000d000000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bc4992244992a44040922449922449c23cd300000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000005555555555550540000000000000a83c0000000000003340254992244992d93cd600000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000104000000000000000008661188661183f40300cc3300cc3d83cd900000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc6118866118861d40886118866118a6bcdc00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc3ccff33ccff33540b76ddbb66ddbdd3cdf00000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bcb76ddbb66ddb2640f43ccff33ccfb3bc
13	survey_summary	survey_summary(y, w, stratum, cluster, 100)	01000101010100000000000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000004059000000000000ffffffff00000000000000014059000000000000ffffffff0000000000000002405900000000000000000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc0000000000000000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a0000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc418618618618600000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc800000000000000000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000010000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca000000000000000000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861800000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000010000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000000000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba4924924924920000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924920000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249250000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca61861861861880000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	\\x01000101010100000000000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000004059000000000000ffffffff00000000000000014059000000000000ffffffff0000000000000002405900000000000000000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc0000000000000000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a0000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc418618618618600000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc800000000000000000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000010000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca000000000000000000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861800000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000010000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000000000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba4924924924920000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924920000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249250000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca61861861861880000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	\\x0100010001010000000000000000010000000000000000001b0000001b000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000000000000000000000000000000000000000000000001000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000084000000000000000009324499224493e40000000000000dcbc0300000000000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000a0bc3dcff33ccff320404a9224499224a9bc0600000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000f03f00000000000090bcabaaaaaaaaaa1a40acaaaaaaaaaababc0900000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaa0240000000000000b03cb66ddbb66ddb2c40244992244992cc3c0c00000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000555555555555f53f000000000000903cb76ddbb66ddb2440866118866118c4bc0f00000000000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000903c25499224499222404a9224499224a93c1200000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaafa3f000000000000a03c4992244992241d40dcb66ddbb66d9bbc1500000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000abaaaaaaaaaa0240000000000000a0bcabaaaaaaaaaa2a40000000000000c8bc6500000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c4992244992243b40000000000000a0bc6800000000000000000000000000f87f030000000000000003000000000000000300000000000000010000000100000000000000000010400000000000000000b76ddbb66ddb3040000000000000a03c6b00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc2449922449922840188661188661c23c6e00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000abaaaaaaaaaa0a40000000000000a8bc7a9ee7799ee732406edbb66ddbb6c3bc7100000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000000000000000000840000000000000a0bc0000000000003a40000000000000d2bc7400000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c49922449922436409ee7799ee779d23c7700000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000104000000000000000006edbb66ddbb64640000000000000c8bc7a00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc9224499224492840dbb66ddbb66dc53cca00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc4992244992243140922449922449babccd00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc0000000000003b400000000000000000d000000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bc4992244992a44040922449922449c23cd300000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000005555555555550540000000000000a83c0000000000003340254992244992d93cd600000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000104000000000000000008661188661183f40300cc3300cc3d83cd900000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc6118866118861d40886118866118a6bcdc00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc3ccff33ccff33540b76ddbb66ddbdd3cdf00000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bcb76ddbb66ddb2640f43ccff33ccfb3bc
14	survey_summary	survey_summary(y, w, stratum, 'c' || cluster)	01000101020000000054000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000ffffffff0000000000000001ffffffff00000000000000020000000000000002633000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc00000000000000000000000000036331320000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc4186186186186000000000000000363313500000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a00000000000000036331380000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc00000000000000036332310000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc8000000000000000000000000000263330000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a000000000000000263360000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac000000000000000263390000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000001000000046331303100000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000010000000463313034000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca00000000000000000000100000004633130370000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc2618618618618000000010000000463313130000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000100000004633131330000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000001000000046331313600000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000010000000463313139000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc80000000000000000000100000004633132320000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db0000000200000004633230320000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba492492492492000000020000000463323035000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000200000004633230380000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc249249249249200000002000000046332313100000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd992492492492500000002000000046332313400000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000200000004633231370000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca6186186186188000000020000000463323230000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000200000004633232330000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	\\x01000101020000000054000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000ffffffff0000000000000001ffffffff00000000000000020000000000000002633000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc00000000000000000000000000036331320000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc4186186186186000000000000000363313500000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a00000000000000036331380000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc00000000000000036332310000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc8000000000000000000000000000263330000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a000000000000000263360000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac000000000000000263390000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc92492492492400000001000000046331303100000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca0000000000000000000010000000463313034000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca00000000000000000000100000004633130370000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc2618618618618000000010000000463313130000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e0000000100000004633131330000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd200000000000000000001000000046331313600000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e000000010000000463313139000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc80000000000000000000100000004633132320000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db0000000200000004633230320000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba492492492492000000020000000463323035000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b00000000000000000000000000000000000200000004633230380000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc249249249249200000002000000046332313100000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd992492492492500000002000000046332313400000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c300000000200000004633231370000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca6186186186188000000020000000463323230000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db70000000200000004633232330000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf4	\\x0100010001020000000000000000000000000000000000001b0000001b000000000000005400000054000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000084000000000000000009324499224493e40000000000000dcbc0300000002000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000555555555555f53f000000000000903cb76ddbb66ddb2440866118866118c4bc0300000005000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000903c25499224499222404a9224499224a93c0300000008000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaafa3f000000000000a03c4992244992241d40dcb66ddbb66d9bbc030000000b000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000abaaaaaaaaaa0240000000000000a0bcabaaaaaaaaaa2a40000000000000c8bc020000000e000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000a0bc3dcff33ccff320404a9224499224a9bc0200000010000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000f03f00000000000090bcabaaaaaaaaaa1a40acaaaaaaaaaababc0200000012000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaa0240000000000000b03cb66ddbb66ddb2c40244992244992cc3c0400000014000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c4992244992243b40000000000000a0bc0400000018000000000000000000f87f030000000000000003000000000000000300000000000000010000000100000000000000000010400000000000000000b76ddbb66ddb3040000000000000a03c040000001c000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc2449922449922840188661188661c23c0400000020000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000abaaaaaaaaaa0a40000000000000a8bc7a9ee7799ee732406edbb66ddbb6c3bc0400000024000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000000000000000000840000000000000a0bc0000000000003a40000000000000d2bc0400000028000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c49922449922436409ee7799ee779d23c040000002c000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000104000000000000000006edbb66ddbb64640000000000000c8bc0400000030000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc9224499224492840dbb66ddbb66dc53c0400000034000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc4992244992243140922449922449babc0400000038000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc0000000000003b400000000000000000040000003c000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bc4992244992a44040922449922449c23c0400000040000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000005555555555550540000000000000a83c0000000000003340254992244992d93c0400000044000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000104000000000000000008661188661183f40300cc3300cc3d83c0400000048000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc6118866118861d40886118866118a6bc040000004c000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc3ccff33ccff33540b76ddbb66ddbdd3c0400000050000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bcb76ddbb66ddb2640f43ccff33ccfb3bc633063313263313563313863323163336336633963313031633130346331303763313130633131336331313663313139633132326332303263323035633230386332313163323134633231376332323063323233
16	survey_summary	survey_summary(y, w, ARRAY['s' || stratum, ''], ARRAY['c' || cluster, 'p' || id], ARRAY[100, 500])	010002020202020101000001290000000300000018000000180000004800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000273304059000000000000ffffffff0000000273314059000000000000ffffffff00000002733240590000000000000000000000000002633000000000000000036331320000000000000003633135000000000000000363313800000000000000036332310000000000000002633300000000000000026336000000000000000263390000000100000004633130310000000100000004633130340000000100000004633130370000000100000004633131300000000100000004633131330000000100000004633131360000000100000004633131390000000100000004633132320000000200000004633230320000000200000004633230350000000200000004633230380000000200000004633231310000000200000004633231340000000200000004633231370000000200000004633232300000000200000004633232330000000300000000407f4000000000000000000400000000407f4000000000000000000500000000407f4000000000000000000600000000407f4000000000000000000700000000407f4000000000000000000800000000407f4000000000000000000900000000407f4000000000000000000a00000000407f4000000000000000000b00000000407f4000000000000000000c00000000407f4000000000000000000d00000000407f4000000000000000000e00000000407f4000000000000000000f00000000407f4000000000000000001000000000407f4000000000000000001100000000407f4000000000000000001200000000407f4000000000000000001300000000407f4000000000000000001400000000407f4000000000000000001500000000407f4000000000000000001600000000407f4000000000000000001700000000407f4000000000000000001800000000407f4000000000000000001900000000407f4000000000000000001a00000000407f4000000000000000001b000000037032340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040330c30c30c30c33cd9e79e79e79e7a0000001b000000037034380000000000000001000000000000000100000000000000013ff55555555555550000000000000000402679e79e79e79e3cc430c30c30c30c0000001b0000000370373200000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c000000037031320000000000000001000000000000000100000000000000013ff000000000000000000000000000004016db6db6db6db700000000000000000000001c0000000370333600000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c000000037036300000000000000001000000000000000100000000000000013fd555555555555500000000000000004012db6db6db6db63cb7cf3cf3cf3cf40000001d000000037031350000000000000001000000000000000100000000000000013fd5555555555555000000000000000040030c30c30c30c33c724924924924900000001d000000037033390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401b9e79e79e79e9bcb49249249249240000001d0000000370363300000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e0000000370313800000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e000000037034320000000000000001000000000000000100000000000000013ff00000000000000000000000000000401649249249249200000000000000000000001e000000037036360000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc0000001f000000037032310000000000000001000000000000000100000000000000013fe55555555555550000000000000000401aaaaaaaaaaaaa3cb00000000000000000001f0000000370343500000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001f000000037036390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401aaaaaaaaaaaab000000000000000000000020000000037032370000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000270330000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffe79e79e79e79e3c8861861861861800000020000000037035310000000000000001000000000000000100000000000000013fe55555555555550000000000000000401a4924924924923cb061861861861800000021000000037033300000000000000001000000000000000100000000000000013fd5555555555555000000000000000040130c30c30c30c33c8249249249249000000021000000037035340000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000210000000270360000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffe79e79e79e79e3c8861861861861800000022000000037033330000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc00000022000000037035370000000000000001000000000000000100000000000000013ff0000000000000000000000000000040296db6db6db6db0000000000000000000000220000000270390000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000230000000270310000000000000001000000000000000100000000000000013fe55555555555550000000000000000400c30c30c30c30cbcac30c30c30c30c00000023000000037032350000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe8618618618618bc8861861861861800000023000000037034390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004036db6db6db6db7bccb6db6db6db6dc00000024000000037032380000000000000001000000000000000100000000000000013ff555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf4000000240000000270340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004026618618618619bcbc30c30c30c30c00000024000000037035320000000000000001000000000000000100000000000000013ff000000000000000000000000000003fe6db6db6db6db7000000000000000000000025000000037033310000000000000001000000000000000100000000000000013fe55555555555550000000000000000400b6db6db6db6dcbcab6db6db6db6dc00000025000000037035350000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe6db6db6db6db63c83cf3cf3cf3cf4000000250000000270370000000000000001000000000000000100000000000000013ff000000000000000000000000000004020492492492492000000000000000000000026000000037031300000000000000001000000000000000100000000000000013fd555555555555500000000000000004009861861861861bc80c30c30c30c3000000026000000037033340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004025e79e79e79e7abc9e79e79e79e7a000000026000000037035380000000000000001000000000000000100000000000000013ff5555555555555000000000000000040130c30c30c30c33c8249249249249000000027000000037031330000000000000001000000000000000100000000000000013ff55555555555550000000000000000402d555555555555bcb000000000000000000027000000037033370000000000000001000000000000000100000000000000013ff000000000000000000000000000004020000000000000000000000000000000000027000000037036310000000000000001000000000000000100000000000000013fe55555555555550000000000000000400aaaaaaaaaaaaa3ca000000000000000000028000000037031360000000000000001000000000000000100000000000000013fe5555555555555000000000000000040209249249249243cca18618618618600000028000000037034300000000000000001000000000000000100000000000000013fd555555555555500000000000000004009249249249249bc7e79e79e79e7a000000028000000037036340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040256db6db6db6dcbca0c30c30c30c3000000029000000037031390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004037186186186187bcd830c30c30c30c00000029000000037034330000000000000001000000000000000100000000000000013ff55555555555550000000000000000402cf3cf3cf3cf3dbcae79e79e79e7a000000029000000037036370000000000000001000000000000000100000000000000013ff00000000000000000000000000000401f6db6db6db6db00000000000000000000002a000000037032320000000000000001000000000000000100000000000000013ff000000000000000000000000000003feb6db6db6db6db00000000000000000000002a000000037034360000000000000001000000000000000100000000000000013fe5555555555555000000000000000040206186186186183cca4924924924920000002a000000037037300000000000000001000000000000000100000000000000013fd555555555555500000000000000004008c30c30c30c31bc7b6db6db6db6e00000002b0000000270320000000000000001000000000000000100000000000000013ff00000000000000000000000000000402524924924924900000000000000000000002b000000037032360000000000000001000000000000000100000000000000013fe55555555555550000000000000000401430c30c30c30cbcb430c30c30c30c0000002b000000037035300000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff8618618618618bc986186186186180000002c000000037032390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402e0000000000003cc80000000000000000002c0000000270350000000000000001000000000000000100000000000000013fd555555555555500000000000000004010000000000000bcb00000000000000000002c000000037035330000000000000001000000000000000100000000000000013ff555555555555500000000000000004020000000000000bcc00000000000000000002d000000037033320000000000000001000000000000000100000000000000013ff000000000000000000000000000004024db6db6db6db700000000000000000000002d000000037035360000000000000001000000000000000100000000000000013fe555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf40000002d0000000270380000000000000001000000000000000100000000000000013ff555555555555500000000000000004031e79e79e79e7abcd1e79e79e79e7a0000002e000000037031310000000000000001000000000000000100000000000000013fe555555555555500000000000000003fd2492492492492bc724924924924920000002e000000037033350000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f9e79e79e79e8bcaf9e79e79e79e80000002e000000037035390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402d8618618618623cc79e79e79e79e80000002f000000037031340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004008c30c30c30c313ca3cf3cf3cf3cf40000002f000000037033380000000000000001000000000000000100000000000000013ff555555555555500000000000000004031b6db6db6db6ebcd1b6db6db6db6e0000002f000000037036320000000000000001000000000000000100000000000000013ff000000000000000000000000000004024924924924925000000000000000000000030000000037031370000000000000001000000000000000100000000000000013ff00000000000000000000000000000400a492492492492000000000000000000000030000000037034310000000000000001000000000000000100000000000000013fe555555555555500000000000000003fc8618618618618bc6861861861861800000030000000037036350000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f3cf3cf3cf3ce3c96db6db6db6db800000031000000037032300000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff9249249249249bc6e79e79e79e7a000000031000000037034340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004006db6db6db6db7bc9b6db6db6db6dc00000031000000037036380000000000000001000000000000000100000000000000013ff5555555555555000000000000000040318618618618613cae79e79e79e7a000000032000000037032330000000000000001000000000000000100000000000000013ff5555555555555000000000000000040206186186186183cca49249249249200000032000000037034370000000000000001000000000000000100000000000000013ff000000000000000000000000000004009249249249249000000000000000000000032000000037037310000000000000001000000000000000100000000000000013fe555555555555500000000000000003fb8618618618618bc58618618618618	\\x010002020202020101000001290000000300000018000000180000004800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba580000000000000000000000000000000000000000000000000000000000000000ffffffff0000000273304059000000000000ffffffff0000000273314059000000000000ffffffff00000002733240590000000000000000000000000002633000000000000000036331320000000000000003633135000000000000000363313800000000000000036332310000000000000002633300000000000000026336000000000000000263390000000100000004633130310000000100000004633130340000000100000004633130370000000100000004633131300000000100000004633131330000000100000004633131360000000100000004633131390000000100000004633132320000000200000004633230320000000200000004633230350000000200000004633230380000000200000004633231310000000200000004633231340000000200000004633231370000000200000004633232300000000200000004633232330000000300000000407f4000000000000000000400000000407f4000000000000000000500000000407f4000000000000000000600000000407f4000000000000000000700000000407f4000000000000000000800000000407f4000000000000000000900000000407f4000000000000000000a00000000407f4000000000000000000b00000000407f4000000000000000000c00000000407f4000000000000000000d00000000407f4000000000000000000e00000000407f4000000000000000000f00000000407f4000000000000000001000000000407f4000000000000000001100000000407f4000000000000000001200000000407f4000000000000000001300000000407f4000000000000000001400000000407f4000000000000000001500000000407f4000000000000000001600000000407f4000000000000000001700000000407f4000000000000000001800000000407f4000000000000000001900000000407f4000000000000000001a00000000407f4000000000000000001b000000037032340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040330c30c30c30c33cd9e79e79e79e7a0000001b000000037034380000000000000001000000000000000100000000000000013ff55555555555550000000000000000402679e79e79e79e3cc430c30c30c30c0000001b0000000370373200000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c000000037031320000000000000001000000000000000100000000000000013ff000000000000000000000000000004016db6db6db6db700000000000000000000001c0000000370333600000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001c000000037036300000000000000001000000000000000100000000000000013fd555555555555500000000000000004012db6db6db6db63cb7cf3cf3cf3cf40000001d000000037031350000000000000001000000000000000100000000000000013fd5555555555555000000000000000040030c30c30c30c33c724924924924900000001d000000037033390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401b9e79e79e79e9bcb49249249249240000001d0000000370363300000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e0000000370313800000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001e000000037034320000000000000001000000000000000100000000000000013ff00000000000000000000000000000401649249249249200000000000000000000001e000000037036360000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc0000001f000000037032310000000000000001000000000000000100000000000000013fe55555555555550000000000000000401aaaaaaaaaaaaa3cb00000000000000000001f0000000370343500000000000000010000000000000001000000000000000000000000000000000000000000000000000000000000000000000000000000000000001f000000037036390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401aaaaaaaaaaaab000000000000000000000020000000037032370000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000270330000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffe79e79e79e79e3c8861861861861800000020000000037035310000000000000001000000000000000100000000000000013fe55555555555550000000000000000401a4924924924923cb061861861861800000021000000037033300000000000000001000000000000000100000000000000013fd5555555555555000000000000000040130c30c30c30c33c8249249249249000000021000000037035340000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000210000000270360000000000000001000000000000000100000000000000013fe555555555555500000000000000003ffe79e79e79e79e3c8861861861861800000022000000037033330000000000000001000000000000000100000000000000013ff555555555555500000000000000003ffb6db6db6db6dcbc9b6db6db6db6dc00000022000000037035370000000000000001000000000000000100000000000000013ff0000000000000000000000000000040296db6db6db6db0000000000000000000000220000000270390000000000000001000000000000000100000000000000000000000000000000000000000000000000000000000000000000000000000000000000230000000270310000000000000001000000000000000100000000000000013fe55555555555550000000000000000400c30c30c30c30cbcac30c30c30c30c00000023000000037032350000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe8618618618618bc8861861861861800000023000000037034390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004036db6db6db6db7bccb6db6db6db6dc00000024000000037032380000000000000001000000000000000100000000000000013ff555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf4000000240000000270340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004026618618618619bcbc30c30c30c30c00000024000000037035320000000000000001000000000000000100000000000000013ff000000000000000000000000000003fe6db6db6db6db7000000000000000000000025000000037033310000000000000001000000000000000100000000000000013fe55555555555550000000000000000400b6db6db6db6dcbcab6db6db6db6dc00000025000000037035350000000000000001000000000000000100000000000000013fd555555555555500000000000000003fe6db6db6db6db63c83cf3cf3cf3cf4000000250000000270370000000000000001000000000000000100000000000000013ff000000000000000000000000000004020492492492492000000000000000000000026000000037031300000000000000001000000000000000100000000000000013fd555555555555500000000000000004009861861861861bc80c30c30c30c3000000026000000037033340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004025e79e79e79e7abc9e79e79e79e7a000000026000000037035380000000000000001000000000000000100000000000000013ff5555555555555000000000000000040130c30c30c30c33c8249249249249000000027000000037031330000000000000001000000000000000100000000000000013ff55555555555550000000000000000402d555555555555bcb000000000000000000027000000037033370000000000000001000000000000000100000000000000013ff000000000000000000000000000004020000000000000000000000000000000000027000000037036310000000000000001000000000000000100000000000000013fe55555555555550000000000000000400aaaaaaaaaaaaa3ca000000000000000000028000000037031360000000000000001000000000000000100000000000000013fe5555555555555000000000000000040209249249249243cca18618618618600000028000000037034300000000000000001000000000000000100000000000000013fd555555555555500000000000000004009249249249249bc7e79e79e79e7a000000028000000037036340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab000000000000000040256db6db6db6dcbca0c30c30c30c3000000029000000037031390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004037186186186187bcd830c30c30c30c00000029000000037034330000000000000001000000000000000100000000000000013ff55555555555550000000000000000402cf3cf3cf3cf3dbcae79e79e79e7a000000029000000037036370000000000000001000000000000000100000000000000013ff00000000000000000000000000000401f6db6db6db6db00000000000000000000002a000000037032320000000000000001000000000000000100000000000000013ff000000000000000000000000000003feb6db6db6db6db00000000000000000000002a000000037034360000000000000001000000000000000100000000000000013fe5555555555555000000000000000040206186186186183cca4924924924920000002a000000037037300000000000000001000000000000000100000000000000013fd555555555555500000000000000004008c30c30c30c31bc7b6db6db6db6e00000002b0000000270320000000000000001000000000000000100000000000000013ff00000000000000000000000000000402524924924924900000000000000000000002b000000037032360000000000000001000000000000000100000000000000013fe55555555555550000000000000000401430c30c30c30cbcb430c30c30c30c0000002b000000037035300000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff8618618618618bc986186186186180000002c000000037032390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402e0000000000003cc80000000000000000002c0000000270350000000000000001000000000000000100000000000000013fd555555555555500000000000000004010000000000000bcb00000000000000000002c000000037035330000000000000001000000000000000100000000000000013ff555555555555500000000000000004020000000000000bcc00000000000000000002d000000037033320000000000000001000000000000000100000000000000013ff000000000000000000000000000004024db6db6db6db700000000000000000000002d000000037035360000000000000001000000000000000100000000000000013fe555555555555500000000000000004013cf3cf3cf3cf4bcb3cf3cf3cf3cf40000002d0000000270380000000000000001000000000000000100000000000000013ff555555555555500000000000000004031e79e79e79e7abcd1e79e79e79e7a0000002e000000037031310000000000000001000000000000000100000000000000013fe555555555555500000000000000003fd2492492492492bc724924924924920000002e000000037033350000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f9e79e79e79e8bcaf9e79e79e79e80000002e000000037035390000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402d8618618618623cc79e79e79e79e80000002f000000037031340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004008c30c30c30c313ca3cf3cf3cf3cf40000002f000000037033380000000000000001000000000000000100000000000000013ff555555555555500000000000000004031b6db6db6db6ebcd1b6db6db6db6e0000002f000000037036320000000000000001000000000000000100000000000000013ff000000000000000000000000000004024924924924925000000000000000000000030000000037031370000000000000001000000000000000100000000000000013ff00000000000000000000000000000400a492492492492000000000000000000000030000000037034310000000000000001000000000000000100000000000000013fe555555555555500000000000000003fc8618618618618bc6861861861861800000030000000037036350000000000000001000000000000000100000000000000013fd55555555555550000000000000000400f3cf3cf3cf3ce3c96db6db6db6db800000031000000037032300000000000000001000000000000000100000000000000013fd555555555555500000000000000003ff9249249249249bc6e79e79e79e7a000000031000000037034340000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004006db6db6db6db7bc9b6db6db6db6dc00000031000000037036380000000000000001000000000000000100000000000000013ff5555555555555000000000000000040318618618618613cae79e79e79e7a000000032000000037032330000000000000001000000000000000100000000000000013ff5555555555555000000000000000040206186186186183cca49249249249200000032000000037034370000000000000001000000000000000100000000000000013ff000000000000000000000000000004009249249249249000000000000000000000032000000037037310000000000000001000000000000000100000000000000013fe555555555555500000000000000003fb8618618618618bc58618618618618	\\x0200010002020202000000000000010100000000000000007b0000007b000000000000002901000029010000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563d000000000000000000000000000000000000000000000000000000000000000002000000000000000000000000005940000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000000000000000000000000000000000000000000000002000000020000000000000000005940000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000000000000000000000000000000000000000000000002000000040000000000000000005940000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000200000006000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000300000008000000000000000000f87f00000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000030000000b000000000000000000f87f00000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000030000000e000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000300000011000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000200000014000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000200000016000000000000000000f87f000000000000000000000000000000000000000000000000000000000100000000000000000000000000000000000000000000000000000000000000000000000200000018000000000000000000f87f00000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000040000001a000000000000000000f87f00000000000000000000000000000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000040000001e000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000000400000022000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000000400000026000000000000000000f87f00000000000000000000000000000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000040000002a000000000000000000f87f00000000000000000000000000000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000040000002e000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000000400000032000000000000000000f87f000000000000000000000000000000000000000000000000010000000100000000000000000000000000000000000000000000000000000000000000000000000400000036000000000000000000f87f00000000000000000000000000000000000000000000000001000000010000000000000000000000000000000000000000000000000000000000000000000000040000003a000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000040000003e000000000000000000f87f000000000000000000000000000000000000000000000000020000000100000000000000000000000000000000000000000000000000000000000000000000000400000042000000000000000000f87f000000000000000000000000000000000000000000000000020000000100000000000000000000000000000000000000000000000000000000000000000000000400000046000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000040000004a000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000040000004e000000000000000000f87f000000000000000000000000000000000000000000000000020000000100000000000000000000000000000000000000000000000000000000000000000000000400000052000000000000000000f87f000000000000000000000000000000000000000000000000020000000100000000000000000000000000000000000000000000000000000000000000000000000400000056000000000000000000f87f00000000000000000000000000000000000000000000000002000000010000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000003000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000004000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000005000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000006000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000007000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000008000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000009000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000000a000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000000b000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000000c000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000000d000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000000e000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000000f000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000010000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000011000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000012000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000013000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000014000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000015000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000016000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000017000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000018000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f4000000000000000000000000000000000000000000000000019000000020000000000000000000000000000000000000000000000000000000000000000000000000000005a0000000000000000407f400000000000000000000000000000000000000000000000001a000000020000000000000000000000000000000000000000000000000000000000000000000000030000005a000000000000000000f87f0100000000000000010000000000000001000000000000001b00000003000000abaaaaaaaaaafa3f0000000000000000c3300cc3300c33407a9ee7799ee7d93c030000005d000000000000000000f87f0100000000000000010000000000000001000000000000001b00000003000000555555555555f53f00000000000000009ee7799ee77926400cc3300cc330c43c0300000060000000000000000000f87f0100000000000000010000000000000000000000000000001b0000000300000000000000000000000000000000000000000000000000000000000000000000000300000063000000000000000000f87f0100000000000000010000000000000001000000000000001c00000003000000000000000000f03f0000000000000000b76ddbb66ddb164000000000000000000300000066000000000000000000f87f0100000000000000010000000000000000000000000000001c0000000300000000000000000000000000000000000000000000000000000000000000000000000300000069000000000000000000f87f0100000000000000010000000000000001000000000000001c00000003000000555555555555d53f0000000000000000b66ddbb66ddb1240f43ccff33ccfb73c030000006c000000000000000000f87f0100000000000000010000000000000001000000000000001d00000003000000555555555555d53f0000000000000000c3300cc3300c0340902449922449723c030000006f000000000000000000f87f0100000000000000010000000000000001000000000000001d00000003000000abaaaaaaaaaafa3f0000000000000000e9799ee7799e1b40244992244992b4bc0300000072000000000000000000f87f0100000000000000010000000000000000000000000000001d0000000300000000000000000000000000000000000000000000000000000000000000000000000300000075000000000000000000f87f0100000000000000010000000000000000000000000000001e0000000300000000000000000000000000000000000000000000000000000000000000000000000300000078000000000000000000f87f0100000000000000010000000000000001000000000000001e00000003000000000000000000f03f000000000000000092244992244916400000000000000000030000007b000000000000000000f87f0100000000000000010000000000000001000000000000001e00000003000000555555555555e53f0000000000000000dcb66ddbb66dfb3fdcb66ddbb66d9bbc030000007e000000000000000000f87f0100000000000000010000000000000001000000000000001f00000003000000555555555555e53f0000000000000000aaaaaaaaaaaa1a40000000000000b03c0300000081000000000000000000f87f0100000000000000010000000000000000000000000000001f0000000300000000000000000000000000000000000000000000000000000000000000000000000300000084000000000000000000f87f0100000000000000010000000000000001000000000000001f00000003000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaa1a4000000000000000000300000087000000000000000000f87f01000000000000000100000000000000000000000000000020000000030000000000000000000000000000000000000000000000000000000000000000000000020000008a000000000000000000f87f0100000000000000010000000000000001000000000000002000000003000000555555555555f53f00000000000000009ee7799ee779fe3f188661188661883c030000008c000000000000000000f87f0100000000000000010000000000000001000000000000002000000003000000555555555555e53f00000000000000009224499224491a40188661188661b03c030000008f000000000000000000f87f0100000000000000010000000000000001000000000000002100000003000000555555555555d53f0000000000000000c3300cc3300c1340902449922449823c0300000092000000000000000000f87f010000000000000001000000000000000000000000000000210000000300000000000000000000000000000000000000000000000000000000000000000000000200000095000000000000000000f87f0100000000000000010000000000000001000000000000002100000003000000555555555555e53f00000000000000009ee7799ee779fe3f188661188661883c0300000097000000000000000000f87f0100000000000000010000000000000001000000000000002200000003000000555555555555f53f0000000000000000dcb66ddbb66dfb3fdcb66ddbb66d9bbc030000009a000000000000000000f87f0100000000000000010000000000000001000000000000002200000003000000000000000000f03f0000000000000000dbb66ddbb66d29400000000000000000020000009d000000000000000000f87f01000000000000000100000000000000000000000000000022000000030000000000000000000000000000000000000000000000000000000000000000000000020000009f000000000000000000f87f0100000000000000010000000000000001000000000000002300000003000000555555555555e53f00000000000000000cc3300cc3300c400cc3300cc330acbc03000000a1000000000000000000f87f0100000000000000010000000000000001000000000000002300000003000000555555555555d53f0000000000000000188661188661e83f18866118866188bc03000000a4000000000000000000f87f0100000000000000010000000000000001000000000000002300000003000000abaaaaaaaaaafa3f0000000000000000b76ddbb66ddb3640dcb66ddbb66dcbbc03000000a7000000000000000000f87f0100000000000000010000000000000001000000000000002400000003000000555555555555f53f0000000000000000f43ccff33ccf1340f43ccff33ccfb3bc02000000aa000000000000000000f87f0100000000000000010000000000000001000000000000002400000003000000abaaaaaaaaaafa3f000000000000000019866118866126400cc3300cc330bcbc03000000ac000000000000000000f87f0100000000000000010000000000000001000000000000002400000003000000000000000000f03f0000000000000000b76ddbb66ddbe63f000000000000000003000000af000000000000000000f87f0100000000000000010000000000000001000000000000002500000003000000555555555555e53f0000000000000000dcb66ddbb66d0b40dcb66ddbb66dabbc03000000b2000000000000000000f87f0100000000000000010000000000000001000000000000002500000003000000555555555555d53f0000000000000000b66ddbb66ddbe63ff43ccff33ccf833c02000000b5000000000000000000f87f0100000000000000010000000000000001000000000000002500000003000000000000000000f03f00000000000000009224499224492040000000000000000003000000b7000000000000000000f87f0100000000000000010000000000000001000000000000002600000003000000555555555555d53f00000000000000006118866118860940300cc3300cc380bc03000000ba000000000000000000f87f0100000000000000010000000000000001000000000000002600000003000000abaaaaaaaaaafa3f00000000000000007a9ee7799ee72540a0e7799ee7799ebc03000000bd000000000000000000f87f0100000000000000010000000000000001000000000000002600000003000000555555555555f53f0000000000000000c3300cc3300c1340902449922449823c03000000c0000000000000000000f87f0100000000000000010000000000000001000000000000002700000003000000555555555555f53f00000000000000005555555555552d40000000000000b0bc03000000c3000000000000000000f87f0100000000000000010000000000000001000000000000002700000003000000000000000000f03f00000000000000000000000000002040000000000000000003000000c6000000000000000000f87f0100000000000000010000000000000001000000000000002700000003000000555555555555e53f0000000000000000aaaaaaaaaaaa0a40000000000000a03c03000000c9000000000000000000f87f0100000000000000010000000000000001000000000000002800000003000000555555555555e53f00000000000000002449922449922040866118866118ca3c03000000cc000000000000000000f87f0100000000000000010000000000000001000000000000002800000003000000555555555555d53f00000000000000004992244992240940a0e7799ee7797ebc03000000cf000000000000000000f87f0100000000000000010000000000000001000000000000002800000003000000abaaaaaaaaaafa3f0000000000000000dcb66ddbb66d2540300cc3300cc3a0bc03000000d2000000000000000000f87f0100000000000000010000000000000001000000000000002900000003000000abaaaaaaaaaafa3f000000000000000087611886611837400cc3300cc330d8bc03000000d5000000000000000000f87f0100000000000000010000000000000001000000000000002900000003000000555555555555f53f00000000000000003dcff33ccff32c40a0e7799ee779aebc03000000d8000000000000000000f87f0100000000000000010000000000000001000000000000002900000003000000000000000000f03f0000000000000000dbb66ddbb66d1f40000000000000000003000000db000000000000000000f87f0100000000000000010000000000000001000000000000002a00000003000000000000000000f03f0000000000000000dbb66ddbb66deb3f000000000000000003000000de000000000000000000f87f0100000000000000010000000000000001000000000000002a00000003000000555555555555e53f00000000000000001886611886612040922449922449ca3c03000000e1000000000000000000f87f0100000000000000010000000000000001000000000000002a00000003000000555555555555d53f0000000000000000310cc3300cc30840e0b66ddbb66d7bbc02000000e4000000000000000000f87f0100000000000000010000000000000001000000000000002b00000003000000000000000000f03f00000000000000004992244992242540000000000000000003000000e6000000000000000000f87f0100000000000000010000000000000001000000000000002b00000003000000555555555555e53f00000000000000000cc3300cc33014400cc3300cc330b4bc03000000e9000000000000000000f87f0100000000000000010000000000000001000000000000002b00000003000000555555555555d53f0000000000000000188661188661f83f18866118866198bc03000000ec000000000000000000f87f0100000000000000010000000000000001000000000000002c00000003000000abaaaaaaaaaafa3f00000000000000000000000000002e40000000000000c83c02000000ef000000000000000000f87f0100000000000000010000000000000001000000000000002c00000003000000555555555555d53f00000000000000000000000000001040000000000000b0bc03000000f1000000000000000000f87f0100000000000000010000000000000001000000000000002c00000003000000555555555555f53f00000000000000000000000000002040000000000000c0bc03000000f4000000000000000000f87f0100000000000000010000000000000001000000000000002d00000003000000000000000000f03f0000000000000000b76ddbb66ddb2440000000000000000003000000f7000000000000000000f87f0100000000000000010000000000000001000000000000002d00000003000000555555555555e53f0000000000000000f43ccff33ccf1340f43ccff33ccfb3bc02000000fa000000000000000000f87f0100000000000000010000000000000001000000000000002d00000003000000555555555555f53f00000000000000007a9ee7799ee731407a9ee7799ee7d1bc03000000fc000000000000000000f87f0100000000000000010000000000000001000000000000002e00000003000000555555555555e53f0000000000000000922449922449d23f92244992244972bc03000000ff000000000000000000f87f0100000000000000010000000000000001000000000000002e00000003000000555555555555d53f0000000000000000e8799ee7799e0f40e8799ee7799eafbc0300000002010000000000000000f87f0100000000000000010000000000000001000000000000002e00000003000000abaaaaaaaaaafa3f00000000000000006218866118862d40e8799ee7799ec73c0300000005010000000000000000f87f0100000000000000010000000000000001000000000000002f00000003000000abaaaaaaaaaafa3f0000000000000000310cc3300cc30840f43ccff33ccfa33c0300000008010000000000000000f87f0100000000000000010000000000000001000000000000002f00000003000000555555555555f53f00000000000000006edbb66ddbb631406edbb66ddbb6d1bc030000000b010000000000000000f87f0100000000000000010000000000000001000000000000002f00000003000000000000000000f03f000000000000000025499224499224400000000000000000030000000e010000000000000000f87f0100000000000000010000000000000001000000000000003000000003000000000000000000f03f00000000000000009224499224490a4000000000000000000300000011010000000000000000f87f0100000000000000010000000000000001000000000000003000000003000000555555555555e53f0000000000000000188661188661c83f18866118866168bc0300000014010000000000000000f87f0100000000000000010000000000000001000000000000003000000003000000555555555555d53f0000000000000000cef33ccff33c0f40b86ddbb66ddb963c0300000017010000000000000000f87f0100000000000000010000000000000001000000000000003100000003000000555555555555d53f0000000000000000499224499224f93fa0e7799ee7796ebc030000001a010000000000000000f87f0100000000000000010000000000000001000000000000003100000003000000abaaaaaaaaaafa3f0000000000000000b76ddbb66ddb0640dcb66ddbb66d9bbc030000001d010000000000000000f87f0100000000000000010000000000000001000000000000003100000003000000555555555555f53f00000000000000006118866118863140a0e7799ee779ae3c0300000020010000000000000000f87f0100000000000000010000000000000001000000000000003200000003000000555555555555f53f00000000000000001886611886612040922449922449ca3c0300000023010000000000000000f87f0100000000000000010000000000000001000000000000003200000003000000000000000000f03f0000000000000000499224499224094000000000000000000300000026010000000000000000f87f0100000000000000010000000000000001000000000000003200000003000000555555555555e53f0000000000000000188661188661b83f18866118866158bc733073317332633063313263313563313863323163336336633963313031633130346331303763313130633131336331313663313139633132326332303263323035633230386332313163323134633231376332323063323233703234703438703732703132703336703630703135703339703633703138703432703636703231703435703639703237703370353170333070353470367033337035377039703170323570343970323870347035327033317035357037703130703334703538703133703337703631703136703430703634703139703433703637703232703436703730703270323670353070323970357035337033327035367038703131703335703539703134703338703632703137703431703635703230703434703638703233703437703731
17	survey_summary	survey_ratio_summary(y, x, w)	010101000300000000000000000100000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba584095936db6db6db7bd20971c71c71c7540838ded097b425fbd21fda12f684bd8ffffffff0000000000000000000000000000004800000000000000480000000000000040404f5555555555553cdd000000000000407c161861861862bd1f2924924924944066d1c71c71c71c3d04ce38e38e38e34052d55555555556bcff40000000000040810a4924924925bd1ada69a69a69aa40b46699d50b078c3d4947488ff6b643409aa5c1b1706c5c3d3e9d6b015ac0584087943f35ba78193d2f85ba781948b3	\\x010101000300000000000000000100000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba584095936db6db6db7bd20971c71c71c7540838ded097b425fbd21fda12f684bd8ffffffff0000000000000000000000000000004800000000000000480000000000000040404f5555555555553cdd000000000000407c161861861862bd1f2924924924944066d1c71c71c71c3d04ce38e38e38e34052d55555555556bcff40000000000040810a4924924925bd1ada69a69a69aa40b46699d50b078c3d4947488ff6b643409aa5c1b1706c5c3d3e9d6b015ac0584087943f35ba78193d2f85ba781948b3	\\x0101010000030000000000000000000000000000000000000100000001000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563db76ddbb66d939540751cc7711c9720bd5f427b09ed8d8340d84b682fa1fd21bd0000000000000000000000000000f87f480000000000000048000000000000004000000000000000ffffffff000000005555555555554f40000000000000dd3c6218866118167c409424499224291fbd1cc7711cc7d16640e3388ee338ce043d5655555555d55240000000000040ffbc25499224490a8140aa699aa669da1abd8c070bd59966b44043b6f68f4847493d5c6c70b1c1a59a4058c05a016b9d3e3d1978ba353f948740b3481978ba852f3d
18	survey_summary	survey_ratio_summary(y, x, w, stratum, cluster)	01010101010000000000000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba584095936db6db6db7bd20971c71c71c7540838ded097b425fbd21fda12f684bd8ffffffff0000000000000000ffffffff0000000000000001ffffffff000000000000000200000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc000000000000402a38e38e38e38ebcc38e38e38e38e40000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a4018000000000000bcb80000000000000000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac400638e38e38e38ebca638e38e38e38e0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc924924924924401c71c71c71c71dbcb1c71c71c71c7200000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc41861861861864018e38e38e38e39bcaf1c71c71c71c700000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a4001c71c71c71c72bc9e38e38e38e38e0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc40071c71c71c71c7bc8c71c71c71c71c0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc80000000000004019555555555555bcb2aaaaaaaaaaac00000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca000000000000040238e38e38e38e43cb78e38e38e38e4000000010000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca0000000000000401c71c71c71c71cbcb1c71c71c71c7200000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861840171c71c71c71c73cb638e38e38e38e00000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e40271c71c71c71c73ca0e38e38e38e380000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd20000000000004021555555555555bcb000000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e402438e38e38e38e3cc71c71c71c71c7000000010000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000040238e38e38e38e33cc1c71c71c71c7200000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db401c71c71c71c71c3cbe38e38e38e38e0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba492492492492400f1c71c71c71c63c7c71c71c71c7200000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b0000000000000000000000000000401800000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924924022e38e38e38e383ccdc71c71c71c720000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249254024000000000000bca55555555555540000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c30402a71c71c71c71dbccc71c71c71c71c0000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca6186186186188400e38e38e38e38d3c938e38e38e38e40000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db7402071c71c71c71dbcc071c71c71c71c0000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf44026e38e38e38e393c6c71c71c71c700	\\x01010101010000000000000000030000001800000000000000404052d55555555556bcff40000000000040b0c64e5e0a72f03d56a84ca037ba584095936db6db6db7bd20971c71c71c7540838ded097b425fbd21fda12f684bd8ffffffff0000000000000000ffffffff0000000000000001ffffffff000000000000000200000000000000000000000000000000000000030000000000000003000000000000000240080000000000000000000000000000403e492492492493bcdc000000000000402a38e38e38e38ebcc38e38e38e38e40000000000000000000000030000000000000003000000000000000300000000000000024000000000000000bca00000000000004020f3cf3cf3cf3dbca924924924924a4018000000000000bcb80000000000000000000000000000000000060000000000000003000000000000000300000000000000023ff0000000000000bc90000000000000401aaaaaaaaaaaabbcbaaaaaaaaaaaac400638e38e38e38ebca638e38e38e38e0000000000000000000000090000000000000003000000000000000300000000000000024002aaaaaaaaaaaa3cb0000000000000402cdb6db6db6db63ccc924924924924401c71c71c71c71dbcb1c71c71c71c7200000000000000000000000c0000000000000003000000000000000300000000000000023ff55555555555553c900000000000004024db6db6db6db7bcc41861861861864018e38e38e38e39bcaf1c71c71c71c700000000000000000000000f00000000000000030000000000000003000000000000000240000000000000003c9000000000000040229249249249253ca924924924924a4001c71c71c71c72bc9e38e38e38e38e0000000000000000000000120000000000000003000000000000000300000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc40071c71c71c71c7bc8c71c71c71c71c0000000000000000000000150000000000000003000000000000000300000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc80000000000004019555555555555bcb2aaaaaaaaaaac00000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca8000000000000403b249249249249bca000000000000040238e38e38e38e43cb78e38e38e38e4000000010000000000000068000000000000000300000000000000030000000000000003401000000000000000000000000000004030db6db6db6db73ca0000000000000401c71c71c71c71cbcb1c71c71c71c7200000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040289249249249243cc261861861861840171c71c71c71c73cb638e38e38e38e00000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004032e79e79e79e7abcc3b6db6db6db6e40271c71c71c71c73ca0e38e38e38e380000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca0000000000000403a000000000000bcd20000000000004021555555555555bcb000000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca800000000000040362492492492493cd279e79e79e79e402438e38e38e38e3cc71c71c71c71c7000000010000000000000077000000000000000300000000000000030000000000000003401000000000000000000000000000004046b6db6db6db6ebcc800000000000040238e38e38e38e33cc1c71c71c71c7200000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040284924924924923cc56db6db6db6db401c71c71c71c71c3cbe38e38e38e38e0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc900000000000004031249249249249bcba492492492492400f1c71c71c71c63c7c71c71c71c7200000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000403b0000000000000000000000000000401800000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004040a492492492493cc24924924924924022e38e38e38e383ccdc71c71c71c720000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca800000000000040330000000000003cd99249249249254024000000000000bca55555555555540000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000403f1861861861863cd8c30c30c30c30402a71c71c71c71dbccc71c71c71c71c0000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000401d861861861861bca6186186186188400e38e38e38e38d3c938e38e38e38e40000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004035f3cf3cf3cf3c3cdddb6db6db6db7402071c71c71c71dbcc071c71c71c71c0000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026db6db6db6db7bcb3cf3cf3cf3cf44026e38e38e38e393c6c71c71c71c700	\\x0101010001010000000000000000000000000000000000001b0000001b000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff400000000000000000000000000000005655555555d55240000000000040ffbcf0720a5e4ec6b04058ba37a04ca8563db76ddbb66d939540751cc7711c9720bd5f427b09ed8d8340d84b682fa1fd21bd0000000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000084000000000000000009324499224493e40000000000000dcbc8ee3388ee3382a40e4388ee3388ec3bc0300000000000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000a0bc3dcff33ccff320404a9224499224a9bc0000000000001840000000000000b8bc0600000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000000000000000f03f00000000000090bcabaaaaaaaaaa1a40acaaaaaaaaaababc8ee3388ee33806408ee3388ee338a6bc0900000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaa0240000000000000b03cb66ddbb66ddb2c40244992244992cc3c1dc7711cc7711c40721cc7711cc7b1bc0c00000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000555555555555f53f000000000000903cb76ddbb66ddb2440866118866118c4bc398ee3388ee31840c7711cc7711cafbc0f00000000000000000000000000f87f03000000000000000300000000000000020000000000000000000000010000000000000000000040000000000000903c25499224499222404a9224499224a93c721cc7711cc701408ee3388ee3389ebc1200000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000aaaaaaaaaaaafa3f000000000000a03c4992244992241d40dcb66ddbb66d9bbcc7711cc7711c07401cc7711cc7718cbc1500000000000000000000000000f87f0300000000000000030000000000000002000000000000000000000001000000abaaaaaaaaaa0240000000000000a0bcabaaaaaaaaaa2a40000000000000c8bc5555555555551940acaaaaaaaaaab2bc6500000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c4992244992243b40000000000000a0bce4388ee3388e2340e4388ee3388eb73c6800000000000000000000000000f87f030000000000000003000000000000000300000000000000010000000100000000000000000010400000000000000000b76ddbb66ddb3040000000000000a03c1cc7711cc7711c40721cc7711cc7b1bc6b00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc2449922449922840188661188661c23cc7711cc7711c17408ee3388ee338b63c6e00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000abaaaaaaaaaa0a40000000000000a8bc7a9ee7799ee732406edbb66ddbb6c3bcc7711cc7711c2740388ee3388ee3a03c7100000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000000000000000000840000000000000a0bc0000000000003a40000000000000d2bc5555555555552140000000000000b0bc7400000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c49922449922436409ee7799ee779d23c8ee3388ee3382440c7711cc7711cc73c7700000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000104000000000000000006edbb66ddbb64640000000000000c8bce3388ee3388e2340721cc7711cc7c13c7a00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc9224499224492840dbb66ddbb66dc53c1cc7711cc7711c408ee3388ee338be3cca00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc4992244992243140922449922449babcc6711cc7711c0f4020c7711cc7717c3ccd00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc0000000000003b40000000000000000000000000000018400000000000000000d000000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bc4992244992a44040922449922449c23c388ee3388ee32240721cc7711cc7cd3cd300000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000005555555555550540000000000000a83c0000000000003340254992244992d93c0000000000002440545555555555a5bcd600000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000104000000000000000008661188661183f40300cc3300cc3d83c1dc7711cc7712a401cc7711cc771ccbcd900000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc6118866118861d40886118866118a6bc8de3388ee3380e40e4388ee3388e933cdc00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc3ccff33ccff33540b76ddbb66ddbdd3c1dc7711cc77120401cc7711cc771c0bcdf00000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bcb76ddbb66ddb2640f43ccff33ccfb3bc398ee3388ee3264000c7711cc7716c3c
19	survey_summary	survey_domain(survey_summary(y, w, stratum, cluster) FILTER (WHERE q1 > 2), survey_summary(y, w, stratum, cluster))	01020101010000000000000000030000001800000000000000270000000000000015404a471c71c71c723ce400000000000040a49af3cf3cf3cf3d47fd406f74ae280000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000008ffffffff00000000000000010000000000000008ffffffff000000000000000200000000000000080000000000000000000000000000000000000002000000000000000200000000000000013ffaaaaaaaaaaaab000000000000000040330c30c30c30c33cd9e79e79e79e7a0000000000000000000000030000000000000002000000000000000200000000000000013fe55555555555550000000000000000401a4924924924923cb06186186186180000000000000000000000060000000000000002000000000000000200000000000000013fe555555555555500000000000000003ffe79e79e79e79e3c886186186186180000000000000000000000090000000000000002000000000000000200000000000000013ff0000000000000000000000000000040296db6db6db6db000000000000000000000000000000000000000c0000000000000002000000000000000200000000000000013ff000000000000000000000000000004016db6db6db6db7000000000000000000000000000000000000000f0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401b9e79e79e79e9bcb49249249249240000000000000000000000120000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc80000000000000000000100000000000000650000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca0000000000000403a6186186186183ccd8618618618600000000100000000000000680000000000000002000000000000000200000000000000024005555555555556bcb00000000000004027cf3cf3cf3cf43cbbcf3cf3cf3cf400000001000000000000006b0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca00000000000004027249249249249bcab6db6db6db6dc00000001000000000000006e0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004025e79e79e79e7abc9e79e79e79e7a00000000100000000000000710000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca00000000000004026aaaaaaaaaaabbccc0000000000000000000100000000000000740000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca000000000000040330000000000003cc5e79e79e79e7a0000000100000000000000770000000000000002000000000000000200000000000000024005555555555556bcb0000000000000403ef3cf3cf3cf3d3cd7cf3cf3cf3cf400000001000000000000007a0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca000000000000040221861861861863ca92492492492480000000200000000000000ca0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000402f3cf3cf3cf3cfbcb430c30c30c30c0000000200000000000000cd0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402e0000000000003cc80000000000000000000200000000000000d00000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000402ec30c30c30c31bcb3cf3cf3cf3cf40000000200000000000000d30000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca0000000000000402e186186186187bca3cf3cf3cf3cf40000000200000000000000d60000000000000002000000000000000200000000000000024005555555555556bcb0000000000000402ac30c30c30c313cc4f3cf3cf3cf3d0000000200000000000000d90000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000400bcf3cf3cf3cf33cae79e79e79e79e0000000200000000000000dc0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004006db6db6db6db7bc9b6db6db6db6dc0000000200000000000000df0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca00000000000004009e79e79e79e7abca0c30c30c30c31	\\x01020101010000000000000000030000001800000000000000270000000000000015404a471c71c71c723ce400000000000040a49af3cf3cf3cf3d47fd406f74ae280000000000000000000000000000000000000000000000000000000000000000ffffffff00000000000000000000000000000008ffffffff00000000000000010000000000000008ffffffff000000000000000200000000000000080000000000000000000000000000000000000002000000000000000200000000000000013ffaaaaaaaaaaaab000000000000000040330c30c30c30c33cd9e79e79e79e7a0000000000000000000000030000000000000002000000000000000200000000000000013fe55555555555550000000000000000401a4924924924923cb06186186186180000000000000000000000060000000000000002000000000000000200000000000000013fe555555555555500000000000000003ffe79e79e79e79e3c886186186186180000000000000000000000090000000000000002000000000000000200000000000000013ff0000000000000000000000000000040296db6db6db6db000000000000000000000000000000000000000c0000000000000002000000000000000200000000000000013ff000000000000000000000000000004016db6db6db6db7000000000000000000000000000000000000000f0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000401b9e79e79e79e9bcb49249249249240000000000000000000000120000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000401d249249249249bc9b6db6db6db6dc0000000000000000000000150000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca0000000000000402aaaaaaaaaaaabbcc80000000000000000000100000000000000650000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca0000000000000403a6186186186183ccd8618618618600000000100000000000000680000000000000002000000000000000200000000000000024005555555555556bcb00000000000004027cf3cf3cf3cf43cbbcf3cf3cf3cf400000001000000000000006b0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca00000000000004027249249249249bcab6db6db6db6dc00000001000000000000006e0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004025e79e79e79e7abc9e79e79e79e7a00000000100000000000000710000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca00000000000004026aaaaaaaaaaabbccc0000000000000000000100000000000000740000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca000000000000040330000000000003cc5e79e79e79e7a0000000100000000000000770000000000000002000000000000000200000000000000024005555555555556bcb0000000000000403ef3cf3cf3cf3d3cd7cf3cf3cf3cf400000001000000000000007a0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca000000000000040221861861861863ca92492492492480000000200000000000000ca0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000402f3cf3cf3cf3cfbcb430c30c30c30c0000000200000000000000cd0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab0000000000000000402e0000000000003cc80000000000000000000200000000000000d00000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000402ec30c30c30c31bcb3cf3cf3cf3cf40000000200000000000000d30000000000000002000000000000000200000000000000024002aaaaaaaaaaabbca0000000000000402e186186186187bca3cf3cf3cf3cf40000000200000000000000d60000000000000002000000000000000200000000000000024005555555555556bcb0000000000000402ac30c30c30c313cc4f3cf3cf3cf3d0000000200000000000000d90000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca0000000000000400bcf3cf3cf3cf33cae79e79e79e79e0000000200000000000000dc0000000000000001000000000000000100000000000000013ffaaaaaaaaaaaab00000000000000004006db6db6db6db7bc9b6db6db6db6dc0000000200000000000000df0000000000000002000000000000000200000000000000023ffaaaaaaaaaaaaa3ca00000000000004009e79e79e79e7abca0c30c30c30c31	\\x0100010101010000000000000000000000000000000000001b0000001b000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff27000000000000001500000000000000721cc7711c474a40000000000000e43ccff33ccff39aa44028ae746f40fd473d00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f080000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000f87f080000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000f87f080000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f0200000000000000020000000000000001000000000000000000000001000000abaaaaaaaaaafa3f0000000000000000c3300cc3300c33407a9ee7799ee7d93c0300000000000000000000000000f87f0200000000000000020000000000000001000000000000000000000001000000555555555555e53f00000000000000009224499224491a40188661188661b03c0600000000000000000000000000f87f0200000000000000020000000000000001000000000000000000000001000000555555555555e53f00000000000000009ee7799ee779fe3f188661188661883c0900000000000000000000000000f87f0200000000000000020000000000000001000000000000000000000001000000000000000000f03f0000000000000000dbb66ddbb66d294000000000000000000c00000000000000000000000000f87f0200000000000000020000000000000001000000000000000000000001000000000000000000f03f0000000000000000b76ddbb66ddb164000000000000000000f00000000000000000000000000f87f0100000000000000010000000000000001000000000000000000000001000000abaaaaaaaaaafa3f0000000000000000e9799ee7799e1b40244992244992b4bc1200000000000000000000000000f87f0200000000000000020000000000000002000000000000000000000001000000aaaaaaaaaaaafa3f000000000000a03c4992244992241d40dcb66ddbb66d9bbc1500000000000000000000000000f87f0200000000000000020000000000000002000000000000000000000001000000abaaaaaaaaaa0240000000000000a0bcabaaaaaaaaaa2a40000000000000c8bc6500000000000000000000000000f87f0200000000000000020000000000000002000000000000000100000001000000abaaaaaaaaaa0240000000000000a0bc1886611886613a40601886611886cd3c6800000000000000000000000000f87f02000000000000000200000000000000020000000000000001000000010000005655555555550540000000000000b0bcf43ccff33ccf2740f43ccff33ccfbb3c6b00000000000000000000000000f87f0200000000000000020000000000000002000000000000000100000001000000aaaaaaaaaaaafa3f000000000000a03c4992244992242740dcb66ddbb66dabbc6e00000000000000000000000000f87f0100000000000000010000000000000001000000000000000100000001000000abaaaaaaaaaafa3f00000000000000007a9ee7799ee72540a0e7799ee7799ebc7100000000000000000000000000f87f0200000000000000020000000000000002000000000000000100000001000000aaaaaaaaaaaafa3f000000000000a03cabaaaaaaaaaa2640000000000000ccbc7400000000000000000000000000f87f0200000000000000020000000000000002000000000000000100000001000000abaaaaaaaaaa0240000000000000a0bc00000000000033407a9ee7799ee7c53c7700000000000000000000000000f87f02000000000000000200000000000000020000000000000001000000010000005655555555550540000000000000b0bc3dcff33ccff33e40f43ccff33ccfd73c7a00000000000000000000000000f87f0200000000000000020000000000000002000000000000000100000001000000aaaaaaaaaaaafa3f000000000000a03c8661188661182240489224499224a93cca00000000000000000000000000f87f0200000000000000020000000000000002000000000000000200000001000000aaaaaaaaaaaafa3f000000000000a03ccff33ccff33c2f400cc3300cc330b4bccd00000000000000000000000000f87f0100000000000000010000000000000001000000000000000200000001000000abaaaaaaaaaafa3f00000000000000000000000000002e40000000000000c83cd000000000000000000000000000f87f0200000000000000020000000000000002000000000000000200000001000000aaaaaaaaaaaafa3f000000000000a03c310cc3300cc32e40f43ccff33ccfb3bcd300000000000000000000000000f87f0200000000000000020000000000000002000000000000000200000001000000abaaaaaaaaaa0240000000000000a0bc8761188661182e40f43ccff33ccfa3bcd600000000000000000000000000f87f02000000000000000200000000000000020000000000000002000000010000005655555555550540000000000000b0bc310cc3300cc32a403dcff33ccff3c43cd900000000000000000000000000f87f0200000000000000020000000000000002000000000000000200000001000000aaaaaaaaaaaafa3f000000000000a03cf33ccff33ccf0b409ee7799ee779ae3cdc00000000000000000000000000f87f0100000000000000010000000000000001000000000000000200000001000000abaaaaaaaaaafa3f0000000000000000b76ddbb66ddb0640dcb66ddbb66d9bbcdf00000000000000000000000000f87f0200000000000000020000000000000002000000000000000200000001000000aaaaaaaaaaaafa3f000000000000a03c7a9ee7799ee70940310cc3300cc3a0bc
20	survey_summary	(survey_summaries(ARRAY[y, x], w, stratum, cluster))[2]	01000101010000000000000000030000001800000000000000484055c000000000003ceb00000000000040869fb425ed097b3d10fbda12f684bc0000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000ffffffff0000000000000001ffffffff000000000000000200000000000000000000000000000000000000030000000000000003000000000000000340100000000000000000000000000000403071c71c71c71c3ccc71c71c71c71c0000000000000000000000030000000000000003000000000000000300000000000000034008000000000000bca0000000000000401d555555555555bca000000000000000000000000000000000000600000000000000030000000000000003000000000000000340055555555555553ca8000000000000401638e38e38e38ebca9c71c71c71c7200000000000000000000000900000000000000030000000000000003000000000000000340100000000000000000000000000000402b8e38e38e38e4bcb1c71c71c71c7200000000000000000000000c0000000000000003000000000000000300000000000000034000000000000000bc90000000000000402238e38e38e38e3cc271c71c71c71c00000000000000000000000f000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004020e38e38e38e383cbf8e38e38e38e40000000000000000000000120000000000000003000000000000000300000000000000034008000000000000bca00000000000004019c71c71c71c72bc9c71c71c71c72000000000000000000000001500000000000000030000000000000003000000000000000340055555555555553ca8000000000000401d555555555555bcb6aaaaaaaaaaac00000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca800000000000040238e38e38e38e43cb78e38e38e38e400000001000000000000006800000000000000030000000000000003000000000000000340100000000000000000000000000000401c71c71c71c71cbcb1c71c71c71c7200000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040171c71c71c71c73cb638e38e38e38e00000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca800000000000040271c71c71c71c73ca0e38e38e38e380000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca00000000000004021555555555555bcb000000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca8000000000000402438e38e38e38e3cc71c71c71c71c70000000100000000000000770000000000000003000000000000000300000000000000034010000000000000000000000000000040238e38e38e38e33cc1c71c71c71c7200000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc90000000000000401c71c71c71c71c3cbe38e38e38e38e0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc90000000000000400f1c71c71c71c63c7c71c71c71c7200000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000401800000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004022e38e38e38e383ccdc71c71c71c720000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca80000000000004024000000000000bca55555555555540000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000402a71c71c71c71dbccc71c71c71c71c0000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000400e38e38e38e38d3c938e38e38e38e40000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000402071c71c71c71dbcc071c71c71c71c0000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026e38e38e38e393c6c71c71c71c700	\\x01000101010000000000000000030000001800000000000000484055c000000000003ceb00000000000040869fb425ed097b3d10fbda12f684bc0000000000000000000000000000000000000000000000000000000000000000ffffffff0000000000000000ffffffff0000000000000001ffffffff000000000000000200000000000000000000000000000000000000030000000000000003000000000000000340100000000000000000000000000000403071c71c71c71c3ccc71c71c71c71c0000000000000000000000030000000000000003000000000000000300000000000000034008000000000000bca0000000000000401d555555555555bca000000000000000000000000000000000000600000000000000030000000000000003000000000000000340055555555555553ca8000000000000401638e38e38e38ebca9c71c71c71c7200000000000000000000000900000000000000030000000000000003000000000000000340100000000000000000000000000000402b8e38e38e38e4bcb1c71c71c71c7200000000000000000000000c0000000000000003000000000000000300000000000000034000000000000000bc90000000000000402238e38e38e38e3cc271c71c71c71c00000000000000000000000f000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca80000000000004020e38e38e38e383cbf8e38e38e38e40000000000000000000000120000000000000003000000000000000300000000000000034008000000000000bca00000000000004019c71c71c71c72bc9c71c71c71c72000000000000000000000001500000000000000030000000000000003000000000000000340055555555555553ca8000000000000401d555555555555bcb6aaaaaaaaaaac00000001000000000000006500000000000000030000000000000003000000000000000340055555555555553ca800000000000040238e38e38e38e43cb78e38e38e38e400000001000000000000006800000000000000030000000000000003000000000000000340100000000000000000000000000000401c71c71c71c71cbcb1c71c71c71c7200000001000000000000006b0000000000000003000000000000000300000000000000034000000000000000bc9000000000000040171c71c71c71c73cb638e38e38e38e00000001000000000000006e000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca800000000000040271c71c71c71c73ca0e38e38e38e380000000100000000000000710000000000000003000000000000000300000000000000034008000000000000bca00000000000004021555555555555bcb000000000000000000001000000000000007400000000000000030000000000000003000000000000000340055555555555553ca8000000000000402438e38e38e38e3cc71c71c71c71c70000000100000000000000770000000000000003000000000000000300000000000000034010000000000000000000000000000040238e38e38e38e33cc1c71c71c71c7200000001000000000000007a0000000000000003000000000000000300000000000000034000000000000000bc90000000000000401c71c71c71c71c3cbe38e38e38e38e0000000200000000000000ca0000000000000003000000000000000300000000000000034000000000000000bc90000000000000400f1c71c71c71c63c7c71c71c71c7200000000200000000000000cd000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000401800000000000000000000000000000000000200000000000000d00000000000000003000000000000000300000000000000034008000000000000bca00000000000004022e38e38e38e383ccdc71c71c71c720000000200000000000000d300000000000000030000000000000003000000000000000340055555555555553ca80000000000004024000000000000bca55555555555540000000200000000000000d600000000000000030000000000000003000000000000000340100000000000000000000000000000402a71c71c71c71dbccc71c71c71c71c0000000200000000000000d90000000000000003000000000000000300000000000000034000000000000000bc90000000000000400e38e38e38e38d3c938e38e38e38e40000000200000000000000dc000000000000000300000000000000030000000000000003400aaaaaaaaaaaabbca8000000000000402071c71c71c71dbcc071c71c71c71c0000000200000000000000df0000000000000003000000000000000300000000000000034008000000000000bca00000000000004026e38e38e38e393c6c71c71c71c700	\\x0100010001010000000000000000000000000000000000001b0000001b000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff480000000000000000000000000000000000000000c05540000000000000eb3c7b09ed25b49f8640bc84f612dafb103d00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000100000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000200000000000000000000000000f87f000000000000000000000000000000000000000000000000ffffffff0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000f87f0300000000000000030000000000000003000000000000000000000001000000000000000000104000000000000000001cc7711cc77130401cc7711cc771cc3c0300000000000000000000000000f87f03000000000000000300000000000000030000000000000000000000010000000000000000000840000000000000a0bc5555555555551d40000000000000a0bc0600000000000000000000000000f87f03000000000000000300000000000000030000000000000000000000010000005555555555550540000000000000a83c8ee3388ee3381640721cc7711cc7a9bc0900000000000000000000000000f87f030000000000000003000000000000000300000000000000000000000100000000000000000010400000000000000000e4388ee3388e2b40721cc7711cc7b1bc0c00000000000000000000000000f87f0300000000000000030000000000000003000000000000000000000001000000000000000000004000000000000090bc8ee3388ee33822401cc7711cc771c23c0f00000000000000000000000000f87f0300000000000000030000000000000003000000000000000000000001000000abaaaaaaaaaa0a40000000000000a8bc388ee3388ee32040e4388ee3388ebf3c1200000000000000000000000000f87f03000000000000000300000000000000030000000000000000000000010000000000000000000840000000000000a0bc721cc7711cc7194020c7711cc7719cbc1500000000000000000000000000f87f03000000000000000300000000000000030000000000000000000000010000005555555555550540000000000000a83c5555555555551d40acaaaaaaaaaab6bc6500000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83ce4388ee3388e2340e4388ee3388eb73c6800000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000104000000000000000001cc7711cc7711c40721cc7711cc7b1bc6b00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bcc7711cc7711c17408ee3388ee338b63c6e00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000abaaaaaaaaaa0a40000000000000a8bcc7711cc7711c2740388ee3388ee3a03c7100000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000000000000000000840000000000000a0bc5555555555552140000000000000b0bc7400000000000000000000000000f87f03000000000000000300000000000000030000000000000001000000010000005555555555550540000000000000a83c8ee3388ee3382440c7711cc7711cc73c7700000000000000000000000000f87f030000000000000003000000000000000300000000000000010000000100000000000000000010400000000000000000e3388ee3388e2340721cc7711cc7c13c7a00000000000000000000000000f87f0300000000000000030000000000000003000000000000000100000001000000000000000000004000000000000090bc1cc7711cc7711c408ee3388ee338be3cca00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bcc6711cc7711c0f4020c7711cc7717c3ccd00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc00000000000018400000000000000000d000000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bc388ee3388ee32240721cc7711cc7cd3cd300000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000005555555555550540000000000000a83c0000000000002440545555555555a5bcd600000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000104000000000000000001dc7711cc7712a401cc7711cc771ccbcd900000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000000000000000004000000000000090bc8de3388ee3380e40e4388ee3388e933cdc00000000000000000000000000f87f0300000000000000030000000000000003000000000000000200000001000000abaaaaaaaaaa0a40000000000000a8bc1dc7711cc77120401cc7711cc771c0bcdf00000000000000000000000000f87f03000000000000000300000000000000030000000000000002000000010000000000000000000840000000000000a0bc398ee3388ee3264000c7711cc7716c3c
21	replicate_summary	survey_replicate_summary(y, w, r)	010000000003000000000000004800000000000000404052d555555555553cf42aaaaaaaaaaa40b0c64e5e0a72f03d56a84ca037ba560000000000000000000000000000000000000000000000000000000000000000404f5555555555553cdd0000000000004067800000000000000000000000000040400000000000000000000000000000404c0000000000000000000000000000407c161861861862bd1f29249249249240951092492492493d2a600000000000406b16db6db6db6ebd0140000000000040796000000000003cf5000000000000	\\x010000000003000000000000004800000000000000404052d555555555553cf42aaaaaaaaaaa40b0c64e5e0a72f03d56a84ca037ba560000000000000000000000000000000000000000000000000000000000000000404f5555555555553cdd0000000000004067800000000000000000000000000040400000000000000000000000000000404c0000000000000000000000000000407c161861861862bd1f29249249249240951092492492493d2a600000000000406b16db6db6db6ebd0140000000000040796000000000003cf5000000000000	\\x030000000000000000000000480000000000000040000000000000005555555555d55240aaaaaaaaaa2af43cf0720a5e4ec6b04056ba37a04ca8563d00000000000000000000000000000000000000000000000000000000000000005555555555554f40000000000080674000000000000040400000000000004c40000000000000dd3c0000000000000000000000000000000000000000000000006118866118167c4048922449921095406fdbb66ddb166b400100000000607940b76ddbb66d6b203d00000000004c533d00000000005024bd0000000000602dbd
22	replicate_summary	survey_replicate_ratio_summary(y, x, w, r)	010100000003000000000000004800000000000000404052d555555555553cf42aaaaaaaaaaa40b0c64e5e0a72f03d56a84ca037ba564095936db6db6db7bd20971c71c71c7540838ded097b425fbd21fda12f684bd8404f5555555555553cdd0000000000004067800000000000000000000000000040400000000000000000000000000000404c0000000000000000000000000000407c161861861862bd1f29249249249240951092492492493d2a600000000000406b16db6db6db6ebd0140000000000040796000000000003cf50000000000004066d1c71c71c71c3d04ce38e38e38e840811d55555555553d230000000000004056c00000000000bcc00000000000004064a00000000000bce4000000000000	\\x010100000003000000000000004800000000000000404052d555555555553cf42aaaaaaaaaaa40b0c64e5e0a72f03d56a84ca037ba564095936db6db6db7bd20971c71c71c7540838ded097b425fbd21fda12f684bd8404f5555555555553cdd0000000000004067800000000000000000000000000040400000000000000000000000000000404c0000000000000000000000000000407c161861861862bd1f29249249249240951092492492493d2a600000000000406b16db6db6db6ebd0140000000000040796000000000003cf50000000000004066d1c71c71c71c3d04ce38e38e38e840811d55555555553d230000000000004056c00000000000bcc00000000000004064a00000000000bce4000000000000	\\x030000000100000000000000480000000000000040000000000000005555555555d55240aaaaaaaaaa2af43cf0720a5e4ec6b04056ba37a04ca8563db76ddbb66d939540751cc7711c9720bd5f427b09ed8d8340d84b682fa1fd21bd5555555555554f40000000000080674000000000000040400000000000004c40000000000000dd3c0000000000000000000000000000000000000000000000006118866118167c4048922449921095406fdbb66ddb166b400100000000607940b76ddbb66d6b203d00000000004c533d00000000005024bd0000000000602dbd1bc7711cc7d1664055555555551d8140ffffffffffbf56400000000000a064403a8ee3388e33253d000000000000233d0000000000000f3d000000000000e4bc
23	quantile_summary	quantile_summary(y)	01000000403fc249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003fd249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003fdb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003fe6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003feb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ff492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ff6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ffb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ffdb6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400124924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004006db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400924924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400c92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400db6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401092492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004012db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401400000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401649249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004016db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401800000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401892492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004019b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401adb6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401c92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401db6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401e49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401f6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402049249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004020db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004021b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402200000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402292492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004022db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402324924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004023b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402400000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004024db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004025b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402600000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004026db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff000000000000040276db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004027b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402800000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402892492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004028db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff000000000000040296db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402a92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402adb6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402b6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402bb6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402c49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402c92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000	\\x01000000403fc249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003fd249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003fdb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003fe6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003feb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ff492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ff6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ffb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ffdb6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400124924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004006db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400924924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400c92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400db6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401092492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401249249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004012db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401400000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401649249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004016db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401800000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401892492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004019b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401adb6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401c92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401db6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401e49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401f6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402049249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004020db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004021b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402200000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402292492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004022db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402324924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004023b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402400000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004024db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004025b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402600000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004026db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff000000000000040276db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004027b6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402800000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402892492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004028db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff000000000000040296db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402a92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402adb6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402b6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402bb6db6db6db6e00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402c49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402c92492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000	\\x000000004000000040000000922449922449c23f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f922449922449d23f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66ddb3f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddbe63f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66deb3f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f254992244992f43f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddbf63f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66dfb3f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb6fd3f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f49922449922401400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f92244992244902400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499204400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb06400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f49922449922409400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224490a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f2549922449920c400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb60d400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000010400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499210400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f92244992244912400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb12400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000014400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499214400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f49922449922415400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f92244992244916400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb16400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000018400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499218400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb619400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224491a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb1a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f2549922449921c400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb61d400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224491e400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66d1f400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000020400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f92244992244920400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb20400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb621400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000022400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499222400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb22400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f49922449922423400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb623400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000024400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499224400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb24400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f49922449922425400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb625400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000026400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb26400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66d27400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb627400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000028400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f25499224499228400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb28400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66d29400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224492a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f2549922449922a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb2a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66d2b400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb62b400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224492c400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f2549922449922c400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f
24	quantile_summary	quantile_summary(y, w)	01000000403fc249249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fd249249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fdb6db6db6db6db00000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fe6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003feb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ff492492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555553ff6db6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555553ffb6db6db6db6db00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab3ffdb6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab400124924924924900000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555400249249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555400492492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554006db6db6db6db700000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555400924924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400c92492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555400db6db6db6db6e00000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401000000000000000000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401092492492492500000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401249249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554012db6db6db6db700000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555401400000000000000000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401492492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401524924924924900000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401649249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004016db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401800000000000000000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401892492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554019b6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401a49249249249200000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401adb6db6db6db700000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401c92492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555401db6db6db6db6e00000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401e49249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401f6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402049249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004020db6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554021b6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402200000000000000000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402292492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554022db6db6db6db700000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402324924924924900000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554023b6db6db6db6e00000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555402400000000000000000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555402492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004024db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004025b6db6db6db6e00000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402600000000000000000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554026db6db6db6db700000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab40276db6db6db6db00000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554027b6db6db6db6e00000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402800000000000000000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402892492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554028db6db6db6db700000000000000013fe555555555555500000000000000003fe55555555555553fe555555555555540296db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402a49249249249200000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402a92492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402adb6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402b6db6db6db6db00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402bb6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402c49249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402c92492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555	\\x01000000403fc249249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fd249249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fdb6db6db6db6db00000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555553fe6db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003feb6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000003ff492492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555553ff6db6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555553ffb6db6db6db6db00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab3ffdb6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab400124924924924900000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555400249249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555400492492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554006db6db6db6db700000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555400924924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400a49249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000400c92492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555400db6db6db6db6e00000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401000000000000000000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401092492492492500000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401249249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554012db6db6db6db700000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555401400000000000000000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401492492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401524924924924900000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401649249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004016db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000401800000000000000000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555401892492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554019b6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401a49249249249200000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401adb6db6db6db700000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab401c92492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555401db6db6db6db6e00000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401e49249249249200000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555401f6db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402000000000000000000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402049249249249200000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004020db6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554021b6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402200000000000000000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402292492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554022db6db6db6db700000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402324924924924900000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554023b6db6db6db6e00000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555402400000000000000000000000000013fe555555555555500000000000000003fe55555555555553fe5555555555555402492492492492500000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004024db6db6db6db700000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402524924924924900000000000000013ff000000000000000000000000000003ff00000000000003ff00000000000004025b6db6db6db6e00000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402600000000000000000000000000013ff555555555555500000000000000003ff55555555555553ff55555555555554026db6db6db6db700000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab40276db6db6db6db00000000000000013fd555555555555500000000000000003fd55555555555553fd55555555555554027b6db6db6db6e00000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402800000000000000000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402892492492492500000000000000013fe555555555555500000000000000003fe55555555555553fe55555555555554028db6db6db6db700000000000000013fe555555555555500000000000000003fe55555555555553fe555555555555540296db6db6db6db00000000000000013ff000000000000000000000000000003ff00000000000003ff0000000000000402a49249249249200000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402a92492492492500000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402adb6db6db6db700000000000000013ff555555555555500000000000000003ff55555555555553ff5555555555555402b6db6db6db6db00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402bb6db6db6db6e00000000000000013ffaaaaaaaaaaaab00000000000000003ffaaaaaaaaaaaab3ffaaaaaaaaaaaab402c49249249249200000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555402c92492492492500000000000000013fd555555555555500000000000000003fd55555555555553fd5555555555555	\\x000000004000000040000000922449922449c23f0100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f922449922449d23f0100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53fdbb66ddbb66ddb3f0100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53fb76ddbb66ddbe63f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fdbb66ddbb66deb3f0100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f254992244992f43f0100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53fb76ddbb66ddbf63f0100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53fdbb66ddbb66dfb3f0100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f6edbb66ddbb6fd3f0100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f49922449922401400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f92244992244902400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f25499224499204400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53fb76ddbb66ddb06400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f49922449922409400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224490a400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f2549922449920c400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f6edbb66ddbb60d400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f00000000000010400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f25499224499210400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f92244992244912400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53fb76ddbb66ddb12400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f00000000000014400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f25499224499214400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f49922449922415400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f92244992244916400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb16400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000018400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f25499224499218400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f6edbb66ddbb619400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f9224499224491a400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3fb76ddbb66ddb1a400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f2549922449921c400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f6edbb66ddbb61d400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f9224499224491e400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53fdbb66ddbb66d1f400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f00000000000020400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f92244992244920400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb20400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f6edbb66ddbb621400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f00000000000022400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f25499224499222400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53fb76ddbb66ddb22400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f49922449922423400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f6edbb66ddbb623400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f00000000000024400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53f25499224499224400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03fb76ddbb66ddb24400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f49922449922425400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f6edbb66ddbb625400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f00000000000026400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53fb76ddbb66ddb26400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3fdbb66ddbb66d27400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f6edbb66ddbb627400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f00000000000028400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f25499224499228400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53fb76ddbb66ddb28400100000000000000555555555555e53f0000000000000000555555555555e53f555555555555e53fdbb66ddbb66d29400100000000000000000000000000f03f0000000000000000000000000000f03f000000000000f03f9224499224492a400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53f2549922449922a400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53fb76ddbb66ddb2a400100000000000000555555555555f53f0000000000000000555555555555f53f555555555555f53fdbb66ddbb66d2b400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f6edbb66ddbb62b400100000000000000abaaaaaaaaaafa3f0000000000000000abaaaaaaaaaafa3fabaaaaaaaaaafa3f9224499224492c400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f2549922449922c400100000000000000555555555555d53f0000000000000000555555555555d53f555555555555d53f
25	crosstab_cells	crosstab_cells('{1,1,1,0,2,1, 1,0,3,1,3,0,1,2, 6, 0,1}', ARRAY[1 + id % 3], NULL, w)	\\x020000001100000001000000010000000100000000000000020000000100000001000000000000000300000001000000030000000000000001000000020000000600000000000000010000000000000048000000000000000000000000000000184038aaaaaaaaaaabbcda000000000000403e71c71c71c71dbcd000000000000000000000000000184037aaaaaaaaaaabbcd9000000000000403cc71c71c71c723cbc000000000000000000000000001840375555555555553cce000000000000403bc71c71c71c72bc900000000000000000000000000000000000000000000000000000000000000000000000000000	\\x020000001100000001000000010000000100000000000000020000000100000001000000000000000300000001000000030000000000000001000000020000000600000000000000010000000000000048000000000000000000000000000000184038aaaaaaaaaaabbcda000000000000403e71c71c71c71dbcd000000000000000000000000000184037aaaaaaaaaaabbcd9000000000000403cc71c71c71c723cbc000000000000000000000000001840375555555555553cce000000000000403bc71c71c71c72bc900000000000000000000000000000000000000000000000000000000000000000000000000000	\\x0000000048000000000000000000000000000000010000000100000000000000020000000100000003000000000000001100000002000000000000001800000000000000abaaaaaaaaaa3840000000000000dabc1dc7711cc7713e40000000000000d0bc1800000000000000abaaaaaaaaaa3740000000000000d9bc721cc7711cc73c40000000000000bc3c18000000000000005555555555553740000000000000ce3c721cc7711cc73b4000000000000090bc00000000000000000000000000000000000000000000000000000000000000000100000007000000030000000000000000000000010000000100000000000000060000000f0000000100000000000000010000000100000001000000000000000000000001000000000000000100000003000000ffffffff0100000001000000010000000000000002000000010000000100000000000000030000000100000003000000000000000100000002000000060000000000000001000000000000000000000001000000
\.


--
-- Name: load_error_id_seq; Type: SEQUENCE SET; Schema: mlops_survey; Owner: -
--

SELECT pg_catalog.setval('mlops_survey.load_error_id_seq', 1, true);


--
-- Name: survey_id_seq; Type: SEQUENCE SET; Schema: mlops_survey; Owner: -
--

SELECT pg_catalog.setval('mlops_survey.survey_id_seq', 5, true);


--
-- Name: loaded_respondent_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.loaded_respondent_seq', 6, false);


--
-- Name: states_number_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.states_number_seq', 25, true);


--
-- Name: town town_pkey; Type: CONSTRAINT; Schema: lab; Owner: -
--

ALTER TABLE ONLY lab.town
    ADD CONSTRAINT town_pkey PRIMARY KEY (id);


--
-- Name: loaded loaded_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.loaded
    ADD CONSTRAINT loaded_pkey PRIMARY KEY (respondent);


--
-- Name: town mlops_survey_pack_changed; Type: TRIGGER; Schema: lab; Owner: -
--

CREATE TRIGGER mlops_survey_pack_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON lab.town FOR EACH STATEMENT EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE lab.town ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;


--
-- Name: town mlops_survey_pack_replicated; Type: TRIGGER; Schema: lab; Owner: -
--

CREATE TRIGGER mlops_survey_pack_replicated BEFORE INSERT OR DELETE OR UPDATE ON lab.town FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE lab.town ENABLE REPLICA TRIGGER mlops_survey_pack_replicated;


--
-- Name: parted_1 mlops_survey_pack_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER mlops_survey_pack_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.parted_1 FOR EACH STATEMENT EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE public.parted_1 ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;


--
-- Name: parted_2 mlops_survey_pack_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER mlops_survey_pack_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.parted_2 FOR EACH STATEMENT EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE public.parted_2 ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;


--
-- Name: replicated mlops_survey_pack_changed; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER mlops_survey_pack_changed BEFORE INSERT OR DELETE OR UPDATE OR TRUNCATE ON public.replicated FOR EACH STATEMENT EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE public.replicated ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;


--
-- Name: parted_1 mlops_survey_pack_part; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER mlops_survey_pack_part BEFORE INSERT OR DELETE OR UPDATE ON public.parted_1 FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE public.parted_1 ENABLE ALWAYS TRIGGER mlops_survey_pack_part;


--
-- Name: parted_2 mlops_survey_pack_part; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER mlops_survey_pack_part BEFORE INSERT OR DELETE OR UPDATE ON public.parted_2 FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE public.parted_2 ENABLE ALWAYS TRIGGER mlops_survey_pack_part;


--
-- Name: replicated mlops_survey_pack_replicated; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER mlops_survey_pack_replicated BEFORE INSERT OR DELETE OR UPDATE ON public.replicated FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_pack_changed();

ALTER TABLE public.replicated ENABLE REPLICA TRIGGER mlops_survey_pack_replicated;


--
-- PostgreSQL database dump complete
--



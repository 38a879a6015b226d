-- Every property of every object of the extension, one a line and without numbers of this database, so that what two
-- databases print can be compared.  Catalogues are printed whole, so that a property that a later PostgreSQL adds is too;
-- what holds numbers of objects is taken out and put in again by name.
SET search_path = pg_catalog;
CREATE TEMP VIEW member AS
SELECT classid, objid FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'mlops_survey') AND deptype = 'e';
CREATE TEMP VIEW part AS
SELECT * FROM member
UNION SELECT 'pg_class'::regclass, t.typrelid FROM pg_type t JOIN member m ON m.objid = t.oid AND m.classid = 'pg_type'::regclass WHERE t.typrelid <> 0
UNION SELECT 'pg_type'::regclass, t.typarray FROM pg_type t JOIN member m ON m.objid = t.oid AND m.classid = 'pg_type'::regclass WHERE t.typarray <> 0
UNION SELECT 'pg_class'::regclass, i.indexrelid FROM pg_index i JOIN member m ON m.objid = i.indrelid AND m.classid = 'pg_class'::regclass;
-- a row of a catalogue without its numbers
CREATE FUNCTION pg_temp.but(fields jsonb, taken text) RETURNS jsonb IMMUTABLE LANGUAGE sql RETURN fields - string_to_array('oid,' || taken, ',');

SELECT 'member', pg_describe_object(classid, objid, 0) FROM member ORDER BY 2;
SELECT 'function', p.oid::regprocedure, pg_temp.but(to_jsonb(p), 'pronamespace,proowner,prolang,provariadic,prosupport,prorettype,proargtypes,proallargtypes,proargdefaults,prosqlbody'),
    proowner::regrole, (SELECT lanname FROM pg_language l WHERE l.oid = prolang), provariadic::regtype, prosupport::regprocedure, prorettype::regtype,
    pg_get_function_arguments(p.oid), proallargtypes::regtype[], pg_get_function_sqlbody(p.oid), obj_description(p.oid, 'pg_proc')
FROM pg_proc p JOIN member ON classid = 'pg_proc'::regclass AND objid = p.oid ORDER BY p.oid::regprocedure::text;
SELECT 'aggregate', aggfnoid::regprocedure, pg_temp.but(to_jsonb(a), 'aggfnoid,aggsortop,aggtranstype,aggmtranstype,aggtransfn,aggfinalfn,aggcombinefn,aggserialfn,aggdeserialfn,aggmtransfn,aggminvtransfn,aggmfinalfn'),
    aggsortop::regoperator, aggtranstype::regtype, aggmtranstype::regtype, ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn]::regprocedure[]
FROM pg_aggregate a JOIN member ON classid = 'pg_proc'::regclass AND objid = aggfnoid ORDER BY aggfnoid::regprocedure::text;
SELECT 'type', t.oid::regtype, pg_temp.but(to_jsonb(t), 'typnamespace,typowner,typrelid,typelem,typarray,typbasetype,typcollation'), typowner::regrole, typelem::regtype, typarray::regtype,
    typbasetype::regtype, typcollation::regcollation, obj_description(t.oid, 'pg_type')
FROM pg_type t JOIN part ON classid = 'pg_type'::regclass AND objid = t.oid ORDER BY t.oid::regtype::text;
SELECT 'enum', enumtypid::regtype, array_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum JOIN member ON classid = 'pg_type'::regclass AND objid = enumtypid GROUP BY 2 ORDER BY 2::text;
SELECT 'relation', c.oid::regclass,
    pg_temp.but(to_jsonb(c), 'relnamespace,reltype,reloftype,relowner,relam,relfilenode,reltablespace,relpages,reltuples,relallvisible,relallfrozen,reltoastrelid,relfrozenxid,relminmxid,relnatts,relhasindex'),
    reltype::regtype, relowner::regrole, (SELECT amname FROM pg_am WHERE pg_am.oid = relam), reltoastrelid <> 0, pg_get_viewdef(CASE WHEN relkind = 'v' THEN c.oid END),
    CASE WHEN relkind = 'i' THEN pg_get_indexdef(c.oid) END, obj_description(c.oid, 'pg_class')
FROM pg_class c JOIN part ON classid = 'pg_class'::regclass AND objid = c.oid ORDER BY c.oid::regclass::text;
SELECT 'column', attrelid::regclass, rank() OVER (PARTITION BY attrelid ORDER BY attnum), pg_temp.but(to_jsonb(a), 'attrelid,atttypid,attnum,attcollation,attcacheoff,attmissingval,atthasmissing,attoptions'),
    format_type(atttypid, atttypmod), attcollation::regcollation, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
FROM pg_attribute a JOIN part ON classid = 'pg_class'::regclass AND objid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped ORDER BY attrelid::regclass::text, 3;
SELECT 'sequence', seqrelid::regclass, pg_temp.but(to_jsonb(s), 'seqrelid,seqtypid'), seqtypid::regtype, pg_get_serial_sequence(d.refobjid::regclass::text, a.attname)
FROM pg_sequence s JOIN member ON classid = 'pg_class'::regclass AND objid = seqrelid LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = seqrelid AND d.deptype IN ('i', 'a')
    LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid ORDER BY 2::text;
SELECT 'constraint', conrelid::regclass, conname, contype, convalidated, condeferrable, condeferred, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')
FROM pg_constraint k JOIN part ON classid = 'pg_class'::regclass AND objid = conrelid WHERE contype <> 'n' ORDER BY conrelid::regclass::text, conname;
SELECT 'constraint of a domain', contypid::regtype, conname, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN member ON classid = 'pg_type'::regclass AND objid = contypid ORDER BY 2::text, 3;
SELECT 'trigger', tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger')
FROM pg_trigger t JOIN part ON classid = 'pg_class'::regclass AND objid = tgrelid WHERE NOT tgisinternal ORDER BY tgrelid::regclass::text, tgname;
SELECT 'rule', ev_class::regclass, rulename, ev_enabled, pg_get_ruledef(r.oid) FROM pg_rewrite r JOIN part ON classid = 'pg_class'::regclass AND objid = ev_class ORDER BY ev_class::regclass::text, rulename;
SELECT 'policy', polrelid::regclass, polname, polcmd, polpermissive, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), obj_description(p.oid, 'pg_policy')
FROM pg_policy p JOIN part ON classid = 'pg_class'::regclass AND objid = polrelid ORDER BY polrelid::regclass::text, polname;
SELECT 'event trigger', evtname, evtevent, evtfoid::regprocedure, evtenabled, evttags, evtowner::regrole, obj_description(e.oid, 'pg_event_trigger')
FROM pg_event_trigger e JOIN member ON classid = 'pg_event_trigger'::regclass AND objid = e.oid ORDER BY 2;
SELECT 'cast', castsource::regtype, casttarget::regtype, castfunc::regprocedure, castcontext, castmethod, obj_description(c.oid, 'pg_cast')
FROM pg_cast c JOIN member ON classid = 'pg_cast'::regclass AND objid = c.oid ORDER BY 2::text, 3::text;
SELECT 'operator', o.oid::regoperator, pg_temp.but(to_jsonb(o), 'oprnamespace,oprowner,oprleft,oprright,oprresult,oprcom,oprnegate,oprcode,oprrest,oprjoin'), oprowner::regrole, oprresult::regtype,
    oprcom::regoperator, oprnegate::regoperator, oprcode::regprocedure, oprrest::regprocedure, oprjoin::regprocedure, obj_description(o.oid, 'pg_operator')
FROM pg_operator o JOIN member ON classid = 'pg_operator'::regclass AND objid = o.oid ORDER BY 2::text;
SELECT 'operator class', opcname, (SELECT amname FROM pg_am WHERE pg_am.oid = opcmethod), opcowner::regrole, opcintype::regtype, opckeytype::regtype, opcdefault,
    pg_describe_object('pg_opfamily'::regclass, opcfamily, 0), obj_description(c.oid, 'pg_opclass')
FROM pg_opclass c JOIN member ON classid = 'pg_opclass'::regclass AND objid = c.oid ORDER BY 2, 3;
SELECT 'in operator family', pg_describe_object('pg_opfamily'::regclass, amopfamily, 0), amoplefttype::regtype, amoprighttype::regtype, amopstrategy, amoppurpose, amopopr::regoperator
FROM pg_amop JOIN member ON classid = 'pg_opfamily'::regclass AND objid = amopfamily ORDER BY 2, 3, 4, 5;
SELECT 'in operator family', pg_describe_object('pg_opfamily'::regclass, amprocfamily, 0), amproclefttype::regtype, amprocrighttype::regtype, amprocnum, amproc::regprocedure
FROM pg_amproc JOIN member ON classid = 'pg_opfamily'::regclass AND objid = amprocfamily ORDER BY 2, 3, 4, 5;
SELECT 'schema', nspname, nspowner::regrole, nspacl, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n JOIN member ON classid = 'pg_namespace'::regclass AND objid = n.oid ORDER BY 2;
SELECT 'privileges at first', pg_describe_object(i.classoid, i.objoid, i.objsubid), privtype, initprivs FROM pg_init_privs i JOIN member m ON m.classid = i.classoid AND m.objid = i.objoid ORDER BY 2;
SELECT 'extension', extname, extowner::regrole, extrelocatable, extnamespace::regnamespace, obj_description(e.oid, 'pg_extension') FROM pg_extension e WHERE extname = 'mlops_survey';
SELECT 'dumped', c::regclass, condition FROM pg_extension, unnest(extconfig, extcondition) u (c, condition) WHERE extname = 'mlops_survey' ORDER BY 2::text;
SELECT 'depends', pg_describe_object(d.classid, d.objid, d.objsubid), pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid), d.deptype
FROM pg_depend d JOIN part m ON m.classid = d.classid AND m.objid = d.objid WHERE d.deptype <> 'e' AND d.refclassid <> 'pg_extension'::regclass ORDER BY 2, 3, 4;

-- what the views, tables and indexes of used.sql are now
SET search_path = pg_catalog;
SELECT c.relname, relkind, obj_description(c.oid, 'pg_class'), pg_get_viewdef(CASE WHEN relkind = 'v' THEN c.oid END), CASE WHEN relkind = 'i' THEN pg_get_indexdef(c.oid) END
FROM pg_class c WHERE relnamespace = 'used'::regnamespace ORDER BY 1;

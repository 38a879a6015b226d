/*
 * compat.h
 *	  What changed its name between the PostgreSQL versions that are supported.
 *	  Only macros: a file that uses one includes the header that it needs.
 */
#ifndef PG_COMPAT_H
#define PG_COMPAT_H

#include "postgres.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#if PG_VERSION_NUM >= 160000
#define pg_namespace_aclcheck(schema, role, mode)                                                  \
	object_aclcheck(NamespaceRelationId, (schema), (role), (mode))
#define pg_proc_aclcheck(function, role, mode)                                                     \
	object_aclcheck(ProcedureRelationId, (function), (role), (mode))
#define pg_class_ownercheck(relation, role)                                                        \
	object_ownercheck(RelationRelationId, (relation), (role))
#endif

#if PG_VERSION_NUM >= 180000
#include "utils/relcache.h" /* before the macro takes the name of its function */
#define RelationGetPrimaryKeyIndex(relation) (RelationGetPrimaryKeyIndex)((relation), false)
#endif

/* what functions return that JSON's parser calls: an error from 16 on */
#if PG_VERSION_NUM >= 160000
#define SVY_JSON_ACTION JsonParseErrorType
#define SVY_JSON_DONE JSON_SUCCESS
#else
#define SVY_JSON_ACTION void
#define SVY_JSON_DONE
#endif

#if PG_VERSION_NUM >= 170000
#define svy_json_lexer(text, size)                                                                 \
	makeJsonLexContextCstringLen(NULL, (text), (size), GetDatabaseEncoding(), true)
#else
#define svy_json_lexer(text, size)                                                                 \
	makeJsonLexContextCstringLen((text), (size), GetDatabaseEncoding(), true)
#endif

#if PG_VERSION_NUM >= 160000
#define svy_decode_datetime(field, type, n, kind, tm, fsec, zone)                                  \
	DecodeDateTime((field), (type), (n), (kind), (tm), (fsec), (zone), &(DateTimeErrorExtra){0})
#else
#define svy_decode_datetime DecodeDateTime
#endif

#if PG_VERSION_NUM >= 180000
#define svy_toast_snapshot(snapshot) (*(snapshot) = *get_toast_snapshot())
#else
#define svy_toast_snapshot init_toast_snapshot
#endif

#if PG_VERSION_NUM >= 160000
#define svy_file_of(relation) ((relation)->rd_locator)
#else
#define svy_file_of(relation) ((relation)->rd_node)
#endif

/* the developer option that takes parallel plans where they do not pay; optimizer/optimizer.h */
#if PG_VERSION_NUM >= 160000
#define svy_parallel_is_forced() (debug_parallel_query != DEBUG_PARALLEL_OFF)
#else
#define svy_parallel_is_forced() (force_parallel_mode != FORCE_PARALLEL_OFF)
#endif

#ifndef pg_attribute_noreturn
#define pg_attribute_noreturn() __attribute__((noreturn))
#endif

#endif

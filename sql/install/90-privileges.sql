-- Privileges beyond PostgreSQL's defaults, each with its reason.
-- Support functions of aggregates keep EXECUTE for PUBLIC: distributed executors call them as the user.


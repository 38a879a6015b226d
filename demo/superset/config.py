# A Superset for "make bi": one process, its own SQLite, whoever opens it may see all.  Not for anything else.
import os
import secrets

SECRET_KEY = secrets.token_hex(32)
SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.path.join(os.environ["SUPERSET_HOME"], "superset.db")
AUTH_ROLE_PUBLIC = "Admin"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
# the virtual datasets pass the dashboard's filters to survey_crosstab
FEATURE_FLAGS = {"ENABLE_TEMPLATE_PROCESSING": True}

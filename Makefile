# mlops_survey: survey analysis in PostgreSQL.
#
# make, make install, make installcheck: as with any PGXS extension.
# make demo, make check, ...: install what is missing, then work in a private
# throw-away PostgreSQL; see "make help".

EXTENSION = mlops_survey
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" mlops_survey.control)
PG_CONFIG ?= pg_config

WORKFLOWS = help check quick upgrade-check pg_upgrade release deb dist demo demo-shell bi bench load citus memcheck fuzz matrix lint format demo-data

ifneq ($(filter $(WORKFLOWS),$(MAKECMDGOALS)),)

.PHONY: $(WORKFLOWS)

help:
	@sed -n 's/^#: //p' Makefile

#: make check        install what is missing, build, run every test
check:
	@tools/check

#: make quick        the tests that take a minute: unit, regress, isolation
quick:
	@tools/check unit regress isolation

#: make upgrade-check   the tests of the server in databases that every release made, updated to this version
upgrade-check:
	@for release in $(notdir $(wildcard test/upgrade/[0-9]*)); do \
		UPGRADE_FROM=$$release tools/check regress isolation tap oracle docs dump standby || exit 1; done

#: make pg_upgrade   clusters with surveys by pg_upgrade from this PostgreSQL to 16, 17 and 18
pg_upgrade:
	@tools/pg_upgrade

#: make demo         install what is missing, build, show the tour
demo:
	@tools/demo

#: make demo-shell   the same, then keep the server and open psql
demo-shell:
	@tools/demo --shell

#: make bi           charts, report, workbook, dbt and Superset, by the programs themselves
bi:
	@tools/bi

#: make bench        timings beside the peers, ratios printed
bench:
	@tools/bench

#: make load         a hundred connections on the same surveys for two minutes
load:
	@tools/load

#: make citus        a coordinator and two workers, where the installed PostgreSQL has Citus
citus:
	@tools/citus

#: make memcheck     the regression tests under valgrind
memcheck:
	@tools/memcheck

#: make sanitize     regress, isolation and TAP tests with sanitizers in the server
sanitize:
	@tools/check sanitize

#: make fuzz         long fuzzing of src/kernel (FUZZ_SECONDS each, default 300)
fuzz:
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-300} tools/fuzz

#: make matrix       all tests but lint on PostgreSQL 16, 17 and 18
matrix:
	@tools/matrix

#: make deb          Debian packages, tried in a fresh Debian
deb:
	@tools/deb

#: make dist         the archive of this version, as PGXN takes it
dist:
	@tools/dist

#: make release VERSION=0.2.0   cut it: scripts and golden files kept, changelog dated, the next begun
release:
	@tools/release $(VERSION)

#: make lint         rooms, layout, cppcheck, clang-tidy at full depth
lint:
	@LINT_NODES=225000 tools/lint

#: make format       rewrite C sources in the project's layout
format:
	@clang-format-14 -i src/*/*.[ch] src/*/*/*.[ch] src/*/*/*.cpp test/unit/*.[ch] test/fuzz/*.[ch]

#: make demo-data    make the shipped surveys anew
demo-data:
	@demo/generate

else

MODULE_big = mlops_survey
OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/*/*.c src/*/*/*.c))) src/kernel/stats/distribution.o
DATA_built = $(EXTENSION)--$(EXTVERSION).sql
DATA = $(wildcard sql/upgrade/*.sql)
EXTRA_CLEAN = build results regression.diffs regression.out

# The server's headers are system headers here: our warnings are ours alone.
# Contraction would break error-free transformations (src/kernel/base/dd.h).
# Fedora has the headers of LAPACKE in a folder of their own.
PG_CPPFLAGS = -Isrc -isystem $(shell $(PG_CONFIG) --includedir-server)$(if $(wildcard /usr/include/lapacke/lapacke.h), -isystem /usr/include/lapacke)
# Headers of 16 warn of the variables of their own PG_TRY (clobbered).
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare \
	-Wno-declaration-after-statement -ffp-contract=off $(if $(WERROR),-Werror -Wno-error=deprecated-declarations -Wno-error=clobbered)
SHLIB_LINK = -lreadstat -lminizip -lexpat -lxlsxwriter -llapacke -llapack -lblas $(if $(filter darwin,$(PORTNAME)),-lc++,-lstdc++) -lm

# Boost.Math throws nothing as it is used (src/kernel/stats/distribution.cpp), so that nothing of C++ is needed at run time.
PG_CXXFLAGS = -std=c++14 -Wall -Wextra -ffp-contract=off -fno-exceptions -fno-rtti -fno-threadsafe-statics $(if $(WERROR),-Werror)

REGRESS = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test --load-extension=$(EXTENSION)

# No LLVM bitcode: inlining our functions into jitted expressions gains nothing.
override with_llvm = no

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(EXTENSION)--$(EXTVERSION).sql: $(sort $(wildcard sql/install/*.sql))
	cat $^ > $@

$(OBJS): $(wildcard src/*/*.h src/*/*/*.h)
src/server/version.o: mlops_survey.control
src/server/version.o src/server/version.bc: override CPPFLAGS += -DSVY_LIBRARY_VERSION='"$(EXTVERSION)"'

# The loops over packed answers, clusters and replicates are written to be vectorised.
$(patsubst %.c,%.o,$(wildcard src/kernel/pack/*.c)) src/kernel/stats/design.o src/kernel/stats/drivers.o src/kernel/stats/multinomial.o src/kernel/stats/repsum.o: CFLAGS += $(CFLAGS_VECTORIZE)
# They take a sixth longer where a loop happens to lie badly, which any change before them in the library may bring about.
$(patsubst %.c,%.o,$(wildcard src/kernel/pack/*.c)): CFLAGS += -falign-functions=64 -falign-loops=32 -falign-jumps=32

endif

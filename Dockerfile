# PostgreSQL with mlops_survey: docker build -t mlops_survey . (PG_MAJOR: 15 to 18)
ARG PG_MAJOR=17
FROM postgres:${PG_MAJOR}-bookworm AS build
ARG PG_MAJOR
RUN apt-get update && apt-get install -y --no-install-recommends make gcc g++ libc6-dev postgresql-server-dev-${PG_MAJOR} libboost-dev libreadstat-dev liblapacke-dev libxlsxwriter-dev libminizip-dev zlib1g-dev libexpat1-dev
COPY . /src
RUN make -C /src -j2 PG_CONFIG=/usr/lib/postgresql/${PG_MAJOR}/bin/pg_config && make -C /src PG_CONFIG=/usr/lib/postgresql/${PG_MAJOR}/bin/pg_config DESTDIR=/out install

FROM postgres:${PG_MAJOR}-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends libreadstat1 liblapacke libxlsxwriter4 libminizip1 libexpat1 && rm -rf /var/lib/apt/lists/*
COPY --from=build /out /

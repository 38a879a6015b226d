# What the live comparisons share.  Run with PGHOST, PGUSER and PGDATABASE set, in a database with the extension.
suppressMessages(library(survey))

count <- 0
# one check: relative difference, of numbers smaller than "floor" to that
near <- function(got, expected, name, tolerance = 1e-8, floor = 1e-9) {
    count <<- count + 1
    got <- as.numeric(got); expected <- as.numeric(expected)
    same <- length(got) == length(expected) && all(abs(got - expected) <= tolerance * pmax(abs(expected), floor))
    cat(if (isTRUE(same)) "ok" else "not ok", count, "-", name, "\n")
    if (!isTRUE(same)) cat("# got", format(head(got, 8), digits = 16), "expected", format(head(expected, 8), digits = 16), "\n")
}
# the lines that statements print, and the numbers in them
psql <- function(query)
    system2("psql", c("-XAtq", "-F,", "-v", "ON_ERROR_STOP=1", "-c", shQuote(paste("SET client_min_messages = warning;", query))), stdout = TRUE)
sql <- function(query) unlist(lapply(strsplit(psql(query), ","), as.numeric))

# The states beside R survey, on data made here with a seed: tally against a
# design of weights alone, survey_summary against strata, clusters and fpc.
source("test/oracle/include/live.R")
formals(near)$tolerance <- 1e-9
formals(near)$floor <- 1e-12
set.seed(20211103)

n <- 4000
d <- data.frame(id = 1:n, stratum = sample(1:6, n, TRUE), w = exp(rnorm(n, 0, 0.5)))
d$psu <- d$stratum * 100 + sample(1:8, n, TRUE)
d$fpc <- 40
d$y <- 1e6 + rnorm(n) * 10 + d$psu / 10
d$x <- runif(n, 1, 2)
d$q <- sample(1:5, n, TRUE, prob = c(1, 2, 3, 2, 2))
d$nps <- sample(0:10, n, TRUE)
d$grp <- sample(1:3, n, TRUE)
d$y[sample(n, 100)] <- NA
d$q[sample(n, 150)] <- NA

file <- tempfile()
write.csv(d, file, row.names = FALSE, na = "")
invisible(sql("CREATE TABLE d (id int, stratum int, w float8, psu int, fpc float8, y float8, x float8, q int, nps int, grp int)"))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy d FROM '", file, "' CSV HEADER")))))

# tally
w_only <- svydesign(ids = ~1, weights = ~w, data = subset(d, !is.na(q)))
m <- svymean(~q, w_only)
near(sql("SELECT mean(tally(q, w)), std_error(tally(q, w)), stddev(tally(q, w)) FROM d"),
     c(coef(m), SE(m), sqrt(coef(svyvar(~q, w_only)))), "mean, error and standard deviation of a scale")
top <- svymean(~I(as.numeric(q >= 4)), w_only)
near(sql("SELECT top2box(q, 5, w), top2box_std_error(tally(q, w)) FROM d"), c(coef(top), SE(top)), "top-2-box and its error")
all_rows <- svydesign(ids = ~1, weights = ~w, data = d)
nps <- svymean(~I(100 * (nps >= 9) - 100 * (nps <= 6)), all_rows)
near(sql("SELECT nps(nps, w), nps_std_error(tally(nps, w)) FROM d"), c(coef(nps), SE(nps)), "NPS and its error")
shares <- svymean(~factor(q), w_only)
near(sql("SELECT share FROM distribution((SELECT tally(q, w) FROM d)) ORDER BY code"), as.numeric(coef(shares)), "distribution: shares")
near(sql("SELECT std_error FROM distribution((SELECT tally(q, w) FROM d)) ORDER BY code"), as.numeric(SE(shares)), "distribution: errors")

# survey_summary: every design that the state knows
check_design <- function(design, columns, name) {
    call <- paste0("survey_summary(y, w", columns, ")")
    mean_y <- svymean(~y, design, na.rm = TRUE, deff = TRUE)
    total_y <- svytotal(~y, design, na.rm = TRUE)
    near(sql(paste("SELECT mean(s), std_error(s), deff(s, replace => false), df(s) FROM (SELECT", call, "AS s FROM d) q")),
         c(coef(mean_y), SE(mean_y), deff(mean_y), degf(design)), paste(name, "mean"), 1e-8)
    near(sql(paste0("SELECT total(s), std_error(s, 'total') FROM (SELECT ", call, " AS s FROM d) q")),
         c(coef(total_y), SE(total_y)), paste(name, "total"), 1e-8)
    by <- svyby(~y, ~grp, design, svymean, na.rm = TRUE)
    near(sql(paste0("SELECT std_error(survey_summary(CASE WHEN grp = g THEN y END, w", columns,
                    ")) FROM d, generate_series(1, 3) g GROUP BY g ORDER BY g")), SE(by), paste(name, "domains"), 1e-8)
    ratio <- svyratio(~q, ~x, design, na.rm = TRUE)
    near(sql(paste0("SELECT ratio(s), std_error(s) FROM (SELECT survey_ratio_summary(q, x, w", columns, ") AS s FROM d) q")),
         c(coef(ratio), SE(ratio)), paste(name, "ratio"), 1e-8)
}
check_design(svydesign(ids = ~1, weights = ~w, data = d), "", "weights:")
check_design(svydesign(ids = ~1, strata = ~stratum, weights = ~w, data = d), ", stratum", "strata:")
check_design(svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = d), ", stratum, psu", "strata and clusters:")
check_design(svydesign(ids = ~psu, strata = ~stratum, weights = ~w, fpc = ~fpc, data = d), ", stratum, psu, fpc", "strata, clusters and fpc:")
cat(paste0("1..", count), "\n")

# Replicate weights that replicate_survey makes beside those of R's
# as.svrepdesign, on data made here with a seed.
source("test/oracle/include/live.R")
formals(near)$tolerance <- 1e-9
formals(near)$floor <- 1e-3
set.seed(103)

# rows lie in the order of their labels, as R numbers clusters in the order of the data
make <- function(name, strata, clusters, each) {
    d <- expand.grid(k = 1:each, psu = 1:clusters, stratum = 1:strata)
    d$psu <- d$stratum * 100 + d$psu
    d$id <- seq_len(nrow(d))
    d$w <- exp(rnorm(nrow(d), 0, 0.4))
    d$npop <- clusters + 3 + d$stratum
    d$y <- rnorm(nrow(d)) * 10 + d$psu %% 7
    d$x <- runif(nrow(d), 1, 2)
    d$side <- sample(1:3, nrow(d), TRUE)
    d$y[sample(nrow(d), nrow(d) %/% 12)] <- NA
    file <- tempfile()
    write.csv(d[c("id", "stratum", "psu", "w", "npop", "y", "x", "side")], file, row.names = FALSE, na = "")
    invisible(psql(paste("CREATE TABLE", name, "(id int, stratum int, psu int, w float8, npop int, y float8, x float8, side int)")))
    invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy ", name, " FROM '", file, "' CSV HEADER")))))
    d
}
register <- function(name, table, design) invisible(psql(paste0("SELECT register_survey('", name, "', '", table, "', '{\"weight\": \"w\", \"respondent\": \"id\", \"design\": {", design,
    "}, \"variables\": [{\"name\": \"y\", \"measure\": \"scale\"}, {\"name\": \"x\", \"measure\": \"scale\"},",
    "{\"name\": \"side\", \"measure\": \"nominal\", \"values\": {\"1\": \"u\", \"2\": \"v\", \"3\": \"w\"}}]}') IS NOT NULL")))
weights_of <- function(name, table, n) matrix(sql(paste0("SELECT array_to_string(", name, "_r, ',') FROM ", table, " ORDER BY id")), nrow = n, byrow = TRUE)

check <- function(name, design) {
    pairs <- function(call, columns = "estimate, std_error") sql(paste0("SELECT ", columns, " FROM ", call))
    df <- degf(design)
    mean_y <- svymean(~y, design, na.rm = TRUE)
    near(pairs(paste0("survey_mean('", name, "', '{y}')"), "estimate, std_error, conf_low, df"),
         c(coef(mean_y), SE(mean_y), confint(mean_y, df = df)[1], df), paste(name, "mean"))
    total <- svytotal(~x, subset(design, side == 2))
    near(pairs(paste0("survey_total('", name, "', '{x}', filter => 'side = 2')")), c(coef(total), SE(total)), paste(name, "total in a subset"))
    by <- svyby(~y, ~side, design, svymean, na.rm = TRUE)
    near(pairs(paste0("survey_mean('", name, "', '{y}', by => '{side}')")), as.vector(rbind(coef(by), SE(by))), paste(name, "means by domain"))
    ratio <- svyratio(~y, ~x, design, na.rm = TRUE)
    near(pairs(paste0("survey_ratio('", name, "', 'y', 'x')")), c(coef(ratio), SE(ratio)), paste(name, "ratio"))
    share <- svymean(~factor(side), design)
    near(pairs(paste0("survey_mean('", name, "', '{side}')")), as.vector(rbind(coef(share), SE(share))), paste(name, "shares"))
    near(pairs(paste0("survey_crosstab('", name, "', '{side}') WHERE row_code IS NOT NULL"), "std_error"), 100 * as.vector(SE(share)), paste(name, "cross table"))
    variance <- svyvar(~x, design)
    near(pairs(paste0("survey_variance('", name, "', '{x}')")), c(coef(variance)[1], SE(variance)[1]), paste(name, "variance"))
    quantile <- svyquantile(~x, design, c(0.1, 0.5, 0.9), qrule = "math", interval.type = "mean", df = df)[[1]]
    near(pairs(paste0("survey_quantile('", name, "', '{x}', '{0.1,0.5,0.9}', 'math')"), "estimate, conf_low, conf_high"), as.vector(t(quantile[, 1:3])), paste(name, "quantiles"))
    model <- summary(svyglm(x ~ factor(side), design))$coefficients
    near(pairs(paste0("survey_glm('", name, "', 'x ~ side')")), as.vector(t(model[, 1:2])), paste(name, "model"), 1e-7)
}
# the design as R makes it, and R's sums under the weights that were made here
compare <- function(name, table, design, method, arguments = "", ...) {
    invisible(psql(paste0("SELECT * FROM replicate_survey('", name, "', '", method, "', replace => true, column_name => '", name, "_r'", arguments, ")")))
    theirs <- as.svrepdesign(design, ...)
    near(sort(weights_of(name, table, nrow(design$variables))), sort(as.vector(weights(theirs, "analysis"))), paste(name, method, "weights"))
    near(sql(paste0("SELECT replicate_count, (replicates->>'scale')::float8, replicate_df FROM mlops_survey.design d JOIN mlops_survey.survey s ON d.survey_id = s.id WHERE s.name = '", name, "'")),
         c(ncol(theirs$repweights), theirs$scale, degf(theirs)), paste(name, method, "replicates, scale, df"))
    check(name, theirs)
}

pairs <- make("pairs_answers", 7, 2, 15)
register("pairs", "pairs_answers", '"strata": ["stratum"], "clusters": ["psu"]')
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = pairs)
compare("pairs", "pairs_answers", design, "jkn", type = "JKn")
compare("pairs", "pairs_answers", design, "jkn", ", mse => true", type = "JKn", mse = TRUE)

# weighting weights each replicate
population <- data.frame(side = 1:3, Freq = c(100, 120, 90))
invisible(psql("SELECT * FROM poststratify_survey('pairs', '{\"side\": {\"u\": 100, \"v\": 120, \"w\": 90}}', 'ps')"))
check("pairs", postStratify(as.svrepdesign(design, type = "JKn", mse = TRUE), ~side, population))
invisible(psql("SELECT * FROM replicate_survey('pairs', 'jkn', replace => true, column_name => 'pairs_r', weight => 'w')"))

# half-samples: R's matrix may be another one, so R sums under ours; totals do not depend on it
halves <- function(rho) {
    invisible(psql(paste0("SELECT * FROM replicate_survey('pairs', '", if (rho > 0) paste0("fay', rho => ", rho) else "brr'", ", replace => true, column_name => 'pairs_r')")))
    repweights <- weights_of("pairs", "pairs_answers", nrow(pairs))
    ours <- svrepdesign(data = pairs, weights = ~w, repweights = repweights, type = if (rho > 0) "Fay" else "BRR", rho = if (rho > 0) rho, combined.weights = TRUE)
    name <- if (rho > 0) paste("fay", rho) else "brr"
    near(ncol(repweights), ncol(as.svrepdesign(design, type = if (rho > 0) "Fay" else "BRR", fay.rho = rho)$repweights), paste(name, "number of replicates"))
    check("pairs", ours)
    theirs <- as.svrepdesign(design, type = if (rho > 0) "Fay" else "BRR", fay.rho = rho)
    near(sql("SELECT std_error FROM survey_total('pairs', '{x}')"), SE(svytotal(~x, theirs)), paste(name, "total of as.svrepdesign"))
    near(sql("SELECT std_error FROM survey_total('pairs', '{x}')"), SE(svytotal(~x, design)), paste(name, "total is the linearised one"))
}
halves(0)
halves(0.3)

# six clusters in each stratum are three pairs
sixes <- make("sixes_answers", 3, 6, 8)
register("sixes", "sixes_answers", '"strata": ["stratum"], "clusters": ["psu"], "fpc": ["npop"]')
corrected <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, fpc = ~npop, data = sixes)
compare("sixes", "sixes_answers", corrected, "jkn", type = "JKn")
invisible(psql("SELECT * FROM replicate_survey('sixes', 'brr', replace => true, column_name => 'sixes_r')"))
near(sql("SELECT std_error FROM survey_total('sixes', '{x}')"), SE(svytotal(~x, suppressWarnings(as.svrepdesign(corrected, type = "BRR")))), "split strata: brr total of as.svrepdesign")

register("one", "sixes_answers", '"clusters": ["psu"]')
compare("one", "sixes_answers", svydesign(ids = ~psu, weights = ~w, data = sixes), "jk1", type = "JK1")
sixes$all <- 60
invisible(psql("ALTER TABLE sixes_answers ADD total int DEFAULT 60"))
register("finite", "sixes_answers", '"clusters": ["psu"], "fpc": ["total"]')
compare("finite", "sixes_answers", svydesign(ids = ~psu, weights = ~w, fpc = ~all, data = sixes), "jk1", type = "JK1")
register("people", "pairs_answers", "")
compare("people", "pairs_answers", svydesign(ids = ~1, weights = ~w, data = pairs), "jk1", type = "JK1")

# a stratum of one cluster
lonely <- rbind(pairs, within(pairs[1:15, ], { stratum <- 8; psu <- 801; id <- id + 1000 }))
invisible(psql("INSERT INTO pairs_answers SELECT id + 1000, 8, 801, w, npop, y, x, side FROM pairs_answers WHERE id <= 15"))
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = lonely)
for (rule in c("remove", "certainty", "adjust", "average")) {
    options(survey.lonely.psu = rule)
    invisible(psql("SELECT drop_survey('pairs')"))
    invisible(psql("ALTER TABLE pairs_answers DROP IF EXISTS pairs_r"))
    register("pairs", "pairs_answers", '"strata": ["stratum"], "clusters": ["psu"]')
    compare("pairs", "pairs_answers", design, "jkn", paste0(", lonely => '", rule, "'"), type = "JKn")
}

# the bootstrap draws its own numbers: R sums under them
invisible(psql("SELECT * FROM replicate_survey('sixes', 'bootstrap', replicates => 60, seed => 7, replace => true, column_name => 'sixes_r')"))
repweights <- weights_of("sixes", "sixes_answers", nrow(sixes))
check("sixes", svrepdesign(data = sixes, weights = ~w, repweights = repweights, type = "bootstrap", scale = 1 / 59, rscales = rep(1, 60), combined.weights = TRUE))
cat(paste0("1..", count), "\n")

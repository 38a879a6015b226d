# A handful of the designs that must say the same by every road, beside R survey: weights of 0, rules for lonely strata, domains that lie in one
# cluster or in lonely strata.  Where R is certain of these (0) or says NaN, NULL is right.
source("test/oracle/include/live.R")
set.seed(811)

n <- 160
d <- data.frame(id = 1:n, h = sample(1:5, n, TRUE), w = round(0.3 + runif(n) * 2, 3), y = round(runif(n) * 20, 2))
d$psu <- ifelse(d$h > 3, 1, floor(1 + runif(n) * (d$h + 2)))
d$g <- ifelse(d$h > 3, 3, sample(1:2, n, TRUE))
d$g[d$h == 2 & d$psu == 1] <- 4
d$q <- sample(1:3, n, TRUE)
d$npop <- 20 + d$h
d$w[sample(n, 15)] <- 0
d$w[d$h == 3 & d$psu == 4] <- 0

file <- tempfile()
write.csv(d[, c("id", "h", "psu", "npop", "g", "q", "y", "w")], file, row.names = FALSE, na = "")
invisible(psql("CREATE TABLE roads (id int, h int, psu int, npop float8, g int, q int, y float8, w float8)"))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy roads FROM '", file, "' CSV HEADER")))))
register <- function(design) invisible(psql(paste0("SELECT count(*) FROM register_survey('roads', 'roads', '{\"weight\": \"w\", \"design\": {", design, "}, \"variables\": [",
    "{\"name\": \"g\", \"measure\": \"nominal\", \"values\": {\"1\": \"a\", \"2\": \"b\", \"3\": \"c\", \"4\": \"d\"}}, {\"name\": \"q\", \"measure\": \"nominal\", \"values\": {\"1\": \"x\", \"2\": \"z\", \"3\": \"u\"}},",
    "{\"name\": \"y\", \"measure\": \"scale\"}]}', replace => true)")))

# numbers with "unknown" for NULL: -1 on both sides
known <- function(x, unknown) ifelse(unknown | is.nan(x), -1, x)
check <- function(name, design, codebook, lonely, packed) {
    options(survey.lonely.psu = lonely)
    register(codebook)
    if (packed) invisible(psql("SELECT count(*) FROM pack_survey('roads')"))
    near(sql("SELECT estimate, std_error, df, n FROM survey_mean('roads', '{y}')"),
         c(coef(svymean(~y, design)), SE(svymean(~y, design)), degf(design), sum(d$w > 0)), paste(name, "mean, df, n"))
    live <- lapply(1:4, function(g) d[d$g == g & d$w > 0, ])
    clusters <- sapply(live, function(x) if (grepl("clusters", codebook)) nrow(unique(x[, c("h", "psu")])) else nrow(x))
    # c is strata 4 and 5, of one cluster each where there are clusters
    unknown <- clusters == 1 | (clusters == 2 & 1:4 == 3 & lonely == "remove")
    mean_of <- function(k) svymean(~y, design[d$g == k, ])
    estimate <- sapply(1:4, function(k) coef(mean_of(k)))
    error <- known(sapply(1:4, function(k) SE(mean_of(k))), unknown)
    near(sql("SELECT estimate, coalesce(std_error, -1), n FROM survey_mean('roads', '{y}', by => '{g}') ORDER BY domain"),
         as.vector(rbind(estimate, error, sapply(live, nrow))), paste(name, "means by domain"))
    near(sql("SELECT estimate, coalesce(std_error, -1), base_n FROM survey_crosstab('roads', '{y}', '{g}', min_base => 0) WHERE statistic = 'mean' AND column_code > 0 ORDER BY column_code"),
         as.vector(rbind(estimate, error, sapply(live, nrow))), paste(name, "means of a table"))
    share <- sapply(1:4, function(k) { s <- svymean(~I(as.numeric(q == 2)), design[d$g == k, ]); c(100 * coef(s), 100 * SE(s)) })
    near(sql("SELECT estimate, coalesce(std_error, -1) FROM survey_crosstab('roads', '{q}', '{g}', min_base => 0) WHERE row_code = 2 AND column_code > 0 ORDER BY column_code"),
         as.vector(rbind(share[1, ], known(share[2, ], unknown))), paste(name, "shares of a table"))
    pair <- function(a, b) {
        if (unknown[a] || unknown[b]) return(-1)
        m <- suppressWarnings(svyglm(y ~ factor(g), design[d$g %in% c(a, b) & d$w > 0, ]))
        sqrt(vcov(m)[2, 2])
    }
    near(sql("SELECT std_error FROM survey_column_tests('roads', '{y}', '{g}', min_base => 0) WHERE column_code = 1 AND other_code = 2"), pair(1, 2), paste(name, "two columns"))
    near(sql("SELECT std_error FROM survey_contrast('roads', '{y}', by => '{g}') WHERE domain_label = 'a - b'"), pair(1, 2), paste(name, "contrast"))
}

for (packed in c(FALSE, TRUE)) {
    road <- if (packed) "pack" else "rows"
    for (lonely in c("remove", "certainty", "adjust", "average"))
        check(paste(road, lonely), svydesign(~psu, strata = ~h, weights = ~w, nest = TRUE, data = d), paste0("\"strata\": [\"h\"], \"clusters\": [\"psu\"], \"nest\": true, \"lonely\": \"", lonely, "\""), lonely, packed)
    check(paste(road, "fpc"), svydesign(~psu, strata = ~h, weights = ~w, fpc = ~npop, nest = TRUE, data = d), "\"strata\": [\"h\"], \"clusters\": [\"psu\"], \"fpc\": [\"npop\"], \"nest\": true, \"lonely\": \"adjust\"", "adjust", packed)
    check(paste(road, "respondents"), svydesign(~1, strata = ~h, weights = ~w, data = d), "\"strata\": [\"h\"]", "fail", packed)
}
cat("1..", count, "\n", sep = "")

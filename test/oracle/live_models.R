# Models, their tests and margins beside R survey, on data made here with a seed: families and links, offsets, counts,
# models without an intercept, other references, R2, tests of terms, predictive margins, imputations.
source("test/oracle/include/live.R")
set.seed(2011)

n <- 900
d <- data.frame(id = 1:n, h = sample(1:4, n, TRUE), psu = sample(1:8, n, TRUE), w = exp(rnorm(n, 0, 0.4)), x = rnorm(n), g = sample(1:3, n, TRUE), hours = runif(n, 0.5, 4))
u <- rnorm(32, 0, 0.4)[(d$h - 1) * 8 + d$psu]
d$spend <- rgamma(n, shape = 2, rate = 2 / exp(1 + 0.3 * d$x + 0.2 * d$g + u))
d$visits <- rpois(n, d$hours * exp(0.2 + 0.3 * d$x - 0.1 * d$g + u))
d$came <- rbinom(n, 1, plogis(-0.3 + 0.6 * d$x + 0.3 * (d$g == 2) + u))
d$tries <- sample(0:6, n, TRUE)
d$won <- rbinom(n, d$tries, plogis(-0.2 + 0.4 * d$x + u))
for (i in 1:4) d[[paste0("v", i)]] <- 2 + 0.5 * d$x + u + rnorm(n)
d$x[sample(n, 40)] <- NA
file <- tempfile()
write.csv(d, file, row.names = FALSE, na = "")
invisible(sql("CREATE TABLE m (id int, h int, psu int, w float8, x float8, g int, hours float8, spend float8, visits float8, came float8, tries float8, won float8, v1 float8, v2 float8, v3 float8, v4 float8)"))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy m (", paste(names(d), collapse = ","), ") FROM '", file, "' CSV HEADER")))))
scales <- paste0("{\"name\": \"", c("x", "hours", "spend", "visits", "came", "tries", "won", paste0("v", 1:4)), "\", \"measure\": \"scale\"}", collapse = ", ")
invisible(system2("psql", c("-XAtq", "-c", shQuote(paste0("SELECT register_survey('m', 'm', '{\"weight\": \"w\", \"respondent\": \"id\", \"design\": {\"strata\": [\"h\"], \"clusters\": [\"psu\"], \"nest\": true}, \"variables\": [",
    scales, ", {\"name\": \"g\", \"measure\": \"nominal\", \"values\": {\"1\": \"a\", \"2\": \"b\", \"3\": \"c\"}}], \"imputations\": {\"v\": [\"v1\", \"v2\", \"v3\", \"v4\"]}}') IS NOT NULL"))), stdout = TRUE))
d$g <- factor(d$g, labels = c("a", "b", "c"))
s <- svydesign(~psu, strata = ~h, weights = ~w, nest = TRUE, data = d)
exact <- glm.control(epsilon = 1e-14, maxit = 200)

# the coefficients and errors of both
model <- function(r, formula, family, options = "{}", name = formula) {
    options <- sub("{", paste0("{\"epsilon\": 1e-14", if (options != "{}") ", "), options, fixed = TRUE)
    call <- paste0("'m', '", formula, "', '", family, "', options => '", options, "'")
    near(sql(paste0("SELECT estimate, std_error FROM survey_glm(", call, ")")), as.vector(rbind(coef(r), SE(r))), paste(family, name), 1e-7)
    near(sql(paste0("SELECT deviance, null_deviance FROM survey_glm_summary(", call, ")")), c(r$deviance, r$null.deviance), paste(family, name, "deviances"), 1e-7)
}
fit <- function(f, family) suppressWarnings(svyglm(f, s, family = family, control = exact))
model(fit(spend ~ x + g, Gamma("log")), "spend ~ x + g", "gamma", "{\"link\": \"log\"}")
model(fit(spend ~ g, Gamma()), "spend ~ g", "gamma")
model(fit(spend ~ x, inverse.gaussian("log")), "spend ~ x", "inverse-gaussian", "{\"link\": \"log\"}")
model(fit(spend ~ x, quasi("log", "mu")), "spend ~ x", "quasi", "{\"link\": \"log\", \"variance\": \"mu\"}")
model(fit(spend ~ x * relevel(g, "b"), gaussian()), "spend ~ x * g", "gaussian", "{\"reference\": {\"g\": \"b\"}}")
model(fit(visits ~ x + g + offset(log(hours)), quasipoisson()), "visits ~ x + g + offset(ln(hours))", "poisson")
model(fit(cbind(won, tries - won) ~ x + g, quasibinomial()), "cbind(won, tries - won) ~ x + g", "binomial")
model(fit(came ~ 0 + g + x, quasibinomial()), "came ~ 0 + g + x", "binomial")
for (link in c("probit", "cloglog", "cauchit")) model(fit(came ~ x + g, quasibinomial(link)), "came ~ x + g", "binomial", paste0("{\"link\": \"", link, "\"}"), link)
model(fit(came ~ g, quasibinomial("log")), "came ~ g", "binomial", "{\"link\": \"log\"}", "risk ratios")

r <- svycontrast(fit(came ~ x + g, quasibinomial()), list(d = c(gc = 1, gb = -1)))
near(sql("SELECT estimate, std_error FROM survey_glm('m', 'came ~ x + g', 'binomial', options => '{\"epsilon\": 1e-14, \"contrasts\": {\"d\": {\"g: c\": 1, \"g: b\": -1}}}')"), c(coef(r), SE(r)), "svycontrast", 1e-7)
m <- fit(came ~ x + g, quasibinomial())
near(sql("SELECT cox_snell, nagelkerke FROM survey_glm_summary('m', 'came ~ x + g', 'binomial', options => '{\"epsilon\": 1e-14}')"), suppressWarnings(c(psrsq(m), psrsq(m, "Nagelkerke"))), "psrsq", 1e-7)
term <- function(options, r, name) near(sql(paste0("SELECT statistic, p_value FROM survey_glm_terms('m', 'came ~ x + g', 'binomial', options => '{\"epsilon\": 1e-14, ", options, "}')")),
    c(if (is.null(r$Ftest)) r$chisq else r$Ftest, r$p), name, 1e-5)
term("\"together\": [\"g\"]", regTermTest(m, ~g), "Wald's test of a term")
term("\"together\": [\"x\", \"g\"]", regTermTest(m, ~x + g), "of two terms")
# R refits the smaller model by its default epsilon
term("\"together\": [\"g\"], \"method\": \"working-wald\"", regTermTest(m, ~g, method = "WorkingWald"), "working Wald, saddlepoint")
term("\"together\": [\"g\"], \"method\": \"working-wald\", \"approximation\": \"satterthwaite\"", regTermTest(m, ~g, method = "WorkingWald", lrt.approximation = "satterthwaite"), "working Wald, Satterthwaite")
near(sql("SELECT estimate, std_error FROM survey_margins('m', 'came ~ hours + g', '{}', 'binomial', at => '[{\"hours\": 1, \"g\": \"a\"}, {\"hours\": 3, \"g\": \"c\"}]', options => '{\"epsilon\": 1e-14}')"),
     { p <- predict(fit(came ~ hours + g, quasibinomial()), data.frame(hours = c(1, 3), g = c("a", "c")), type = "response", vcov = TRUE); as.vector(rbind(coef(p), sqrt(diag(vcov(p))))) }, "predictions", 1e-7)

# Rubin's rules by hand over R's estimates
pool <- function(q, v, df) {
    k <- length(q); b <- var(q); w <- mean(v); t <- w + (1 + 1 / k) * b; r <- (1 + 1 / k) * b / w; l <- (1 + 1 / k) * b / t
    old <- (k - 1) * (1 + 1 / r)^2; c(mean(q), sqrt(t), 1 / (1 / old + 1 / ((df + 1) / (df + 3) * df * (1 - l))))
}
each <- lapply(1:4, function(i) svymean(as.formula(paste0("~v", i)), s))
near(sql("SELECT estimate, std_error, df FROM survey_mean('m', 'v')"), pool(sapply(each, coef), sapply(each, vcov), degf(s)), "a mean over imputations")
each <- lapply(1:4, function(i) svyglm(as.formula(paste0("v", i, " ~ hours + g")), s))
near(sql("SELECT estimate, std_error, df FROM survey_glm('m', 'v ~ hours + g')"), unlist(lapply(1:4, function(j) pool(sapply(each, function(e) coef(e)[j]), sapply(each, function(e) vcov(e)[j, j]), each[[1]]$df.residual))), "a model over imputations")
cat("1..", count, "\n", sep = "")

# Ordinal and multinomial models, margins, imputations, drivers, TURF and MaxDiff beside R on data made here with a seed:
# survey's svyolr, nnet's multinom, mitools and survival's clogit, and by hand where R has no function that knows the design.
source("test/oracle/include/live.R")
set.seed(2024)

n <- 800
d <- data.frame(id = 1:n, h = sample(1:4, n, TRUE), psu = sample(1:10, n, TRUE), w = exp(rnorm(n, 0, 0.4)), x = rnorm(n), sex = sample(1:2, n, TRUE), region = sample(1:3, n, TRUE))
u <- rnorm(40, 0, 0.5)[(d$h - 1) * 10 + d$psu]
d$rating <- cut(0.7 * d$x + 0.4 * (d$sex == 2) + u + rlogis(n), c(-Inf, -1, 0.5, 2, Inf), labels = FALSE)
e <- cbind(0, 0.3 + 0.5 * d$x + u, -0.4 - 0.3 * d$x + 0.6 * (d$sex == 2))
d$brand <- apply(exp(e), 1, function(p) sample(3, 1, prob = p))
d$came <- rbinom(n, 1, plogis(-0.3 + 0.6 * d$x + 0.5 * (d$region == 2) - 0.3 * d$x * (d$sex == 2) + u))
for (k in 1:4) d[[paste0("q", k)]] <- rnorm(n) + 0.5 * d$x * (k < 3)
d$y <- 0.6 * d$q1 + 0.3 * d$q2 - 0.2 * d$q3 + u + rnorm(n)
for (k in 1:6) d[[paste0("m", k)]] <- rbinom(n, 1, plogis(-1.5 + 0.2 * k + 0.5 * u))
for (i in 1:4) d[[paste0("v", i)]] <- 2 + 0.5 * d$x + u + rnorm(n)
v <- c(2, 1, 0.4, 0.2, -0.5)
shown <- t(replicate(n, sample(5, 4)))
best <- apply(shown, 1, function(s) s[sample(4, 1, prob = exp(v[s]))])
worst <- sapply(1:n, function(i) { s <- setdiff(shown[i, ], best[i]); s[sample(3, 1, prob = exp(-v[s]))] })
d <- cbind(d, setNames(as.data.frame(shown), paste0("s", 1:4)), best = best, worst = worst)
file <- tempfile()
write.csv(d, file, row.names = FALSE)
types <- ifelse(names(d) %in% c("w", "x", "y", paste0("q", 1:4), paste0("v", 1:4)), "float8", "int")
invisible(psql(paste0("CREATE TABLE an (", paste(names(d), types, collapse = ", "), ")")))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy an FROM '", file, "' CSV HEADER")))))
variable <- function(name, measure, count = 0) paste0('{"name": "', name, '", "measure": "', measure, '"',
    if (count > 0) paste0(', "values": {', paste0('"', 1:count, '": "', letters[1:count], '"', collapse = ", "), "}"), "}")
codebook <- paste0('{"weight": "w", "respondent": "id", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true}, "variables": [',
    paste(c(variable(c("x", "y", paste0("q", 1:4), paste0("v", 1:4)), "scale"), variable("sex", "nominal", 2), variable("region", "nominal", 3), variable("rating", "ordinal", 4), variable("brand", "nominal", 3),
        variable(paste0("m", 1:6), "nominal"), sapply(c(paste0("s", 1:4), "best", "worst"), variable, "nominal", 5), variable("came", "nominal")), collapse = ", "),
    '], "sets": [{"name": "m", "members": ["m1", "m2", "m3", "m4", "m5", "m6"]}], "imputations": {"v": ["v1", "v2", "v3", "v4"]},',
    ' "tasks": {"t": {"tasks": [{"items": ["s1", "s2", "s3", "s4"], "best": "best", "worst": "worst"}]}}}')
invisible(psql(paste0("SELECT register_survey('an', 'an', '", codebook, "') IS NOT NULL")))
d$sex <- factor(d$sex, labels = c("a", "b")); d$region <- factor(d$region, labels = c("a", "b", "c")); d$rating <- ordered(d$rating); d$brand <- factor(d$brand)
s <- svydesign(~psu, strata = ~h, weights = ~w, nest = TRUE, data = d)

# ordinal: R's optimiser and numerical second derivatives end at about six digits.  Its "cloglog" is the log-log link; its
# "cauchit" cuts the line at 100, where Cauchy's distribution lacks 0.3 % on either side, and is left out
links <- c(logit = "logistic", probit = "probit", loglog = "cloglog")
for (link in names(links)) {
    r <- svyolr(rating ~ x + sex + region, s, method = links[[link]], control = list(reltol = 1e-15, maxit = 1000))
    near(sql(paste0("SELECT estimate FROM survey_ordinal('an', 'rating ~ x + sex + region', '", link, "')")), c(r$coefficients, r$zeta), paste("svyolr", link), 1e-5)
    near(sql(paste0("SELECT std_error FROM survey_ordinal('an', 'rating ~ x + sex + region', '", link, "')")), SE(r), paste("errors of svyolr", link), 1e-3)
}

# multinomial: nnet's start, Newton's steps, and influence values through the design
x <- model.matrix(~ x + sex + region, d)
multinomial <- function(x, y, w, start) {
    b <- start
    for (step in 1:20) {
        p <- exp(x %*% b); p <- p / (1 + rowSums(p))
        score <- do.call(cbind, lapply(1:ncol(b), function(j) x * ((y == j + 1) - p[, j])))
        info <- do.call(rbind, lapply(1:ncol(b), function(j) do.call(cbind, lapply(1:ncol(b), function(k) crossprod(x, x * (w * p[, j] * ((j == k) - p[, k])))))))
        b <- b + matrix(solve(info, colSums(w * score)), nrow(b))
    }
    list(b = as.vector(b), influence = score %*% solve(info))
}
start <- matrix(0, ncol(x), 2)
if (requireNamespace("nnet", quietly = TRUE)) {
    fit <- nnet::multinom(brand ~ x + sex + region, d, weights = w, trace = FALSE, reltol = 1e-14, maxit = 1000)
    start <- t(coef(fit))
    near(sql("SELECT estimate FROM survey_multinomial('an', 'brand ~ x + sex + region')"), as.vector(start), "multinom", 1e-4)
    near(sql("SELECT DISTINCT deviance FROM survey_multinomial('an', 'brand ~ x + sex + region')"), fit$deviance, "its deviance", 1e-8)
}
r <- multinomial(x, as.integer(d$brand), d$w, start)
near(sql("SELECT estimate FROM survey_multinomial('an', 'brand ~ x + sex + region')"), r$b, "multinomial by Newton's steps", 1e-8)
near(sql("SELECT std_error FROM survey_multinomial('an', 'brand ~ x + sex + region')"), SE(svytotal(r$influence, s)), "its errors by influence values", 1e-8)

# margins by the delta method
fit <- suppressWarnings(svyglm(came ~ x * sex + region, s, family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 100)))
delta <- function(f) {
    b <- coef(fit)
    g <- sapply(seq_along(b), function(i) { h <- 1e-5; up <- b; up[i] <- up[i] + h; down <- b; down[i] <- down[i] - h; (f(up) - f(down)) / (2 * h) })
    c(f(b), sqrt(drop(t(g) %*% vcov(fit) %*% g)))
}
mean_with <- function(b, ...) weighted.mean(plogis(drop(model.matrix(~ x * sex + region, transform(d, ...)) %*% b)), d$w)
asked <- function(what, more = "") sql(paste0("SELECT estimate, std_error FROM survey_margins('an', 'came ~ x * sex + region', '", what, "', 'binomial', options => '{\"epsilon\": 1e-14}'", more, ")"))
man <- factor("a", levels = c("a", "b")); woman <- factor("b", levels = c("a", "b"))
near(asked("{sex}"), c(delta(function(b) mean_with(b, sex = man)), delta(function(b) mean_with(b, sex = woman)), delta(function(b) mean_with(b, sex = woman) - mean_with(b, sex = man))), "means and their contrast", 1e-7)
slope <- function(b) { p <- plogis(drop(model.matrix(fit) %*% b)); weighted.mean(p * (1 - p) * (b["x"] + b["x:sexb"] * (d$sex == "b")), d$w) }
near(asked("{x}"), delta(slope), "the average marginal effect", 1e-7)
near(asked("{}", ", at => '{\"x\": 1}'"), delta(function(b) mean_with(b, x = 1)), "a prediction", 1e-7)

# imputations by mitools
library(mitools)
each <- lapply(1:4, function(i) svyglm(as.formula(paste0("v", i, " ~ x + sex")), s))
r <- MIcombine(each)
near(sql("SELECT estimate, std_error, df FROM survey_glm('an', 'v ~ x + sex', options => '{\"rule\": \"rubin\"}')"), as.vector(rbind(coef(r), SE(r), r$df)), "MIcombine of models", 1e-7)

# Shapley's values: all subsets, and the delta method over the moments
p <- 4
vars <- cbind(1, as.matrix(d[paste0("q", 1:p)]), d$y)
pairs <- which(upper.tri(diag(p + 2), TRUE), arr.ind = TRUE)[-1, ]
moments <- svymean(sapply(seq_len(nrow(pairs)), function(k) vars[, pairs[k, 1]] * vars[, pairs[k, 2]]), s)
shapley <- function(m) {
    a <- matrix(0, p + 2, p + 2); a[1, 1] <- 1; a[pairs] <- m; a[pairs[, 2:1]] <- m
    v <- a[-1, -1] - outer(a[1, -1], a[1, -1])
    r2 <- function(in_it) if (length(in_it) == 0) 0 else drop(v[p + 1, in_it] %*% solve(v[in_it, in_it], v[in_it, p + 1])) / v[p + 1, p + 1]
    sapply(1:p, function(k) { others <- setdiff(1:p, k)
        sum(sapply(0:(2^(p - 1) - 1), function(bits) { in_it <- others[bitwAnd(bits, 2^(0:(p - 2))) > 0]; j <- length(in_it)
            factorial(j) * factorial(p - 1 - j) / factorial(p) * (r2(c(in_it, k)) - r2(in_it)) })) })
}
m <- coef(moments)
gradient <- sapply(seq_along(m), function(i) { h <- 1e-5; up <- m; up[i] <- up[i] + h; down <- m; down[i] <- down[i] - h; (shapley(up) - shapley(down)) / (2 * h) })
near(sql("SELECT importance, std_error FROM survey_drivers('an', 'y', '{q1,q2,q3,q4}')"), as.vector(rbind(shapley(m), sqrt(diag(gradient %*% vcov(moments) %*% t(gradient))))), "Shapley's values", 1e-6)

# TURF: all portfolios
sets <- combn(6, 3)
reached <- apply(sets, 2, function(k) rowSums(d[paste0("m", k)]) > 0) + 0
r <- svymean(reached, s)
first <- order(-coef(r))[1:3]
near(sql("SELECT reach, std_error FROM survey_turf('an', 'm', 3, top => 3)"), as.vector(rbind(coef(r)[first], SE(r)[first])), "the best of 20 portfolios")
near(sql("SELECT behind, behind_error FROM survey_turf('an', 'm', 3, top => 3) WHERE rank > 1"),
     sapply(first[-1], function(k) { b <- svymean(reached[, first[1]] - reached[, k], s); c(coef(b), SE(b)) }), "how far others are behind")

# MaxDiff: the best of those shown, as a stratified Cox model
long <- do.call(rbind, lapply(1:n, function(i) data.frame(id = i, w = d$w[i], item = factor(shown[i, ], levels = 1:5), best = (shown[i, ] == best[i]) + 0)))
fit <- survival::clogit(best ~ item + strata(id) + cluster(id), long, weights = w, method = "breslow", control = survival::coxph.control(eps = 1e-14, iter.max = 50))
near(sql("SELECT utility, std_error FROM survey_maxdiff('an', 't', 'best', options => '{\"errors\": \"respondents\"}') WHERE code > 1 ORDER BY code"), as.vector(rbind(coef(fit), sqrt(diag(vcov(fit))))), "clogit by respondent", 1e-7)
scores <- residuals(fit, type = "score"); by_person <- rowsum(scores, long$id)
near(sql("SELECT std_error FROM survey_maxdiff('an', 't', 'best') WHERE code > 1 ORDER BY code"), SE(svytotal(by_person %*% fit$naive.var, s)), "under the design", 1e-7)
cat("1..", count, "\n", sep = "")

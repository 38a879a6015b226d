# One analysis, written twice: as a script of R survey on the left of each check, and on the right as the SQL that the
# tables "From R" of doc/estimate.md, doc/model.md, doc/weighting.md and doc/replicate.md make of it.
source("test/oracle/include/live.R")
set.seed(45)
sql <- function(query) unlist(lapply(strsplit(psql(query), ","), as.numeric))

n <- 1600
d <- data.frame(id = 1:n, region = sample(1:4, n, TRUE), school = sample(1:10, n, TRUE), sex = sample(1:2, n, TRUE),
    grade = sample(c(1, 2, 4), n, TRUE), w = exp(rnorm(n, 3, 0.4)))
d$npop <- 30 + d$region
d$score <- round(50 + 3 * d$grade + rnorm(10, 0, 4)[d$school] + rnorm(n, 0, 9), 1)
d$hours <- round(rgamma(n, 4, 1), 2)
d$pass <- rbinom(n, 1, plogis(-3 + 0.05 * d$score + 0.4 * (d$sex == 2)))
d$absences <- rpois(n, exp(0.2 + 0.1 * d$grade))
d$score[sample(n, 120)] <- NA
d$sex[sample(n, 70)] <- NA
d$w[sample(n, 40)] <- 0
file <- tempfile()
write.csv(d, file, row.names = FALSE, na = "")
invisible(psql("CREATE TABLE pupils (id int, region int, school int, sex int, grade int, w float8, npop int, score float8, hours float8, pass int, absences int)"))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy pupils FROM '", file, "' CSV HEADER")))))
d$sexf <- factor(d$sex, 1:2); d$gradef <- factor(d$grade, 1:4); d$regionf <- factor(d$region)

# dclus <- svydesign(ids = ~school, strata = ~region, weights = ~w, fpc = ~npop, nest = TRUE, data = d)
dclus <- svydesign(ids = ~school, strata = ~region, weights = ~w, fpc = ~npop, nest = TRUE, data = d)
codebook <- paste0('{"weight": "w", "respondent": "id", "design": {"strata": ["region"], "clusters": ["school"], "fpc": ["npop"], "nest": true}, "variables": [',
    '{"name": "score", "measure": "scale"}, {"name": "hours", "measure": "scale"}, {"name": "absences", "measure": "scale"},',
    '{"name": "region", "measure": "nominal", "values": {"1": "N", "2": "E", "3": "S", "4": "W"}}, {"name": "sex", "measure": "nominal", "values": {"1": "boy", "2": "girl"}},',
    '{"name": "grade", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "nobody", "4": "d"}}, {"name": "pass", "measure": "nominal", "values": {"0": "no", "1": "yes"}}]}')
invisible(psql(paste0("SELECT register_survey('pupils', 'pupils', '", codebook, "') IS NOT NULL")))
df <- degf(dclus)

m <- svymean(~score, dclus, na.rm = TRUE, deff = TRUE)
near(sql("SELECT estimate, std_error, deff, df FROM survey_mean('pupils', '{score}')"), c(coef(m), SE(m), deff(m), df), "svymean")
b <- svyby(~score, ~sexf + regionf, dclus, svymean, na.rm = TRUE)
near(sql("SELECT estimate, std_error FROM survey_mean('pupils', '{score}', by => '{region,sex}')"), rbind(coef(b), SE(b)), "svyby")
t <- svytotal(~gradef, dclus)
near(sql("SELECT estimate, std_error FROM survey_total('pupils', '{grade}') WHERE estimate > 0"), rbind(coef(t), SE(t))[, coef(t) > 0], "svytotal of a factor with an empty level")
r <- svyratio(~score, ~hours, subset(dclus, grade > 1), na.rm = TRUE)
near(sql("SELECT estimate, std_error FROM survey_ratio('pupils', 'score', 'hours', filter => 'grade > 1')"), c(coef(r), SE(r)), "svyratio in a subset")
q <- svyquantile(~hours, dclus, c(0.25, 0.5, 0.9), df = df)[[1]]
near(sql("SELECT estimate, conf_low, conf_high, std_error FROM survey_quantile('pupils', '{hours}', '{0.25,0.5,0.9}')"), t(q), "svyquantile")
k <- svycontrast(svyby(~hours, ~gradef, dclus, svymean, covmat = TRUE), c(1, 0, -1))
near(sql("SELECT estimate, std_error FROM survey_contrast('pupils', '{hours}', '{\"a - d\": {\"a\": 1, \"d\": -1}}', by => '{grade}')"), c(coef(k), SE(k)), "svycontrast")
# the interval has the number of respondents, to which R adds those whose weight is 0
p <- svyciprop(~I(pass == 1), subset(dclus, w > 0), method = "beta", df = df)
near(sql("SELECT estimate, conf_low, conf_high FROM survey_proportion('pupils', '{pass}', 'beta') WHERE category = 'yes'"), c(coef(p), attr(p, "ci")), "svyciprop")

for (s in c("F", "Chisq", "Wald", "adjWald")) {
    test <- c(F = "rao-scott-f", Chisq = "rao-scott-chisq", Wald = "wald", adjWald = "adjusted-wald")[[s]]
    x <- suppressWarnings(svychisq(~sexf + pass, dclus, statistic = s))
    near(sql(paste0("SELECT p_value FROM survey_test('pupils', 'sex', 'pass', '", test, "')")), x$p.value, paste("svychisq", s))
}
x <- svyttest(score ~ sexf, dclus)
near(sql("SELECT estimate, statistic, df, p_value FROM survey_ttest('pupils', 'score', groups => 'sex')"), c(x$estimate, x$statistic, x$parameter, x$p.value), "svyttest of two groups")
x <- svyttest(I(score - hours) ~ 0, subset(dclus, !is.na(score)))
near(sql("SELECT estimate, statistic, df, p_value FROM survey_ttest('pupils', 'score', minus => 'hours')"), c(x$estimate, x$statistic, x$parameter, x$p.value), "svyttest of pairs")
# without weights of 0, to which R gives a rank
positive <- subset(dclus, w > 0)
for (s in c("wilcoxon", "vanderWaerden", "median")) {
    x <- svyranktest(hours ~ sexf, positive, test = s)
    near(sql(paste0("SELECT estimate, statistic, df, p_value FROM survey_ranktest('pupils', 'hours', 'sex', '", tolower(s), "', filter => 'w > 0')")),
         c(x$estimate, x$statistic, x$parameter, x$p.value), paste("svyranktest", s))
}
# (R 4.1-1 gives statistic and parameter the wrong way round)
x <- svyranktest(hours ~ gradef, positive, test = "KruskalWallis")
near(sql("SELECT statistic * df, df, p_value FROM survey_ranktest('pupils', 'hours', 'grade', 'kruskal-wallis', filter => 'w > 0')"), c(sort(c(x$statistic, x$parameter), decreasing = TRUE), x$p.value), "svyranktest KruskalWallis")

# models: missing answers in predictors, weights of 0, a level that nobody has, a domain
fitted <- function(model) { s <- suppressWarnings(coef(summary(model))); as.vector(t(s[, 1:2])) }
ours <- function(call) sql(paste0("SELECT estimate, std_error FROM ", call))
g <- svyglm(score ~ hours + sexf * gradef, dclus)
near(ours("survey_glm('pupils', 'score ~ hours + sex * grade')"), fitted(g), "svyglm")
near(sql("SELECT conf_low, conf_high FROM survey_glm('pupils', 'score ~ hours + sex * grade')"), t(confint(g)), "confint")
g <- svyglm(score ~ hours + gradef, dclus)
x <- regTermTest(g, ~gradef)
near(sql("SELECT statistic, df, df2, p_value FROM survey_glm_terms('pupils', 'score ~ hours + grade') WHERE term = 'grade'"), c(x$Ftest, x$df, x$ddf, x$p), "regTermTest")
g <- suppressWarnings(svyglm(pass ~ score + sexf, subset(dclus, region < 4), family = quasibinomial()))
near(ours("survey_glm('pupils', 'pass ~ score + sex', 'binomial', filter => 'region < 4')"), fitted(g), "svyglm, logistic, in a subset", 1e-6)
g <- svyglm(absences ~ gradef + hours, dclus, family = quasipoisson())
near(ours("survey_glm('pupils', 'absences ~ grade + hours', 'poisson')"), fitted(g), "svyglm, Poisson", 1e-6)
a <- svycralpha(~score + hours + absences, dclus, na.rm = TRUE)
near(sql("SELECT alpha FROM survey_alpha('pupils', '{score,hours,absences}') WHERE item IS NULL"), a, "svycralpha")

# exact quantiles from the mergeable state: values of one respondent each, so that ties play no part
d$unique <- d$hours + d$id / 1e6
plain <- svydesign(ids = ~1, weights = ~w, data = subset(d, w > 0))
for (rule in c("math", "school", paste0("hf", 1:9)))
    near(sql(paste0("SELECT unnest(quantiles(quantile_summary(hours + id / 1e6::float8, w), '{0.1,0.25,0.5,0.75,0.95}', '", rule, "')) FROM pupils")),
         svyquantile(~unique, plain, c(0.1, 0.25, 0.5, 0.75, 0.95), qrule = rule, se = FALSE)[[1]][, 1], paste("qrule", rule))

# drep <- as.svrepdesign(dclus, type = "JKn"); dpost <- postStratify(dclus, ~region, population)
population <- data.frame(regionf = factor(1:4), Freq = c(9000, 7000, 8000, 9500))
# (without weights of 0, to which R gives an influence of their stratum's mean)
dpost <- postStratify(svydesign(ids = ~school, strata = ~region, weights = ~w, fpc = ~npop, nest = TRUE, data = subset(d, w > 0)), ~regionf, population)
m <- svymean(~hours, dpost)
invisible(psql("CREATE TABLE weighted AS SELECT * FROM pupils WHERE w > 0"))
invisible(psql(paste0("SELECT register_survey('weighted', 'weighted', '", codebook, "') IS NOT NULL")))
invisible(psql("SELECT count(*) FROM poststratify_survey('weighted', '{\"region\": {\"1\": 9000, \"2\": 7000, \"3\": 8000, \"4\": 9500}}', \"into\" => 'wpost')"))
near(sql("SELECT estimate, std_error FROM survey_mean('weighted', '{hours}')"), c(coef(m), SE(m)), "postStratify")
near(ours("survey_glm('weighted', 'score ~ hours + sex')"), fitted(svyglm(score ~ hours + sexf, dpost)), "svyglm, post-stratified")
invisible(psql(paste0("SELECT register_survey('replicated', 'pupils', '", codebook, "') IS NOT NULL")))
invisible(psql("SELECT count(*) FROM replicate_survey('replicated', 'jkn')"))
drep <- as.svrepdesign(dclus, type = "JKn")
m <- svymean(~score, drep, na.rm = TRUE)
near(sql("SELECT estimate, std_error FROM survey_mean('replicated', '{score}')"), c(coef(m), SE(m)), "as.svrepdesign, svymean")
b <- svyby(~hours, ~gradef, drep, svytotal)
near(sql("SELECT estimate, std_error FROM survey_total('replicated', '{hours}', by => '{grade}')"), rbind(coef(b), SE(b)), "as.svrepdesign, svyby")

# what cannot be fitted is an error that says so
refused <- function(query, pattern, name) {
    count <<- count + 1
    said <- suppressWarnings(system2("psql", c("-XAtq", "-v", "ON_ERROR_STOP=1", "-c", shQuote(query)), stdout = TRUE, stderr = TRUE))
    cat(if (any(grepl(pattern, said))) "ok" else "not ok", count, "-", name, "\n")
    if (!any(grepl(pattern, said))) cat("#", said, "\n")
}
refused("SELECT * FROM survey_glm('pupils', 'score ~ hours + I(2 * hours)')", "singular", "a singular model")
refused("SELECT * FROM survey_glm('pupils', 'I(score > 60) ~ I(score > 60)', 'binomial')", "ERROR", "a predictor that is the response")
refused("SELECT * FROM survey_glm('pupils', 'I(score > 60) ~ score', 'binomial')", "grows without end|separate", "perfect separation")
refused("SELECT * FROM survey_glm('pupils', 'absences ~ grade + log(hours)', 'poisson')", "ERROR", "a function in a formula")
cat(paste0("1..", count), "\n")

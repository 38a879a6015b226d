# Calibration to numbers alone, and a tracker whose waves are weighted one after the other, beside R survey on data made here with a seed.
source("test/oracle/include/live.R")
set.seed(20261127)

n <- 900
d <- data.frame(id = 1:n, wave = rep(1:3, each = n / 3), sex = sample(1:2, n, TRUE), region = sample(1:4, n, TRUE), x = runif(n, 10, 50), z = rnorm(n, 5, 2), w = exp(rnorm(n, 0, 0.3)))
d$y <- d$x / 5 + d$sex + rnorm(n) + d$wave * (d$region == 2)
file <- tempfile()
write.csv(d, file, row.names = FALSE)
invisible(sql("CREATE TABLE d (id int, wave int, sex int, region int, x float8, z float8, w float8, y float8)"))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy d FROM '", file, "' CSV HEADER")))))
codebook <- function(design) paste0('{"weight": "w", "respondent": "id", "design": ', design, ', "variables": [{"name": "wave", "measure": "ordinal"}, {"name": "sex", "measure": "nominal"},',
    '{"name": "region", "measure": "nominal"}, {"name": "x", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}')
run <- function(query) invisible(sql(paste0("SELECT count(*) FROM (", query, ") q")))
run(paste0("SELECT register_survey('plain', 'd', '", codebook("{}"), "')"))

# numbers alone: R's formula has an intercept, our total is the sum of the base weights
design <- svydesign(ids = ~1, weights = ~w, data = d)
total <- sum(d$w)
r <- calibrate(design, ~x + z, c(total, 31 * total, 5.1 * total))
run("SELECT calibrate_survey('plain', '{\"x\": {\"mean\": 31}, \"z\": {\"mean\": 5.1}}', 'greg', base => 'w')")
near(sql("SELECT greg FROM d ORDER BY id"), weights(r), "linear weights", 1e-9)
s <- svymean(~y, r)
near(sql("SELECT estimate, std_error FROM survey_mean('plain', '{y}')"), c(coef(s), SE(s)), "their mean", 1e-9)
# R's other distances need package MASS: w' = w exp(a + b x + c z) meets the totals, and the variance is that of residuals weighted by w
run("SELECT calibrate_survey('plain', '{\"x\": {\"mean\": 31}, \"z\": {\"mean\": 5.1}}', 'raked', base => 'w', method => 'raking')")
raked <- sql("SELECT raked FROM d ORDER BY id")
near(c(sum(raked), sum(raked * d$x), sum(raked * d$z)), total * c(1, 31, 5.1), "raking meets the totals", 1e-9)
near(residuals(lm(log(raked / d$w) ~ x + z, d)) + 1, rep(1, n), "and is exponential in the numbers", 1e-9)
m <- sum(raked * d$y) / total
u <- raked * residuals(lm(I((y - m) / total) ~ x + z, d, weights = w))
near(sql("SELECT estimate, std_error FROM survey_mean('plain', '{y}')"), c(m, sqrt(n / (n - 1) * sum((u - mean(u))^2))), "its mean", 1e-9)

# waves one after the other, each to its own targets; independent samples, so variances add up
run(paste0("SELECT register_survey('waves', 'd', '", codebook('{"strata": ["wave"]}'), "')"))
shares <- list(c(0.4, 0.6), c(0.5, 0.5), c(0.55, 0.45))
one <- lapply(1:3, function(k) {
    part <- subset(d, wave == k)
    wave <- svydesign(ids = ~1, weights = ~w, data = part)
    run(paste0("SELECT ", if (k == 2) "calibrate" else "poststratify", "_survey('waves', '{\"sex\": {\"1\": ", shares[[k]][1], ", \"2\": ", shares[[k]][2], "}",
        if (k == 2) ", \"x\": {\"mean\": 32}" else "", "}', 'ww', within => '{wave}', filter => 'wave = ", k, "', replace => true)"))
    t <- sum(part$w)
    if (k == 2) calibrate(wave, ~factor(sex) + x, c(t, shares[[k]][2] * t, 32 * t))
    else postStratify(wave, ~sex, data.frame(sex = 1:2, Freq = shares[[k]] * t))
})
near(sql("SELECT ww FROM d ORDER BY id"), unlist(lapply(one, weights)), "weights of all waves", 1e-9)
near(sql("SELECT estimate FROM survey_mean('waves', '{y}', by => '{wave}') ORDER BY domain"), sapply(one, function(r) coef(svymean(~y, r))), "means by wave", 1e-9)
near(sql("SELECT std_error FROM survey_mean('waves', '{y}', by => '{wave}') ORDER BY domain"), sapply(one, function(r) SE(svymean(~y, r))), "their errors", 1e-9)
near(sql("SELECT std_error FROM survey_total('waves', '{y}')"), sqrt(sum(sapply(one, function(r) SE(svytotal(~y, r)))^2)), "error of the total", 1e-9)
share <- function(r) { s <- svymean(~factor(region), r); SE(s) }
near(sql("SELECT std_error / 100 FROM survey_crosstab('waves', '{region}', '{wave}') WHERE column_label <> 'Total' ORDER BY column_label, row_label"),
     as.numeric(sapply(one, share)), "errors of a cross table", 1e-9)
cat(paste0("1..", count), "\n")

# Estimates by name beside R survey, on data made here with a seed: domains,
# missing answers, proportions, quantiles, contrasts, replicate weights.
source("test/oracle/include/live.R")
set.seed(331)

n <- 2500
d <- data.frame(id = 1:n, stratum = sample(1:5, n, TRUE), w = exp(rnorm(n, 0, 0.4)))
d$psu <- sample(1:7, n, TRUE)
d$npop <- 20 + d$stratum
d$y <- rnorm(n) * 10 + d$psu
d$x <- runif(n, 1, 2)
d$q <- sample(1:4, n, TRUE, prob = c(4, 3, 2, 1))
d$g <- sample(1:3, n, TRUE)
d$y[sample(n, 200)] <- NA
d$q[sample(n, 100)] <- NA
groups <- (d$stratum * 7 + d$psu) %% 20 + 1
rw <- sapply(1:20, function(r) ifelse(groups == r, 0, d$w * 20 / 19))
colnames(rw) <- paste0("rw", 1:20)

file <- tempfile()
write.csv(cbind(d, rw), file, row.names = FALSE, na = "")
invisible(sql(paste("CREATE TABLE est (id int, stratum int, w float8, psu int, npop int, y float8, x float8, q int, g int,",
                    paste(colnames(rw), "float8", collapse = ", "), ")")))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy est FROM '", file, "' CSV HEADER")))))
register <- function(name, design) invisible(system2("psql", c("-XAtq", "-c", shQuote(paste0("SELECT register_survey('", name, "', 'est', '{\"weight\": \"w\", ", design,
    ", \"variables\": [{\"name\": \"y\", \"measure\": \"scale\"}, {\"name\": \"x\", \"measure\": \"scale\"},",
    "{\"name\": \"q\", \"measure\": \"nominal\", \"values\": {\"1\": \"a\", \"2\": \"b\", \"3\": \"c\", \"4\": \"d\"}},",
    "{\"name\": \"g\", \"measure\": \"nominal\", \"values\": {\"1\": \"u\", \"2\": \"v\", \"3\": \"w\"}}]}') IS NOT NULL"))), stdout = TRUE))

check <- function(name, design, df) {
    pairs <- function(call, columns = "estimate, std_error") sql(paste0("SELECT ", columns, " FROM ", call))
    mean_y <- svymean(~y, design, na.rm = TRUE)
    near(pairs(paste0("survey_mean('", name, "', '{y}')"), "estimate, std_error, conf_low, df"),
         c(coef(mean_y), SE(mean_y), confint(mean_y, df = df)[1], df), paste(name, "mean"))
    by <- svyby(~y, ~g, design, svymean, na.rm = TRUE)
    near(pairs(paste0("survey_mean('", name, "', '{y}', by => '{g}')")), as.vector(rbind(coef(by), SE(by))), paste(name, "means by domain"))
    total <- svytotal(~x, subset(design, g == 2))
    near(pairs(paste0("survey_total('", name, "', '{x}', filter => 'g = 2')")), c(coef(total), SE(total)), paste(name, "total in a subset"))
    ratio <- svyratio(~y, ~x, design, na.rm = TRUE)
    near(pairs(paste0("survey_ratio('", name, "', 'y', 'x')")), c(coef(ratio), SE(ratio)), paste(name, "ratio"))
    share <- svymean(~factor(q), design, na.rm = TRUE)
    near(pairs(paste0("survey_mean('", name, "', '{q}')")), as.vector(rbind(coef(share), SE(share))), paste(name, "shares of categories"))
    for (method in c("beta", "xlogit", "asin", "mean")) {
        p <- svyciprop(~I(as.numeric(q == 2)), design, na.rm = TRUE, method = method, df = df)
        near(pairs(paste0("survey_proportion('", name, "', '{q}', '", method, "') WHERE category = 'b'"), "conf_low, conf_high"),
             as.numeric(attr(p, "ci")), paste(name, "interval", method))
    }
    contrast <- svycontrast(svyby(~x, ~g, design, svymean, covmat = TRUE), c(1, -1, 0))
    near(pairs(paste0("survey_contrast('", name, "', '{x}', '{\"d\": [1, -1, 0]}', by => '{g}')")), c(coef(contrast), SE(contrast)), paste(name, "difference of domains"))
    variance <- svyvar(~x, design)
    near(pairs(paste0("survey_variance('", name, "', '{x}')")), c(coef(variance)[1], SE(variance)[1]), paste(name, "variance"))
    for (rule in c("math", "hf6", "hf7")) {
        quantile <- svyquantile(~x, design, c(0.1, 0.5, 0.9), qrule = rule, interval.type = "mean", df = df)[[1]]
        near(pairs(paste0("survey_quantile('", name, "', '{x}', '{0.1,0.5,0.9}', '", rule, "')"), "estimate, conf_low, conf_high"),
             as.vector(t(quantile[, 1:3])), paste(name, "quantiles", rule))
    }
}

register("strata", '"design": {"strata": ["stratum"], "clusters": ["psu"], "fpc": ["npop"], "nest": true}')
strata <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, fpc = ~npop, nest = TRUE, data = d)
check("strata", strata, degf(strata))
register("plain", '"design": {}')
plain <- svydesign(ids = ~1, weights = ~w, data = d)
check("plain", plain, degf(plain))
register("jackknife", '"replicates": {"columns": "rw*", "type": "JK1"}')
jackknife <- svrepdesign(data = d, weights = ~w, repweights = rw, type = "other", scale = 19 / 20, rscales = rep(1, 20), combined.weights = TRUE)
check("jackknife", jackknife, degf(jackknife))
cat(paste0("1..", count), "\n")

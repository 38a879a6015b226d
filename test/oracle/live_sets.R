# Tests of multiple-response sets beside R survey, on data made here with a
# seed.  One option is svychisq of its table; for several R gives the design
# covariance of all cells' shares or totals, and the algebra of Rao and Scott is
# written out below.
source("test/oracle/include/live.R")
set.seed(2004)

n <- 1200
d <- data.frame(id = 1:n, h = sample(1:4, n, TRUE), psu = sample(1:9, n, TRUE), w = exp(rnorm(n, 0, 0.5)), g = sample(1:3, n, TRUE))
for (j in 1:4) d[[paste0("a", j)]] <- rbinom(n, 1, plogis(-1 + 0.3 * j + 0.25 * (d$g == 2) * (j > 2) + rnorm(9, 0, 0.5)[d$psu]))
for (j in 1:3) d[[paste0("b", j)]] <- rbinom(n, 1, plogis(-0.5 + 0.4 * d$a1 * (j == 1)))
d[sample(n, 80), paste0("a", 1:4)] <- NA
d[sample(n, 60), paste0("b", 1:3)] <- NA
d$g[sample(n, 50)] <- NA
d$a3[sample(n, 100)] <- NA
d$none <- ifelse(is.na(d$a2), NA, 0)
d$y <- rnorm(n) + d$g %in% 2 + d$a1 %in% 1 + rnorm(9)[d$psu]
d$y[sample(n, 90)] <- NA
d$z <- d$y * 2 + rnorm(n)
groups <- (d$h * 9 + d$psu) %% 18 + 1
rw <- sapply(1:18, function(r) ifelse(groups == r, 0, d$w * 18 / 17))
colnames(rw) <- paste0("rw", 1:18)

file <- tempfile()
write.csv(cbind(d, rw), file, row.names = FALSE, na = "")
# in the base of a set is who answered any of its options: the others were not chosen
d$a3[is.na(d$a3) & !is.na(d$a1)] <- 0
invisible(sql(paste("CREATE TABLE marginal (id int, h int, psu int, w float8, g int,", paste0(c(paste0("a", 1:4), paste0("b", 1:3), "none"), " int", collapse = ", "), ", y float8, z float8",
                    ",", paste(colnames(rw), "float8", collapse = ", "), ")")))
invisible(system2("psql", c("-Xq", "-c", shQuote(paste0("\\copy marginal FROM '", file, "' CSV HEADER")))))
nominal <- function(name, values) paste0("{\"name\": \"", name, "\", \"measure\": \"nominal\", \"values\": {", values, "}}")
options <- c(paste0("a", 1:4), paste0("b", 1:3), "none")
scales <- paste0("{\"name\": \"", c("y", "z", "id"), "\", \"measure\": \"scale\"}")
variables <- paste(c(scales, nominal("g", "\"1\": \"u\", \"2\": \"v\", \"3\": \"w\", \"4\": \"nobody\""),
                     sapply(options, nominal, "\"0\": \"No\", \"1\": \"Yes\"")), collapse = ", ")
sets <- paste0("[{\"name\": \"a\", \"members\": [\"a1\", \"a2\", \"a3\", \"a4\"]}, {\"name\": \"b\", \"members\": [\"b1\", \"b2\", \"b3\"]},",
               "{\"name\": \"all\", \"members\": [\"a1\", \"a2\", \"a3\", \"a4\", \"b1\", \"b2\", \"b3\"]}, {\"name\": \"one\", \"members\": [\"a2\"]}, {\"name\": \"hollow\", \"members\": [\"a2\", \"none\"]}]")
register <- function(name, design) invisible(system2("psql", c("-XAtq", "-c", shQuote(paste0("SELECT register_survey('", name, "', 'marginal', '{\"weight\": \"w\", ",
    design, ", \"variables\": [", variables, "], \"sets\": ", sets, "}') IS NOT NULL"))), stdout = TRUE))

helmert <- function(k) t(t(contr.helmert(k)) / sqrt(colSums(contr.helmert(k)^2)))

# pairs of an option and a question (or option); the design's covariance of the totals of all cells
marginal <- function(design, pairs, df) {
    x <- design$variables
    cells <- do.call(cbind, lapply(pairs, function(p) {
        v <- interaction(factor(x[[p[1]]]), factor(x[[p[2]]]), lex.order = TRUE)
        m <- sapply(levels(v), function(l) as.numeric(!is.na(v) & v == l))
        m
    }))
    colnames(cells) <- paste0("cell", seq_len(ncol(cells)))
    design$variables <- cbind(x, cells)
    formula <- as.formula(paste("~", paste(colnames(cells), collapse = "+")))
    totals <- svytotal(formula, design)
    t_all <- coef(totals)
    v_all <- vcov(totals)
    size <- sapply(pairs, function(p) 2 * length(unique(na.omit(x[[p[2]]]))))
    at <- split(seq_len(sum(size)), rep(seq_along(pairs), size))
    pearson <- 0
    to_y <- to_z <- base <- list()
    y <- c()
    for (b in seq_along(pairs)) {
        t_b <- t_all[at[[b]]]
        k <- length(t_b) / 2
        p <- t_b / sum(t_b)
        table <- matrix(p, nrow = 2, byrow = TRUE)
        base_n <- sum(cells[weights(design, "sampling") > 0, at[[b]]])
        expected <- outer(rowSums(table), colSums(table))
        pearson <- pearson + base_n * sum((table - expected)^2 / expected)
        contrasts <- kronecker(helmert(2), helmert(k))
        jacobian <- (diag(length(p)) - outer(p, rep(1, length(p)))) / sum(t_b)
        base[[b]] <- t(contrasts) %*% diag(1 / p) %*% contrasts / base_n
        to_y[[b]] <- t(contrasts) %*% diag(1 / p) %*% jacobian
        # distances from independence of the second row, second and further columns, and their derivative
        rows <- rep(0:1, each = k)
        columns <- rep(seq_len(k), 2)
        chosen <- sum(t_b[rows == 1])
        to_z[[b]] <- t(sapply(2:k, function(j) {
            tj <- sum(t_b[columns == j])
            (rows == 1 & columns == j) - (rows == 1) * tj / sum(t_b) - (columns == j) * chosen / sum(t_b) + chosen * tj / sum(t_b)^2
        }))
        y <- c(y, sapply(2:k, function(j) t_b[rows == 1 & columns == j] - chosen * sum(t_b[columns == j]) / sum(t_b)))
    }
    stack <- function(parts) {
        result <- matrix(0, sum(sapply(parts, nrow)), sum(sapply(parts, ncol)))
        r <- 0; c <- 0
        for (m in parts) { result[r + seq_len(nrow(m)), c + seq_len(ncol(m))] <- m; r <- r + nrow(m); c <- c + ncol(m) }
        result
    }
    delta <- solve(stack(base), stack(to_y) %*% v_all %*% t(stack(to_y)))
    trace <- sum(diag(delta))
    square <- sum(diag(delta %*% delta))
    d1 <- trace^2 / square
    k <- length(y)
    wald <- drop(y %*% solve(stack(to_z) %*% v_all %*% t(stack(to_z)), y)) / k
    adjusted <- wald * (df - k + 1) / df
    c(pearson / trace, d1, d1 * df, pf(pearson / trace, d1, d1 * df, lower.tail = FALSE),
      pearson / (trace / k), k, pchisq(pearson / (trace / k), k, lower.tail = FALSE),
      wald, k, df, pf(wald, k, df, lower.tail = FALSE), adjusted, k, df - k + 1, pf(adjusted, k, df - k + 1, lower.tail = FALSE))
}
ours <- function(name, row, column, filter = "NULL") {
    call <- paste0("survey_test('", name, "', '", row, "', '", column, "', filter => ", filter, ")")
    c(sql(paste0("SELECT estimate, df, df2, p_value FROM ", call, " WHERE test = 'rao-scott-f'")),
      sql(paste0("SELECT estimate, df, p_value FROM ", call, " WHERE test = 'rao-scott-chisq'")),
      sql(paste0("SELECT estimate, df, df2, p_value FROM ", call, " WHERE test = 'wald'")),
      sql(paste0("SELECT estimate, df, df2, p_value FROM ", call, " WHERE test = 'adjusted-wald'")))
}

by_g <- lapply(paste0("a", 1:4), function(o) c(o, "g"))
by_b <- do.call(c, lapply(paste0("a", 1:4), function(o) lapply(paste0("b", 1:3), function(p) c(o, p))))
check <- function(name, design) {
    df <- degf(design)
    near(ours(name, "a", "g"), marginal(design, by_g, df), paste(name, "set by question"))
    near(ours(name, "g", "a"), marginal(design, by_g, df), paste(name, "question by set"))
    near(ours(name, "a", "b"), marginal(design, by_b, df), paste(name, "set by set"))
    part <- subset(design, id %% 3 > 0)
    near(ours(name, "a", "g", "'id % 3 > 0'"), marginal(part, by_g, degf(part)), paste(name, "in a domain"))
}
single <- function(name, design) {
    for (statistic in c("F", "Wald", "adjWald")) {
        r <- svychisq(~a2 + g, design, statistic = statistic)
        test <- c(F = "rao-scott-f", Wald = "wald", adjWald = "adjusted-wald")[statistic]
        for (set in c("one", "hollow"))
            near(sql(paste0("SELECT estimate, df, df2, p_value FROM survey_test('", name, "', '", set, "', 'g', '", test, "')")),
                 c(r$statistic, r$parameter, r$p.value), paste(name, set, "as svychisq", statistic))
    }
}

register("m_clusters", '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true}')
clusters <- svydesign(ids = ~psu, strata = ~h, weights = ~w, nest = TRUE, data = d)
check("m_clusters", clusters)
single("m_clusters", clusters)
register("m_plain", '"design": {}')
plain <- svydesign(ids = ~1, weights = ~w, data = d)
check("m_plain", plain)
single("m_plain", plain)
register("m_jackknife", '"replicates": {"columns": "rw*", "type": "JK1"}')
jackknife <- svrepdesign(data = d, weights = ~w, repweights = rw, type = "other", scale = 17 / 18, rscales = rep(1, 18), combined.weights = TRUE)
single("m_jackknife", jackknife)

# sets as domains that overlap: each option is R's subset, contrasts know the respondents that two options share
by_set <- function(name, design) {
    each <- function(f) as.vector(sapply(1:4, function(j) f(subset(design, design$variables[[paste0("a", j)]] %in% 1))))
    pair <- function(x) c(coef(x)[1], SE(x)[1])
    pairs <- function(call) sql(paste0("SELECT estimate, std_error FROM ", call))
    near(pairs(paste0("survey_mean('", name, "', '{y}', by => '{a}')")), each(function(s) pair(svymean(~y, s, na.rm = TRUE))), paste(name, "means by options"))
    near(pairs(paste0("survey_total('", name, "', '{y}', by => '{a}')")), each(function(s) pair(svytotal(~y, s, na.rm = TRUE))), paste(name, "totals by options"))
    near(pairs(paste0("survey_ratio('", name, "', 'y', 'id', by => '{a}')")), each(function(s) pair(svyratio(~y, ~id, s, na.rm = TRUE))), paste(name, "ratios by options"))
    near(pairs(paste0("survey_mean('", name, "', '{b1}', by => '{a}') WHERE category = 'Yes'")), each(function(s) pair(svymean(~b1, s, na.rm = TRUE))),
         paste(name, "shares by options"))
    near(pairs(paste0("survey_mean('", name, "', '{y}', by => '{g,a}')")),
         each(function(s) { r <- svyby(~y, ~g, s, svymean, na.rm = TRUE); rbind(coef(r), SE(r)) }), paste(name, "means by question and options"))
    near(pairs(paste0("survey_variance('", name, "', '{y}', by => '{a}')")), each(function(s) pair(svyvar(~y, subset(s, !is.na(y))))), paste(name, "variances by options"))
    near(sql(paste0("SELECT estimate, conf_low, conf_high FROM survey_quantile('", name, "', '{y}', '{0.5}', by => '{a}')")),
         each(function(s) svyquantile(~y, s, 0.5, na.rm = TRUE, df = degf(design))[[1]][1:3]), paste(name, "medians by options"))
    # the difference of two overlapping means, as a ratio of totals each, or under each replicate
    difference <- function(w, v) weighted.mean(v$y[v$a1 %in% 1], w[v$a1 %in% 1], na.rm = TRUE) - weighted.mean(v$y[v$a4 %in% 1], w[v$a4 %in% 1], na.rm = TRUE)
    v <- design$variables
    inside <- function(x, option) ifelse(!is.na(v$y) & option %in% 1, x, 0)
    design$variables <- cbind(v, n1 = inside(v$y, v$a1), d1 = inside(1, v$a1), n2 = inside(v$y, v$a4), d2 = inside(1, v$a4))
    r <- if (inherits(design, "svyrep.design")) withReplicates(design, difference) else svycontrast(svytotal(~n1 + d1 + n2 + d2, design), quote(n1 / d1 - n2 / d2))
    near(pairs(paste0("survey_contrast('", name, "', '{y}', '{\"d\": {\"a1\": 1, \"a4\": -1}}', by => '{a}')")), pair(r), paste(name, "difference of options"))
    items <- ~y + id + z
    near(sql(paste0("SELECT alpha FROM survey_alpha('", name, "', '{y,id,z}', by => '{a}') WHERE item IS NULL")),
         each(function(s) as.vector(suppressWarnings(svycralpha(items, s, na.rm = TRUE)))), paste(name, "alpha by options"))
    near(sql(paste0("SELECT alpha FROM survey_alpha('", name, "', '{y,id,z}', by => '{g}') WHERE item IS NULL")),
         sapply(1:3, function(k) as.vector(svycralpha(items, subset(design, g %in% k), na.rm = TRUE))), paste(name, "alpha by question"))
}
by_set("m_clusters", clusters)
by_set("m_plain", plain)
by_set("m_jackknife", jackknife)

# 28 contrasts in little memory: the covariance is put together from ranges of tables
rao <- function(settings) sql(paste0(settings, "SELECT estimate, df, p_value FROM survey_test('m_plain', 'all', 'a') WHERE test ~ 'rao'"))
near(rao("SET maintenance_work_mem = '1MB'; SET work_mem = '64kB'; "), rao(""), "in little memory", 1e-12)
cat(paste0("1..", count), "\n")

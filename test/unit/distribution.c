/*
 * Probabilities and quantiles: expected numbers from R 4.2.2, to 1e-12 relative.
 * Left out are quantiles where R is less exact, as its own pt() and pf() tell:
 * qf() beyond 4e5 degrees of freedom, where it takes another distribution, and
 * qt() and qf() far out with few degrees.  There, quantile and probability are
 * compared.
 */
#include "kernel/stats/distribution.h"

#include "tap.h"

#define agrees(got, expected) near(got, expected, 1e-12, #got)

static void
test_normal(void)
{
	agrees(svy_normal_cdf(-37), 5.7255712225245771e-300);
	agrees(svy_normal_cdf(-8), 6.2209605742717849e-16);
	agrees(svy_normal_cdf(-1.96), 0.024997895148220428);
	agrees(svy_normal_cdf(-1e-5), 0.49999601057719606);
	agrees(svy_normal_cdf(0), 0.5);
	agrees(svy_normal_cdf(0.5), 0.69146246127401301);
	agrees(svy_normal_cdf(3), 0.9986501019683699);
	agrees(svy_normal_tail(-3), 0.9986501019683699);
	agrees(svy_normal_tail(0.5), 0.30853753872598694);
	agrees(svy_normal_tail(8), 6.2209605742717849e-16);
	agrees(svy_normal_tail(30), 4.9067139271481872e-198);
	agrees(svy_normal_density(0), 0.3989422804014327);
	agrees(svy_normal_density(-2.5), 0.01752830049356854);
	agrees(svy_normal_quantile(1e-300), -37.047096299361201);
	agrees(svy_normal_quantile(1e-10), -6.3613409024040557);
	agrees(svy_normal_quantile(0.025000000000000001), -1.9599639845400538);
	agrees(svy_normal_quantile(0.5), 0);
	agrees(svy_normal_quantile(0.90000000000000002), 1.2815515655446008);
	agrees(svy_normal_tail_quantile(9.9999999999999995e-21), 9.2623400897984052);
	agrees(svy_normal_tail_quantile(0.025000000000000001), 1.9599639845400538);
	agrees(svy_normal_tail_quantile(0.97499999999999998), -1.9599639845400536);
}

static void
test_t(void)
{
	agrees(svy_t_two_sided(1e-08, 0.29999999999999999), 0.99999999541361495);
	agrees(svy_t_two_sided(0.5, 0.29999999999999999), 0.8007107926214776);
	agrees(svy_t_two_sided(2.5, 0.29999999999999999), 0.52888543921834508);
	agrees(svy_t_two_sided(20, 0.29999999999999999), 0.28453878239008601);
	agrees(svy_t_two_sided(1e-08, 1), 0.99999999363380221);
	agrees(svy_t_two_sided(0.5, 1), 0.70483276469913358);
	agrees(svy_t_two_sided(2.5, 1), 0.24223788318168671);
	agrees(svy_t_two_sided(20, 1), 0.031804502512352749);
	agrees(svy_t_two_sided(1e-08, 2), 0.99999999292893227);
	agrees(svy_t_two_sided(0.5, 2), 0.66666666666666674);
	agrees(svy_t_two_sided(2.5, 2), 0.1296117202215108);
	agrees(svy_t_two_sided(20, 2), 0.002490663892367097);
	agrees(svy_t_two_sided(1e-08, 5.25), 0.99999999239009063);
	agrees(svy_t_two_sided(0.5, 5.25), 0.63732726317525801);
	agrees(svy_t_two_sided(2.5, 5.25), 0.052193491046643573);
	agrees(svy_t_two_sided(20, 5.25), 3.702482227588583e-06);
	agrees(svy_t_two_sided(1e-08, 30), 0.99999999208735635);
	agrees(svy_t_two_sided(0.5, 30), 0.62072300488512733);
	agrees(svy_t_two_sided(2.5, 30), 0.018115649068066706);
	agrees(svy_t_two_sided(20, 30), 6.7490836657712847e-19);
	agrees(svy_t_two_sided(1e-08, 1000), 0.99999999202314882);
	agrees(svy_t_two_sided(0.5, 1000), 0.61718508083387502);
	agrees(svy_t_two_sided(2.5, 1000), 0.012578567801090797);
	agrees(svy_t_two_sided(20, 1000), 4.0622884995249839e-75);
	agrees(svy_t_two_sided(1e-08, 1e+08), 0.99999999202115442);
	agrees(svy_t_two_sided(0.5, 1e+08), 0.61707507855217814);
	agrees(svy_t_two_sided(2.5, 1e+08), 0.012419332240054535);
	agrees(svy_t_two_sided(20, 1e+08), 5.509462576657545e-89);
	agrees(svy_t_tail_quantile(0.025000000000000001, 0.90000000000000002), 16.580058171327337);
	agrees(svy_t_tail_quantile(0.40000000000000002, 0.90000000000000002), 0.3329775727226405);
	agrees(svy_t_tail_quantile(0.97499999999999998, 0.90000000000000002), -16.580058171327337);
	agrees(svy_t_tail_quantile(1e-10, 1), 3183098861.8379064);
	agrees(svy_t_tail_quantile(0.025000000000000001, 1), 12.706204736174707);
	agrees(svy_t_tail_quantile(0.40000000000000002, 1), 0.32491969623290634);
	agrees(svy_t_tail_quantile(0.97499999999999998, 1), -12.706204736174694);
	agrees(svy_t_tail_quantile(1e-10, 2), 70710.678108048145);
	agrees(svy_t_tail_quantile(0.025000000000000001, 2), 4.3026527297494637);
	agrees(svy_t_tail_quantile(0.40000000000000002, 2), 0.28867513459481314);
	agrees(svy_t_tail_quantile(0.97499999999999998, 2), -4.3026527297494619);
	agrees(svy_t_tail_quantile(1e-10, 5.25), 130.69651272043478);
	agrees(svy_t_tail_quantile(0.025000000000000001, 5.25), 2.5341968004662121);
	agrees(svy_t_tail_quantile(0.40000000000000002, 5.25), 0.26650919085043984);
	agrees(svy_t_tail_quantile(0.97499999999999998, 5.25), -2.5341968004662117);
	agrees(svy_t_tail_quantile(1e-10, 30), 9.377489780407144);
	agrees(svy_t_tail_quantile(0.025000000000000001, 30), 2.0422724563012382);
	agrees(svy_t_tail_quantile(0.40000000000000002, 30), 0.25560536495191277);
	agrees(svy_t_tail_quantile(0.97499999999999998, 30), -2.0422724563012378);
	agrees(svy_t_tail_quantile(1e-10, 12345.6), 6.3666863980051644);
	agrees(svy_t_tail_quantile(0.025000000000000001, 12345.6), 1.9601561582595102);
	agrees(svy_t_tail_quantile(0.40000000000000002, 12345.6), 0.25335256280534652);
	agrees(svy_t_tail_quantile(0.97499999999999998, 12345.6), -1.96015615825951);
	agrees(svy_t_tail_quantile(1e-10, 1e+08), 6.3613415618629849);
	agrees(svy_t_tail_quantile(0.025000000000000001, 1e+08), 1.9599640082627663);
	agrees(svy_t_tail_quantile(0.40000000000000002, 1e+08), 0.25334710380982012);
	agrees(svy_t_tail_quantile(0.97499999999999998, 1e+08), -1.9599640082627663);
}

static void
test_chisq(void)
{
	agrees(svy_chisq_tail(0.001, 0.29999999999999999), 0.65729812232655793);
	agrees(svy_chisq_tail(1, 0.29999999999999999), 0.089517597993184747);
	agrees(svy_chisq_tail(10, 0.29999999999999999), 0.00024042097064475924);
	agrees(svy_chisq_tail(500, 0.29999999999999999), 3.9160912564029673e-112);
	agrees(svy_chisq_tail(0.001, 1), 0.97477287936996038);
	agrees(svy_chisq_tail(1, 1), 0.31731050786291415);
	agrees(svy_chisq_tail(10, 1), 0.0015654022580025519);
	agrees(svy_chisq_tail(500, 1), 9.5053977665540927e-111);
	agrees(svy_chisq_tail(0.001, 5.25), 0.99999999943497175);
	agrees(svy_chisq_tail(1, 5.25), 0.97032509450892301);
	agrees(svy_chisq_tail(10, 5.25), 0.086191329854948401);
	agrees(svy_chisq_tail(500, 5.25), 1.4534937787404442e-105);
	agrees(svy_chisq_tail(0.001, 30), 1);
	agrees(svy_chisq_tail(1, 30), 1);
	agrees(svy_chisq_tail(10, 30), 0.99977374632382321);
	agrees(svy_chisq_tail(500, 30), 1.2079559936813978e-86);
	agrees(svy_chisq_tail(0.001, 1000), 1);
	agrees(svy_chisq_tail(1, 1000), 1);
	agrees(svy_chisq_tail(10, 1000), 1);
	agrees(svy_chisq_tail(500, 1000), 1);
}

static void
test_f(void)
{
	agrees(svy_f_tail(0.10000000000000001, 1, 0.90000000000000002), 0.8093984091521601);
	agrees(svy_f_tail(1, 1, 0.90000000000000002), 0.51424718447305429);
	agrees(svy_f_tail(3.8399999999999999, 1, 0.90000000000000002), 0.32114998556664548);
	agrees(svy_f_tail(30, 1, 0.90000000000000002), 0.13443701494545679);
	agrees(svy_f_tail(0.10000000000000001, 1, 7), 0.76105053724255411);
	agrees(svy_f_tail(1, 1, 7), 0.35061666282020748);
	agrees(svy_f_tail(3.8399999999999999, 1, 7), 0.090874334912333252);
	agrees(svy_f_tail(30, 1, 7), 0.00092870297178200014);
	agrees(svy_f_tail(0.10000000000000001, 1, 44.200000000000003), 0.75331822103611557);
	agrees(svy_f_tail(1, 1, 44.200000000000003), 0.32275387860230542);
	agrees(svy_f_tail(3.8399999999999999, 1, 44.200000000000003), 0.056368335490020613);
	agrees(svy_f_tail(30, 1, 44.200000000000003), 1.9426432665770004e-06);
	agrees(svy_f_tail(0.10000000000000001, 1, 1e+06), 0.75182970004798266);
	agrees(svy_f_tail(1, 1, 1e+06), 0.31731074983357815);
	agrees(svy_f_tail(3.8399999999999999, 1, 1e+06), 0.050043798609967216);
	agrees(svy_f_tail(30, 1, 1e+06), 4.3214992222543075e-08);
	agrees(svy_f_tail(0.10000000000000001, 5.25, 0.90000000000000002), 0.97530344291147242);
	agrees(svy_f_tail(1, 5.25, 0.90000000000000002), 0.65001752190034512);
	agrees(svy_f_tail(3.8399999999999999, 5.25, 0.90000000000000002), 0.39384382387268396);
	agrees(svy_f_tail(30, 5.25, 0.90000000000000002), 0.16185712055511528);
	agrees(svy_f_tail(0.10000000000000001, 5.25, 7), 0.99052109106239161);
	agrees(svy_f_tail(1, 5.25, 7), 0.48419375017565247);
	agrees(svy_f_tail(3.8399999999999999, 5.25, 7), 0.053118826341711146);
	agrees(svy_f_tail(30, 5.25, 7), 0.00013208419103267514);
	agrees(svy_f_tail(0.10000000000000001, 5.25, 44.200000000000003), 0.99304735705810931);
	agrees(svy_f_tail(1, 5.25, 44.200000000000003), 0.43126105060264863);
	agrees(svy_f_tail(3.8399999999999999, 5.25, 44.200000000000003), 0.005029468271243568);
	agrees(svy_f_tail(30, 5.25, 44.200000000000003), 2.116614228026621e-13);
	agrees(svy_f_tail(0.10000000000000001, 5.25, 1e+06), 0.99353231604826897);
	agrees(svy_f_tail(1, 5.25, 1e+06), 0.41790125162958558);
	agrees(svy_f_tail(3.8399999999999999, 5.25, 1e+06), 0.001438923711312194);
	agrees(svy_f_tail(30, 5.25, 1e+06), 5.3555066530062168e-32);
	agrees(svy_f_tail(0.10000000000000001, 30, 0.90000000000000002), 0.99547568017222687);
	agrees(svy_f_tail(1, 30, 0.90000000000000002), 0.68392275341832598);
	agrees(svy_f_tail(3.8399999999999999, 30, 0.90000000000000002), 0.41132370610639907);
	agrees(svy_f_tail(30, 30, 0.90000000000000002), 0.16838751028838778);
	agrees(svy_f_tail(0.10000000000000001, 30, 7), 0.99999783045422608);
	agrees(svy_f_tail(1, 30, 7), 0.5494293120386512);
	agrees(svy_f_tail(3.8399999999999999, 30, 7), 0.035502717934336944);
	agrees(svy_f_tail(30, 30, 7), 5.4868415140358027e-05);
	agrees(svy_f_tail(0.10000000000000001, 30, 44.200000000000003), 0.99999999820171381);
	agrees(svy_f_tail(1, 30, 44.200000000000003), 0.49145293450633831);
	agrees(svy_f_tail(3.8399999999999999, 30, 44.200000000000003), 2.6646845256903507e-05);
	agrees(svy_f_tail(30, 30, 44.200000000000003), 8.6462412877822453e-21);
	agrees(svy_f_tail(0.10000000000000001, 30, 1e+06), 0.99999999991758881);
	agrees(svy_f_tail(1, 30, 1e+06), 0.46565524545563208);
	agrees(svy_f_tail(3.8399999999999999, 30, 1e+06), 6.4402018106206786e-12);
	agrees(svy_f_tail(30, 30, 1e+06), 7.3834204506971701e-170);
	agrees(svy_f_quantile(0.025, 1.5, 7), 0.0090601877080369597);
	agrees(svy_f_quantile(0.025, 1.5, 44.200000000000003), 0.008792719716577314);
	agrees(svy_f_quantile(0.025, 5.25, 7), 0.15386655221700618);
	agrees(svy_f_quantile(0.025, 5.25, 44.200000000000003), 0.17228065435798925);
	agrees(svy_f_quantile(0.025, 5.25, 12345.6), 0.17670164542526876);
	agrees(svy_f_quantile(0.025, 300, 7), 0.42920534298792318);
	agrees(svy_f_quantile(0.025, 300, 44.200000000000003), 0.66152645585328962);
	agrees(svy_f_quantile(0.025, 300, 12345.6), 0.84487421323073109);
	agrees(svy_f_tail_quantile(0.025, 1.5, 7), 7.1103038264232135);
	agrees(svy_f_tail_quantile(0.025, 1.5, 44.200000000000003), 4.5223998700048327);
	agrees(svy_f_tail_quantile(0.025, 1.5, 12345.6), 4.1850203480735724);
	agrees(svy_f_tail_quantile(0.025, 5.25, 7), 5.2383577179882908);
	agrees(svy_f_tail_quantile(0.025, 5.25, 44.200000000000003), 2.8252504742651454);
	agrees(svy_f_tail_quantile(0.025, 5.25, 12345.6), 2.5234211260444068);
	agrees(svy_f_tail_quantile(0.025, 300, 7), 4.1650944593398842);
	agrees(svy_f_tail_quantile(0.025, 300, 44.200000000000003), 1.6311247443638264);
	agrees(svy_f_tail_quantile(0.025, 300, 12345.6), 1.1686875962494467);
}

static void
test_beta(void)
{
	agrees(svy_beta_quantile(0.025, 0.5, 1.3), 0.00045581930770268966);
	agrees(svy_beta_tail_quantile(0.025, 0.5, 1.3), 0.89438708273440382);
	agrees(svy_beta_quantile(0.025, 0.5, 100.5), 4.8980731043974867e-06);
	agrees(svy_beta_tail_quantile(0.025, 0.5, 100.5), 0.024745270015269938);
	agrees(svy_beta_quantile(0.025, 0.5, 12345), 3.9776791649973732e-08);
	agrees(svy_beta_tail_quantile(0.025, 0.5, 12345), 0.00020346200134704274);
	agrees(svy_beta_quantile(0.025, 7.7000000000000002, 1.3), 0.57827377208966479);
	agrees(svy_beta_tail_quantile(0.025, 7.7000000000000002, 1.3), 0.99138247343501573);
	agrees(svy_beta_quantile(0.025, 7.7000000000000002, 100.5), 0.030908410075337189);
	agrees(svy_beta_tail_quantile(0.025, 7.7000000000000002, 100.5), 0.12632448118730577);
	agrees(svy_beta_quantile(0.025, 7.7000000000000002, 12345), 0.00026392599796219094);
	agrees(svy_beta_tail_quantile(0.025, 7.7000000000000002, 12345), 0.0011344309614883335);
	agrees(svy_beta_quantile(0.025, 1000, 1.3), 0.99571606882932051);
	agrees(svy_beta_tail_quantile(0.025, 1000, 1.3), 0.99993210434201951);
	agrees(svy_beta_quantile(0.025, 1000, 100.5), 0.89097714471375677);
	agrees(svy_beta_tail_quantile(0.025, 1000, 100.5), 0.92497234710657883);
	agrees(svy_beta_quantile(0.025, 1000, 12345), 0.070528312506561761);
	agrees(svy_beta_tail_quantile(0.025, 1000, 12345), 0.079461221024945572);
}

/* the quantile's probability is the one it was asked for */
static void
test_round_trips(void)
{
	static const double shares[] = {1e-6, 0.025, 0.5, 0.975};
	static const double degrees[] = {0.5, 3, 80, 5e5, 3e7};

	for (int s = 0; s < 4; s++)
		for (int i = 0; i < 5; i++)
		{
			double t = svy_t_tail_quantile(shares[s] / 2, degrees[i]);

			near(svy_t_two_sided(t, degrees[i]), shares[s], 1e-11, "t and back");
			for (int j = 0; j < 5; j++)
			{
				double f = svy_f_tail_quantile(shares[s], degrees[i], degrees[j]);

				near(svy_f_tail(f, degrees[i], degrees[j]), shares[s], 1e-8, "F and back");
			}
		}
}

/*
 * The range of two means is a t in other units, exactly; the rest is R's ptukey(),
 * whose own error grows with the number of means (1e-9 at 10, 1e-6 at 40) and is
 * 1e-4 at 2 degrees of freedom.
 */
static void
test_range(void)
{
	static const double degrees[] = {1, 2, 3.5, 14, 1e5, 1e12};

	for (int i = 0; i < 6; i++)
		for (double q = 0.01; q < 30; q *= 3)
			near(1 + svy_range_tail(q, 2, degrees[i]),
				 1 + svy_t_two_sided(q * M_SQRT1_2, degrees[i]), 1e-11, "two means");
	near(svy_range_tail(2, 3, 10), 0.370544675035558, 1e-11, "three means");
	near(svy_range_tail(3.5, 5, 10), 0.172624662140261, 1e-10, "five means");
	near(svy_range_tail(2, 5, 40), 0.622352750911651, 1e-11, "five means, more clusters");
	near(svy_range_tail(3.5, 10, 200), 0.288556866453276, 1e-8, "ten means");
	ok(svy_range_tail(0, 3, 5) == 1 && svy_range_tail(INFINITY, 3, 5) == 0, "ranges at their ends");
	ok(isnan(svy_range_tail(1, 1, 5)) && isnan(svy_range_tail(NAN, 3, 5)) &&
		   isnan(svy_range_tail(1, 3, 0)),
	   "no range");
}

/* below and above the degrees from which the expansion serves; R: 2 * pt(-2.5, 1e11) */
static void
test_many_degrees(void)
{
	near(svy_t_two_sided(2.5, 1e11), 0.0124193306531408, 1e-12, "t of R");
	near(svy_t_two_sided(8, 1.0001e10), svy_t_two_sided(8, 0.9999e10), 1e-10, "t on both sides");
	near(svy_t_tail_quantile(0.001, 1.0001e10), svy_t_tail_quantile(0.001, 0.9999e10), 1e-12,
		 "quantiles on both sides");
	near(svy_f_tail(20, 7, 1.0001e10), svy_f_tail(20, 7, 0.9999e10), 1e-10, "F on both sides");
	near(svy_f_tail(2, 1.0001e10, 7), svy_f_tail(2, 0.9999e10, 7), 1e-10,
		 "F of the other on both sides");
	near(svy_f_tail(4, 5, 1e300), svy_chisq_tail(20, 5), 1e-12, "F of endless degrees");
	near(svy_f_quantile(0.025, 7, 1.0001e10), svy_f_quantile(0.025, 7, 0.9999e10), 1e-10,
		 "quantiles of F");
	near(svy_f_tail_quantile(0.01, 1.0001e10, 7), svy_f_tail_quantile(0.01, 0.9999e10, 7), 1e-10,
		 "quantiles of F of the other");
	near(svy_f_tail_quantile(0.01, 1.0001e8, 3e8), svy_f_tail_quantile(0.01, 0.9999e8, 3e8), 1e-7,
		 "both many");
	near(svy_f_tail(svy_f_tail_quantile(0.01, 2e8, 3e8), 2e8, 3e8), 0.01, 1e-6,
		 "both many and back");
	ok(svy_t_two_sided(1e200, 1e300) == 0 && svy_f_quantile(0.3, 1e200, 1e300) == 1, "beyond all");
}

static void
test_edges(void)
{
	ok(svy_t_two_sided(INFINITY, 5) == 0 && svy_t_two_sided(0, 5) == 1, "t at its ends");
	agrees(svy_t_two_sided(1.5, INFINITY), 2 * svy_normal_tail(1.5));
	ok(isnan(svy_t_two_sided(1, 0)) && isnan(svy_t_two_sided(1, -1)) &&
		   isnan(svy_t_two_sided(NAN, 5)),
	   "no t");
	ok(svy_t_tail_quantile(0, 5) == INFINITY && svy_t_tail_quantile(0.5, 5) == 0, "quantiles of t");
	ok(isnan(svy_t_tail_quantile(-0.1, 5)) && isnan(svy_t_tail_quantile(NAN, 5)),
	   "no quantile of t");
	ok(svy_f_tail(0, 1, 2) == 1 && svy_f_tail(-1, 1, 2) == 1 && svy_f_tail(INFINITY, 1, 2) == 0,
	   "F at its ends");
	agrees(svy_f_tail(2, 3, INFINITY), svy_chisq_tail(6, 3));
	ok(isnan(svy_f_tail(1, 0, 5)) && isnan(svy_f_tail(1, 5, NAN)) && isnan(svy_f_tail(NAN, 5, 5)),
	   "no F");
	ok(svy_chisq_tail(0, 1) == 1 && svy_chisq_tail(INFINITY, 1) == 0 && isnan(svy_chisq_tail(1, 0)),
	   "chi-square");
	ok(svy_normal_quantile(0) == -INFINITY && svy_normal_quantile(1) == INFINITY,
	   "normal at its ends");
	ok(isnan(svy_normal_quantile(1.5)) && isnan(svy_normal_quantile(NAN)), "no normal quantile");
	ok(svy_beta_quantile(0, 2, 3) == 0 && svy_beta_quantile(1, 2, 3) == 1, "beta at its ends");
	ok(isnan(svy_beta_quantile(0.5, 0, 3)) && isnan(svy_beta_tail_quantile(0.5, 2, INFINITY)),
	   "no beta");
}

int
main(void)
{
	test_normal();
	test_t();
	test_chisq();
	test_f();
	test_beta();
	test_round_trips();
	test_range();
	test_many_degrees();
	test_edges();
	return tap_done();
}

/*
 * letters.c
 *	  Prints the size and the power of every convention of column tests at the 5 %
 *	  level, and whether that of the design stays within 1.2 times the level.
 */
#include <stdio.h>
#include <stdlib.h>

#include "letters.h"

#define SAMPLES 4000
#define SEED 20240601
#define MOST 6.0 /* percent: 1.2 times the level */

static const double shares[] = {0.01, 0.02, 0.05, 0.1, 0.3, 0.5};
static double worst;

static void
print_line(const char *what, const Setting *s, int is_size)
{
	Found found = letters_simulate(s, SAMPLES, SEED);
	double percent[COLUMNTEST_DESIGN + 1];

	for (int c = 0; c <= COLUMNTEST_DESIGN; c++)
		percent[c] = 100.0 * found.higher[c] / found.samples;
	printf("%-44s %5.1f %5.1f %5.1f %5.1f %5.1f %5.1f\n", what, percent[COLUMNTEST_DESIGN],
		   percent[COLUMNTEST_NONE], percent[COLUMNTEST_SPSS], percent[COLUMNTEST_DIMENSIONS],
		   percent[COLUMNTEST_CRUNCH], percent[COLUMNTEST_ASKIA]);
	if (is_size)
		worst = fmax(worst, percent[COLUMNTEST_DESIGN]);
}

static void
size_of(Setting s, double share, double cv)
{
	char what[80];

	s.share_a = s.share_b = s.share_both = share;
	s.cv = cv;
	if (s.clusters_a > 0)
		snprintf(what, sizeof(what), "%d of %d clusters, icc %g, %g %%, cv %g", s.clusters_a,
				 s.clusters, s.icc, 100 * share, cv);
	else if (s.clusters > 0)
		snprintf(what, sizeof(what), "%d, %d across %d clusters, %g %%, cv %g", s.only_a + s.both,
				 s.only_b + s.both, s.clusters, 100 * share, cv);
	else if (s.both > 0)
		snprintf(what, sizeof(what), "%d, %d, of both %d, %g %%, cv %g", s.only_a + s.both,
				 s.only_b + s.both, s.both, 100 * share, cv);
	else
		snprintf(what, sizeof(what), "%d, %d, %g %%, cv %g", s.only_a, s.only_b, 100 * share, cv);
	print_line(what, &s, 1);
}

static void
sizes(void)
{
	static const int apart[][2] = {{30, 30},   {30, 300},	{40, 1000}, {50, 1000},
								   {100, 100}, {100, 1000}, {300, 300}, {300, 1000}};
	static const int shared[][3] = {{20, 20, 60},  {100, 100, 100}, {5, 500, 50},
									{20, 200, 50}, {10, 10, 300},	{0, 300, 40}};
	static const int clusters[] = {2, 3, 4, 6, 12};

	for (int k = 0; k < 6; k++)
		for (int cv = 0; cv < 2; cv++)
		{
			for (int i = 0; i < 8; i++)
				size_of((Setting){.only_a = apart[i][0], .only_b = apart[i][1]}, shares[k],
						0.6 * cv);
			for (int i = 0; i < 6; i++)
				size_of(
					(Setting){.only_a = shared[i][0], .only_b = shared[i][1], .both = shared[i][2]},
					shares[k], 0.6 * cv);
			for (int i = 0; i < 5; i++)
				size_of((Setting){.only_a = 20 * clusters[i],
								  .only_b = 20 * (50 - clusters[i]),
								  .clusters_a = clusters[i],
								  .clusters = 50,
								  .icc = 0.05},
						shares[k], 0.6 * cv);
			size_of((Setting){.only_a = 400, .only_b = 600, .clusters = 50, .icc = 0.05}, shares[k],
					0.6 * cv);
			size_of(
				(Setting){.only_a = 100, .only_b = 100, .both = 300, .clusters = 50, .icc = 0.05},
				shares[k], 0.6 * cv);
		}
}

/* columns whose shares are the same although those in both are not as the others */
static void
sizes_apart(void)
{
	static const double own[] = {0.1, 0.3, 0.5};
	char what[80];

	for (int i = 0; i < 3; i++)
	{
		Setting s = {.only_a = 50,
					 .only_b = 50,
					 .both = 200,
					 .share_a = own[i],
					 .share_b = own[i],
					 .share_both = 0.05};

		snprintf(what, sizeof(what), "250, 250, %g %%, of both 200, 5 %%", 100 * own[i]);
		print_line(what, &s, 1);
	}
}

static void
powers(void)
{
	static const Setting settings[] = {
		{.only_a = 300, .only_b = 300, .share_a = 0, .share_b = 0.03},
		{.only_a = 300, .only_b = 300, .share_a = 0.1, .share_b = 0.16, .cv = 0.6},
		{.only_a = 50, .only_b = 1000, .share_a = 0.25, .share_b = 0.1, .cv = 0.6},
		{.only_a = 100, .only_b = 1000, .share_a = 0, .share_b = 0.15},
		{.only_a = 200,
		 .only_b = 200,
		 .both = 200,
		 .share_a = 0.3,
		 .share_b = 0.45,
		 .share_both = 0.4}};
	char what[80];

	for (int i = 0; i < 5; i++)
	{
		const Setting *s = &settings[i];

		snprintf(what, sizeof(what), "power: %d of %g %%, %d of %g %%, of both %d, cv %g",
				 s->only_a, 100 * s->share_a, s->only_b, 100 * s->share_b, s->both, s->cv);
		print_line(what, s, 0);
	}
}

int
main(void)
{
	printf("false letters (size) and true ones (power) in percent, at 5 %%, %d samples\n", SAMPLES);
	printf("%-44s %5s %5s %5s %5s %5s %5s\n", "bases, share, cv of weights", "desgn", "Wald",
		   "spss", "dimns", "crnch", "askia");
	sizes();
	sizes_apart();
	powers();
	printf("largest size of design %.1f, target <= %.1f: %s\n", worst, MOST,
		   worst <= MOST ? "met" : "MISSED");
	return worst <= MOST ? EXIT_SUCCESS : EXIT_FAILURE;
}

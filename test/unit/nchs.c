/* Presentation standards of proportions.  Widths of intervals beside the cases: R 4.2, qbeta of Korn and Graubard's n. */
#include "kernel/stats/nchs.h"

#include "tap.h"

static void
expect(double p, double std_error, double n, double df, NchsGrade grade, const char *name)
{
	NchsGrade got = nchs_grade(p, std_error, n, df);

	if (!ok(got == grade, name))
		printf("# got %d, expected %d\n", got, grade);
}

int
main(void)
{
	expect(0.5, 0.02, 700, 40, NCHS_PRESENT, "0.082 wide");
	expect(0.5, 0.09, 40, INFINITY, NCHS_SUPPRESS, "0.369 wide");
	expect(0.02, 0.006, 600, 50, NCHS_PRESENT, "0.026 wide, though that is 1.31 of it");
	expect(0.1, 0.03, 120, 30, NCHS_SUPPRESS, "0.132 wide, 1.315 of it");
	expect(0.05, 0.012, 400, 50, NCHS_PRESENT, "0.051 wide, 1.03 of it");
	expect(0.97, 0.012, 300, 60, NCHS_FOOTNOTE, "0.054 wide, 1.79 of its complement");
	expect(0.3, 0.02, 600, 6, NCHS_REVIEW, "6 degrees of freedom");
	expect(0, 0, 200, 40, NCHS_REVIEW, "nobody");
	expect(1, 0, 200, 40, NCHS_REVIEW, "everybody");
	expect(0.03, 0.002, 300, 50, NCHS_PRESENT, "no better than a simple sample: 0.043 wide");
	expect(0.5, 0.01, 29, 40, NCHS_SUPPRESS, "29 respondents");
	expect(0.5, 0.0945, 100, 40, NCHS_SUPPRESS, "effectively 28");
	expect(0.5, NAN, 100, 40, NCHS_SUPPRESS, "an error that nobody knows");
	expect(0, 0, 20, 40, NCHS_SUPPRESS, "nobody of 20");
	expect(0.5, 0.01, 500, 0, NCHS_SUPPRESS, "no degrees of freedom");
	return tap_done();
}

/*
 * drivers.c
 *	  How important predictors are in a linear regression.
 */
#include "kernel/stats/drivers.h"

#include <math.h>
#include <string.h>

#include <lapacke.h>

#include "kernel/stats/linear.h"

/* the place of z_a z_b, in any order, among the products */
static int
product_place(int p, int a, int b)
{
	int low = a < b ? a : b;
	int high = a < b ? b : a;

	return low * (p + 1) - low * (low - 1) / 2 + high - low;
}

size_t
drivers_space(DriversMethod method, int p)
{
	size_t square = (size_t) (p + 1) * (p + 1);
	size_t products = (size_t) drivers_products(p);

	if (p < 1 || p > DRIVERS_MAX || (method == DRIVERS_SHAPLEY && p > DRIVERS_MAX_SHAPLEY))
		return 0;
	return square * 7 + (size_t) p * 8 + (2 * p + 3) * products +
		   (method == DRIVERS_SHAPLEY ? (p + 1) * square : 0);
}

/* coefficients of the influence of one importance, or (number p) of r2 */
static double *
influence_of(const Drivers *d, int number)
{
	return d->influence + (size_t) number * drivers_products(d->p);
}

/* ------------------------------------------------------------- derivatives --- */

/*
 * Derivatives with respect to the correlations are gathered at the places of the
 * products.  These add "factor" times that of r2, of a standardised coefficient,
 * and of the inverse's diagonal, with A the inverse and b the coefficients:
 *
 *	d r2 / d r_ya = 2 b_a		d r2 / d r_ac = -2 b_a b_c
 *	d b_j / d r_ya = A_ja		d b_j / d r_ac = -(A_ja b_c + A_jc b_a)
 *	d A_jj / d r_ac = -2 A_ja A_jc
 */
static void
add_r2(const Drivers *d, double factor, double *derivative)
{
	for (int a = 0; a < d->p; a++)
	{
		derivative[product_place(d->p, 0, a + 1)] += factor * 2 * d->beta[a];
		for (int c = 0; c < a; c++)
			derivative[product_place(d->p, a + 1, c + 1)] -= factor * 2 * d->beta[a] * d->beta[c];
	}
}

static void
add_beta(const Drivers *d, int j, double factor, double *derivative)
{
	const double *row = d->inverse + (size_t) j * d->p;

	for (int a = 0; a < d->p; a++)
	{
		derivative[product_place(d->p, 0, a + 1)] += factor * row[a];
		for (int c = 0; c < a; c++)
			derivative[product_place(d->p, a + 1, c + 1)] -=
				factor * (row[a] * d->beta[c] + row[c] * d->beta[a]);
	}
}

static void
add_diagonal(const Drivers *d, int j, double factor, double *derivative)
{
	const double *row = d->inverse + (size_t) j * d->p;

	for (int a = 0; a < d->p; a++)
		for (int c = 0; c < a; c++)
			derivative[product_place(d->p, a + 1, c + 1)] -= factor * 2 * row[a] * row[c];
}

/* from derivatives with respect to r_ab to the coefficients of z_a z_b - r_ab (z_a^2 + z_b^2)/2 */
static void
to_influence(const Drivers *d, double *derivative)
{
	for (int a = 0; a <= d->p; a++)
	{
		double own = 0;

		for (int b = 0; b <= d->p; b++)
			if (b != a)
				own += derivative[product_place(d->p, a, b)] * d->r[a * (d->p + 1) + b];
		derivative[product_place(d->p, a, a)] = -own / 2;
	}
}

/* coefficients side by side of each product, so that its respondents' loop has no sum to wait for */
static void
turn_influence(Drivers *d)
{
	int count = drivers_products(d->p);

	for (int j = 0; j <= d->p; j++)
		for (int k = 0; k < count; k++)
			d->by_product[k * (d->p + 1) + j] = influence_of(d, j)[k];
}

/* ---------------------------------------------------------- simple measures --- */

static void
one_measure(Drivers *d, int j)
{
	double r = d->r[j + 1];
	double b = d->beta[j];
	double diagonal = d->inverse[(size_t) j * (d->p + 1)];
	double size = sqrt(b * b + diagonal * (1 - d->r2)); /* of a partial correlation */
	double *derivative = influence_of(d, j);

	switch (d->method)
	{
		case DRIVERS_CORRELATION:
			d->importance[j] = r;
			derivative[product_place(d->p, 0, j + 1)] = 1;
			break;
		case DRIVERS_FIRST:
			d->importance[j] = r * r;
			derivative[product_place(d->p, 0, j + 1)] = 2 * r;
			break;
		case DRIVERS_LAST:
			d->importance[j] = b * b / diagonal;
			add_beta(d, j, 2 * b / diagonal, derivative);
			add_diagonal(d, j, -b * b / (diagonal * diagonal), derivative);
			break;
		case DRIVERS_PRATT:
			d->importance[j] = r * b;
			add_beta(d, j, r, derivative);
			derivative[product_place(d->p, 0, j + 1)] += b;
			break;
		case DRIVERS_PARTIAL:
			d->importance[j] = b / size;
			add_beta(d, j, 1 / size - b * b / (size * size * size), derivative);
			add_diagonal(d, j, -b * (1 - d->r2) / (2 * size * size * size), derivative);
			add_r2(d, b * diagonal / (2 * size * size * size), derivative);
			break;
		default:
			d->importance[j] = b;
			add_beta(d, j, 1, derivative);
	}
}

/* of a coefficient alone: (A z)_j times the residual */
static void
known_deviations(const Drivers *d, int j)
{
	double *influence = influence_of(d, j);

	memset(influence, 0, sizeof(double) * (size_t) drivers_products(d->p));
	for (int a = 0; a < d->p; a++)
	{
		double own = d->inverse[(size_t) j * d->p + a];

		influence[product_place(d->p, 0, a + 1)] += own;
		for (int c = 0; c < d->p; c++)
			influence[product_place(d->p, a + 1, c + 1)] -= own * d->beta[c];
	}
}

/* ---------------------------------------------------------- relative weights --- */

/* C = A B, or with B transposed; all p x p by rows */
static void
multiply(int p, const double *a, const double *b, bool transposed, double *c)
{
	for (int i = 0; i < p; i++)
		for (int k = 0; k < p; k++)
		{
			double sum = 0;

			for (int l = 0; l < p; l++)
				sum += a[i * p + l] * (transposed ? b[k * p + l] : b[l * p + k]);
			c[i * p + k] = sum;
		}
}

/* eigenvectors as rows of "vectors", the roots of the eigenvalues behind them; false unless all are above 0 */
static bool
decompose(const Drivers *d, double *vectors, double *roots, double *work)
{
	int p = d->p;

	for (int a = 0; a < p; a++)
		for (int b = 0; b < p; b++)
			vectors[a * p + b] = d->r[(a + 1) * (p + 1) + b + 1];
	if (LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'V', 'L', p, vectors, p, roots, work, 3 * p) != 0)
		return false;
	for (int k = 0; k < p; k++)
	{
		if (!(roots[k] > 0))
			return false;
		roots[k] = sqrt(roots[k]);
	}
	return true;
}

/*
 * With L the root of the drivers' correlations and b = L^-1 r the weight of driver
 * i is sum_k L_ik^2 b_k^2.  Its derivative with respect to L is M = e_i (2 L_ik
 * b_k^2)' - u b', u = L^-1 (2 L_ik^2 b_k); and dR = L dL + dL L, which the
 * eigenvectors V of R take apart: d/dR = V (V'MV / (s_i + s_k)) V', s the roots of
 * the eigenvalues, M made symmetric.
 */
static void
relative_weight(Drivers *d, int i, const double *vectors, const double *roots, const double *root,
				const double *inverse_root, double *work)
{
	int p = d->p;
	double *b = work, *u = b + p, *m = u + p, *half = m + (size_t) p * p;
	double *derivative = influence_of(d, i);

	d->importance[i] = 0;
	for (int k = 0; k < p; k++)
	{
		b[k] = u[k] = 0;
		for (int l = 0; l < p; l++)
			b[k] += inverse_root[k * p + l] * d->r[l + 1];
		d->importance[i] += root[i * p + k] * root[i * p + k] * b[k] * b[k];
	}
	for (int k = 0; k < p; k++)
		for (int l = 0; l < p; l++)
			u[k] += inverse_root[k * p + l] * 2 * root[i * p + l] * root[i * p + l] * b[l];
	for (int k = 0; k < p; k++)
		for (int l = 0; l < p; l++)
			m[k * p + l] = -(u[k] * b[l] + u[l] * b[k]) / 2 +
						   (k == i ? root[i * p + l] * b[l] * b[l] : 0) +
						   (l == i ? root[i * p + k] * b[k] * b[k] : 0);
	multiply(p, vectors, m, false, half);
	multiply(p, half, vectors, true, m);
	for (int k = 0; k < p; k++)
		for (int l = 0; l < p; l++)
			m[k * p + l] /= roots[k] + roots[l];
	multiply(p, m, vectors, false, half);
	for (int a = 0; a < p; a++)
	{
		derivative[product_place(p, 0, a + 1)] = u[a];
		for (int c = 0; c < a; c++)
		{
			double sum = 0;

			for (int k = 0; k < p; k++)
				sum += vectors[k * p + a] * half[k * p + c];
			derivative[product_place(p, a + 1, c + 1)] = 2 * sum;
		}
	}
}

static bool
relative_weights(Drivers *d, double *work)
{
	int p = d->p;
	size_t square = (size_t) p * p;
	double *vectors = work, *root = vectors + square, *inverse_root = root + square;
	double *roots = inverse_root + square, *rest = roots + p;

	if (!decompose(d, vectors, roots, rest))
		return false;
	for (int a = 0; a < p; a++)
		for (int c = 0; c < p; c++)
		{
			root[a * p + c] = inverse_root[a * p + c] = 0;
			for (int k = 0; k < p; k++)
			{
				double product = vectors[k * p + a] * vectors[k * p + c];

				root[a * p + c] += product * roots[k];
				inverse_root[a * p + c] += product / roots[k];
			}
		}
	for (int i = 0; i < p; i++)
		relative_weight(d, i, vectors, roots, root, inverse_root, rest);
	return true;
}

/* ---------------------------------------------------------- Shapley's values --- */

/* takes a variable into the regressions on those swept before: b in the outcome's column, 1 - R2 in its corner */
static void
sweep(int size, const double *from, int k, double *to)
{
	double pivot = from[k * size + k];

	for (int i = 0; i < size; i++)
		for (int j = 0; j < size; j++)
			to[i * size + j] = from[i * size + j] - from[i * size + k] * from[k * size + j] / pivot;
	for (int i = 0; i < size; i++)
		to[i * size + k] = to[k * size + i] = from[i * size + k] / pivot;
	to[k * size + k] = -1 / pivot;
}

/*
 * The regression on the members of the set at work: its R2, gained by each of
 * them in some orders and lost by all others in some; and its derivatives.
 */
static void
add_regression(Drivers *d)
{
	int p = d->p, t = d->depth;
	const double *m = d->levels + (size_t) t * (p + 1) * (p + 1);
	double loss = t < p ? d->orders[t + 1] : 0;
	double gain = d->orders[t] + loss;
	double r2 = 1 - m[0];

	d->lost += loss * r2;
	for (int i = 0; i < t; i++)
		d->importance[d->members[i]] += gain * r2;
	if (!d->gradients)
		return;
	for (int a = 0; a < t; a++)
	{
		double b = m[(d->members[a] + 1) * (p + 1)];

		for (int c = -1; c < a; c++)
		{
			int place = product_place(p, d->members[a] + 1, c < 0 ? 0 : d->members[c] + 1);
			double derivative = c < 0 ? 2 * b : -2 * b * m[(d->members[c] + 1) * (p + 1)];

			d->all[place] += loss * derivative;
			for (int i = 0; i < t; i++)
				influence_of(d, d->members[i])[place] += gain * derivative;
		}
	}
}

static void
shapley_end(Drivers *d)
{
	for (int j = 0; j < d->p; j++)
	{
		double *derivative = influence_of(d, j);

		d->importance[j] -= d->lost;
		for (int k = 0; k < drivers_products(d->p); k++)
			derivative[k] -= d->all[k];
		to_influence(d, derivative);
	}
	turn_influence(d);
}

bool
drivers_step(Drivers *d, int64_t regressions)
{
	size_t square = (size_t) (d->p + 1) * (d->p + 1);

	if (d->method != DRIVERS_SHAPLEY || d->depth < 0)
		return true;
	while (d->depth >= 0)
	{
		int member;

		if (d->next[d->depth] == d->p)
		{
			d->depth--;
			continue;
		}
		if (regressions-- == 0)
			return false;
		member = d->next[d->depth]++;
		sweep(d->p + 1, d->levels + square * d->depth, member + 1,
			  d->levels + square * (d->depth + 1));
		d->members[d->depth++] = member;
		d->next[d->depth] = member + 1;
		add_regression(d);
	}
	shapley_end(d);
	return true;
}

/* -------------------------------------------------------------------- begin --- */

/* the first driver that those before it explain wholly */
static int
explained_driver(const Drivers *d, double *work)
{
	int p = d->p;

	for (int size = 1; size <= p; size++)
	{
		for (int a = 0; a < size; a++)
			for (int b = 0; b < size; b++)
				work[a * size + b] = d->r[(a + 1) * (p + 1) + b + 1];
		if (!linear_factorise(work, size))
			return size - 1;
	}
	return -1;
}

/* coefficients and the inverse, from Cholesky's factor */
static bool
regress(Drivers *d, double *work)
{
	int p = d->p;

	for (int a = 0; a < p; a++)
	{
		d->beta[a] = d->r[a + 1];
		for (int b = 0; b < p; b++)
		{
			work[a * p + b] = d->r[(a + 1) * (p + 1) + b + 1];
			d->inverse[a * p + b] = a == b;
		}
	}
	if (!linear_factorise(work, p) || !linear_solve(work, p, d->beta, 1) ||
		!linear_solve(work, p, d->inverse, p))
		return false;
	d->r2 = 0;
	for (int a = 0; a < p; a++)
		d->r2 += d->beta[a] * d->r[a + 1];
	return true;
}

static void
begin_shapley(Drivers *d)
{
	size_t square = (size_t) (d->p + 1) * (d->p + 1);

	memcpy(d->levels, d->r, sizeof(double) * square);
	d->depth = 0;
	d->next[0] = 0;
	d->lost = 0;
	/* (t - 1)! (p - t)! / p! */
	d->orders[1] = 1.0 / d->p;
	for (int t = 1; t < d->p; t++)
		d->orders[t + 1] = d->orders[t] * t / (d->p - t);
}

SvyStatus
drivers_begin(Drivers *d, DriversMethod method, int p, const double *r, bool gradients,
			  double *space, int *driver)
{
	size_t square = (size_t) (p + 1) * (p + 1);
	size_t products = (size_t) drivers_products(p);

	memset(space, 0, sizeof(double) * drivers_space(method, p));
	*d = (Drivers){.method = method, .p = p, .gradients = gradients, .r = space};
	d->inverse = d->r + square;
	d->beta = d->inverse + square;
	d->importance = d->beta + p;
	d->all = d->importance + p;
	d->influence = d->all + products;
	d->by_product = d->influence + (size_t) (p + 1) * products;
	d->work = d->by_product + (size_t) (p + 1) * products;
	d->levels = d->work + square * 5 + (size_t) p * 6;
	memcpy(d->r, r, sizeof(double) * square);
	if (!regress(d, d->work))
	{
		*driver = explained_driver(d, d->work);
		return SVY_SINGULAR;
	}
	add_r2(d, 1, influence_of(d, p));
	to_influence(d, influence_of(d, p));
	if (method == DRIVERS_SHAPLEY)
	{
		begin_shapley(d);
		return SVY_OK;
	}
	if (method == DRIVERS_WEIGHTS && !relative_weights(d, d->work))
	{
		*driver = -1;
		return SVY_SINGULAR;
	}
	for (int j = 0; j < p; j++)
	{
		if (method != DRIVERS_WEIGHTS)
			one_measure(d, j);
		to_influence(d, influence_of(d, j));
		if (method == DRIVERS_KNOWN)
			known_deviations(d, j);
	}
	turn_influence(d);
	return SVY_OK;
}

void
drivers_influence(const Drivers *d, const double *z, double *influence)
{
	int size = d->p + 1;
	const double *coefficient = d->by_product;

	for (int j = 0; j < size; j++)
		influence[j] = 0;
	for (int a = 0; a < size; a++)
		for (int b = a; b < size; b++, coefficient += size)
		{
			double product = z[a] * z[b];

			for (int j = 0; j < size; j++)
				influence[j] += coefficient[j] * product;
		}
}

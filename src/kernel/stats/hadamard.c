/*
 * hadamard.c
 *	  Hadamard matrices.
 */
#include "kernel/stats/hadamard.h"

#include <stdbool.h>

static bool
is_prime(int32_t n)
{
	for (int32_t i = 3; i <= n / i; i += 2)
		if (n % i == 0)
			return false;
	return n > 2 && n % 2 == 1;
}

/* whether a matrix of this order can be made */
static bool
find_construction(int32_t order, Hadamard *h)
{
	*h = (Hadamard){order, 0, 0, 1};
	for (int32_t base = order; base > 1; base /= 2, h->doublings++)
	{
		if (base % 4 == 0 && is_prime(base - 1))
			return (h->prime = base - 1) > 0;
		if (base % 4 == 0 && base / 2 % 4 == 2 && is_prime(base / 2 - 1))
		{
			h->blocks = 2;
			return (h->prime = base / 2 - 1) > 0;
		}
		if (base % 2 != 0)
			return false;
	}
	return true;
}

Hadamard
hadamard_at_least(int32_t order)
{
	Hadamard h;

	/* powers of two are among them, so this ends */
	while (!find_construction(order, &h))
		order++;
	return h;
}

/* 1 for squares modulo the prime, -1 for the others, 0 for 0 (Euler's criterion) */
static int
character(int64_t a, int64_t prime)
{
	int64_t power = 1;

	a = (a % prime + prime) % prime;
	if (a == 0)
		return 0;
	for (int64_t exponent = (prime - 1) / 2; exponent > 0; exponent /= 2, a = a * a % prime)
		if (exponent % 2 == 1)
			power = power * a % prime;
	return power == 1 ? 1 : -1;
}

/* Paley's matrix bordered by ones: with a zero diagonal; skew where prime is 3 modulo 4 */
static int
bordered(int32_t prime, int32_t i, int32_t j)
{
	if (i == j)
		return 0;
	if (i == 0)
		return 1;
	if (j == 0)
		return prime % 4 == 3 ? -1 : 1;
	return character((int64_t) i - j, prime);
}

static int
base_sign(const Hadamard *h, int32_t i, int32_t j)
{
	static const int8_t outside[2][2] = {{1, 1}, {1, -1}};
	static const int8_t diagonal[2][2] = {{1, -1}, {-1, -1}};

	if (h->prime == 0)
		return 1;
	if (h->blocks == 1)
		return i == j ? 1 : bordered(h->prime, i, j);
	if (i / 2 == j / 2)
		return diagonal[i % 2][j % 2];
	return bordered(h->prime, i / 2, j / 2) * outside[i % 2][j % 2];
}

void
hadamard_row(const Hadamard *h, int32_t row, int8_t *signs)
{
	int32_t base = h->order >> h->doublings;

	for (int32_t j = 0; j < h->order; j++)
	{
		uint32_t both = (uint32_t) (row / base) & (uint32_t) (j / base);
		int sign = base_sign(h, row % base, j % base) * base_sign(h, 0, j % base);

		for (; both > 0; both &= both - 1)
			sign = -sign;
		signs[j] = (int8_t) sign;
	}
}

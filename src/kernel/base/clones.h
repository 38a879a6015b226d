/*
 * clones.h
 *	  Loops over numbers that lie side by side: compiled once for each width of
 *	  vector registers, chosen when the library is loaded.
 *
 * Files that use it are compiled with PostgreSQL's CFLAGS_VECTORIZE.
 */
#ifndef KERNEL_BASE_CLONES_H
#define KERNEL_BASE_CLONES_H

#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__) &&       \
	!defined(__SANITIZE_ADDRESS__)
#define KERNEL_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))

/* of loops that count bits, for which processors have instructions of their own */
#define KERNEL_COUNT_CLONES                                                                        \
	__attribute__((target_clones("arch=icelake-server", "avx2", "popcnt", "default")))
#else
#define KERNEL_CLONES
#define KERNEL_COUNT_CLONES
#endif

/* a part of such a loop, compiled with it */
#define KERNEL_INLINE static inline __attribute__((always_inline))

#endif

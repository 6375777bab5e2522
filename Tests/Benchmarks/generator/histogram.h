// A histogram of durations with the resolution of HdrHistogram's two digits: 64 steps per power of two, so a value is
// known to 1.6 %. Fixed size, no allocation; nanoseconds from 0 to 2^40 (18 minutes), above that the last step.
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>
#include <string.h>

enum { STEP_BITS = 6, STEPS = 1 << STEP_BITS, HIGHEST_BIT = 40, BUCKETS = (HIGHEST_BIT - STEP_BITS + 2) * STEPS };

struct histogram {
    uint64_t count;
    uint64_t buckets[BUCKETS];
};

static inline void histogram_clear(struct histogram *histogram) { memset(histogram, 0, sizeof *histogram); }

static inline void histogram_add(struct histogram *histogram, uint64_t nanoseconds) {
    if (nanoseconds >> HIGHEST_BIT) nanoseconds = (UINT64_C(1) << HIGHEST_BIT) - 1;
    unsigned bucket = (unsigned)nanoseconds;
    if (nanoseconds >= STEPS) {
        int shift = 63 - __builtin_clzll(nanoseconds) - STEP_BITS;
        bucket = (unsigned)(shift + 1) * STEPS + (unsigned)((nanoseconds >> shift) - STEPS);
    }
    histogram->buckets[bucket]++;
    histogram->count++;
}

// The least upper end of a step that at least `share` of all values lie below, in nanoseconds; 0 when there are none.
static inline uint64_t histogram_percentile(const struct histogram *histogram, double share) {
    uint64_t wanted = (uint64_t)(share * (double)histogram->count), seen = 0;
    if (histogram->count == 0) return 0;
    for (unsigned bucket = 0; bucket < BUCKETS; bucket++) {
        seen += histogram->buckets[bucket];
        if (seen <= wanted && seen < histogram->count) continue;
        unsigned shift = bucket / STEPS;
        if (shift == 0) return bucket + 1;
        return (uint64_t)(bucket % STEPS + STEPS + 1) << (shift - 1);
    }
    return UINT64_C(1) << HIGHEST_BIT;
}

#endif

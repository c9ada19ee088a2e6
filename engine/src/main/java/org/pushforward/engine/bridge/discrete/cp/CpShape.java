package org.pushforward.engine.bridge.discrete.cp;

/**
 * The shape of a potential v(x) = Σ_k b_k Π_d R_d[x_d, k] in CP form (Hitchcock 1927) and where its logarithms lie in one array: first
 * log b, then log R_d[s, k] with k contiguous.
 *
 * @param dimension D
 * @param categories S
 * @param components K
 */
public record CpShape(int dimension, int categories, int components) {

    /** K + D·S·K. */
    int size() {
        return components + cores();
    }

    /** D·S·K. */
    int cores() {
        return dimension * categories * components;
    }

    /** Index of [d, s, 0] in an array of cores. */
    int row(int d, int s) {
        return (d * categories + s) * components;
    }
}

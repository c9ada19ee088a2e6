package org.pushforward.engine.bridge.resolution;

/**
 * Pairs of a fine field x₁ and the coarse field y that is seen of it, on a torus of n × n cells, in units in which a fine field has
 * variance one or about one. Examples are functions of their number; thread-safe.
 */
interface FieldPairs {

    int cells();

    /** Deviation of a cell of x₁ − y. */
    double residual();

    /** What a unit is, in {@link #unit}. */
    double scale();

    String unit();

    /** To learn from. */
    Pair example(long number);

    /** To judge by; never among the examples. */
    Pair heldOut(int number);

    /** Cells a side of a coarse cell of a town; 0 when there is no town. */
    int block();

    /** Whether y is made of the means of x₁ over such cells, which it then gives exactly. */
    boolean givesMeans();

    /**
     * One pair.
     *
     * @param fine x₁
     * @param coarse y, on the fine grid
     * @param known what else is known of every cell
     * @param mean what was taken off both fields
     */
    record Pair(double[] fine, double[] coarse, double[] known, double mean) { }
}

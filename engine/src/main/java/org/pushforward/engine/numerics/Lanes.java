package org.pushforward.engine.numerics;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/**
 * Vectors whose class the compiler knows, and the sums of their lanes. Stateless.
 *
 * <p>A rule for all code with vectors: operations are called on values whose class is known without a profile (constants, loads, and
 * what comes of them), never on the variable of a loop or on reinterpreted bits. The compiler may look before it knows the class of
 * those, and then leaves code in place for good that makes an object of every vector, two to five times slower.
 */
public final class Lanes {

    private static final DoubleVector ONES = DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, 1);
    private static final FloatVector SINGLE_ONES = FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, 1);

    private Lanes() { }

    /** The variable of a loop, or reinterpreted bits, as a value whose class is known: the same numbers. */
    public static DoubleVector known(DoubleVector v) {
        return ONES.mul(v);
    }

    /** The same in single precision. */
    public static FloatVector known(FloatVector v) {
        return SINGLE_ONES.mul(v);
    }

    /** The sum of the lanes in their order, that of a reduction may change while the program is compiled; {@code scratch[at]} and on are written. */
    public static double sum(DoubleVector v, double[] scratch, int at) {
        known(v).intoArray(scratch, at);
        double sum = 0;
        for (int l = 0; l < ONES.length(); l++) {
            sum += scratch[at + l];
        }
        return sum;
    }
}

package org.pushforward.engine.numerics;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * 2^t lane by lane, with scalar twins that give the same bits: a minimax polynomial on [−½, ½] times an exponent, which is shifted into
 * place after an addition has left the nearest whole number in the lowest bits. Relative error with rounding 6.7e-16, 2.2e-7 in single
 * precision; t from {@link #LEAST} and {@link #LEAST_SINGLE} to 1000 and 126. Vectors are of the preferred species. Stateless.
 */
public final class PowerOfTwo {

    /** Least exponent in double precision; powers below are as good as zero beside 1. */
    public static final double LEAST = -1000;
    /** Least exponent in single precision: that of its least normal number. */
    public static final float LEAST_SINGLE = -126;

    private static final int MANTISSA = 52;
    private static final int MANTISSA_SINGLE = 23;
    /** Added and taken away again, they leave whole numbers. */
    private static final double ROUND = 0x1.8p52;
    private static final float ROUND_SINGLE = 0x1.8p23f;
    /** By ascending powers. */
    private static final double[] C = {
        1.00000000000000007, 0.693147180559949775, 0.240226506959087678, 0.0555041086644588332,
        0.00961812910803458869, 0.00133335582285614755, 0.000154035299611359555, 0.0000152526581165613843,
        1.32156628318461028e-6, 1.02085379045521639e-7, 7.03727953058280352e-9};
    private static final float[] F = {
        1.00000007165471414f, 0.693146967065035214f, 0.240221197237107196f, 0.055507132718556442f,
        0.00967554134312132739f, 0.00132764726319508761f};
    // As vectors, so that the compiler keeps them in registers.
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final DoubleVector ROUNDS = DoubleVector.broadcast(S, ROUND);
    private static final LongVector NO_BITS = LongVector.zero(LongVector.SPECIES_PREFERRED);
    private static final DoubleVector C0 = DoubleVector.broadcast(S, C[0]);
    private static final DoubleVector C1 = DoubleVector.broadcast(S, C[1]);
    private static final DoubleVector C2 = DoubleVector.broadcast(S, C[2]);
    private static final DoubleVector C3 = DoubleVector.broadcast(S, C[3]);
    private static final DoubleVector C4 = DoubleVector.broadcast(S, C[4]);
    private static final DoubleVector C5 = DoubleVector.broadcast(S, C[5]);
    private static final DoubleVector C6 = DoubleVector.broadcast(S, C[6]);
    private static final DoubleVector C7 = DoubleVector.broadcast(S, C[7]);
    private static final DoubleVector C8 = DoubleVector.broadcast(S, C[8]);
    private static final DoubleVector C9 = DoubleVector.broadcast(S, C[9]);
    private static final DoubleVector C10 = DoubleVector.broadcast(S, C[10]);
    private static final VectorSpecies<Float> T = FloatVector.SPECIES_PREFERRED;
    private static final FloatVector ROUNDS_SINGLE = FloatVector.broadcast(T, ROUND_SINGLE);
    private static final IntVector NO_BITS_SINGLE = IntVector.zero(IntVector.SPECIES_PREFERRED);
    private static final FloatVector F0 = FloatVector.broadcast(T, F[0]);
    private static final FloatVector F1 = FloatVector.broadcast(T, F[1]);
    private static final FloatVector F2 = FloatVector.broadcast(T, F[2]);
    private static final FloatVector F3 = FloatVector.broadcast(T, F[3]);
    private static final FloatVector F4 = FloatVector.broadcast(T, F[4]);
    private static final FloatVector F5 = FloatVector.broadcast(T, F[5]);

    private PowerOfTwo() { }

    public static DoubleVector of(DoubleVector t) {
        DoubleVector rounded = t.add(ROUNDS);
        DoubleVector x = t.sub(rounded.sub(ROUNDS));
        DoubleVector p = C10.fma(x, C9).fma(x, C8).fma(x, C7).fma(x, C6).fma(x, C5).fma(x, C4).fma(x, C3).fma(x, C2).fma(x, C1).fma(x, C0);
        LongVector exponent = NO_BITS.or(rounded.reinterpretAsLongs()).lanewise(VectorOperators.LSHL, MANTISSA);
        return exponent.add(p.reinterpretAsLongs()).reinterpretAsDoubles();
    }

    public static FloatVector of(FloatVector t) {
        FloatVector rounded = t.add(ROUNDS_SINGLE);
        FloatVector x = t.sub(rounded.sub(ROUNDS_SINGLE));
        FloatVector p = F5.fma(x, F4).fma(x, F3).fma(x, F2).fma(x, F1).fma(x, F0);
        IntVector exponent = NO_BITS_SINGLE.or(rounded.reinterpretAsInts()).lanewise(VectorOperators.LSHL, MANTISSA_SINGLE);
        return exponent.add(p.reinterpretAsInts()).reinterpretAsFloats();
    }

    public static double of(double t) {
        double rounded = t + ROUND;
        double x = t - (rounded - ROUND);
        double p = C[C.length - 1];
        for (int k = C.length - 2; k >= 0; k--) {
            p = Math.fma(p, x, C[k]);
        }
        return Double.longBitsToDouble(Double.doubleToRawLongBits(p) + (Double.doubleToRawLongBits(rounded) << MANTISSA));
    }

    public static float of(float t) {
        float rounded = t + ROUND_SINGLE;
        float x = t - (rounded - ROUND_SINGLE);
        float p = F[F.length - 1];
        for (int k = F.length - 2; k >= 0; k--) {
            p = Math.fma(p, x, F[k]);
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(rounded) << MANTISSA_SINGLE));
    }
}

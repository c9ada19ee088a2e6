package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * E f(Z) of a standard normal Z by quadrature: Gauss–Legendre with {@value #NODES} nodes on every unit interval of ±{@value #REACH}, cut once more where f has a
 * kink. Off by some 1e-14 of E |f| for functions that bend on the scale of one; beyond the ends the density is below 1e-31. Stateless.
 */
public final class GaussianMean {

    private static final int NODES = 16;
    private static final int REACH = 12;
    private static final GaussLegendre RULE = new GaussLegendre(NODES);

    private GaussianMean() { }

    /** @param kinks where f is not smooth, in any order */
    public static double of(DoubleUnaryOperator f, double... kinks) {
        double[] ends = DoubleStream.concat(IntStream.rangeClosed(-REACH, REACH).asDoubleStream(), Arrays.stream(kinks).filter(k -> Math.abs(k) < REACH)).sorted().toArray();
        double sum = 0;
        for (int p = 0; p + 1 < ends.length; p++) {
            double width = ends[p + 1] - ends[p];
            for (int i = 0; i < NODES && width > 0; i++) {
                double z = ends[p] + width * RULE.node(i);
                sum += width * RULE.weight(i) * NormalDistribution.density(z) * f.applyAsDouble(z);
            }
        }
        return sum;
    }
}

package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.numerics.LowRank;
import org.pushforward.engine.numerics.Matrix;

/**
 * Descent on the first matrices of a network in the form U S Vᵀ; later matrices and biases by W ← W − ηG. θ holds the products, by which the network is
 * evaluated; the gradient by the full matrix stands for those by the factors, G V, GᵀU and UᵀGV.
 *
 * @param start factors of the first matrices, in the order of the arrays
 * @param integrates by the integrator of {@link LowRank}, or else by plain descent on two factors
 * @param tolerance θ of the integrator; 0 keeps the rank
 */
public record LowRankDescent(List<LowRank> start, boolean integrates, double tolerance) implements Optimizer {

    /**
     * What is remembered.
     *
     * @param tails cut off in the latest step, over ‖S‖, one a matrix
     */
    public record Kept(List<LowRank> factors, double[] tails) implements Memory {
        @Override
        public long bytes() {
            return factors.stream().mapToLong(f -> (long) Double.BYTES * (f.u().rows() + f.v().rows() + f.rank()) * f.rank()).sum();
        }
    }

    /** Before the first iteration: θ with the products in place of its first matrices. */
    public static double[] placed(double[] theta, Weights weights, List<LowRank> factors) {
        double[] all = theta.clone();
        int next = 0;
        for (Part p : weights.parts()) {
            if (p.shape().length == 2 && next < factors.size()) {
                System.arraycopy(factors.get(next++).product().toArray(), 0, all, weights.offset(p.name()), p.size());
            }
        }
        return all;
    }

    @Override
    public Memory start(Weights weights) {
        return new Kept(start, new double[start.size()]);
    }

    @Override
    public Move step(Objective f, double[] theta, Memory memory, double rate) {
        Slope s = f.at(theta);
        Kept kept = (Kept) memory;
        double[] next = theta.clone();
        List<LowRank> factors = new ArrayList<>();
        double[] tails = new double[start.size()];
        for (Part p : f.weights().parts()) {
            int at = f.weights().offset(p.name());
            if (p.shape().length != 2 || factors.size() == start.size()) {
                for (int k = at; k < at + p.size(); k++) {
                    next[k] -= rate * s.gradient()[k];
                }
                continue;
            }
            Matrix g = Matrix.of(p.shape()[0], p.shape()[1], Arrays.copyOfRange(s.gradient(), at, at + p.size()));
            LowRank now = kept.factors.get(factors.size());
            LowRank.Step moved = integrates ? now.integrated(g, rate, tolerance) : new LowRank.Step(now.descended(g, rate), 0);
            tails[factors.size()] = moved.tail();
            factors.add(moved.w());
            System.arraycopy(moved.w().product().toArray(), 0, next, at, p.size());
        }
        return new Move(next, new Kept(List.copyOf(factors), tails), s.loss(), s.norm());
    }
}

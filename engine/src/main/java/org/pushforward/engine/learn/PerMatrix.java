package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.numerics.Adam;

/**
 * Every matrix of a network by a rule of its own kind, everything else (biases) by Adam: W ← (1 − ηλ)W − η direction.
 *
 * @param decay λ of the matrices
 * @param vectors rate of the biases over that of the matrices
 */
public record PerMatrix(MatrixRule rule, double decay, double vectors) implements Optimizer {

    /** Operations that Adam takes for a weight. */
    private static final int ADAM = 12;

    /**
     * What is remembered.
     *
     * @param matrices by the rule, in the order of the arrays
     * @param biases their moments
     * @param operations of all rules so far, gradients not counted
     * @param directions of the latest step, one a matrix; empty before
     */
    public record Kept(List<Memory> matrices, Adam biases, double operations, List<double[]> directions) implements Memory {
        @Override
        public long bytes() {
            return matrices.stream().mapToLong(Memory::bytes).sum() + biases.bytes();
        }
    }

    /** What the rule of a training remembers, whatever it is, in bytes. */
    public static long stateBytes(Fit fit) {
        return fit.memory().bytes();
    }

    /** Operations of the update rule of a training so far. */
    public static double operations(Fit fit) {
        return fit.memory() instanceof Kept k ? k.operations : (double) ADAM * fit.theta().length * fit.iterations();
    }

    @Override
    public Memory start(Weights weights) {
        List<Part> parts = weights.parts();
        List<Memory> matrices = parts.stream().filter(PerMatrix::isMatrix).map(p -> rule.start(p.shape()[0], p.shape()[1])).toList();
        int rest = parts.stream().filter(p -> !isMatrix(p)).mapToInt(Part::size).sum();
        return new Kept(matrices, new Adam(rest, Adam.Settings.of(1)), 0, List.of());
    }

    private static boolean isMatrix(Part p) {
        return p.shape().length == 2;
    }

    @Override
    public Move step(Objective f, double[] theta, Memory memory, double rate) {
        Slope s = f.at(theta);
        Kept kept = (Kept) memory;
        double[] next = theta.clone();
        double operations = kept.operations;
        List<Memory> matrices = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        List<Part> biases = new ArrayList<>();
        for (Part p : f.weights().parts()) {
            if (!isMatrix(p)) {
                biases.add(p);
                continue;
            }
            int at = f.weights().offset(p.name());
            MatrixRule.Step m = rule.step(Arrays.copyOfRange(s.gradient(), at, at + p.size()), p.shape()[1], kept.matrices.get(matrices.size()), f.cancel());
            for (int k = 0; k < p.size(); k++) {
                next[at + k] = (1 - rate * decay) * theta[at + k] - rate * m.direction()[k];
            }
            operations += m.operations();
            matrices.add(m.memory());
            directions.add(m.direction());
        }
        Adam moments = biased(f.weights(), biases, theta, s.gradient(), kept.biases, rate * vectors, next);
        return new Move(next, new Kept(List.copyOf(matrices), moments, operations, List.copyOf(directions)), s.loss(), s.norm());
    }

    private static Adam biased(Weights weights, List<Part> parts, double[] theta, double[] gradient, Adam adam, double rate, double[] next) {
        int n = parts.stream().mapToInt(Part::size).sum();
        double[] from = new double[n];
        double[] slope = new double[n];
        double[] to = new double[n];
        int at = 0;
        for (Part p : parts) {
            System.arraycopy(theta, weights.offset(p.name()), from, at, p.size());
            System.arraycopy(gradient, weights.offset(p.name()), slope, at, p.size());
            at += p.size();
        }
        Adam moments = adam.stepped(from, slope, 1, rate, to);
        at = 0;
        for (Part p : parts) {
            System.arraycopy(to, at, next, weights.offset(p.name()), p.size());
            at += p.size();
        }
        return moments;
    }
}

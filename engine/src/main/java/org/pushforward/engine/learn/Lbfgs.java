package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.numerics.Vectors;

/**
 * Limited-memory BFGS (Nocedal & Wright 2006, algorithms 7.4 and 7.5) with a backtracking line search by cubic interpolation: the first trial
 * is η times the direction, and a step is taken that meets the sufficient decrease f(θ + tp) ≤ f(θ) + 10⁻⁴ t gᵀp. Pairs whose curvature
 * sᵀy is not positive are left out. For losses that are the same in every iteration.
 *
 * @param pairs remembered
 */
public record Lbfgs(int pairs) implements Optimizer {

    private static final double DECREASE = 1e-4;
    private static final int TRIALS = 25;
    private static final double CURVATURE = 1e-12;

    /** The latest pairs (s, y), the oldest first. */
    private record Pairs(List<double[]> s, List<double[]> y) implements Memory {
        @Override
        public long bytes() {
            return s.stream().mapToLong(v -> 2L * Double.BYTES * v.length).sum();
        }
    }

    @Override
    public Memory start(Weights weights) {
        return new Pairs(List.of(), List.of());
    }

    @Override
    public Move step(Objective f, double[] theta, Memory memory, double rate) {
        Pairs m = (Pairs) memory;
        Slope here = f.at(theta);
        double[] p = direction(m, here.gradient());
        double slope = Vectors.dot(p, here.gradient());
        double t = m.s.isEmpty() ? Math.min(rate, rate / Math.max(here.norm(), Double.MIN_NORMAL)) : rate;
        for (int k = 0; k < TRIALS; k++) {
            double[] next = moved(theta, p, t);
            Slope there = tried(f, next);
            if (there.loss() <= here.loss() + DECREASE * t * slope) {
                return new Move(next, remembered(m, moved(next, theta, -1), moved(there.gradient(), here.gradient(), -1)), here.loss(), here.norm());
            }
            t = shorter(t, slope, here.loss(), there.loss());
        }
        // No decrease along a direction of the memory: begin anew from the gradient.
        return new Move(theta, start(f.weights()), here.loss(), here.norm());
    }

    /** A trial that leads out of the numbers counts as no decrease. */
    private static Slope tried(Objective f, double[] theta) {
        try {
            return f.at(theta);
        } catch (DivergedException e) {
            return Slope.of(Double.POSITIVE_INFINITY, new double[theta.length]);
        }
    }

    /** The minimum of the parabola through both losses and the slope, but between a tenth and a half of t. */
    private static double shorter(double t, double slope, double here, double there) {
        double parabola = -slope * t * t / (2 * (there - here - slope * t));
        return Double.isFinite(parabola) ? Math.clamp(parabola, 0.1 * t, 0.5 * t) : 0.1 * t;
    }

    private Memory remembered(Pairs m, double[] s, double[] y) {
        if (Vectors.dot(s, y) <= CURVATURE * Vectors.dot(y, y)) {
            return m;
        }
        List<double[]> allS = new ArrayList<>(m.s);
        List<double[]> allY = new ArrayList<>(m.y);
        allS.add(s);
        allY.add(y);
        if (allS.size() > pairs) {
            allS.removeFirst();
            allY.removeFirst();
        }
        return new Pairs(List.copyOf(allS), List.copyOf(allY));
    }

    /** −H g by the two loops of algorithm 7.4. */
    private static double[] direction(Pairs m, double[] g) {
        int k = m.s.size();
        double[] q = moved(new double[g.length], g, -1);
        double[] alpha = new double[k];
        for (int i = k - 1; i >= 0; i--) {
            alpha[i] = Vectors.dot(m.s.get(i), q) / Vectors.dot(m.s.get(i), m.y.get(i));
            q = moved(q, m.y.get(i), -alpha[i]);
        }
        if (k > 0) {
            double scale = Vectors.dot(m.s.getLast(), m.y.getLast()) / Vectors.dot(m.y.getLast(), m.y.getLast());
            q = moved(new double[g.length], q, scale);
        }
        for (int i = 0; i < k; i++) {
            double beta = Vectors.dot(m.y.get(i), q) / Vectors.dot(m.s.get(i), m.y.get(i));
            q = moved(q, m.s.get(i), alpha[i] - beta);
        }
        return q;
    }

    /** a + t b. */
    private static double[] moved(double[] a, double[] b, double t) {
        double[] c = a.clone();
        for (int k = 0; k < c.length; k++) {
            c[k] += t * b[k];
        }
        return c;
    }
}

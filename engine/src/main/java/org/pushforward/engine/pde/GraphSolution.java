package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.LevenbergMarquardt;
import org.pushforward.engine.learn.Optimizer;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.ChebyshevConvolution;
import org.pushforward.engine.learn.layer.SparseRows;

/**
 * A network on the graph of a mesh whose values are the unknowns of finite elements; those that are given are overwritten. Immutable.
 *
 * @param laplacian scaled
 * @param isHeld unknowns that are given: the boundary's, and sensors
 * @param given their values, elsewhere 0
 */
record GraphSolution(GalerkinProblem problem, List<ChebyshevConvolution> layers, SparseRows laplacian, SparseRows stiffness, boolean[] isHeld, double[] given) implements Owner {

    /** x, y, and whether the node is free. */
    private static final int INPUTS = 3;

    static GraphSolution of(GalerkinProblem q, int count, int width, int order, boolean[] isHeld, double[] given) {
        List<ChebyshevConvolution> layers = IntStream.range(0, count).mapToObj(l -> new ChebyshevConvolution("graph." + l, l == 0 ? INPUTS : width, l + 1 == count ? q.each() : width, order)).toList();
        return new GraphSolution(q, layers, ChebyshevConvolution.laplacian(q.neighbours()), SparseRows.of(q.stiffness(), q.size()), isHeld, given);
    }

    @Override
    public List<Part> parts() {
        return layers.stream().flatMap(l -> l.parts().stream()).toList();
    }

    /** All unknowns, N × 1. */
    Value unknowns(Theta w) {
        int n = problem.xy().length / 2;
        SparseRows.On l = laplacian.on(w.tape());
        double[] free = new double[problem.size()];
        Arrays.setAll(free, k -> isHeld[k] ? 0 : 1);
        double[] seen = new double[INPUTS * n];
        Arrays.setAll(seen, k -> k % INPUTS < 2 ? problem.xy()[k / INPUTS * 2 + k % INPUTS] : free[k / INPUTS * problem.each()]);
        Value h = w.tape().of(seen, n, INPUTS);
        for (ChebyshevConvolution c : layers.subList(0, layers.size() - 1)) {
            h = c.apply(w, l, h).tanh();
        }
        return layers.getLast().apply(w, l, h).reshape(problem.size(), 1).times(w.tape().of(free, free.length, 1)).plus(w.tape().of(given, free.length, 1));
    }

    /** In 64 bits, whatever the network was computed in. */
    double[] overwritten(double[] u) {
        double[] v = u.clone();
        Arrays.setAll(v, k -> isHeld[k] ? given[k] : u[k]);
        return v;
    }

    private Value forces(Theta w, Value u, double modulus) {
        int n = problem.size();
        Value f = stiffness.on(w.tape()).times(u).times(modulus);
        return problem.gamma() == 0 ? f : f.plus(u.power(3).times(w.tape().of(problem.mass(), n, 1)).times(problem.gamma()));
    }

    /** κ ½uᵀKu + γ ¼ Σ m u⁴ − Fᵀu. */
    Value energy(Theta w, double modulus) {
        int n = problem.size();
        Value u = unknowns(w);
        Value half = stiffness.on(w.tape()).times(u).times(u).sum().times(0.5 * modulus);
        Value e = half.minus(u.times(w.tape().of(problem.load(), n, 1)).sum());
        return problem.gamma() == 0 ? e : e.plus(u.power(4).times(w.tape().of(problem.mass(), n, 1)).sum().times(0.25 * problem.gamma()));
    }

    /** Residuals of the unknowns that are not given over the largest load, as a vector. */
    Value residuals(Theta w, double modulus) {
        int[] free = IntStream.range(0, problem.size()).filter(k -> !isHeld[k]).toArray();
        Value r = forces(w, unknowns(w), modulus).minus(w.tape().of(problem.load(), problem.size(), 1));
        return r.rows(w.tape().indices(free, free.length)).reshape(free.length).over(scale());
    }

    private double scale() {
        return Arrays.stream(problem.load()).map(Math::abs).max().orElseThrow();
    }

    /** A step of Levenberg and Marquardt on ½|R|², the Jacobian row by row. */
    Fit dampedStep(Fit fit, double modulus, CancelToken cancel) {
        Optimizer.Move m = new LevenbergMarquardt(1e-3).step(new Squares(fit, modulus, cancel), fit.theta(), fit.memory(), 1);
        return new Fit(fit.weights(), fit.optimizer(), m.theta(), m.memory(), fit.iterations() + 1, m.loss(), m.gradient(), fit.isPrecise());
    }

    private final class Squares implements Optimizer.Objective {
        private final Fit fit;
        private final double modulus;
        private final CancelToken cancel;

        Squares(Fit fit, double modulus, CancelToken cancel) {
            this.fit = fit;
            this.modulus = modulus;
            this.cancel = cancel;
        }

        @Override
        public Weights weights() {
            return fit.weights();
        }

        @Override
        public Optimizer.Slope at(double[] theta) {
            throw new IllegalStateException("residuals are for Levenberg–Marquardt");
        }

        @Override
        public double lossAt(double[] theta) {
            return 0.5 * fit.evaluate(cancel, theta, w -> residuals(w, modulus).square().sum())[0];
        }

        @Override
        public Optimizer.Residuals residualsAt(double[] theta) {
            try (Tape tape = Tape.precise(cancel)) {
                Theta w = Theta.variable(tape, fit.weights(), theta);
                Value r = residuals(w, modulus);
                double[] jacobian = new double[r.size(0) * theta.length];
                for (int i = 0; i < r.size(0); i++) {
                    System.arraycopy(r.at(0, i).grad(w.all()).array(), 0, jacobian, i * theta.length, theta.length);
                }
                return new Optimizer.Residuals(r.array(), jacobian);
            }
        }

        @Override
        public CancelToken cancel() {
            return cancel;
        }
    }
}

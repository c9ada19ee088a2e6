package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.SineGalerkin;

/**
 * Amplitudes of sines that follow û_tt = −ω² û + f_θ(û), or û_t = −νω² û + f_θ(û), by Runge–Kutta 4 with the linear part exact ({@link SineGalerkin}); f_θ is a
 * matrix plus a perceptron, both 0 at the start (Bizzi et al. 2025, arXiv:2509.04966). Residuals of the equation are f_θ(û) − P N(u) along the course, with
 * derivatives by θ through all steps or with the course held. Immutable.
 */
final class CausalFlow implements Owner {

    private static final int STEPS = WaveProblem.STEPS;

    /** Amplitudes are small numbers. */
    private static final double GAIN = 5;

    private final WaveProblem problem;
    private final SineGalerkin sines;
    private final Dense matrix;
    private final Perceptron perceptron;
    private final double[] first;
    private final double[] half;
    private final double[] places;
    private final double[] values;
    private final double[] slopes;
    private final double[] bends;
    private final double[] back;

    CausalFlow(WaveProblem problem, int modes, int hidden) {
        this.problem = problem;
        sines = problem.sines(modes);
        matrix = new Dense("matrix", modes, modes, Start.ZERO);
        perceptron = Perceptron.fromZero("rest", Value::tanh, modes, hidden, hidden, modes);
        first = problem.first(sines);
        half = transposed(sines.propagator(0.5 * WaveProblem.END / STEPS), sines.size(), sines.size());
        int n = 3 * modes / 2 + 1;
        places = sines.places(n);
        values = transposed(sines.values(places), n, modes);
        slopes = transposed(sines.derivatives(places, 1), n, modes);
        bends = transposed(sines.derivatives(places, 2), n, modes);
        back = transposed(sines.analysis(n), modes, n);
    }

    private static double[] transposed(double[] a, int rows, int columns) {
        return Matrix.of(rows, columns, a).transposed().toArray();
    }

    @Override
    public List<Part> parts() {
        return Stream.of(matrix, perceptron).flatMap(o -> o.parts().stream()).toList();
    }

    /** f_θ of rows of amplitudes. */
    private Value learned(Theta w, Value u) {
        return matrix.apply(w, u).plus(perceptron.apply(w, u.times(GAIN)));
    }

    private Value force(Theta w, Value y) {
        int m = sines.modes();
        Value f = learned(w, sines.isWave() ? y.slice(1, 0, m) : y);
        return sines.isWave() ? Value.cat(1, y.slice(1, 0, m).times(0), f) : f;
    }

    /** States at the start and after each of so many steps of the length that all of the time is cut into: steps + 1 rows. */
    private Value course(Theta w, int steps) {
        Tape tape = w.tape();
        int size = sines.size();
        double h = WaveProblem.END / STEPS;
        Value e = tape.of(half, size, size);
        Value y = tape.of(first, 1, size);
        List<Value> all = new ArrayList<>(List.of(y));
        for (int s = 0; s < steps; s++) {
            Value k1 = force(w, y).matmul(e);
            Value mid = y.matmul(e);
            Value k2 = force(w, mid.plus(k1.times(h / 2)));
            Value k3 = force(w, mid.plus(k2.times(h / 2)));
            Value k4 = force(w, mid.plus(k3.times(h)).matmul(e));
            Value inner = mid.plus(k1.times(h / 6)).plus(k2.plus(k3).times(h / 3));
            y = inner.matmul(e).plus(k4.times(h / 6));
            all.add(y);
        }
        return Value.cat(0, all.toArray(Value[]::new));
    }

    /** The mean square, over space and time, of what is left of the equation along the course that follows from θ. */
    Value loss(Theta w) {
        return residual(w, course(w, STEPS));
    }

    /** The same along a course that is held. */
    Value loss(Theta w, double[] states) {
        return residual(w, w.tape().of(states, STEPS + 1, sines.size()));
    }

    private Value residual(Theta w, Value states) {
        int m = sines.modes();
        int n = places.length;
        Tape tape = w.tape();
        Value u = states.slice(1, 0, m);
        Value wanted = problem.added(places, u.matmul(tape.of(values, m, n)), u.matmul(tape.of(slopes, m, n)), u.matmul(tape.of(bends, m, n))).matmul(tape.of(back, n, m));
        return learned(w, u).minus(wanted).square().sum().times(1.0 / (STEPS + 1) / (2 * WaveProblem.HALF));
    }

    /** States after each of so many steps, row by row. */
    double[] states(Fit fit, int steps, CancelToken cancel) {
        return fit.evaluate(cancel, w -> course(w, steps));
    }

    /** At the places of the problem and all times, x fast. */
    double[] field(Fit fit, CancelToken cancel) {
        return field(states(fit, STEPS, cancel));
    }

    private double[] field(double[] states) {
        int m = sines.modes();
        double[] u = new double[(STEPS + 1) * m];
        for (int j = 0; j <= STEPS; j++) {
            System.arraycopy(states, j * sines.size(), u, j * m, m);
        }
        return Matrix.of(STEPS + 1, m, u).times(Matrix.of(WaveProblem.NX, m, sines.values(problem.places())).transposed()).toArray();
    }

    /** Without f_θ, in closed form. */
    double[] linear() {
        double[] states = new double[(STEPS + 1) * sines.size()];
        for (int j = 0; j <= STEPS; j++) {
            double t = WaveProblem.END * j / STEPS;
            for (int k = 0; k < sines.modes(); k++) {
                double w = sines.omega(k);
                states[j * sines.size() + k] = first[k] * (sines.isWave() ? Math.cos(w * t) : Math.exp(-WaveProblem.NU * w * w * t));
            }
        }
        return field(states);
    }
}

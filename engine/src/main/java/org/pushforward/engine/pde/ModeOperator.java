package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.ExactModes;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.dmd-no}: modes and eigenvalues by dynamic mode decomposition, amplitudes by a small network from the initial curve (Sakovich, Aksenov, Pleshakova
 * & Gataullin 2025), beside a linear map, a DeepONet and a Fourier operator.
 */
public final class ModeOperator extends Study<ModeOperator.Raced> {

    private static final List<String> LEARNERS = List.of("dmd", "deeponet", "fno");
    private static final int N = RodProblem.N;
    private static final int STEPS = RodProblem.STEPS;
    private static final int ALL = (STEPS + 1) * N;
    private static final int TESTED = 60;
    private static final int HIDDEN = 64;
    private static final int PRODUCTS = 64;
    private static final int FNO_WIDTH = 12;
    private static final int FNO_MODES = 16;
    private static final int FNO_BLOCKS = 3;
    /** Iterations of each learner in a round, which take about equal CPU time. */
    private static final List<Integer> EQUAL = List.of(12, 4, 1);
    private static final double[] RIDGES = {1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 1e-1};
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /**
     * @param x curves and {@code y} their courses, one a row
     * @param synthesis of amplitudes
     * @param ridge the best of some ridge regressions on the held-out curves, from x to y
     * @param reconstruction of held-out courses from the best amplitudes of their first curves
     * @param drawn the curve that is shown, and {@code course} what becomes of it
     */
    record Raced(RodProblem problem, double[][] x, double[][] y, double[][] testX, double[][] testY, ExactModes modes, double[] synthesis, Matrix ridge, double reconstruction, Race<Fit> fits, Race<Double> errors,
            double errorRidge, double[] drawn, double[] course) { }

    private final Knob<String> equation;
    private final Knob<Integer> rank;
    private final Knob<Double> viscosity;
    private final Knob<Double> interval;
    private final Knob<Integer> pairs;
    private final Training training;

    public ModeOperator() {
        super("pde.dmd-no", "Modes with learned amplitudes", "Snapshots of many courses give a few modes, each with an eigenvalue that says how it fades from one snapshot to the next. A small network, a linear map plus a perceptron, learns with which amplitudes a new curve excites them; "
                + "the rest is multiplication. Draw a curve and see what becomes of it. Where the equation is linear, modes and eigenvalues are those of textbooks; Burgers' equation has none, and what the modes cannot span stays an error. Beside it, in about equal CPU time, "
                + "a DeepONet and a Fourier operator, and the best of six ridge regressions, chosen on the very curves it is judged by. The Fourier operator is the most exact on Burgers' equation, at ten times the multiplications. All on a rod from 0 to π with both ends at zero.",
                List.of("y_i ≈ A x_i,  Φ = Y V Σ⁻¹ W,  A Φ = Φ Λ", "u(t_j) = Re Φ Λ^j b(u₀)", "heat: u_t = ν u_xx,  λ_k = e^(−νk²Δt)", "Laplace: u_xx + u_yy = 0,  λ_k = e^(−kΔy)", "Burgers: u_t + u u_x = ν u_xx"),
                new Citation("N. Sakovich, D. Aksenov, E. Pleshakova, S. Gataullin", 2025, "A Neural Operator based on Dynamic Mode Decomposition", "2507.01117"),
                new Citation("J. H. Tu, C. W. Rowley, D. M. Luchtenburg, S. L. Brunton, J. N. Kutz", 2014, "On dynamic mode decomposition: Theory and applications", "1312.0041"));
        group("Equation");
        equation = choice("equation", "E", "Equation", List.of("heat", "laplace", "burgers"), "burgers", "Heat in a rod, a harmonic function on a half strip above it, or Burgers' equation.");
        viscosity = real("viscosity", "ν", "Viscosity", 0.05, 0.02, 0.2, "Or conductivity.").within(0.01, 10).log().when(equation, "heat", "burgers");
        interval = real("interval", "Δt", "Interval", 0.12, 0.02, 0.2, "Between snapshots; of Laplace's equation the distance.").within(1e-3, 1);
        pairs = whole("pairs", "P", "Courses", 150, 30, 300, "Of " + STEPS + " steps each, to learn from.").within(10, 400);
        group("Operator");
        rank = whole("rank", "r", "Rank", 20, 4, 32, "Modes that are kept; heat and Laplace start from as many sines.").within(1, 40);
        training = training(3e-3, 32, 400, 3);
        refuse(p -> p.get(rank) > p.get(pairs) * STEPS || p.get(rank) >= N, p -> "rank " + p.get(rank) + " is more than there are numbers: take less than " + N);
        brush();
        pace(20);

        var error = gauge("error", "DMD operator", "", s -> s.errors.get("dmd"));
        var ridge = gauge("error-ridge", "Ridge regression", "", s -> s.errorRidge);
        var deeponet = gauge("error-deeponet", "DeepONet", "", s -> s.errors.get("deeponet"));
        var fno = gauge("error-fno", "Fourier operator", "", s -> s.errors.get("fno"));
        var reconstruction = gauge("reconstruction", "What the modes cannot span", "", Raced::reconstruction);
        var eigenvalue = gauge("eigenvalue-error", "Eigenvalues, worst error", "", (s, p) -> eigenvalueError(s, p.get(viscosity), p.get(interval))).when(s -> !s.problem.isBurgers());
        var operations = gauge("operations", "Multiplications of a prediction", "", s -> operations("dmd", s.modes.rank()));
        gauge("operations-deeponet", "Those of the DeepONet", "", s -> operations("deeponet", s.modes.rank()));
        var more = gauge("operations-fno", "Those of the Fourier operator", "", s -> operations("fno", s.modes.rank()));

        plane("draw", "Draw a curve", "its course by the DMD operator as lines, the exact one as dots; the brush draws what it starts from").draw(LINES, "course", "time").draw(POINTS, "exact", "exact").alike("exact", "course");
        plane("spectrum", "Eigenvalues", "in the unit circle; of heat and Laplace on the exact ones").draw(LINES, "circle", "unit circle").draw(POINTS, "exact-eigenvalues", "exact").draw(POINTS, "eigenvalues", "of the modes");
        plot("modes", "Modes", "real parts of the four that fade least").draw(CURVE, "mode-1", "1", "", "x").draw(CURVE, "mode-2", "2", "", "x").draw(CURVE, "mode-3", "3", "", "x").draw(CURVE, "mode-4", "4", "", "x");
        history("error", "Error", "whole courses of held-out curves, relative", error, ridge, deeponet, fno).log();
        plot("cost", "Cost", "thousand multiplications to predict a course").draw(BARS, "cost", "multiplications / 1000");
        history("span", "What the modes cannot span", "held-out courses from their best amplitudes, relative", reconstruction).log();

        always("cheapest", "multiplications over those of the Fourier operator", gauge("operations-ratio", "Share of the Fourier operator's multiplications", "", s -> operations("dmd", s.modes.rank()) / operations("fno", s.modes.rank())), atMost(1), "counted");
        reference("heat", "heat: eigenvalues, worst error", atMost(1e-6), "closed form e^(−νk²Δt)", t -> t.value(eigenvalue), "equation=heat");
        reference("laplace", "Laplace: eigenvalues, worst error", atMost(1e-6), "closed form e^(−kΔy)", t -> t.value(eigenvalue), "equation=laplace");
        reference("spans", "heat: held-out courses from their modes, relative", atMost(1e-3), "as many sines as modes: exact but for rounding", t -> t.value(reconstruction), "equation=heat");
        var three = shared(t -> {
            double[] mean = new double[1];
            for (int seed = 1; seed <= 3; seed++) {
                Raced s = t.anew(seed).rest().state();
                mean[0] += s.errors.get("dmd") / s.errorRidge / 3;
            }
            return mean;
        });
        lengthy("ridge", "Burgers: error over that of the best ridge regression", atMost(0.8), "our runs, mean of 3 seeds", three, r -> r[0]);

        opens("What becomes of a curve", "Twenty modes fade, each at its pace; a network says how much there is of each.").pictured(60);
        preset("heat", "Heat, exactly", "The modes are sines and the eigenvalues known: nothing is left to chance but the amplitudes.").set("equation=heat").panes("spectrum", "draw", "modes", "error").pictured(40);
        preset("shock", "A shock in six modes", "Small viscosity and few modes: what they cannot span, no network can learn.").set("viscosity=0.02", "rank=6").pictured(60);
        preset("lecture", "Laplace above a rod", "The same code, upwards instead of onwards in time.").set("equation=laplace", "interval=0.1").pictured(40);
        tiny("pairs=12 rank=4 batch=4 iterations=4 iterations-per-step=2", "pairs=12 rank=4 batch=4 iterations=2 iterations-per-step=1 equation=heat", "pairs=10 rank=3 batch=4 iterations=2 equation=laplace");
    }

    private static double eigenvalueError(Raced s, double nu, double dt) {
        double[] found = s.modes.eigenvalues();
        double worst = 0;
        for (int k = 0; k < s.modes.rank(); k++) {
            worst = Math.max(worst, Math.hypot(found[2 * k] - s.problem.factor(k + 1, nu, dt), found[2 * k + 1]));
        }
        return worst;
    }

    /** Of a whole course from a curve, with modes and trunk tabulated, and transforms counted as 2 n log₂ n. */
    private static double operations(String learner, int rank) {
        double branch = (double) N * HIDDEN + HIDDEN * HIDDEN;
        return switch (learner) {
            case "dmd" -> branch + (HIDDEN + N) * 2.0 * rank + 2.0 * rank * ALL;
            case "deeponet" -> branch + HIDDEN * PRODUCTS + (double) PRODUCTS * ALL;
            default -> FNO_BLOCKS * (2.0 * FNO_WIDTH * 2 * 2 * N * Math.log(2 * N) / Math.log(2) + 4.0 * FNO_MODES * FNO_WIDTH * FNO_WIDTH + 2.0 * N * FNO_WIDTH * FNO_WIDTH)
                    + 2.0 * N * (FNO_WIDTH + 2 * FNO_WIDTH * FNO_WIDTH + 2 * FNO_WIDTH * STEPS);
        };
    }

    private static Weights.Owner net(String learner, int rank) {
        return switch (learner) {
            case "dmd" -> () -> Weights.of(new Dense("linear", N, 2 * rank), branch(2 * rank)).parts();
            case "deeponet" -> () -> Weights.of(branch(PRODUCTS), trunk()).parts();
            default -> fno();
        };
    }

    private static Perceptron branch(int outputs) {
        return new Perceptron("branch", Value::tanh, N, HIDDEN, HIDDEN, outputs);
    }

    private static Perceptron trunk() {
        return new Perceptron("trunk", Value::tanh, 2, HIDDEN, HIDDEN, PRODUCTS);
    }

    private static OperatorNetwork fno() {
        return OperatorNetwork.fourier("fno", 1, 1, FNO_WIDTH, STEPS, FNO_MODES, FNO_BLOCKS);
    }

    /** Batch × all snapshots of some curves, the first one included. */
    private static Value predicted(String learner, Raced s, Theta w, double[][] x) {
        int b = x.length;
        Value u = w.tape().of(joined(x), b, N);
        int r = 2 * s.modes.rank();
        return switch (learner) {
            case "dmd" -> new Dense("linear", N, r).apply(w, u).plus(branch(r).apply(w, u)).matmul(w.tape().of(s.synthesis, r, ALL));
            case "deeponet" -> {
                double[] places = new double[2 * ALL];
                for (int k = 0; k < ALL; k++) {
                    places[2 * k] = 2.0 * (k % N) / N - 1;
                    places[2 * k + 1] = 2.0 * (k / N) / STEPS - 1;
                }
                yield branch(PRODUCTS).apply(w, u).matmul(trunk().apply(w, w.tape().of(places, ALL, 2)).transposed()).times(1 / Math.sqrt(PRODUCTS));
            }
            default -> {
                // Extended as an odd function it is periodic, which suits the operator.
                double[][] odd = Arrays.stream(x).map(RodProblem::odd).toArray(double[][]::new);
                Value later = fno().apply(w, w.tape().of(joined(odd), b, 1, 2 * N)).slice(2, 0, N).reshape(b, STEPS * N);
                yield Value.cat(1, u, later);
            }
        };
    }

    private static double[] joined(double[][] rows) {
        double[] all = new double[rows.length * rows[0].length];
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(rows[k], 0, all, k * rows[0].length, rows[0].length);
        }
        return all;
    }

    @Override
    protected Raced start(Knobs p, Philox random) {
        RodProblem problem = new RodProblem(p.get(equation), p.is(equation, "burgers") ? 8 : p.get(rank));
        double[][] x = problem.curves(random.stream(EXAMPLES), p.get(pairs));
        double[][] testX = problem.curves(random.stream(HELD_OUT), TESTED);
        double[][] y = problem.courses(x, p.get(viscosity), p.get(interval));
        double[][] testY = problem.courses(testX, p.get(viscosity), p.get(interval));
        ExactModes modes = ExactModes.of(snapshots(y, 0), snapshots(y, 1), p.get(rank));
        double[] synthesis = modes.synthesis(STEPS);
        Race<Fit> fits = Race.of(LEARNERS, l -> Fit.start(Weights.of(net(l, modes.rank())), AdamW.ADAM, random.stream(10 + LEARNERS.indexOf(l))));
        Matrix ridge = null;
        double least = Double.POSITIVE_INFINITY;
        Matrix a = Matrix.of(x.length, N, joined(x));
        Matrix square = a.transposed().times(a);
        Matrix product = Matrix.of(y.length, ALL, joined(y)).transposed().times(a);
        for (double lambda : RIDGES) {
            Matrix w = product.over(square.plusIdentity(lambda * square.trace() / N));
            double e = error(Arrays.stream(testX).map(w::times).toArray(double[][]::new), testY);
            if (e < least) {
                least = e;
                ridge = w;
            }
        }
        Raced s = new Raced(problem, x, y, testX, testY, modes, synthesis, ridge, reconstruction(synthesis, modes.rank(), testX, testY), fits, null, least, testX[0], testY[0]);
        return judged(s, CancelToken.current());
    }

    /** Snapshots from one on, but for those that have no partner, a column each. */
    private static Matrix snapshots(double[][] y, int from) {
        double[] rows = new double[y.length * STEPS * N];
        for (int k = 0; k < y.length; k++) {
            System.arraycopy(y[k], from * N, rows, k * STEPS * N, STEPS * N);
        }
        return Matrix.of(y.length * STEPS, N, rows).transposed();
    }

    private static double reconstruction(double[] synthesis, int rank, double[][] x, double[][] y) {
        double[] first = new double[N * 2 * rank];
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < 2 * rank; k++) {
                first[i * 2 * rank + k] = synthesis[k * ALL + i];
            }
        }
        Matrix toCourse = Matrix.of(2 * rank, ALL, synthesis).transposed();
        return error(Arrays.stream(x).map(u -> toCourse.times(LeastSquares.solve(first, 2 * rank, u))).toArray(double[][]::new), y);
    }

    private static double error(double[][] found, double[][] exact) {
        double off = 0;
        double size = 0;
        for (int k = 0; k < exact.length; k++) {
            for (int j = 0; j < exact[k].length; j++) {
                off += (found[k][j] - exact[k][j]) * (found[k][j] - exact[k][j]);
                size += exact[k][j] * exact[k][j];
            }
        }
        return Math.sqrt(off / size);
    }

    private static double[][] evaluated(String learner, Raced s, Fit fit, double[][] x, CancelToken cancel) {
        double[] all = fit.evaluate(cancel, w -> predicted(learner, s, w, x));
        return IntStream.range(0, x.length).mapToObj(k -> Arrays.copyOfRange(all, k * ALL, (k + 1) * ALL)).toArray(double[][]::new);
    }

    private static Raced judged(Raced s, CancelToken cancel) {
        Race<Double> errors = s.fits.then((l, fit) -> error(evaluated(l, s, fit, s.testX, cancel), s.testY));
        return new Raced(s.problem, s.x, s.y, s.testX, s.testY, s.modes, s.synthesis, s.ridge, s.reconstruction, s.fits, errors, s.errorRidge, s.drawn, s.course);
    }

    @Override
    protected Raced next(Raced s, Turn t) {
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), 20);
            fits = fits.then((l, fit) -> {
                Fit f = fit;
                for (int k = 0; k < EQUAL.get(LEARNERS.indexOf(l)); k++) {
                    int[] which = draw.picks(PICKS + k, draw.batch(), s.x.length);
                    double[][] x = Arrays.stream(which).mapToObj(i -> s.x[i]).toArray(double[][]::new);
                    double[] y = joined(Arrays.stream(which).mapToObj(i -> s.y[i]).toArray(double[][]::new));
                    f = f.step(t.context().cancel(), rate, w -> predicted(l, s, w, x).minus(w.tape().of(y, which.length, ALL)).square().mean());
                }
                return f;
            });
        }
        return judged(new Raced(s.problem, s.x, s.y, s.testX, s.testY, s.modes, s.synthesis, s.ridge, s.reconstruction, fits, s.errors, s.errorRidge, s.drawn, s.course), t.context().cancel());
    }

    @Override
    protected Raced painted(Raced s, Knobs p, List<Stroke> strokes) {
        double[] drawn = RodProblem.drawn(s.testX[0], strokes);
        double[] course = s.problem.courses(new double[][] {drawn}, p.get(viscosity), p.get(interval))[0];
        return new Raced(s.problem, s.x, s.y, s.testX, s.testY, s.modes, s.synthesis, s.ridge, s.reconstruction, s.fits, s.errors, s.errorRidge, drawn, course);
    }

    @Override
    protected void look(Raced s, Knobs p, Look to) {
        double[] found = evaluated("dmd", s, s.fits.get("dmd"), new double[][] {s.drawn}, to.context().cancel())[0];
        double[] time = IntStream.range(0, ALL).mapToDouble(k -> k / N * p.get(interval)).toArray();
        double[] lines = new double[2 * ALL];
        double[] points = new double[2 * ALL];
        for (int k = 0; k < ALL; k++) {
            lines[2 * k] = RodProblem.place(k % N);
            lines[2 * k + 1] = RodProblem.TALL * found[k];
            points[2 * k] = lines[2 * k];
            points[2 * k + 1] = RodProblem.TALL * s.course[k];
        }
        to.paths("course", 2, lines, IntStream.rangeClosed(0, STEPS + 1).map(k -> k * N).toArray(), new Layer.Field("time", "time", "", time));
        to.points("exact", 2, points, new double[] {0.012}, new Layer.Field("time", "time", "", time));
        double[] circle = new double[2 * 121];
        Arrays.setAll(circle, k -> k % 2 == 0 ? Math.cos(2 * Math.PI * (k / 2) / 120) : Math.sin(2 * Math.PI * (k / 2) / 120));
        to.path("circle", circle);
        to.points("eigenvalues", 2, s.modes.eigenvalues(), new double[] {0.02}, new Layer.Field[0]);
        if (!s.problem.isBurgers()) {
            double[] exact = new double[2 * s.modes.rank()];
            Arrays.setAll(exact, k -> k % 2 == 0 ? s.problem.factor(k / 2 + 1, p.get(viscosity), p.get(interval)) : 0);
            to.points("exact-eigenvalues", 2, exact, new double[] {0.035}, new Layer.Field("exact", "exact", "", new double[s.modes.rank()]));
        }
        double[] x = IntStream.range(0, N).mapToDouble(RodProblem::place).toArray();
        for (int k = 0; k < Math.min(4, s.modes.rank()); k++) {
            double[] mode = s.modes.mode(k);
            double most = Arrays.stream(mode).map(Math::abs).max().orElseThrow();
            to.series("mode-" + (k + 1), x, IntStream.range(0, N).mapToDouble(i -> mode[2 * i] / most).toArray());
        }
        to.bars("cost", List.of("DMD", "DeepONet", "FNO"), LEARNERS.stream().mapToDouble(l -> operations(l, s.modes.rank()) / 1000).toArray());
    }
}

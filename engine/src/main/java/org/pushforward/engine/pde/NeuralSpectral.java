package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.BasisConvolution;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.nsm}: an operator from coefficients to coefficients that is trained on the coefficients of the equation's residual, without data (Du, Chalapathi &
 * Krishnapriyan 2024), beside the same network trained on residuals at the points of a grid.
 */
public final class NeuralSpectral extends Study<NeuralSpectral.Trained> {

    private static final List<String> LOSSES = List.of("spectral", "grid");
    private static final int TESTED = 8;
    private static final int BLOCKS = 3;
    /** Places a side of the grid on which errors are measured. */
    private static final int GRID = 32;
    private static final int DRAWN = 1;
    private static final int HELD_OUT = 2;

    /**
     * @param errors relative, over the held-out inputs, on the grid
     * @param residuals root mean square of each coefficient of the residual over the held-out inputs
     * @param solutions coefficients of the solution of the function shown
     */
    record Trained(SpectralProblem problem, OperatorNetwork net, BasisConvolution basis, double[][] inputs, double[][] exact, Race<Fit> fits, Race<Double> errors, Race<double[]> residuals, Race<double[]> fields,
            double parseval) { }

    private final Knob<String> problem;
    private final Knob<Integer> modes;
    private final Knob<Double> length;
    private final Knob<Double> viscosity;
    private final Knob<String> loss;
    private final Knob<Integer> width;
    private final Knob<Integer> shown;
    private final Training training;

    public NeuralSpectral() {
        super("pde.nsm", "Trained on the spectrum of a residual", "No solution is ever shown to this network. It maps Fourier or Chebyshev coefficients of the data to those of a solution, the equation is applied to them exactly, and what is left, coefficient by coefficient, is the loss; "
                + "by Parseval's identity this is the mean square of the residual over all of space. Beside it the same network learns from residuals by differences on a grid with as many places as there are modes, and one more: it learns the equation of the grid, whose error of order h² stays. "
                + "With exact derivatives on the grid both losses of Poisson's equation are one number. A prediction costs the same whatever the resolution it is asked for. "
                + "Smaller than the paper's problems: 15 × 15 modes for 31 × 31, and of reaction and diffusion 15 × 31 for 32 × 64.",
                List.of("min Σ_k |R̂_k|²", "∫ R² = Σ_k |R̂_k|²", "Poisson: R = −Δu − s,  R̂_k = |κ|² û_k − ŝ_k", "reaction: R = u_t − ν u_xx − ρ u(1 − u)"),
                new Citation("Y. Du, N. Chalapathi, A. S. Krishnapriyan", 2024, "Neural Spectral Methods: Self-supervised learning in the spectral domain", "2312.05225"));
        group("Equation");
        problem = choice("problem", "P", "Problem", List.of("poisson", "reaction-diffusion"), "poisson", "On a torus, or on a circle in time.");
        length = real("length", "ℓ", "Length", 0.1, 0.05, 0.3, "Correlation length of what is given.").within(0.02, 1).but(0.2, problem, "reaction-diffusion");
        viscosity = real("viscosity", "ν", "Viscosity", 0.01, 0.005, 0.1, "Of reaction and diffusion.").within(0.001, 1).log().when(problem, "reaction-diffusion");
        shown = whole("shown", "i", "Function", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        group("Network");
        modes = whole("modes", "m", "Modes", 15, 7, 15, "Of each axis of the torus; or Chebyshev polynomials of time, with 2m + 1 modes of space.").within(3, 21);
        width = whole("width", "w", "Width", 12, 4, 16, "Channels.").within(2, 24);
        loss = choice("loss", "L", "Loss of the rival", List.of("differences", "exact"), "differences", "Residuals on the grid: by differences of second order, or with the derivatives of the basis.");
        training = trainingOnFields(5e-3, 8, 1200, 3);
        refuse(p -> p.is(problem, "poisson") && p.get(modes) % 2 == 0, p -> p.get(modes) + " modes of an axis of the torus are no constant with pairs of sine and cosine: take an odd number");
        pace(20);

        var error = gauge("error", "Spectral residual", "", s -> s.errors.get("spectral"));
        var errorGrid = gauge("error-grid", "Residual on a grid", "", s -> s.errors.get("grid"));
        var parseval = gauge("parseval-error", "Parseval's identity", "", Trained::parseval);
        var residual = gauge("residual", "Spectral residual", "", s -> Vectors.norm(s.residuals.get("spectral")));
        var residualGrid = gauge("residual-grid", "Residual on a grid", "", s -> Vectors.norm(s.residuals.get("grid")));
        seldom("loss-difference", "Both losses of one network, relative", "", NeuralSpectral::lossDifference).when(s -> s.problem.isPoisson());
        gauge("operations", "Multiplications of a prediction", "", s -> operations(s, GRID));

        multiples("fields", "Solutions", "of a held-out function; exact, and by both networks").draw(FILL, "exact", "exact").draw(FILL, "spectral", "spectral residual").draw(FILL, "grid", "residual on a grid");
        plane("residual-spectrum", "Spectrum of the residual", "every coefficient, root mean square over held-out functions").draw(CELLS, "residual-spectrum", "residual").log();
        history("error", "Error", "held-out functions, relative", error, errorGrid).log();
        plot("shells", "Residual by wave number", "root of the sum over shells").draw(CURVE, "shells-spectral", "spectral residual", "", "wave number").draw(CURVE, "shells-grid", "residual on a grid", "", "wave number").draw(CURVE, "shells-given", "of no network", "", "wave number").log();
        history("residual", "Residual", "of all coefficients", residual, residualGrid).log();
        plot("cost", "Cost of a prediction", "million multiplications against the places a side that are asked for").draw(CURVE, "cost-modes", "modes, then their sum", "", "places").draw(CURVE, "cost-grid", "a network on that grid", "", "places").log().logX();

        always("parseval", "mean square of the residual less the sum over its coefficients, relative", parseval, atMost(1e-12), "identity");
        reference("exact", "Poisson: residual of the exact solution, relative", atMost(1e-12), "closed form ŝ/|κ|²", t -> exactResidual(t.state()));
        reference("same", "Poisson: spectral loss less that at grid points with exact derivatives, relative", atMost(1e-5), "Parseval; 32 bits", t -> lossDifference(t.steps(3).state()), "iterations-per-step=1", "width=4");
        var poisson = shared(NeuralSpectral::threeSeeds);
        String ours = "our runs, mean of 3 seeds";
        lengthy("poisson", "Poisson: error", atMost(0.01), ours, poisson, r -> r[0]);
        lengthy("floor", "Poisson: error over that of the network trained on differences", atMost(0.3), ours + "; the grid's own error is the floor", poisson, r -> r[0] / r[1]);
        lengthy("reaction", "reaction and diffusion: error", atMost(0.05), ours + ", against Runge–Kutta 4", shared(NeuralSpectral::threeSeeds, "problem=reaction-diffusion", "iterations=900"), r -> r[0]);

        opens("Mode by mode", "The spectrum of the residual sinks, and a solution appears that nobody had computed.").pictured(150);
        preset("reaction", "Reaction and diffusion", "Chebyshev polynomials in time, Fourier in space; the nonlinear term is an exact product. Solutions are smooth here, and the grid does as well.").set("problem=reaction-diffusion", "iterations=900").pictured(120);
        preset("one", "One and the same", "With exact derivatives on the grid the rival is trained on the same number, and learns as well.").set("loss=exact").pictured(120);
        preset("lecture", "What does a grid learn?", "The rival solves the equation of its grid: its residual stays where waves are short.").panes("shells", "fields", "error", "cost").pictured(150);
        tiny("modes=3 width=2 batch=2 iterations=4 iterations-per-step=2", "problem=reaction-diffusion modes=4 width=2 batch=2 iterations=2 iterations-per-step=1", "modes=3 width=2 batch=2 iterations=2 loss=exact");
    }

    private static double[] threeSeeds(Trial<Trained> t) {
        double[] mean = new double[2];
        for (int seed = 1; seed <= 3; seed++) {
            Trained s = t.anew(seed).rest().state();
            for (int l = 0; l < 2; l++) {
                mean[l] += s.errors.states().get(l) / 3;
            }
        }
        return mean;
    }

    private static double exactResidual(Trained s) {
        double[] w = s.problem.first().waves();
        int q = s.problem.q();
        double[] u = s.inputs[0].clone();
        for (int k = 1; k < u.length; k++) {
            u[k] /= w[k / q] * w[k / q] + w[k % q] * w[k % q];
        }
        double[] r = s.fits.get("spectral").precise().evaluate(CancelToken.current(), v -> s.problem.residual(v.tape().of(u, 1, s.problem.p(), q), new double[][] {s.inputs[0]}));
        return Vectors.norm(r) / Vectors.norm(s.inputs[0]);
    }

    private static double lossDifference(Trained s) {
        Fit fit = s.fits.get("spectral");
        double a = fit.evaluate(CancelToken.current(), w -> loss(s, w, s.inputs, "spectral", true))[0];
        double b = fit.evaluate(CancelToken.current(), w -> loss(s, w, s.inputs, "grid", true))[0];
        return Math.abs(a / b - 1);
    }

    /** With the solution of a network of m × m places where that is what it works on; of ours the sum over its modes alone grows. */
    private static double operations(Trained s, int m) {
        return network(s, s.problem.n1() * (double) s.problem.n2()) + (double) m * s.problem.p() * (s.problem.q() + m);
    }

    private static double network(Trained s, double places) {
        double w = s.net.width();
        double p = s.problem.p();
        double q = s.problem.q();
        return places * (s.net.inputs() * w + 4 * w * w + BLOCKS * (w * w + 2 * w * (p + q))) + BLOCKS * p * q * w * w;
    }

    @Override
    protected Trained start(Knobs p, Philox random) {
        SpectralProblem q = SpectralProblem.of(p.is(problem, "poisson"), p.get(modes), p.get(length), p.get(viscosity));
        BasisConvolution basis = new BasisConvolution("basis", p.get(width), q.first(), q.n1(), q.second(), q.n2());
        OperatorNetwork net = new OperatorNetwork("net", 2, q.channels(), p.get(width), 1,
                IntStream.range(0, BLOCKS).<OperatorNetwork.Mixing>mapToObj(b -> new BasisConvolution("mix." + b, p.get(width), q.first(), q.n1(), q.second(), q.n2())).toList());
        double[][] inputs = IntStream.range(0, TESTED).mapToObj(k -> q.input(random.stream(HELD_OUT), k)).toArray(double[][]::new);
        double[][] exact = Arrays.stream(inputs).map(u -> q.exact(u, GRID)).toArray(double[][]::new);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, random);
        return judged(new Trained(q, net, basis, inputs, exact, Race.of(LOSSES, _ -> fit), null, null, null, 0), CancelToken.current());
    }

    private static Value solution(Trained s, Theta w, double[][] inputs) {
        Value y = s.net.apply(w, s.problem.channels(w.tape(), inputs)).at(1, 0);
        return s.problem.solution(s.basis.coefficients(y), inputs);
    }

    /** The mean over a batch of what is left of the equation. */
    private static Value loss(Trained s, Theta w, double[][] inputs, String manner, boolean isExact) {
        Value u = solution(s, w, inputs);
        if (manner.equals("spectral")) {
            return s.problem.residual(u, inputs).square().sum().times(1.0 / inputs.length);
        }
        int m = s.problem.n2();
        Value r = isExact ? s.problem.onGrid(s.problem.residual(u, inputs), m) : s.problem.differences(u, inputs, m);
        return r.square().mean();
    }

    @Override
    protected Trained next(Trained s, Turn t) {
        Race<Fit> fits = s.fits;
        boolean isExact = t.p().is(loss, "exact");
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), 20);
            double[][] inputs = IntStream.range(0, draw.batch()).mapToObj(k -> s.problem.input(draw.random().stream(DRAWN).stream(draw.iteration()), k)).toArray(double[][]::new);
            fits = fits.then((manner, fit) -> fit.step(t.context().cancel(), rate, w -> loss(s, w, inputs, manner, isExact)));
        }
        return judged(new Trained(s.problem, s.net, s.basis, s.inputs, s.exact, fits, null, null, null, 0), t.context().cancel());
    }

    private static Trained judged(Trained s, CancelToken cancel) {
        int size = s.problem.p() * s.problem.q();
        Race<double[]> fields = s.fits.then((_, fit) -> fit.evaluate(cancel, w -> s.problem.onGrid(solution(s, w, s.inputs), GRID)));
        double[] exact = SpectralProblem.joined(s.exact);
        Race<Double> errors = fields.then((_, u) -> {
            double[] e = new double[u.length];
            Arrays.setAll(e, k -> u[k] - exact[k]);
            return Vectors.norm(e) / Vectors.norm(exact);
        });
        Race<double[]> all = s.fits.then((_, fit) -> fit.evaluate(cancel, w -> s.problem.residual(solution(s, w, s.inputs), s.inputs)));
        Race<double[]> residuals = all.then((_, r) -> IntStream.range(0, size).mapToDouble(k -> Math.sqrt(IntStream.range(0, TESTED).mapToDouble(i -> r[i * size + k] * r[i * size + k]).sum() / TESTED)).toArray());
        return new Trained(s.problem, s.net, s.basis, s.inputs, s.exact, s.fits, errors, residuals, fields, parseval(s.problem, Arrays.copyOf(all.get("spectral"), size)));
    }

    /** The mean square at the nodes of both bases against the sum of squares of coefficients. */
    private static double parseval(SpectralProblem q, double[] residual) {
        Matrix a = Matrix.of(q.n1(), q.p(), q.first().values(q.first().nodes(q.n1())));
        Matrix b = Matrix.of(q.n2(), q.q(), q.second().values(q.second().nodes(q.n2())));
        double[] values = a.times(Matrix.of(q.p(), q.q(), residual)).times(b.transposed()).toArray();
        return Math.abs(Vectors.dot(values, values) / values.length / Vectors.dot(residual, residual) - 1);
    }

    @Override
    protected void look(Trained s, Knobs p, Look to) {
        int i = p.get(shown) - 1;
        boolean isPoisson = s.problem.isPoisson();
        to.field("exact", GRID, GRID, Rect.UNIT, lying(s.exact[i], isPoisson));
        for (String manner : LOSSES) {
            to.field(manner, GRID, GRID, Rect.UNIT, lying(Arrays.copyOfRange(s.fields.get(manner), i * GRID * GRID, (i + 1) * GRID * GRID), isPoisson));
            to.series("shells-" + manner, shells(s), shell(s, s.residuals.get(manner)));
        }
        to.field("residual-spectrum", s.problem.p(), s.problem.q(), new Rect(0, 0, s.problem.p(), s.problem.q()), Arrays.stream(s.residuals.get("spectral")).map(r -> Math.max(r, 1e-5)).toArray());
        if (isPoisson) {
            double[] given = new double[s.problem.p() * s.problem.q()];
            Arrays.setAll(given, k -> Math.sqrt(Arrays.stream(s.inputs).mapToDouble(u -> u[k] * u[k]).average().orElseThrow()));
            to.series("shells-given", shells(s), shell(s, given));
        }
        double[] sides = {16, 32, 64, 128, 256, 512};
        to.series("cost-modes", sides, Arrays.stream(sides).map(m -> 1e-6 * operations(s, (int) m)).toArray());
        to.series("cost-grid", sides, Arrays.stream(sides).map(m -> 1e-6 * network(s, m * m)).toArray());
    }

    /** Time goes up where there is time. */
    private static double[] lying(double[] field, boolean isPoisson) {
        double[] f = new double[field.length];
        Arrays.setAll(f, k -> isPoisson ? field[k] : field[k % GRID * GRID + k / GRID]);
        return f;
    }

    private static double[] shells(Trained s) {
        return IntStream.rangeClosed(1, s.problem.q() / 2).mapToDouble(k -> k).toArray();
    }

    /** By the largest of the wave numbers of both axes; of time and space, by that of space. */
    private static double[] shell(Trained s, double[] r) {
        double[] e = new double[s.problem.q() / 2];
        for (int k = 0; k < r.length; k++) {
            int a = (k % s.problem.q() + 1) / 2;
            int of = s.problem.isPoisson() ? Math.max((k / s.problem.q() + 1) / 2, a) : a;
            if (of > 0) {
                e[of - 1] += r[k] * r[k];
            }
        }
        return Arrays.stream(e).map(v -> Math.sqrt(Math.max(v, 1e-16))).toArray();
    }
}

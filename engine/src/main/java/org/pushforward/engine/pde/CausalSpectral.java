package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
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
 * {@code pde.neusa}: a field by its sines, whose amplitudes follow an ordinary differential equation: the linear wave exactly, the rest learned from the residual
 * (Bizzi et al. 2025), beside a physics-informed network of points.
 */
public final class CausalSpectral extends Study<CausalSpectral.Duel> {

    private static final List<String> BOTH = List.of("neusa", "pinn");
    private static final int NX = WaveProblem.NX;
    private static final int STEPS = WaveProblem.STEPS;
    /** Gradient steps on a course that is held. */
    private static final int HELD = 8;
    /** Iterations of the rival to one of the spectral network, held and through, which take about equal CPU time. */
    private static final int EQUAL = 4;
    private static final int EQUAL_THROUGH = 12;
    private static final int POINTS = 400;
    /** Twice the rate suits the rival better than once, or half. */
    private static final double RIVAL_RATE = 2;

    /**
     * @param fields u at all places and times, x fast, of both
     * @param start the field before any training
     * @param linear difference of that and the linear solution in closed form, largest
     */
    record Duel(WaveProblem problem, CausalFlow flow, PointNetwork rival, double[] exact, Race<Fit> fits, Race<double[]> fields, double[] start, double linear) { }

    private final Knob<String> problem;
    private final Knob<Double> amplitude;
    private final Knob<Double> width;
    private final Knob<Integer> modes;
    private final Knob<Integer> hidden;
    private final Knob<String> gradient;
    private final Training training;

    public CausalSpectral() {
        super("pde.neusa", "A network that begins as the linear wave", "The amplitudes of a few dozen sines follow an ordinary differential equation. Its linear part, a wave of speed 1 or diffusion, is exact from the start; a small network adds what is missing and learns it from the residual of the equation along its own course, "
                + "step after step through time. So before any training the field is already the linear solution, and it bends into the true one; and what happens later cannot change what was before. Beside it a network of points in space and time, with the initial values built in, "
                + "learns from residuals all over at once, in about equal CPU time. The paper differentiates through the whole course; here it is held for a few gradient steps and then followed anew, which has the same solutions and takes far less time. In one dimension; the paper's waves in the plane and its seismic medium are larger.",
                List.of("u = Σ_k û_k(t) φ_k(x),  φ_k = √(2/L) sin(kπ(x + 4)/L)", "û_tt = −ω² û + f_θ(û),  f_θ = 0 at first", "min Σ_j ‖f_θ(û(t_j)) − P N(u(t_j))‖²", "sine-Gordon: u_tt = u_xx − 10 sin u", "layers: u_tt = c(x)² u_xx"),
                new Citation("A. Bizzi, L. M. Moreira, M. Marques, L. Mendonça, C. J. de Oliveira, V. Balestro, L. dos Santos Fernandez, D. Yukimura, P. Petrov, J. M. Pereira, T. Novello, L. Nissenbaum", 2025,
                        "Neuro-Spectral Architectures for Causal Physics-Informed Networks", "2509.04966"));
        group("Equation");
        problem = choice("problem", "P", "Problem", WaveProblem.NAMES, "sine-gordon", "A nonlinear wave, Burgers' equation, or a wave through layers of speeds 1, 1.25 and 1.5.");
        amplitude = real("amplitude", "A", "Amplitude", 1, 0.2, 2, "Of the bump A e^(−x²/2σ²) at the start.").within(-4, 4);
        width = real("width", "σ", "Width", 0.3, 0.2, 0.6, "Of the bump.").within(0.1, 1.5);
        group("Network");
        modes = whole("modes", "M", "Sines", 48, 16, 64, "Amplitudes that are followed.").within(4, 80);
        hidden = whole("hidden", "H", "Hidden", 64, 16, 128, "Units of each of two hidden layers.").within(2, 192).log();
        gradient = choice("gradient", "∂", "Gradient", List.of("held", "through"), "held", "A course is held for " + HELD + " gradient steps on its residual, then followed anew; or every step differentiates through the whole course, as in the paper.");
        training = training(real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 1e-1, "Of Adam, at first.").within(1e-8, 10).log().live(),
                whole("iterations", "N", "Iterations", 300, 50, 2000, "Courses of the spectral network; the rival does " + EQUAL + " or " + EQUAL_THROUGH + " to one.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 1, 1, 10, "Between two pictures.").within(1, 100));
        pace(20);

        var error = gauge("error", "Spectral network", "", s -> error(s, s.fields.get("neusa")));
        var pinn = gauge("error-pinn", "Network of points", "", s -> error(s, s.fields.get("pinn")));
        var start = gauge("error-start", "Linear solution", "", s -> error(s, s.start));
        var linear = gauge("linear-difference", "Before training, less the linear solution", "", Duel::linear);
        var loss = gauge("residual", "Residual along the course", "", s -> s.fits.get("neusa").loss()).when(s -> s.fits.get("neusa").iterations() > 0);

        multiples("fields", "Space and time", "x to the right, time upwards; a converged reference, both networks, and the linear solution").draw(FILL, "exact", "reference").draw(FILL, "field", "spectral network").draw(FILL, "pinn", "network of points").draw(FILL, "linear", "linear solution");
        plot("end", "At the end", "u at time 3").draw(CURVE, "end-exact", "reference", "", "x").draw(CURVE, "end-neusa", "spectral network", "", "x").draw(CURVE, "end-pinn", "network of points", "", "x").draw(CURVE, "end-linear", "linear solution", "", "x");
        history("error", "Error", "over space and time, relative", error, pinn, start).log();
        plot("times", "Error in time", "of each moment, over the largest size of u at any").draw(CURVE, "times-neusa", "spectral network", "", "t").draw(CURVE, "times-pinn", "network of points", "", "t").draw(CURVE, "times-linear", "linear solution", "", "t").log();
        history("residual", "Residual", "mean square along the course", loss).log();

        always("linear", "before training: field less the linear solution", linear, atMost(1e-10), "closed form Σ û_k cos ω_k t φ_k");
        reference("causal", "a course to half of the time against the first half of a course to all of it, largest difference", atMost(0), "no later time enters an earlier", CausalSpectral::halfDifference, "iterations=4", "hidden=16");
        reference("converged", "reference solution against one of half the steps, relative", atMost(1e-4), "converged Runge–Kutta 4", t -> t.state().problem.refinement());
        var three = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 3; seed++) {
                var run = t.anew(seed).rest();
                mean[0] += run.value(error) / 3;
                mean[1] += run.value(pinn) / 3;
            }
            return mean;
        });
        String ours = "our runs, mean of 3 seeds";
        lengthy("sine-gordon", "sine-Gordon: error", atMost(0.006), ours + ", against a converged spectral solution", three, r -> r[0]);
        lengthy("pinn", "sine-Gordon: error over that of the network of points", atMost(0.006), ours, three, r -> r[0] / r[1]);

        opens("Bent into the truth", "Before the first iteration it is the linear wave; then it bends.").pictured(90);
        preset("through", "Through the whole course", "As in the paper: a gradient through all steps costs as much as eight without, and gets less far in the time.").set("gradient=through", "learning-rate=0.01", "iterations=120").pictured(20);
        preset("layers", "Through three layers", "The speed changes at two places; what the network has to learn is linear.").set("problem=layers").pictured(60);
        preset("shock", "A shock with few sines", "Burgers' equation: forty-eight sines ring at the front, and what rings is learned.").set("problem=burgers", "amplitude=2").pictured(60);
        preset("lecture", "Causality", "The error of the one grows with time; the other is wrong everywhere at once.").panes("times", "fields", "error", "end").pictured(60);
        tiny("modes=6 hidden=4 iterations=2", "problem=burgers modes=6 hidden=4 iterations=2", "problem=layers modes=6 hidden=4 iterations=2 gradient=through");
    }

    private static double error(Duel s, double[] field) {
        double[] e = new double[field.length];
        Arrays.setAll(e, k -> field[k] - s.exact[k]);
        return Vectors.norm(e) / Vectors.norm(s.exact);
    }

    private static double halfDifference(Trial<Duel> t) {
        Duel s = t.rest().state();
        double[] all = s.flow.states(s.fits.get("neusa"), STEPS, CancelToken.current());
        double[] half = s.flow.states(s.fits.get("neusa"), STEPS / 2, CancelToken.current());
        return IntStream.range(0, half.length).mapToDouble(k -> Math.abs(all[k] - half[k])).max().orElseThrow();
    }

    @Override
    protected Duel start(Knobs p, Philox random) {
        WaveProblem q = WaveProblem.of(p.get(problem), p.get(amplitude), p.get(width));
        CausalFlow flow = new CausalFlow(q, p.get(modes), p.get(hidden));
        PointNetwork rival = new PointNetwork(q);
        Race<Fit> fits = new Race<>(BOTH, List.of(Fit.start(Weights.of(flow), AdamW.ADAM, random.stream(1)).precise(), Fit.start(Weights.of(rival), AdamW.ADAM, random.stream(2))));
        double[] exact = q.exact();
        double[] untrained = flow.field(fits.get("neusa"), CancelToken.current());
        double[] linear = flow.linear();
        double off = IntStream.range(0, linear.length).mapToDouble(k -> Math.abs(linear[k] - untrained[k])).max().orElseThrow();
        return new Duel(q, flow, rival, exact, fits, new Race<>(BOTH, List.of(untrained, rival.field(fits.get("pinn"), CancelToken.current()))), untrained, off);
    }

    @Override
    protected Duel next(Duel s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Fit neusa = s.fits.get("neusa");
        Fit pinn = s.fits.get("pinn");
        boolean isHeld = t.p().is(gradient, "held");
        for (int i = training.done(t.p(), t.step()); i < training.done(t.p(), t.step() + 1L); i++) {
            double rate = training.rate(t.p(), i, 10);
            if (isHeld) {
                double[] course = s.flow.states(neusa, STEPS, cancel);
                for (int k = 0; k < HELD; k++) {
                    neusa = neusa.step(cancel, rate, w -> s.flow.loss(w, course));
                }
            } else {
                neusa = neusa.step(cancel, rate, s.flow::loss);
            }
            int rounds = isHeld ? EQUAL : EQUAL_THROUGH;
            for (int k = 0; k < rounds; k++) {
                double[] xt = new double[2 * POINTS];
                t.random().stream(3).uniforms(0, POINTS, i * rounds + k, 2, xt, 0);
                pinn = pinn.step(cancel, RIVAL_RATE * rate, w -> s.rival.loss(w, xt));
            }
        }
        Race<Fit> fits = new Race<>(BOTH, List.of(neusa, pinn));
        return new Duel(s.problem, s.flow, s.rival, s.exact, fits, new Race<>(BOTH, List.of(s.flow.field(neusa, cancel), s.rival.field(pinn, cancel))), s.start, s.linear);
    }

    @Override
    protected void look(Duel s, Knobs p, Look to) {
        Rect box = new Rect(-WaveProblem.HALF, 0, WaveProblem.HALF, WaveProblem.END);
        double[] x = s.problem.places();
        double[] times = IntStream.rangeClosed(0, STEPS).mapToDouble(j -> WaveProblem.END * j / STEPS).toArray();
        List<String> names = List.of("exact", "field", "pinn", "linear");
        List<String> ends = List.of("exact", "neusa", "pinn", "linear");
        List<double[]> fields = List.of(s.exact, s.fields.get("neusa"), s.fields.get("pinn"), s.start);
        double scale = IntStream.rangeClosed(0, STEPS).mapToDouble(j -> Vectors.norm(Arrays.copyOfRange(s.exact, j * NX, (j + 1) * NX))).max().orElseThrow();
        for (int k = 0; k < fields.size(); k++) {
            double[] f = fields.get(k);
            double[] turned = new double[f.length];
            Arrays.setAll(turned, i -> f[i % (STEPS + 1) * NX + i / (STEPS + 1)]);
            to.field(names.get(k), NX, STEPS + 1, box, turned);
            to.series("end-" + ends.get(k), x, Arrays.copyOfRange(f, STEPS * NX, f.length));
            if (k > 0) {
                List<Double> e = new ArrayList<>();
                for (int j = 1; j <= STEPS; j++) {
                    double sum = 0;
                    for (int i = j * NX; i < (j + 1) * NX; i++) {
                        sum += (f[i] - s.exact[i]) * (f[i] - s.exact[i]);
                    }
                    e.add(Math.max(1e-6, Math.sqrt(sum) / scale));
                }
                to.series("times-" + ends.get(k), Arrays.copyOfRange(times, 1, times.length), e.stream().mapToDouble(v -> v).toArray());
            }
        }
    }
}

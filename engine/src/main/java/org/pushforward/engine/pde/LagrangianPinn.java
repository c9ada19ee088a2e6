package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.pde.TransportSolution.Learned;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code pinn.lagrangian}: a plain physics-informed network and one that learns characteristics race on convection and viscous Burgers.
 *
 * @see TransportNetworks
 */
public final class LagrangianPinn extends Study<LagrangianPinn.Duel> {

    private static final List<String> ALL = List.of("pinn", "lpinn");
    /** The plain network learns best at this part of the rate. */
    private static final double SLOWER = 0.6;
    /**
     * Adam for convection, of both networks: β₂ = 0.99. At c = 30, seeds 1 to 3, the two branches err by 0.038, 0.024, 0.032 against 0.091, 0.052, 0.050 at
     * 0.999, at c = 45 by 0.027 against 1; the plain network at c = 5 by 0.016 against 0.029, and from 20 on not less than before.
     */
    private static final AdamW FORGETFUL = new AdamW(0.9, 0.99, 1e-8, 0, Double.POSITIVE_INFINITY);
    /** What this program has reached by 2500 iterations at other speeds: mean errors of seeds 1 and 2. */
    private static final double[] SPEEDS = {1, 5, 10, 20, 30, 45, 60};
    private static final double[] PINN_ERRORS = {0.0104, 0.0161, 0.164, 0.999, 0.998, 1.097, 1.203};
    private static final double[] LPINN_ERRORS = {0.00079, 0.0037, 0.0081, 0.0181, 0.0310, 0.0272, 0.0399};
    private static final int LINES_DRAWN = 48;
    /** Of the characteristics. */
    private static final double TALL = 1.5;
    /** Lengths of a picture: one turn of the circle is as wide as all of the time is high. */
    private static final double WIDE = 2.4;

    /**
     * @param learned what the contestants say, on the grid and along characteristics
     */
    record Duel(TransportSolution exact, Race<TransportNetworks> nets, Race<Fit> fits, Race<Learned> learned) { }

    private final Knob<String> equation;
    private final Knob<String> method;
    private final Knob<String> form;
    private final Knob<Double> c;
    private final Knob<Double> nu;
    private final Knob<Integer> width;
    private final Knob<VectorValue> points;
    private final Training training;
    private final Gauge<Duel> pinn;
    private final Gauge<Duel> lpinn;

    public LagrangianPinn() {
        super("pinn.lagrangian", "Networks that ride along", "A network that is to solve a flow on a fixed frame must bend with every wave that passes; at a speed of 30 it gives up and "
                + "stays flat. Riding along a characteristic there is next to nothing to learn: one branch finds the path, another what is carried. Both have the same points, "
                + "iterations and width of layers; the plain one gets the loss and rate it learns best with. An iteration of two branches costs about a third more, and at "
                + "low speeds the plain network is good too. A single sine has only two modes in the fixed frame, so what the speed makes hard is the training, "
                + "not the size of the answer; Burgers shows the widths apart.",
                List.of("u_t + c u_x = ν u_xx,  or u_t + u u_x = ν u_xx", "x_t = c (or u),   u_t = ν (u_ξ/x_ξ)_ξ/x_ξ   along x(ξ, t),  x(ξ, 0) = ξ", "exact: e^(−νt) sin(x − ct), and Cole–Hopf"),
                new Citation("R. Mojgani, M. Balajewicz, P. Hassanzadeh", 2022, "Lagrangian PINNs: A causality-conforming solution to failure modes of physics-informed neural networks", "2205.02902").code("https://github.com/rmojgani/LPINNs"),
                new Citation("A. Krishnapriyan, A. Gholami, S. Zhe, R. Kirby, M. Mahoney", 2021, "Characterizing possible failure modes in physics-informed neural networks", "2109.01050"));
        group("Problem");
        equation = choice("equation", "E", "Equation", List.of("convection", "burgers"), "convection", "Linear at a constant speed, or a speed that is u itself.");
        c = real("c", "c", "Speed", 30, 0, 60, "Of the convection; for Burgers the mean of u.").within(0, 1000);
        nu = real("nu", "ν", "Viscosity", 0.01, 1e-3, 0.1, "Diffusion.").within(1e-3, 10).log();
        group("Networks");
        method = choice("method", "M", "Method", List.of("race", "pinn", "lpinn"), "race", "One of them or both.");
        form = choice("form", "F", "Form", List.of("corrected", "as-published"), "corrected", "Separate branches, derivatives by x, and paths in units of the speed; or as in the program of the authors.");
        width = whole("width", "H", "Width", 50, 8, 128, "Of the hidden layers.").within(2, 1024).log();
        points = vector("points", "N×M", "Points", 1, 2, "32,24", "Places and times that the equation is asked at.");
        group("Training");
        var rate = real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 5e-2, "Of Adam for LPINN, falling on half a cosine; PINN has 0.6 of it.").within(1e-8, 10).log().live();
        var iterations = whole("iterations", "N", "Iterations", 2500, 100, 20_000, "After which the training is finished.").within(1, 10_000_000).log();
        var each = whole("iterations-per-step", "k", "Iterations a step", 25, 1, 100, "Iterations between two pictures.").within(1, 100_000).log();
        training = training(rate, iterations, each);
        pace(30);
        refuse(p -> p.get(points).values().stream().anyMatch(n -> n < 4 || n > 1000 || n != Math.rint(n)),
                p -> "points is " + p.get(points) + ": two whole numbers from 4 to 1000 are needed, places and times, for example 32,24");

        pinn = error("pinn", "PINN");
        lpinn = error("lpinn", "LPINN");
        var loss = gauges("loss", "Loss", "", ALL, (s, who) -> s.fits.has(who) ? s.fits.get(who).loss() : 0);
        loss.forEach(g -> g.when(s -> s.fits.has(g.id().substring(5)) && s.fits.get(g.id().substring(5)).iterations() > 0));
        seen();
        history("loss", "Loss", "each its own, so that only its fall can be compared", loss).log();
        judged();
        opens("Standing still or riding along", "At a speed of 30 the plain network flattens out; the one on characteristics has it within a minute.").panes("fields", "characteristics", "snapshot", "error").pictured(100);
        preset("slow", "At a walk both arrive", "At a speed of 5 the plain network is good as well.").set("c=5").panes("fields", "snapshot", "error", "speeds").pictured(100);
        preset("burgers", "Characteristics that close up", "Burgers: fast fluid catches up with slow, and the paths crowd into the steep front.").set("equation=burgers", "c=10").panes("characteristics", "fields", "snapshot", "widths").pictured(100);
        preset("published", "As it was published", "Branches that share layers and a path without units: with this budget the published form comes only half way.").set("form=as-published").panes("fields", "characteristics", "error", "speeds").pictured(60);
        tiny("width=4 points=6,4 iterations=2 iterations-per-step=1", "width=4 points=6,4 iterations=2 iterations-per-step=1 equation=burgers method=lpinn", "width=4 points=6,4 iterations=2 form=as-published", "width=4 points=6,4 iterations=2 method=pinn equation=burgers");
    }

    private Gauge<Duel> error(String who, String label) {
        return gauge("error-" + who, "Error, " + label, "", s -> s.learned.get(who).error()).when(s -> s.learned.has(who));
    }

    private void seen() {
        multiples("fields", "u(x, t)", "one turn of the circle across, time upwards; one range of colors").draw(FILL, "exact", "exact").draw(FILL, "field-pinn", "PINN").draw(FILL, "field-lpinn", "LPINN").alike("exact", "field-pinn", "field-lpinn");
        plane("characteristics", "Characteristics", "paths x(ξ, t) that LPINN found, colored by u; to the right as far as they get (Burgers: less ct), time upwards").draw(LINES, "paths", "u along the path");
        plot("snapshot", "At the end, t = 1", "over one turn of the circle").draw(THIN, "end-exact", "exact").draw(CURVE, "end-pinn", "PINN").draw(CURVE, "end-lpinn", "LPINN");
        history("error", "Error", "relative L² over all places and times (Burgers: of u − c)", pinn, lpinn).log().colors(1, 2);
        plot("widths", "Singular values", "of the exact solution on places by times, over the largest: how many modes a frame needs").draw(CURVE, "fixed", "fixed frame", "", "mode").draw(CURVE, "riding", "along characteristics", "", "mode").log();
        plot("speeds", "Error against speed", "convection, measured with this program (mean of 2 seeds); this run as a dot").draw(CURVE, "known-pinn", "PINN", "", "speed c").draw(CURVE, "known-lpinn", "LPINN", "", "speed c")
                .draw(POINTS, "this-pinn", "PINN, this run", "", "speed c").draw(POINTS, "this-lpinn", "LPINN, this run", "", "speed c").log();
    }

    private void judged() {
        var modes = gauge("second-mode", "Second singular value along characteristics less that in the fixed frame", "", s -> s.exact.riding()[1] - s.exact.fixed()[1]);
        always("modes", "second singular value along characteristics less that in the fixed frame", modes, atMost(1e-9), "the exact solution, in both frames");
        String exact = "closed form e^(−νt) sin(x − ct); mean of 3 seeds, 2500 iterations, 32 × 24 points";
        lengthy("lpinn", "LPINN, convection at c = 30: relative error", atMost(0.05), exact, t -> mean(t, lpinn), "method=lpinn");
        lengthy("pinn-slow", "PINN, convection at c = 5: relative error", atMost(0.1), exact, t -> mean(t, pinn), "method=pinn", "c=5");
        lengthy("pinn-fast", "PINN, convection at c = 30: relative error, which is the failure shown", atLeast(0.5), exact, t -> mean(t, pinn), "method=pinn");
    }

    private static double mean(Trial<Duel> t, Gauge<Duel> g) {
        return IntStream.rangeClosed(1, 3).mapToDouble(seed -> t.anew(seed).rest().value(g)).average().orElseThrow();
    }

    @Override
    protected Duel start(Knobs p, Philox random) {
        List<String> who = p.is(method, "race") ? ALL : List.of(p.get(method));
        boolean burgers = p.is(equation, "burgers");
        List<Double> n = p.get(points).values();
        Race<TransportNetworks> nets = Race.of(who, name -> new TransportNetworks(name.equals("pinn") ? TransportNetworks.Kind.PINN
                : p.is(form, "corrected") ? TransportNetworks.Kind.LPINN : TransportNetworks.Kind.PUBLISHED, burgers, p.get(c), p.get(nu), p.get(width), n.get(0).intValue(), n.get(1).intValue()));
        TransportSolution exact = TransportSolution.of(burgers, p.get(c), p.get(nu));
        Race<Fit> fits = nets.then((name, net) -> Fit.start(Weights.of(net), burgers ? AdamW.ADAM : FORGETFUL, random.stream(ALL.indexOf(name))));
        return new Duel(exact, nets, fits, new Race<>(List.of(), List.of()));
    }

    @Override
    protected Duel next(Duel s, Turn t) {
        Race<Fit> fits = s.fits;
        for (int i = training.done(t.p(), t.step()); i < training.done(t.p(), t.step() + 1L); i++) {
            double rate = training.rate(t.p(), i, 1);
            fits = fits.then((who, fit) -> fit.step(t.context().cancel(), who.equals("pinn") ? SLOWER * rate : rate, w -> s.nets.get(who).loss(w)));
        }
        Race<Fit> now = fits;
        return new Duel(s.exact, s.nets, fits, s.nets.then((who, net) -> s.exact.judge(net, now.get(who), t.context().cancel())));
    }

    @Override
    protected void look(Duel s, Knobs p, Look to) {
        int nx = TransportSolution.NX;
        int nt = TransportSolution.NT;
        Rect box = new Rect(0, 0, WIDE, 1);
        double[] x = IntStream.range(0, nx).mapToDouble(TransportSolution::place).toArray();
        to.field("exact", nx, nt, box, turned(s.exact.field()));
        to.series("end-exact", x, Arrays.copyOfRange(s.exact.field(), nx * (nt - 1), nx * nt));
        for (String who : s.learned.names()) {
            Learned l = s.learned.get(who);
            to.field("field-" + who, nx, nt, box, turned(l.field()));
            to.series("end-" + who, x, Arrays.copyOfRange(l.field(), nx * (nt - 1), nx * nt));
            to.series("this-" + who, new double[] {p.get(c)}, new double[] {l.error()});
        }
        to.series("known-pinn", SPEEDS, PINN_ERRORS);
        to.series("known-lpinn", SPEEDS, LPINN_ERRORS);
        paths(s, p, to);
        double[] mode = IntStream.rangeClosed(1, TransportSolution.MODES).mapToDouble(k -> k).toArray();
        to.series("fixed", mode, s.exact.fixed());
        to.series("riding", mode, s.exact.riding());
    }

    /** Place by place. */
    private static double[] turned(double[] field) {
        double[] to = new double[field.length];
        int nt = TransportSolution.NT;
        Arrays.setAll(to, k -> field[k % nt * TransportSolution.NX + k / nt]);
        return to;
    }

    /** Of LPINN when it is there, else the true ones. */
    private static void paths(Duel s, Knobs p, Look to) {
        Learned l = s.learned.has("lpinn") ? s.learned.get("lpinn") : s.exact.truth();
        int nt = TransportSolution.NT;
        int labels = l.x().length / nt;
        double[] xy = new double[2 * LINES_DRAWN * nt];
        double[] u = new double[LINES_DRAWN * nt];
        double turns = s.exact.isBurgers() ? 1 : Math.max(1, 1 + s.exact.c() / (2 * Math.PI));
        double behind = s.exact.isBurgers() ? s.exact.c() / (nt - 1) : 0;
        for (int k = 0; k < LINES_DRAWN; k++) {
            for (int j = 0; j < nt; j++) {
                int from = j * labels + k * labels / LINES_DRAWN;
                xy[2 * (k * nt + j)] = (l.x()[from] - j * behind) / (2 * Math.PI) * TALL / turns;
                xy[2 * (k * nt + j) + 1] = (double) j / (nt - 1);
                u[k * nt + j] = l.u()[from];
            }
        }
        to.paths("paths", 2, xy, IntStream.rangeClosed(0, LINES_DRAWN).map(k -> k * nt).toArray(), new Layer.Field("u", "u", "", u));
    }
}

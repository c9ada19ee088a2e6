package org.pushforward.engine.transport.grid;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.GriddedDensity;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code ot.back-and-forth}: the map of optimal transport between two densities on a grid, by dual ascent, or by Newton's method where both are
 * positive. One step is one iteration; the first may be Sinkhorn's whole run.
 *
 * @see DualAscent
 * @see PositiveTransport
 */
public final class BackAndForth extends Study<BackAndForth.Carried> {

    /** Pieces of a cell on its way that is looked at. */
    private static final int SMOOTH = 3;
    private static final int ARROWS_A_SIDE = 28;
    private static final int SINKHORN_CELLS = 128;
    private static final String NEWTON = "newton";

    /**
     * @param coarse masses of both on the grid of Sinkhorn's start; none otherwise
     * @param ascent or {@code newton}: the method that is at work
     * @param map T, and what is measured of it
     */
    record Carried(int n, double[] mu, double[] nu, double[][] coarse, Optional<DualAscent> ascent, Optional<PositiveTransport> newton, GridMap map, double dual, double primal, double error,
            int iterations, boolean isOver, String stalled) {

        boolean isMeasured() {
            return ascent.isPresent() || iterations > 0;
        }

        double scale() {
            return Math.max(Math.max(Math.abs(dual), primal), Double.MIN_NORMAL);
        }
    }

    private final Knob<SourceFile> source;
    private final Knob<String> sourceFormula;
    private final Knob<SourceFile> target;
    private final Knob<String> targetFormula;
    private final Knob<Integer> n;
    private final Knob<Double> time;
    private final Knob<String> method;
    private final Knob<String> start;
    private final Knob<Double> step;
    private final Knob<Double> tolerance;
    private final Gauge<Carried> dual;
    private final Gauge<Carried> primal;

    public BackAndForth() {
        super("ot.back-and-forth", "Back and forth",
                "The cheapest way to turn one picture into another moves every grain of ink along a straight line, and no two lines cross. Behind it is a potential whose "
                        + "gradient is the map. The back-and-forth method climbs the dual problem with a Poisson problem a step, from both sides in turn, and takes densities that are zero "
                        + "in places. From nothing it may climb for long; from Sinkhorn's blurred answer a few steps are enough. Dual and primal values close in on the truth: where they "
                        + "do not, the answer is wrong, and says so. Drag the time, and one picture becomes the other.",
                List.of("½W₂² = max ∫φ dν + ∫ψ dμ,  φ(y) + ψ(x) ≤ ½|x − y|²", "φ ← φ + σ (−Δ)⁻¹(ν − T#μ),  T = x − ∇φᶜ", "ρ_t = ((1−t) id + t T)#μ"),
                new Citation("M. Jacobs, F. Léger", 2020, "A fast approach to optimal transport: the back-and-forth method", "10.1007/s00211-020-01154-8"),
                new Citation("J. Solomon et al.", 2015, "Convolutional Wasserstein distances", "10.1145/2766963"));
        group("Densities");
        source = knob(GriddedDensity.parameter(Info.of("source", "μ", "Source", "Densities", "Where mass comes from: a shape, uniform, a formula, a picture, or a table of numbers."), "star"));
        sourceFormula = formula("source-formula", "μ", "Source formula", GriddedDensity.VARIABLES, "exp(-60*((x-.35)^2+(y-.4)^2))", false, "Used for source=formula; not negative.");
        target = knob(GriddedDensity.parameter(Info.of("target", "ν", "Target", "Densities", "Where mass goes to."), "two-discs"));
        targetFormula = formula("target-formula", "ν", "Target formula", GriddedDensity.VARIABLES, "exp(-60*((x-.65)^2+(y-.6)^2))", false, "Used for target=formula; not negative.");
        n = whole("n", "n", "Cells a side", 256, 32, 1024, "The unit square has n × n cells.").within(8, 2048).log();
        time = real("time", "t", "Time", 0.5, 0, 1, "When the mass on its way is looked at: 0 is the source, 1 the target.").live();
        group("Method");
        method = choice("method", "A", "Method", List.of("back-and-forth", NEWTON), "back-and-forth", "Newton needs densities that are positive everywhere.");
        start = choice("start", "φ₀", "Start", List.of("sinkhorn", "zero"), "sinkhorn", "From Sinkhorn's potentials on at most 128² cells, or from nothing.").when(method, "back-and-forth");
        step = real("step", "σ", "First step", 0, 0, 1, "Of the ascent; 0: four over the largest density.").within(0, 1e6).when(method, "back-and-forth");
        tolerance = real("tolerance", "δ", "Tolerance", 1e-5, 1e-9, 1e-3, "Relative gain of the dual over five iterations, or Newton's residual, at which to stop.").within(1e-14, 1).log();

        dual = gauge("half-w2", "Dual, ½W₂²", "", Carried::dual).when(Carried::isMeasured);
        primal = gauge("primal", "Cost of the map", "", Carried::primal).when(Carried::isMeasured);
        Gauge<Carried> gap = gauge("duality-gap", "Gap, over the value", "", s -> (s.primal - s.dual) / s.scale()).when(Carried::isMeasured);
        Gauge<Carried> error = gauge("pushforward-error", "T#μ − ν, over W₂", "", Carried::error).when(Carried::isMeasured);
        gauge("iterations", "Iterations", "", Carried::iterations);
        rests(BackAndForth::status);
        pace(8);

        plane("moving", "One becomes the other", "mass on its way; drag the time").draw(FILL, "moving", "density at time t").alike("source", "target");
        multiples("densities", "Source and target", "in one range of colors").draw(FILL, "source", "source").draw(FILL, "target", "target");
        history("values", "Dual and primal", "they close in on ½W₂²", dual, primal);
        plane("map", "The map", "where the mass goes, over the source").draw(FILL, "source").draw(ARROWS, "arrows", "T(x) − x");
        history("error", "How far from a map onto the target", "H⁻¹ norm of T#μ − ν, over W₂", error).log();
        space("potential", "Potential", "its gradient moves the mass").draw(SURFACE, "potential", "ψ");
        layer("displacement", "displacement", "", "");

        atEnd("gap", "gap between dual and primal, less h²/2 over the value", gauge("gap-beyond-grid", "Gap beyond the grid's own", "",
                s -> Math.max(0, Math.abs(s.primal - s.dual) - 0.5 / ((double) s.n * s.n)) / s.scale()), atMost(0.02), "both bound ½W₂² of the grid");
        references();
        opens("A star into two discs", "Mass takes the cheapest way; drag the time and the star tears apart.");
        preset("photographs", "A palace into a flower", "The ink of one photograph becomes that of another.").set("source=china.jpg", "target=flower.jpg", "n=192").pictured(20);
        preset("zero", "From nothing", "Without Sinkhorn's potentials the same climb takes several times as long, and the values show that it is not there yet.").set("start=zero").pictured(30);
        preset("newton", "Where nothing is empty", "Newton's method on the Monge-Ampère equation: eight steps to rounding.").set("method=newton", "n=128", "tolerance=1e-8",
                "source=formula", "source-formula=1+4*exp(-60*((x-.35)^2+(y-.4)^2))", "target=formula", "target-formula=1+4*exp(-60*((x-.65)^2+(y-.6)^2))");
        tiny("n=16", "n=12 start=zero source=disc target=ring", "n=12 method=newton source=uniform target=formula target-formula=1+x");
    }

    private void references() {
        String formulas = "source=formula target=formula ";
        String gauss = formulas + "source-formula=exp(-.5*(347.82608696*(x-.35)^2-521.73913*(x-.35)*(y-.4)+695.65217391*(y-.4)^2)) "
                + "target-formula=exp(-.5*(689.65517241*(x-.6)^2+137.93103448*(x-.6)*(y-.62)+206.89655172*(y-.62)^2))";
        reference("gaussians", "½W₂² of two Gaussians over its value, n = 256", within(1, 1e-3), "closed form ½(|a−b|² + tr(S + T − 2(S^½TS^½)^½))", t -> t.rest().value(dual) / 0.05646424107,
                gauss.split(" "));
        reference("ellipse", "½W₂² of a disc and an ellipse over 0.00625, n = 256", within(1, 2e-3), "closed form ¼((a−r)² + (b−r)²)/2", t -> t.rest().value(dual) / 0.00625,
                (formulas + "source-formula=r2<.04 target-formula=((x-.5)/.1)^2+((y-.5)/.4)^2<1").split(" "));
        reference("newton", "W₂² by Newton's method less its value, n = 256", within(0, 1e-6), "closed form: u = 0.015 cos πx cos 2πy, W₂² = 0.0027758262", t -> 2 * t.rest().value(primal) - 0.0027758262,
                "method=newton", "source=formula", "target=uniform", "tolerance=1e-9",
                "source-formula=(1-.015*pi^2*cos(pi*x)*cos(2*pi*y))*(1-.06*pi^2*cos(pi*x)*cos(2*pi*y))-(.03*pi^2*sin(pi*x)*sin(2*pi*y))^2");
        lengthy("shift", "½W₂² of a shifted Gaussian over 0.09, n = 256", within(1, 2e-3), "closed form ½|d|²; the reference C code 0.08995", t -> t.rest().value(dual) / 0.09,
                (formulas + "source-formula=exp(-200*((x-.35)^2+(y-.35)^2)) target-formula=exp(-200*((x-.65)^2+(y-.65)^2))").split(" "));
        lengthy("discs", "½W₂² of discs of radius 0.1 and 0.3 over 0.01, n = 256", within(1, 2e-3), "closed form ¼(R−r)²", t -> t.rest().value(dual) / 0.01,
                (formulas + "source-formula=r2<.01 target-formula=r2<.09").split(" "));
        lengthy("squares", "½W₂² of squares of side 0.3 and 0.6 over 0.0075, n = 256", within(1, 2e-3), "closed form (t−s)²/12", t -> t.rest().value(dual) / 0.0075,
                (formulas + "source-formula=max(abs(x-.5),abs(y-.5))<.15 target-formula=max(abs(x-.5),abs(y-.5))<.3").split(" "));
        for (String first : List.of("0", "0.02", "1")) {
            lengthy("ring-" + first, "½W₂² from uniform to a thin ring over 1.2493e-3, n = 512, from nothing, first step " + first, within(1, 2e-3),
                    "mesh.monge-ampere, extrapolated; the reference C code rests at 1.1755e-3", t -> t.rest().value(dual) / 1.2493e-3, "source=uniform", "target=formula", "n=512", "start=zero",
                    "target-formula=1+20*sech(200*(r2-.16))^2", "step=" + first);
        }
        timed("iteration-512", "an iteration, n = 512; the reference C code on one thread 0.097 s", 0.15, 31, "n=512", "start=zero", "source=disc", "target=ring", "tolerance=1e-14");
    }

    private static Status status(Carried s) {
        return !s.stalled.isEmpty() ? new Status.Failed(new Status.Failure(Status.Kind.STALLED, "half-w2", "", s.stalled,
                List.of(s.coarse.length == 0 && s.newton.isEmpty() ? new Status.Remedy("start from Sinkhorn's potentials", "start", "sinkhorn") : new Status.Remedy("take a finer grid", "n", Math.min(2048, 2 * s.n))))) : s.isOver ? Status.CONVERGED : Status.RUNNING;
    }

    @Override
    protected Carried start(Knobs p, Philox random) {
        int cells = p.get(n);
        double[] mu = GriddedDensity.masses(cells, p.get(source), "source-formula", p.get(sourceFormula));
        double[] nu = GriddedDensity.masses(cells, p.get(target), "target-formula", p.get(targetFormula));
        GridMap still = GridMap.of(new double[cells * cells], cells);
        if (p.is(method, NEWTON)) {
            PositiveTransport t = PositiveTransport.start(cells, mu, nu);
            return new Carried(cells, mu, nu, new double[0][], Optional.empty(), Optional.of(t), still, 0, 0, 1, 0, false, "");
        }
        int few = Math.min(cells, SINKHORN_CELLS);
        double[][] coarse = p.is(start, "zero") ? new double[0][] : few == cells ? new double[][] {mu, nu}
                : new double[][] {GriddedDensity.masses(few, p.get(source), "source-formula", p.get(sourceFormula)), GriddedDensity.masses(few, p.get(target), "target-formula", p.get(targetFormula))};
        return new Carried(cells, mu, nu, coarse, Optional.empty(), Optional.empty(), still, 0, 0, 1, 0, false, "");
    }

    @Override
    protected Carried next(Carried s, Turn t) {
        if (s.newton.isPresent()) {
            PositiveTransport now = s.newton.get().next(t.context());
            return measured(s, Optional.empty(), Optional.of(now), now.potential(), now.iterations(), now.residual() <= t.get(tolerance), now.stalled(), t.context());
        }
        DualAscent now = s.ascent.isPresent() ? s.ascent.get().next(t.get(tolerance), t.context()) : first(s, t);
        String stalled = now.hasStalled() && !now.isAtRest() ? "no step of the ascent raises the dual, and the map does not meet the target" : "";
        return measured(s, Optional.of(now), Optional.empty(), now.psi(), now.iterations(), now.isAtRest(), stalled, t.context());
    }

    private DualAscent first(Carried s, Turn t) {
        double[] phi = s.coarse.length == 0 ? new double[s.n * s.n]
                : DualAscent.fromSinkhorn(s.n, (int) Math.round(Math.sqrt(s.coarse[0].length)), s.coarse[0], s.coarse[1], t.context());
        return DualAscent.start(s.n, s.mu, s.nu, t.get(step), phi, t.context());
    }

    private static Carried measured(Carried s, Optional<DualAscent> ascent, Optional<PositiveTransport> newton, double[] psi, int iterations, boolean isOver, String stalled,
            StepContext context) {
        GridMap map = ascent.map(a -> a.mapToTarget(context)).orElseGet(() -> GridMap.of(psi, s.n));
        double value = ascent.map(DualAscent::dual).orElseGet(() -> DualAscent.valueOf(s.n, psi, s.mu, s.nu, context));
        double cost = newton.map(PositiveTransport::cost).orElseGet(() -> map.cost(s.mu));
        double off = DualAscent.pushError(s.n, s.mu, s.nu, map, context) / Math.sqrt(2 * Math.max(Math.max(cost, value), 1e-12));
        return new Carried(s.n, s.mu, s.nu, s.coarse, ascent, newton, map, value, cost, off, iterations, isOver, stalled);
    }

    @Override
    protected void look(Carried s, Knobs p, Look to) {
        density("source", s.n, s.mu, to);
        density("target", s.n, s.nu, to);
        density("moving", s.n, s.map.push(s.mu, p.get(time), SMOOTH, to.context()), to);
        double[] u = new double[s.n * s.n];
        double[] v = new double[s.n * s.n];
        Arrays.setAll(u, s.map::middleX);
        Arrays.setAll(v, s.map::middleY);
        to.vectors("displacement", s.n, s.n, Rect.UNIT, u, v);
        arrows(s, u, v, to);
        double[] psi = s.ascent.map(DualAscent::psi).or(() -> s.newton.map(PositiveTransport::potential)).orElse(new double[s.n * s.n]);
        to.field("potential", s.n, s.n, Rect.UNIT, psi);
    }

    private static void density(String id, int n, double[] masses, Look to) {
        to.field(id, n, n, Rect.UNIT, Arrays.stream(masses).map(m -> m * n * n).toArray());
    }

    /** Of a few cells, where there is mass. */
    private static void arrows(Carried s, double[] u, double[] v, Look to) {
        int m = Math.min(s.n, ARROWS_A_SIDE);
        double[] a = new double[m * m];
        double[] b = new double[m * m];
        for (int k = 0; k < m * m; k++) {
            int cell = (int) ((k / m + 0.5) * s.n / m) * s.n + (int) ((k % m + 0.5) * s.n / m);
            a[k] = s.mu[cell] > 0 ? u[cell] : 0;
            b[k] = s.mu[cell] > 0 ? v[cell] : 0;
        }
        to.vectors("arrows", m, m, Rect.UNIT, a, b);
    }
}

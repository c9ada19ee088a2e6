package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code mesh.movers}: nine ways to move the nodes of a mesh so that its cells are small where a monitor is large. One step is a Newton or
 * implicit step, or some sweeps.
 *
 * @see SweepMover
 * @see FunctionalMover
 * @see DiagramMover
 * @see PotentialMover
 */
public final class MeshMovers extends Study<MeshMovers.Moving> {

    private static final int FIELD = 256;

    /** @param even measures of the mesh at first */
    record Moving(MeshMover.Task task, MeshMover mover, MeshMover.Place place, CellMeasures measures, CellMeasures even) { }

    public MeshMovers() {
        super("mesh.movers", "Nine mesh movers",
                "Everybody agrees what a moved mesh is for, small cells where the monitor m is large, and nobody how to move it. Optimal transport solves an equation "
                        + "for a potential (Newton, or slowly by a parabolic one); Huang's functional weighs equal masses against right shapes on any triangles, and in an anisotropic metric "
                        + "a right shape is a needle along a front: a third of the monitor's error there at θ = ⅓, half of it at 0.1; at a round hill it is worse than none. "
                        + "Winslow diffuses; neighbors, springs and corners pull; Lloyd and equal-mass cells forget the mesh and move its nodes as points. The first "
                        + "three cannot fold, and Lloyd's nodes, ours, go less far where a cell would shrink to nothing. The others may fold, and then rest on the last good mesh and name the cell.",
                List.of("m(ξ+∇φ) det(I+D²φ) = θ", "I[ξ] = ∫ θ m (tr JJᵀ/m)^p + (1−2θ) 2^p m (det J/m)^p,  J = ∂ξ/∂x", "M = det(B)^((q−1)/2) B,  B = I + |H|/α,  m = √det M,  J M⁻¹Jᵀ for JJᵀ/m",
                        "∇·(∇ξ/m) = 0", "xᵢ ← Σ m wᵢⱼ xⱼ / Σ m wᵢⱼ",
                        "cells in the plane by Lloyd: area ∝ ρ^(−1/2), so ρ = m²"),
                new Citation("W. Huang, L. Kamenski", 2015, "A geometric discretization and a simple implementation for variational mesh generation and adaptation", "10.1016/j.jcp.2015.08.032"),
                new Citation("W. Huang", 2005, "Metric tensors for anisotropic mesh generation", "10.1016/j.jcp.2004.10.024"),
                new Citation("C. J. Budd, J. F. Williams", 2009, "Moving mesh generation using the parabolic Monge-Ampère equation", "10.1137/080716773"),
                new Citation("Q. Du, V. Faber, M. Gunzburger", 1999, "Centroidal Voronoi tessellations: applications and algorithms", "10.1137/S0036144599352836"),
                new Citation("C. Farhat, C. Degand, B. Koobus, M. Lesoinne", 1998, "Torsional springs for two-dimensional dynamic unstructured fluid meshes", "10.1016/S0045-7825(98)00016-4"));
        for (Parameter<?> p : MoverParameters.all(true, MongeAmpereParameters.BELL)) {
            knob(p);
        }
        Gauge<Moving> area = gauge("min-area", "Least area, over its start", "", s -> s.measures.minArea());
        Gauge<Moving> folded = gauge("folded-cells", "Folded cells", "", s -> s.measures.folded());
        Gauge<Moving> cv = gauge("equidistribution-cv", "σ/μ of ∫m", "", s -> s.measures.cv());
        Gauge<Moving> even = gauge("equidistribution-cv-uniform", "σ/μ at first", "", s -> s.even.cv());
        gauge("equidistribution-ratio", "max/min of ∫m", "", s -> s.measures.ratio());
        gauge("q-geo", "Shape, worst", "", s -> s.measures.qGeo());
        gauge("q-ali", "Alignment, worst", "", s -> s.measures.qAli());
        Gauge<Moving> offset = gauge("boundary-offset", "Boundary offset", "", s -> s.measures.offset());
        Gauge<Moving> functional = gauge("functional", "Functional", "", s -> s.place.functional()).when(s -> !Double.isNaN(s.place.functional()));
        Gauge<Moving> iterations = gauge("iterations", "Iterations", "", s -> s.place.iterations());
        Gauge<Moving> residual = gauge("residual", "Residual, or largest move", "", s -> s.place.residual());
        Gauge<Moving> error = gauge("interpolation-error", "Interpolation error", "", s -> s.measures.error().orElseThrow()).when(s -> s.measures.error().isPresent());
        gauge("interpolation-error-uniform", "Interpolation error at first", "", s -> s.even.error().orElseThrow()).when(s -> s.even.error().isPresent());
        Gauge<Moving> aligned = gauge("alignment", "Alignment in M, mean", "", s -> alignment(s, s.place.xy())).when(s -> s.task.monitor() instanceof AnisotropicMetric);
        Gauge<Moving> alignedEven = gauge("alignment-uniform", "Alignment in M at first", "", s -> alignment(s, s.task.mesh().start())).when(s -> s.task.monitor() instanceof AnisotropicMetric);
        rests(MeshMovers::status);
        pace(12);

        plane("mesh", "Moved mesh", "over the monitor m").draw(FILL, "monitor", "m").draw(LINES, "mesh", "mesh");
        plane("masses", "Mass of each cell", "∫m over the mean; all 1 would be perfect").field(CELLS, "mesh", "mass").log();
        history("cv", "Equal masses", "σ/μ of ∫m, the mesh at first beside it", cv, even).log();
        history("residual", "Residual", "of the equation, or the largest move in a sweep", residual).log();
        plot("histogram", "Masses", "∫m of the cells over their mean").draw(BARS, "masses", "share of the cells", "", "∫m over the mean");
        history("functional", "Functional", "never rises", functional);
        history("error", "Interpolation error", "linear, L2; the mesh at first beside it", error, gaugeNamed("interpolation-error-uniform")).log();
        history("alignment", "Shapes in the metric", "mean of tr(FᵀMF)/(2 det F √det M); 1 is right", aligned, alignedEven);

        always("unfolded", "folded cells", folded, within(0, 0), "a mesh that folds is not shown");
        always("area", "least area over its start", area, above(0), "a mesh that folds is not shown");
        always("boundary", "boundary nodes off their side", offset, atMost(1e-12), "closed form");
        references(cv, even, functional);
        inMetric(cv, even, functional, error, aligned);
        opens("Triangles to a bell", "Huang's functional draws triangles to where the monitor is, and keeps their shape.");
        preset("winslow", "Diffusion that overshoots", "Winslow's mesh never folds, and holds hardly more equal masses than no move at all: all nodes go to the top.").set("mover=winslow",
                "cells=quadrilaterals", "n=24");
        preset("plate", "A plate with a hole, from a file", "Nodes slide on straight sides, the hole stays; potentials cannot do this, Huang's functional can.")
                .set("cells=file", "monitor=formula", "monitor-formula=1+30*exp(-300*(sqrt(r2)-0.28)^2)");
        preset("interpolation", "Fewer errors with as many nodes", "The monitor of the second derivatives; the error falls to a third.").panes("mesh", "error", "masses", "cv")
                .set("monitor=hessian", "function=wavefront", "mover=mmpde");
        preset("needles", "Needles along a front", "An anisotropic metric squeezes cells across the front and leaves them long along it: a twelfth of the error with as many nodes, where the isotropic monitor leaves "
                + "a fourth. Change the metric, or take the Gaussian, a round hill: there it is worse than the monitor.").panes("mesh", "error", "alignment", "masses").set("monitor=hessian", "function=wavefront", "mover=mmpde", "metric=anisotropic").pictured(40);
        tiny("n=5", "n=5 mover=monge-ampere cells=quadrilaterals", "n=5 mover=springs cells=quadrilaterals", "n=4 mover=torsional monitor=ring", "n=4 mover=lloyd", "n=4 mover=semi-discrete",
                "n=4 mover=pma monitor=hessian", "n=4 mover=laplacian", "n=4 mover=winslow boundary=fixed", "n=5 monitor=hessian metric=anisotropic");
    }

    private void references(Gauge<Moving> cv, Gauge<Moving> even, Gauge<Moving> functional) {
        for (String cells : List.of("triangles", "quadrilaterals")) {
            String on = "cells=" + cells;
            for (String m : List.of("monge-ampere", "pma", "mmpde")) {
                reference("whole-" + m + "-" + cells, "meshes of " + m + " with folded cells, thin ring, n = 20, " + cells, within(0, 0), "proven for the gradient of a convex "
                        + "potential and for Huang's functional", t -> folds(t), "monitor=ring", "n=20", "mover=" + m, on);
            }
            for (String m : List.of("winslow", "laplacian", "springs", "torsional", "lloyd", "semi-discrete")) {
                reference("bell-" + m + "-" + cells, m + " on the bell: 0 when no cell folds on its way, n = 20, " + cells, within(0, 0), "runs of ours", t -> folds(t), "n=20", "mover=" + m, on,
                        m.equals("lloyd") ? "tolerance=5e-3" : "tolerance=1e-4");
            }
            reference("mmpde-cv-" + cells, "σ/μ of MMPDE over that at first, bell, n = 20, " + cells, atMost(0.5), "our prototype 0.37", t -> t.rest().value(cv) / t.value(even), "n=20", on);
            reference("ma-cv-" + cells, "σ/μ of Monge-Ampère over that at first, bell, n = 20, " + cells, atMost(0.16), "our prototype 0.14", t -> t.rest().value(cv) / t.value(even), "n=20", on,
                    "mover=monge-ampere");
            reference("still-" + cells, "farthest move of a node by any mover, constant monitor, in cells, " + cells, atMost(1e-10), "closed form", MeshMovers::stillness, "monitor=constant", "n=9",
                    on);
        }
        reference("descent", "rises of Huang's functional on the ring, n = 20", within(0, 0), "a step that raises it is not made", t -> rises(t, functional), "monitor=ring", "n=20");
    }

    /** Errors at first, with m and with M; the alignment at first, with m and with M over its least, 1; σ/μ with M over that at first. */
    private record Compared(double even, double isotropic, double anisotropic, double alignedEven, double alignedIsotropic, double aligned, double cv) { }

    private void inMetric(Gauge<Moving> cv, Gauge<Moving> even, Gauge<Moving> functional, Gauge<Moving> error, Gauge<Moving> aligned) {
        String[] front = {"monitor=hessian", "function=wavefront", "n=20"};
        String[] inM = {"monitor=hessian", "function=wavefront", "n=20", "metric=anisotropic"};
        Shared<Compared> both = shared(t -> compared(t, cv, even, error, aligned), front);
        reference("metric-error", "error with the metric over that with the monitor, wavefront, n = 20", atMost(0.5), "a run of ours: 0.335", both, c -> c.anisotropic / c.isotropic);
        reference("metric-error-uniform", "error with the metric over that at first", atMost(0.146), "a run of ours: 0.097", both, c -> c.anisotropic / c.even);
        reference("monitor-error-uniform", "error with the monitor over that at first", atMost(0.436), "a run of ours: 0.291", both, c -> c.isotropic / c.even);
        reference("metric-alignment", "mean alignment in M above 1, with the metric, over that at first", atMost(0.73), "a run of ours: 0.49", both, c -> c.aligned / c.alignedEven);
        reference("metric-alignment-monitor", "mean alignment in M above 1, with the metric, over that with the monitor", atMost(1), "one of the two is asked for it", both, c -> c.aligned / c.alignedIsotropic);
        reference("metric-cv", "σ/μ of ∫√det M with the metric over that at first", atMost(0.39), "a run of ours: 0.26", both, c -> c.cv);
        reference("metric-still", "farthest move of a node, metric of |x|² or of x²/2 + 50y², in cells", atMost(1e-10), "closed form: the metric is constant", t -> MetricChecks.stillness());
        reference("metric-scalar", "distance of the meshes of m·1 and of m, in cells", atMost(1e-6), "the same functional by other formulas", t -> MetricChecks.difference());
        for (String cells : List.of("triangles", "quadrilaterals")) {
            reference("metric-whole-" + cells, "meshes in the metric with folded cells, wavefront, n = 20, " + cells, within(0, 0), "proven for Huang's functional", t -> folds(t),
                    Stream.concat(Arrays.stream(inM), Stream.of("cells=" + cells)).toArray(String[]::new));
        }
        reference("metric-descent", "rises of Huang's functional in the metric, wavefront, n = 20", within(0, 0), "a step that raises it is not made", t -> rises(t, functional), inM);
    }

    private static Compared compared(Trial<Moving> t, Gauge<Moving> cv, Gauge<Moving> even, Gauge<Moving> error, Gauge<Moving> aligned) {
        Trial<Moving> metric = t.anew(1, "metric=anisotropic");
        double first = metric.value(error);
        double alignedFirst = metric.value(aligned) - 1;
        double cvFirst = metric.value(even);
        Trial<Moving> monitor = t.rest();
        metric.rest();
        double alignedMonitor = alignment(metric.state(), monitor.state().place.xy()) - 1;
        return new Compared(first, monitor.value(error), metric.value(error), alignedFirst, alignedMonitor, metric.value(aligned) - 1, metric.value(cv) / cvFirst);
    }

    /** Mean of tr(FᵀMF)/(2 det F √det M); 1 where cells are similar to those at first as the metric sees them. */
    private static double alignment(Moving s, double[] xy) {
        return s.mover instanceof FunctionalMover f ? f.alignment(xy) : Double.NaN;
    }

    /** Folded cells of all meshes to the end, and one more where the mover stopped because the next would be folded. */
    private static double folds(Trial<Moving> t) {
        double most = 0;
        while (status(t.state()) instanceof Status.Running) {
            t.step();
            most += t.state().measures.folded();
        }
        return most + (t.state().place.end().startsWith("folds") ? 1 : 0);
    }

    private static double rises(Trial<Moving> t, Gauge<Moving> functional) {
        int rises = 0;
        double before = t.value(functional);
        while (status(t.state()) instanceof Status.Running) {
            double now = t.step().value(functional);
            rises += now > before ? 1 : 0;
            before = now;
        }
        return rises;
    }

    private static double stillness(Trial<Moving> t) {
        double most = 0;
        for (String m : MeshMover.NAMES) {
            Moving s = t.anew(1, "mover=" + m).steps(3).state();
            most = Math.max(most, MeshMover.farthest(s.task.mesh(), s.task.mesh().start(), s.place.xy()));
        }
        return most;
    }

    private static Status status(Moving s) {
        return switch (s.place.end()) {
            case MeshMover.RUNNING -> Status.RUNNING;
            case MeshMover.CONVERGED -> Status.CONVERGED;
            default -> new Status.Failed(new Status.Failure(Status.Kind.STALLED, "mesh", "", "The mover goes no further: " + s.place.end(),
                    List.of(new Status.Remedy("take Huang's functional", MoverParameters.MOVER, "mmpde"))));
        };
    }

    @Override
    protected Moving start(Knobs p, Philox random) {
        MeshMover.Task task = MoverParameters.task(p.values());
        String name = p.values().choice(MoverParameters.MOVER);
        MeshMover.refusal(name, task.isGrid(), task.slide()).ifPresent(why -> {
            throw new InputException("mover: " + name + " " + why, task.isGrid() ? "take boundary=slide, or another mover" : "take mmpde, winslow, laplacian, springs or torsional, or another mesh");
        });
        MeshMover mover = MeshMover.of(name, task);
        CellMeasures even = CellMeasures.of(task.mesh(), task.mesh().start(), task.monitor(), MoverParameters.function(p.values()), StepContext.creating());
        return new Moving(task, mover, mover.start(), even, even);
    }

    @Override
    protected Moving next(Moving s, Turn t) {
        MeshMover.Place place = s.mover.next(s.place, t.context());
        CellMeasures measures = place.xy() == s.place.xy() ? s.measures : CellMeasures.of(s.task.mesh(), place.xy(), s.task.monitor(), MoverParameters.function(t.p().values()), t.context());
        return new Moving(s.task, s.mover, place, measures, s.even);
    }

    @Override
    protected void look(Moving s, Knobs p, Look to) {
        Rect r = s.task.domain();
        double shorter = Math.min(r.width(), r.height());
        int nx = (int) Math.round(FIELD * r.width() / shorter);
        int ny = (int) Math.round(FIELD * r.height() / shorter);
        to.field("monitor", nx, ny, r, GriddedMonitor.sample(s.task.monitor(), r, nx, ny));
        mesh("mesh", s.task, s.place.xy(), s.measures, to);
        to.histogram("masses", s.measures.masses(), 32);
    }

    /** Quadrilaterals as a structured mesh, triangles as such; with the mass and the area of each cell. */
    static void mesh(String id, MeshMover.Task task, double[] xy, CellMeasures q, Look to) {
        PlaneMesh mesh = task.mesh();
        Layer.Field area = new Layer.Field("area", "Area over its start", "", q.areas());
        Layer.Field mass = new Layer.Field("mass", "∫m over the mean", "", q.masses());
        if (mesh.corners() == 4) {
            to.mesh(id, task.nx(), task.ny(), xy, area, mass);
        } else {
            to.triangles(id, 2, xy, mesh.triangles(), List.of(), List.of(area, mass));
        }
    }
}

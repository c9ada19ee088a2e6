package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.geometry.GeodesicMesh;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code mesh.sphere}: a mesh of hexagons on the globe, moved by optimal transport to a monitor. One step is one relaxation. @see SphereMover */
public final class MeshSphere extends Study<MeshSphere.Globe> {

    /** Lines stand that much above the cells. */
    private static final double ABOVE = 1.002;
    private static final int MOST = 2000;

    /** @param masses judged finely, over the areas at first and the mean */
    record Globe(GeodesicMesh mesh, SphereMover mover, SphereMover.Place place, double[] masses, double even, ToDoubleFunction<double[]> monitor, double alpha, double tolerance) {
        double cv() {
            return deviation(masses);
        }
    }

    private final Knob<String> monitor;
    private final Knob<Double> alpha;
    private final Knob<Double> beta;
    private final Knob<Integer> n;
    private final Knob<Double> tolerance;

    public MeshSphere() {
        super("mesh.sphere", "A mesh that moves on the globe",
                "Weather has fronts and vortices, and its meshes have no edge to slide along. On the sphere too the mesh that moves least is the gradient of a potential: every "
                        + "node goes along a great circle, x = exp_ξ(∇φ), until each cell holds the same share of the monitor for its area. The equation is a Monge-Ampère equation "
                        + "of the sphere; here it is relaxed with the Laplacian of the mesh at first, and no cell may fold on the way.",
                List.of("m(x) dx = θ dξ,  x = exp_ξ(∇φ)", "Δφ_τ = −log(m dx / θ dξ)", "ring: m = 1 + α sech²(β(d² − r²)), d the angle from its middle"),
                new Citation("A. T. T. McRae, C. J. Cotter, C. J. Budd", 2018, "Optimal-transport-based mesh adaptivity on the plane and sphere using finite elements", "10.1137/16M1109515"),
                new Citation("H. Weller, P. Browne, C. Budd, M. Cullen", 2016, "Mesh adaptation on the sphere using optimal transport and the numerical solution of a Monge-Ampère type equation",
                        "10.1016/j.jcp.2015.12.018"));
        monitor = choice("monitor", "m", "Monitor", List.of("ring", "vortex", "constant"), "ring", "Where small cells are wanted: on a ring, on the two arms of a vortex, or nowhere.");
        alpha = real("alpha", "α", "Strength", 10, 0, 30, "How much denser cells may get.").within(0, 200);
        beta = real("beta", "β", "Steepness", 8, 1, 40, "How thin the ring or the arms are.").within(0.1, 1000).log();
        n = whole("n", "n", "Frequency", 16, 4, 40, "The globe has 10n² + 2 cells.").within(2, 128);
        tolerance = real("tolerance", "ε", "Tolerance", 1e-6, 1e-10, 1e-2, "Deviation of the masses at which to stop.").within(1e-12, 1).log();

        Gauge<Globe> cv = gauge("equidistribution-cv", "σ/μ of ∫m", "", Globe::cv);
        Gauge<Globe> even = gauge("equidistribution-cv-uniform", "σ/μ at first", "", Globe::even);
        Gauge<Globe> area = gauge("min-area", "Least area, over its start", "", MeshSphere::least);
        gauge("folded-cells", "Folded cells", "", s -> Arrays.stream(s.mover.areas(s.place.nodes())).filter(a -> !(a > 0)).count());
        gauge("residual", "Deviation", "", s -> s.place.residual());
        gauge("iterations", "Iterations", "", s -> s.place.iterations());
        gauge("cells", "Cells", "", s -> s.mesh.size());
        rests(s -> s.place.residual() <= s.tolerance ? Status.CONVERGED : s.place.hasStalled() || s.place.iterations() >= MOST
                ? new Status.Failed(new Status.Failure(Status.Kind.STALLED, "residual", "", "The relaxation no longer lessens the deviation",
                        List.of(new Status.Remedy("halve the strength", "alpha", 0.5 * s.alpha)))) : Status.RUNNING);
        pace(15);

        space("globe", "The moved mesh", "colored by the monitor").field(SURFACE, "globe", "monitor").draw(LINES, "edges", "mesh");
        history("residual", "Deviation of the masses", "by relaxations", gaugeNamed("residual")).log();
        space("areas", "Areas", "of the cells, over those at first").field(SURFACE, "globe", "area");
        history("cv", "Equal masses", "σ/μ by fine quadrature; at first beside it", cv, even).log();
        plot("masses", "Masses", "∫m of the cells for their area at first, over the mean").draw(BARS, "masses", "share of the cells", "", "mass over the mean");
        layer("globe", "mesh", "", "");

        always("unfolded", "least area over its start", area, above(0), "a mesh that folds is not taken");
        for (String m : List.of("ring", "vortex")) {
            reference("equal-" + m, "σ/μ of the masses, " + m + ", 2562 cells", atMost(5e-3), "the tolerance asked for is 1e-3; the finer quadrature adds what it sees", t -> t.rest().value(cv), "monitor=" + m, "tolerance=1e-3");
        }
        reference("still", "farthest move of a node, constant monitor", within(0, 1e-10), "closed form", t -> farthest(t.steps(3).state()), "monitor=constant", "n=8");
        reference("areas", "areas of all cells together over 4π, moved, less 1", within(0, 1e-12), "they tile the sphere",
                t -> Arrays.stream(t.rest().state().mover.areas(t.state().place.nodes())).sum() / (4 * Math.PI) - 1, "n=8", "tolerance=1e-2");
        opens("A ring on the globe", "Two and a half thousand cells move along great circles to where they are wanted.").pictured(40);
        preset("vortex", "Two arms of a vortex", "The arms are thin; hexagons are drawn out along them.").set("monitor=vortex").pictured(40);
        preset("strong", "As strong as it gets", "A thin ring thirty times as dense.").set("alpha=30", "beta=12", "n=24").pictured(40);
        tiny("n=3", "n=2 monitor=vortex", "n=2 monitor=constant");
    }

    private static double deviation(double[] masses) {
        double sum = 0;
        for (double m : masses) {
            sum += (m - 1) * (m - 1);
        }
        return Math.sqrt(sum / masses.length);
    }

    private static double least(Globe s) {
        double[] a = s.mover.areas(s.place.nodes());
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < a.length; k++) {
            least = Math.min(least, a[k] / s.mover.startAreas()[k]);
        }
        return least;
    }

    private static double farthest(Globe s) {
        double most = 0;
        for (int k = 0; k < s.place.nodes().length; k++) {
            most = Math.max(most, Math.abs(s.place.nodes()[k] - s.mesh.nodes()[k]));
        }
        return most;
    }

    private static ToDoubleFunction<double[]> function(String name, double alpha, double beta) {
        double[] middle = GeodesicMesh.unit(new double[] {-0.75, -0.5, 0.45});
        return switch (name) {
            case "ring" -> x -> {
                double d = Math.acos(Math.clamp(GeodesicMesh.dot(x, middle), -1, 1));
                return 1 + alpha * square(beta * (d * d - 0.45));
            };
            case "vortex" -> x -> {
                double d = Math.acos(Math.clamp(GeodesicMesh.dot(x, middle), -1, 1));
                double[] east = GeodesicMesh.unit(GeodesicMesh.cross(new double[] {0, 0, 1}, middle));
                double[] north = GeodesicMesh.cross(middle, east);
                double turn = Math.atan2(GeodesicMesh.dot(x, north), GeodesicMesh.dot(x, east)) - 5 * Math.exp(-1.2 * d);
                return 1 + alpha * square(0.4 * beta * Math.sin(d) * Math.sin(turn)) * Math.exp(-0.5 * d * d);
            };
            default -> _ -> 1;
        };
    }

    /** sech². */
    private static double square(double s) {
        double e = Math.exp(-2 * Math.abs(s));
        return 4 * e / ((1 + e) * (1 + e));
    }

    @Override
    protected Globe start(Knobs p, Philox random) {
        GeodesicMesh mesh = new GeodesicMesh(p.get(n));
        ToDoubleFunction<double[]> m = function(p.get(monitor), p.get(alpha), p.get(beta));
        SphereMover mover = new SphereMover(mesh, m);
        double[] masses = mover.judged(mesh.nodes());
        return new Globe(mesh, mover, mover.start(), masses, deviation(masses), m, p.get(alpha), p.get(tolerance));
    }

    @Override
    protected Globe next(Globe s, Turn t) {
        SphereMover.Place place = s.mover.next(s.place, t.context());
        return new Globe(s.mesh, s.mover, place, s.mover.judged(place.nodes()), s.even, s.monitor, s.alpha, s.tolerance);
    }

    @Override
    protected void look(Globe s, Knobs p, Look to) {
        int cells = s.mesh.size();
        double[] nodes = s.place.nodes();
        int count = nodes.length / 3;
        double[] xyz = Arrays.copyOf(nodes, nodes.length + 3 * cells);
        double[] areas = s.mover.areas(nodes);
        double[] m = new double[6 * cells - 12];
        double[] grown = new double[m.length];
        double[] mass = new double[m.length];
        int[] triangles = new int[3 * m.length];
        double[] edges = new double[3 * (2 * m.length)];
        int[] offsets = new int[m.length + 1];
        int at = 0;
        for (int c = 0; c < cells; c++) {
            double[] middle = s.mover.middle(nodes, c);
            System.arraycopy(middle, 0, xyz, nodes.length + 3 * c, 3);
            int[] corner = s.mesh.corners(c);
            for (int k = 0; k < corner.length; k++) {
                int a = corner[k];
                int b = corner[(k + 1) % corner.length];
                System.arraycopy(new int[] {count + c, a, b}, 0, triangles, 3 * at, 3);
                m[at] = s.monitor.applyAsDouble(middle);
                grown[at] = areas[c] / s.mover.startAreas()[c];
                mass[at] = s.masses[c];
                for (int i = 0; i < 3; i++) {
                    edges[6 * at + i] = ABOVE * nodes[3 * a + i];
                    edges[6 * at + 3 + i] = ABOVE * nodes[3 * b + i];
                }
                at++;
                offsets[at] = 2 * at;
            }
        }
        to.triangles("globe", 3, xyz, triangles, List.of(), List.of(new Layer.Field("monitor", "m", "", m), new Layer.Field("area", "area over its start", "", grown),
                new Layer.Field("mass", "mass over the mean", "", mass)));
        to.paths("edges", 3, edges, offsets);
        to.histogram("masses", s.masses, 32);
    }
}

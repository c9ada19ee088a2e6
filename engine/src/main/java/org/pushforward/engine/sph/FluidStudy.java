package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CIRCLES;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.geometry.CellGrid;
import org.pushforward.engine.geometry.NeighborList;
import org.pushforward.engine.sph.Flow.Line;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;

/** What is read off and seen of a fluid made of particles, whatever moves them. */
abstract class FluidStudy extends Study<Flow> {

    private static final Layer.Field[] PLAIN = {};
    private static final String ALONG = "time, or place between the walls";
    private static final int CURVE_POINTS = 80;
    private static final int MOST_NEIGHBORS = 60;

    /** The numbers that checks ask for. */
    final Gauge<Flow> time;
    final Gauge<Flow> kinetic;
    final Gauge<Flow> fastest;
    final Gauge<Flow> densityError;
    final Gauge<Flow> angular;
    final Gauge<Flow> front;
    final Gauge<Flow> semiAxisX;
    final Gauge<Flow> semiAxisY;
    final Gauge<Flow> escaped;
    final Gauge<Flow> pressureError;
    final Gauge<Flow> profileError;

    FluidStudy(String id, String title, String idea, List<String> formulas, Citation... papers) {
        super(id, title, idea, formulas, papers);
        time = gauge("time", "Time", "", Flow::time);
        gauge("time-step", "Time step", "", Flow::dt);
        gauge("particles", "Particles", "", s -> s.fluid().size());
        kinetic = gauge("kinetic-energy", "Kinetic energy", "", s -> s.numbers().kinetic());
        var potential = gauge("potential-energy", "Potential energy", "", s -> s.numbers().potential());
        fastest = gauge("max-velocity", "Greatest speed", "", s -> s.numbers().fastest());
        densityError = gauge("density-error", "Greatest |ρ/ρ₀ − 1|", "", s -> s.numbers().densityError());
        gauge("neighbours", "Neighbors a particle", "", s -> s.numbers().neighbors());
        angular = gauge("angular-momentum", "Angular momentum", "", s -> s.numbers().angular());
        gauge("momentum-x", "Momentum along x", "", s -> s.numbers().momentum()[0]);
        gauge("momentum-y", "Momentum along y", "", s -> s.numbers().momentum()[1]);
        front = gauge("front", "Front", "", s -> s.numbers().front());
        semiAxisX = gauge("semi-axis-x", "Semi-axis along x", "", s -> s.numbers().semiAxes()[0]);
        semiAxisY = gauge("semi-axis-y", "Semi-axis along y", "", s -> s.numbers().semiAxes()[1]);
        escaped = gauge("escaped", "Escaped particles", "", s -> s.numbers().escaped());
        pressureError = gauge("pressure-error", "Pressure off the hydrostatic one", "", s -> s.numbers().pressureError())
                .when(s -> !Double.isNaN(s.numbers().pressureError()));
        profileError = gauge("profile-error", "Velocity off the exact profile", "", s -> s.numbers().profileError())
                .when(s -> !Double.isNaN(s.numbers().profileError()));

        plane("flow", "Fluid", "every particle, colored by its speed").draw(POINTS, "walls", "walls").field(POINTS, "particles", "speed").draw(POINTS, "obstacle", "obstacle")
                .draw(LINES, "outline", "obstacle").draw(LINES, "fastest", "about to escape, or faster than half of sound");
        plane("paint", "Paint", "every particle, colored by where it was or what poured it").draw(POINTS, "walls").field(POINTS, "particles", "paint").draw(POINTS, "obstacle").draw(LINES, "outline").draw(LINES, "fastest");
        plane("pressure", "Pressure", "of every particle").draw(POINTS, "walls").field(POINTS, "particles", "pressure").draw(POINTS, "obstacle").draw(LINES, "outline").draw(LINES, "fastest");
        space("space", "Fluid in space", "every particle, colored by its speed").field(POINTS, "particles", "speed").draw(POINTS, "obstacle").draw(THIN, "box", "box").draw(LINES, "fastest").axes("width", "depth", "height");
        space("surface", "Surface in space", "where half of the volume is fluid").isosurface("filling", "share of fluid", "", FluidSurface.LEVEL).draw(POINTS, "obstacle").draw(THIN, "box").axes("width", "depth", "height");
        plane("side", "From the side", "paint here: in the middle of the depth").field(POINTS, "side", "paint").draw(POINTS, "obstacle-side", "obstacle").draw(THIN, "box-side", "box").draw(LINES, "fastest-side", "about to escape, or faster than half of sound");
        plot("reference", "Beside what is known", "ours solid, published circles, exact thin").draw(CURVE, "ours", "ours", "", ALONG).draw(CIRCLES, "published", "published", "", ALONG).draw(THIN, "exact", "exact", "", ALONG)
                .draw(CURVE, "ours-2", "ours", "", ALONG).draw(CIRCLES, "published-2", "published", "", ALONG).draw(THIN, "exact-2", "exact", "", ALONG)
                .draw(POINTS, "profile", "particles", "", ALONG);
        history("energy", "Energy", "kinetic and potential", kinetic, potential).against(time);
        history("density", "Density error", "greatest |ρ/ρ₀ − 1|", densityError).against(time);
        plot("neighbors", "Neighbors", "share of the fluid particles").draw(BARS, "neighbor-histogram", "neighbors");
        layer("particles", "particles", "", "");
        layer("particles-velocity", "velocity of the particles", "", "");
        layer("side", "particles from the side", "", "");
    }

    /** @param ringed particles that are about to escape, or too fast */
    final void lookAt(Flow s, FluidScene scene, double[] box, double dx, int[] ringed, Look to) {
        Fluid f = s.fluid();
        int d = f.dimension();
        int n = f.size();
        double[] speed = IntStream.range(0, n).mapToDouble(f::speed).toArray();
        double[] at = interleaved(f.x());
        double[] radius = {0.5 * dx};
        Layer.Field[] fields = {new Layer.Field("speed", "speed", "", speed), new Layer.Field("density", "density", "", f.density()),
            new Layer.Field("pressure", "pressure", "", f.pressure()), new Layer.Field("paint", "paint", "", f.paint()).over(0, 1)};
        to.points("particles", d, at, radius, fields);
        to.matrix("particles-velocity", n, d, interleaved(f.v()));
        // A fluid in nothing has four dots about it, so that the picture keeps its size.
        double w = box[0] / 2;
        double h = box[d - 1] / 2;
        walls(s, scene.kind() == FluidScene.Kind.FREE ? new double[] {-w, -h, w, -h, w, h, -w, h} : new double[0], radius, to);
        if (d == 3) {
            box(box, to);
            FluidSurface.draw("filling", f, box, dx, to);
        }
        if (ringed.length > 0) {
            rings("fastest", d, at, ringed, 2 * dx, to);
        }
        if (d == 3) {
            to.points("side", 2, plane(f.x()), radius, fields[0], fields[3]);
            if (ringed.length > 0) {
                rings("fastest-side", 2, plane(f.x()), ringed, 2 * dx, to);
            }
        }
        neighbors(f, dx, to);
    }

    private static void walls(Flow s, double[] corners, double[] radius, Look to) {
        int d = s.fluid().dimension();
        Walls w = s.walls();
        boolean[] held = new boolean[w.size()];
        boolean[] free = new boolean[w.size()];
        for (int k = 0; k < w.size(); k++) {
            held[k] = w.owner()[k] != Walls.BOX;
            free[k] = !held[k];
        }
        double[][] moved = w.only(held).x();
        if (d == 2) {
            double[] fixed = interleaved(w.only(free).x());
            to.points("walls", 2, fixed.length > 0 ? fixed : corners, radius, PLAIN);
            to.points("obstacle", 2, interleaved(moved), radius, PLAIN);
        } else {
            to.points("obstacle", 3, interleaved(moved), radius, PLAIN);
            to.points("obstacle-side", 2, plane(moved), radius, PLAIN);
        }
    }

    /** The edges of the box. */
    private static void box(double[] box, Look to) {
        to.path("box-side", new double[] {0, 0, box[0], 0, box[0], box[2], 0, box[2], 0, 0});
        List<double[]> edges = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            for (int k = 0; k < 4; k++) {
                double[] from = new double[3];
                from[(axis + 1) % 3] = (k & 1) * box[(axis + 1) % 3];
                from[(axis + 2) % 3] = (k >> 1) * box[(axis + 2) % 3];
                double[] end = from.clone();
                end[axis] = box[axis];
                edges.add(from);
                edges.add(end);
            }
        }
        to.paths("box", 3, edges.stream().flatMapToDouble(Arrays::stream).toArray(), IntStream.rangeClosed(0, 12).map(k -> 2 * k).toArray());
    }

    /** A circle about each of some particles; in space an upright one along the width and a flat one. */
    private static void rings(String layer, int d, double[] at, int[] who, double radius, Look to) {
        int corners = 24;
        int turns = d - 1;
        double[] xyz = new double[d * (corners + 1) * turns * who.length];
        for (int k = 0; k < turns * who.length; k++) {
            int i = who[k / turns];
            int second = k % turns == 0 ? d - 1 : 1;
            for (int c = 0; c <= corners; c++) {
                int p = d * (k * (corners + 1) + c);
                System.arraycopy(at, d * i, xyz, p, d);
                xyz[p] += radius * Math.cos(2 * Math.PI * c / corners);
                xyz[p + second] += radius * Math.sin(2 * Math.PI * c / corners);
            }
        }
        to.paths(layer, d, xyz, IntStream.rangeClosed(0, turns * who.length).map(k -> k * (corners + 1)).toArray());
    }

    private static void neighbors(Fluid f, double dx, Look to) {
        double reach = 2.6 * dx;
        CellGrid grid = CellGrid.of(f.x(), f.size(), new double[f.dimension()], reach);
        NeighborList near = NeighborList.of(grid, reach, to.context().workers(), to.context().cancel());
        double[] counts = new double[MOST_NEIGHBORS];
        for (int i = 0; i < f.size(); i++) {
            counts[Math.min(MOST_NEIGHBORS - 1, near.count(i))] += 1.0 / f.size();
        }
        to.bars("neighbor-histogram", IntStream.rangeClosed(0, MOST_NEIGHBORS).mapToDouble(k -> k - 0.5).toArray(), counts);
    }

    /** Velocities on the middle lines of the cavity, beside Ghia's. */
    static void cavity(Flow s, double reynolds, double dx, Look to) {
        double[] place = IntStream.range(0, CURVE_POINTS).mapToDouble(k -> (k + 0.5) / CURVE_POINTS).toArray();
        to.as("u on x = ½").series("ours", place, Arrays.stream(place).map(y -> FlowNumbers.velocity(s.fluid(), 0, 0.5, y, dx)).toArray());
        to.as("v on y = ½").series("ours-2", place, Arrays.stream(place).map(x -> FlowNumbers.velocity(s.fluid(), 1, x, 0.5, dx)).toArray());
        int column = PublishedFlows.column(reynolds);
        if (column > 0) {
            table("published", "u, Ghia", PublishedFlows.GHIA_U, column, to);
            table("published-2", "v, Ghia", PublishedFlows.GHIA_V, column, to);
        }
    }

    static void table(String layer, String label, double[][] rows, int column, Look to) {
        double[][] known = Arrays.stream(rows).filter(r -> !Double.isNaN(r[column])).toArray(double[][]::new);
        to.as(label).series(layer, Arrays.stream(known).mapToDouble(r -> r[0]).toArray(), Arrays.stream(known).mapToDouble(r -> r[column]).toArray());
    }

    /** Velocity of every particle between plates over its height, and the exact profile. */
    static void channel(Flow s, FluidScene scene, double nu, Look to) {
        Fluid f = s.fluid();
        to.as("particles").series("profile", f.x()[1], f.v()[0]);
        double[] place = IntStream.range(0, CURVE_POINTS).mapToDouble(k -> (k + 0.5) / CURVE_POINTS).toArray();
        to.as("exact").series("exact", place, Arrays.stream(place).map(y -> scene.channel(y, s.time(), nu)).toArray());
    }

    /** A curve over time that has been lived through. */
    static void lived(String layer, String label, List<Line> lines, Look to) {
        to.as(label).series(layer, lines.stream().mapToDouble(Line::time).toArray(), lines.stream().mapToDouble(l -> l.u()[0]).toArray());
    }

    static double[] interleaved(double[][] x) {
        int d = x.length;
        double[] all = new double[d * x[0].length];
        for (int i = 0; i < x[0].length; i++) {
            for (int a = 0; a < d; a++) {
                all[d * i + a] = x[a][i];
            }
        }
        return all;
    }

    /** Width and height. */
    private static double[] plane(double[][] x) {
        return interleaved(new double[][] {x[0], x[x.length - 1]});
    }
}

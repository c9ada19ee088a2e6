package org.pushforward.engine.transport;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.data.GriddedDensity;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.geometry.CellDensity;
import org.pushforward.engine.geometry.CellPicture;
import org.pushforward.engine.geometry.SharedOut;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code ot.semi-discrete}: a density shared out among sites, each the mass it is to have, at the least cost. The cells are a power diagram;
 * its weights are found by the damped Newton method of Kitagawa, Mérigot & Thibert. One step is one Newton step, or one move of all sites to
 * their cells' barycentres.
 *
 * @see SharedOut
 */
public final class SemiDiscrete extends Study<SharedOut> {

    private static final Rect SQUARE = new Rect(0, 0, 1, 1);
    private static final List<String> XY = List.of("x", "y");
    private static final int GRID = 256;
    /** Area of a dot over its mass: dots of a density twice the mean do not touch. */
    private static final double DOTTED = 0.3;
    /** Of a mass, drawn: rounding. */
    private static final double LEAST_ERROR = 1e-15;
    private static final int PATIENCE = 60;

    private final Knob<SourceFile> sites;
    private final Knob<Integer> count;
    private final Knob<String> density;
    private final Knob<SourceFile> shape;
    private final Knob<SourceFile> table;
    private final Knob<String> formula;
    private final Knob<Integer> relax;
    private final Knob<Double> tolerance;

    public SemiDiscrete() {
        super("ot.semi-discrete", "Equal shares",
                "Bakeries in a town: everybody goes where bread is cheapest with the way included, and prices settle so that each bakery sells what it bakes. "
                        + "The town falls into convex cells, a power diagram, and the prices are the potential of optimal transport between a density "
                        + "and points. Newton's method finds them in some ten steps, however many sites, as long as no cell is left empty on the way. Move "
                        + "every site to the middle of its share, again and again, and a photograph becomes dots of equal ink.",
                List.of("cell i: |x − yᵢ|² − wᵢ ≤ |x − yⱼ|² − wⱼ", "∫ over cell i of ρ = νᵢ", "∂mᵢ/∂wⱼ = −∫ over the wall of ρ / 2|yᵢ − yⱼ|", "W₂² = Σ ∫ over cell i of |x − yᵢ|² ρ"),
                new Citation("J. Kitagawa, Q. Mérigot, B. Thibert", 2019, "Convergence of a Newton algorithm for semi-discrete optimal transport", "10.4171/jems/889"),
                new Citation("F. de Goes, K. Breeden, V. Ostromoukhov, M. Desbrun", 2012, "Blue noise through optimal transport", "10.1145/2366145.2366190"));
        group("Sites");
        List<String> files = List.of("csv", "npy");
        sites = knob(new Parameter.Source(Parameter.Info.of("sites", "y", "Sites", "Sites", "Even at random, on a lattice, at random where the density is, or a file of points in the unit square."),
                "points of the unit square", files, List.of("random", "lattice", "stipple"), Parameter.Default.of(SourceFile.builtIn("random"))));
        count = whole("count", "n", "Sites", 500, 10, 10_000, "How many; of a file, all. A lattice needs a square number.").within(1, 50_000).log();
        group("Density");
        density = choice("density", "ρ", "Density", List.of("uniform", "shape", "file", "formula"), "uniform",
                "What is shared out: the same everywhere, a shape or the ink of a picture, a table of numbers, or a formula.");
        shape = density("density-shape", "ρ", "Shape or picture", "star", "Ink is mass.").when(density, "shape");
        table = knob(GriddedDensity.file(Parameter.Info.of("density-file", "ρ", "File", "Density", "A table of numbers (NPY [i][j], or CSV with the first row on top), or a picture.")
                .shownFor("density", "file"), "bumps"));
        formula = formula("density-formula", "ρ", "Formula", XY, "exp(-10*((x-.5)^2+(y-.5)^2))", false, "Not negative; divided by its integral.").when(density, "formula");
        group("Method");
        relax = whole("relax", "k", "Moves to the middle", 0, 0, 50, "How often all sites go to the barycentres of their cells.").within(0, 1000);
        tolerance = real("tolerance", "δ", "Tolerance", 1e-9, 1e-11, 1e-3, "Largest error of a mass, times n, at which to stop.").within(1e-12, 1).log();

        gauge("newton-iterations", "Newton steps", "", SharedOut::iterations);
        Gauge<SharedOut> error = gauge("max-mass-error", "Largest error of a mass, times n", "", SharedOut::massError);
        Gauge<SharedOut> cost = gauge("w2-squared", "W₂²", "", SharedOut::cost);
        gauge("min-mass", "Least mass, times n", "", s -> Arrays.stream(s.masses()).min().orElse(0) * s.masses().length);
        Gauge<SharedOut> moved = gauge("relaxed", "Moves done", "", SharedOut::relaxed);
        converges(error, SharedOut::left, tolerance, PATIENCE);
        pace(4);

        layer("diagram", "cells", "", "");
        plane("cells", "Shares", "each site's cell, colored by its price w").field(FILL, "diagram", "w").draw(LINES, "walls", "walls");
        plane("shares", "Error of each mass", "over what the site should have").field(FILL, "diagram", "mass-error").log().draw(LINES, "walls", "walls");
        history("error", "Error of the masses", "largest, times n", error).log();
        history("cost", "Cost", "W₂² between the density and the sites", cost);
        plane("dots", "Dots", "sites, as large as their mass").draw(POINTS, "sites", "sites");
        plane("density", "Density", "what is shared out").draw(FILL, "density", "ρ");
        layer("weights", "weights", "", "site");
        layer("masses", "masses", "", "site");
        layer("barycentres", "barycentres", "", "site");

        atEnd("equal", "largest error of a mass, times n", error, atMost(1e-8), "what was asked for, with a little room");
        reference("lattice", "lattice of 12 × 12: W₂² − 1/(6·144)", within(0, 1e-10), "closed form 1/(6k²)", t -> t.rest().value(cost) - 1.0 / 864, "sites=lattice", "count=144");
        reference("random", "Newton steps for 500 random sites to 1e-9", atMost(20), "our prototype 5–12", t -> t.rest().value(gaugeNamed("newton-iterations")));
        reference("wall", "two sites at (¼, ½) and (¾, ½), masses 0.3 and 0.7: w₁ − w₂ + 0.2", within(0, 1e-10), "closed form p − ½", t -> {
            SharedOut s = shared(new double[] {0.25, 0.5, 0.75, 0.5}, new double[] {0.3, 0.7}, t.context());
            return s.weights()[0] - s.weights()[1] + 0.2;
        });
        for (String kind : List.of("clustered", "unequal")) {
            reference(kind, "Newton steps for 500 " + kind + " sites to 1e-9", atMost(20), "our prototype 5–12", t -> hard(kind.equals("clustered"), t.context()).iterations());
        }
        reference("hexagons", "W₂² of 500 sites and a Gaussian bump, moved 30 times, over 5/(18√3 n)", within(1, 0.08),
                "regular hexagons of mass 1/n each, whatever the density, as n grows", t -> t.rest().value(cost) * 500 * 18 * Math.sqrt(3) / 5, "density=formula",
                "sites=stipple", "relax=30");
        opens("Five hundred equal shares", "Prices settle until every site has the same share of the square.");
        preset("stipple", "A photograph in dots", "Four thousand dots of equal ink, moved until each sits in the middle of its share.").panes("dots", "cells", "error", "cost")
                .set("density=shape", "density-shape=flower.jpg", "sites=stipple", "count=4000", "relax=12");
        preset("star", "Shares of a star", "The density is zero outside; the cells there are empty land.").set("density=shape", "count=300", "sites=random");
        preset("bump", "Where the density is", "Cells are small where there is much.").set("density=formula", "sites=stipple", "relax=10");
        tiny("count=12 density=file", "count=30", "count=20 density=shape sites=stipple relax=1", "count=9 sites=lattice density=formula");
    }

    @Override
    protected SharedOut start(Knobs p, Philox random) {
        CellDensity rho = density(p);
        PointCloud y = sites(p, rho, random);
        return SharedOut.start(rho, y.coordinates(), y.weights(), p.get(relax));
    }

    /** The square, shared out to 1e-9. */
    private static SharedOut shared(double[] sites, double[] masses, StepContext context) {
        SharedOut s = SharedOut.start(CellDensity.uniform(SQUARE), sites, masses, 0);
        for (int k = 0; k < PATIENCE && s.left() > 1e-9; k++) {
            s = s.next(1e-9, context);
        }
        return s;
    }

    /** Five hundred sites in the middle fifth of the square, or of masses between 0 and 1 over their sum. */
    private static SharedOut hard(boolean isClustered, StepContext context) {
        int n = 500;
        double[] xy = new double[2 * n];
        double[] masses = new double[n];
        new Philox(4).uniforms(0, n, 0, 2, xy, 0);
        new Philox(5).uniforms(0, n, 0, 1, masses, 0);
        if (isClustered) {
            Arrays.setAll(xy, k -> 0.4 + 0.2 * xy[k]);
            Arrays.fill(masses, 1);
        }
        double sum = Arrays.stream(masses).sum();
        return shared(xy, Arrays.stream(masses).map(m -> m / sum).toArray(), context);
    }

    private CellDensity density(Knobs p) {
        return switch (p.get(density)) {
            case "uniform" -> CellDensity.uniform(SQUARE);
            case "shape" -> CellDensity.normalized(SQUARE, GRID, GRID, DensitySources.on(GRID, p.get(shape)));
            case "file" -> CellDensity.normalized(SQUARE, GRID, GRID, GriddedDensity.masses(GRID, p.get(table), "density-formula", p.get(formula)));
            default -> {
                Formula f = Formula.of("density-formula", p.get(formula), XY);
                double[] v = new double[GRID * GRID];
                for (int k = 0; k < v.length; k++) {
                    double x = (k / GRID + 0.5) / GRID;
                    double y = (k % GRID + 0.5) / GRID;
                    v[k] = f.value(x, y);
                    if (!(v[k] >= 0) || v[k] > 1e100) {
                        throw f.wrongAt("density-formula", v[k], x, y);
                    }
                }
                if (Arrays.stream(v).sum() == 0) {
                    throw new InputException("density-formula is 0 everywhere: there is nothing to share out", "give a formula that is positive somewhere");
                }
                yield CellDensity.normalized(SQUARE, GRID, GRID, v);
            }
        };
    }

    private PointCloud sites(Knobs p, CellDensity rho, Philox random) {
        SourceFile file = p.get(sites);
        if (file.origin() != SourceFile.Origin.BUILT_IN) {
            return checked(PointSources.of(file).cloud(p.get(count), random), file.name());
        }
        int n = p.get(count);
        double[] xy = new double[2 * n];
        int side = (int) Math.round(Math.sqrt(n));
        switch (file.name()) {
            case "random" -> random.stream(1).uniforms(0, n, 0, 2, xy, 0);
            case "lattice" -> {
                if (side * side != n) {
                    throw new InputException("count: a lattice needs a square number of sites, not " + n, "give " + side * side);
                }
                Arrays.setAll(xy, k -> ((k % 2 == 0 ? k / 2 / side : k / 2 % side) + 0.5) / side);
            }
            default -> drawn(rho, n, random.stream(1), xy);
        }
        return PointCloud.uniform(2, xy);
    }

    private static PointCloud checked(PointCloud y, String name) {
        if (y.dimension() != 2) {
            throw new InputException(name + " has " + y.dimension() + " coordinates a point", "give sites with two columns, x and y");
        }
        double[] c = y.coordinates();
        for (int k = 0; k < c.length; k += 2) {
            if (!(c[k] >= 0 && c[k] <= 1 && c[k + 1] >= 0 && c[k + 1] <= 1)) {
                throw new InputException(String.format(Locale.ROOT, "%s: site %d, (%.4g, %.4g), lies outside of the unit square", name, k / 2 + 1, c[k], c[k + 1]),
                        "scale the sites to 0…1");
            }
        }
        int[] order = IntStream.range(0, c.length / 2).boxed().sorted((a, b) -> c[2 * a] != c[2 * b] ? Double.compare(c[2 * a], c[2 * b]) : Double.compare(c[2 * a + 1], c[2 * b + 1]))
                .mapToInt(k -> k).toArray();
        for (int k = 1; k < order.length; k++) {
            int a = order[k - 1];
            int b = order[k];
            if (c[2 * a] == c[2 * b] && c[2 * a + 1] == c[2 * b + 1]) {
                throw new InputException(String.format(Locale.ROOT, "%s: sites %d and %d are the same point, (%.4g, %.4g)", name, Math.min(a, b) + 1, Math.max(a, b) + 1, c[2 * a], c[2 * a + 1]),
                        "merge them into one with the mass of both");
            }
        }
        return y;
    }

    /** Draws from the density: a cell by its mass, evenly in it. */
    private static void drawn(CellDensity rho, int n, Philox random, double[] xy) {
        double[] sum = rho.values().clone();
        Arrays.parallelPrefix(sum, Double::sum);
        double[] u = new double[3 * n];
        random.uniforms(0, n, 0, 3, u, 0);
        for (int k = 0; k < n; k++) {
            int found = Arrays.binarySearch(sum, u[3 * k] * sum[sum.length - 1]);
            int cell = Math.min(sum.length - 1, found < 0 ? -found - 1 : found);
            xy[2 * k] = (cell / rho.ny() + u[3 * k + 1]) / rho.nx();
            xy[2 * k + 1] = (cell % rho.ny() + u[3 * k + 2]) / rho.ny();
        }
    }

    @Override
    protected SharedOut next(SharedOut s, Turn t) {
        return s.next(t.get(tolerance), t.context());
    }

    @Override
    protected void look(SharedOut s, Knobs p, Look to) {
        int n = s.masses().length;
        // Dots of half the area that an equal share of the square would have.
        to.points("sites", 2, s.sites(), Arrays.stream(s.masses()).map(m -> Math.sqrt(DOTTED * Math.max(0, m) / Math.PI)).toArray(), new Layer.Field[0]);
        if (s.density().values().length > 1) {
            to.field("density", s.density().nx(), s.density().ny(), SQUARE, s.density().values());
        } else {
            to.field("density", 2, 2, SQUARE, new double[] {1, 1, 1, 1});
        }
        diagram(s, to);
        double[] number = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
        to.series("weights", number, s.weights());
        to.series("masses", number, s.masses());
        to.points("barycentres", 2, s.barycentres());
    }

    private static void diagram(SharedOut s, Look to) {
        CellPicture c = CellPicture.of(IntStream.range(0, s.diagram().size()).mapToObj(s.diagram()::cell).toList());
        double[] errors = new double[s.masses().length];
        Arrays.setAll(errors, i -> Math.max(LEAST_ERROR, Math.abs(s.masses()[i] / s.targets()[i] - 1)));
        to.triangles("diagram", 2, c.xy(), c.triangles(), List.of(), List.of(new Layer.Field("w", "w", "", c.spread(s.weights())),
                new Layer.Field("mass-error", "|mass over its share − 1|", "", c.spread(errors))));
        to.paths("walls", 2, c.walls(), c.offsets());
    }
}

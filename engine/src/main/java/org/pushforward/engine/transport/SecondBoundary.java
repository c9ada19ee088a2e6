package org.pushforward.engine.transport;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code ot.second-boundary}: the transport map of one convex set onto another by a monotone scheme; the boundary condition is that the image is the
 * target. One step is one Newton step.
 *
 * @see SuperbaseScheme
 */
public final class SecondBoundary extends Study<SecondBoundary.Placed> {

    private static final List<String> XY = List.of("x", "y");
    private static final String FORMULA = "formula";
    private static final String DISC = "disc";
    private static final String POLYGON = "polygon";
    private static final int SAMPLES = 256;
    private static final int MOST = 100;
    private static final double ROOM = 1.04;

    /**
     * @param known u less a constant, and the exact map, by point; empty where they are not known
     * @param errors of u, of the map, α, and the tolerance
     */
    record Placed(SuperbaseScheme scheme, SuperbaseScheme.Solved solved, double[] known, double[] knownMap, double[] errors) {
        boolean isKnown() {
            return known.length > 0;
        }
    }

    private final Knob<String> problem;
    private final Knob<String> domain;
    private final Knob<SourceFile> domainPolygon;
    private final Knob<String> target;
    private final Knob<SourceFile> targetPolygon;
    private final Knob<VectorValue> axes;
    private final Knob<Double> angle;
    private final Knob<String> f;
    private final Knob<String> g;
    private final Knob<Integer> n;
    private final Knob<String> stencil;
    private final Knob<Double> tolerance;

    public SecondBoundary() {
        super("ot.second-boundary", "Onto a convex target",
                "The map of optimal transport between two convex sets solves a Monge-Ampère equation whose boundary condition is only this: the image of the one is the other. "
                        + "The monotone scheme of Bonnet and Mirebeau takes the least over triples of directions of the grid, and beyond the edge the steepest slope that the target "
                        + "allows. It converges where the solution is singular or flat, for any convex target, at first order: safe, and not very exact.",
                List.of("g(∇u) det D²u = f,  ∇u(Ω) = P", "det D²u = min over superbases h(Δ_e₀u, Δ_e₁u, Δ_e₂u)", "∇u·e ≤ max over p in P of p·e at the edge", "g(∇u) det D²u = (1 + α) f"),
                new Citation("G. Bonnet, J.-M. Mirebeau", 2022, "Monotone discretization of the Monge-Ampère equation of optimal transport", "10.1051/m2an/2022029")
                        .code("https://github.com/gbonnet1/ma-ot-monotone"),
                new Citation("J.-D. Benamou, F. Collino, J.-M. Mirebeau", 2016, "Monotone and consistent discretization of the Monge-Ampère operator", "10.1090/mcom/3080"));
        group("Problem");
        problem = choice("problem", "u", "Problem", List.of("quartic", "c1", "singular", FORMULA), "quartic", "|x|⁴/4, ((|x| − ½)⁺)², −√(2 − |x|²) from disc to disc, or densities by formulas.");
        f = formula("f", "f", "Source density", XY, "1", false, "On the domain; not negative, scaled to the mass of g.").when(problem, FORMULA);
        g = formula("g", "g", "Target density", XY, "1", false, "On the target; positive.").when(problem, FORMULA);
        group("Sets");
        domain = choice("domain", "Ω", "Domain", List.of(DISC, "square", POLYGON), DISC, "Unit disc, [−1, 1]², or a convex polygon.");
        domainPolygon = knob(polygonParameter("domain-polygon", "Domain polygon", "domain"));
        target = choice("target", "P", "Target", List.of(DISC, "ellipse", "square", POLYGON), DISC, "What the domain is mapped onto.");
        targetPolygon = knob(polygonParameter("target-polygon", "Target polygon", "target"));
        axes = vector("target-axes", "a", "Half axes", 1, 2, "1,1", "Of the ellipse.").when(target, "ellipse");
        angle = real("target-angle", "θ", "Angle", 0, -90, 90, "Of the first axis of the ellipse, or of the square, to x.").within(-360, 360).unit("°").when(target, "ellipse", "square");
        group("Method");
        n = whole("n", "n", "Points a side", 64, 8, 128, "Of the grid over the domain.").within(4, 512);
        stencil = choice("stencil", "q", "Stencil", List.of("sb6", "sb2", "sb10"), "sb6", "Superbases of the scheme.");
        tolerance = real("tolerance", "δ", "Tolerance", 1e-8, 1e-12, 1e-4, "Of the equations, over f.").within(1e-14, 1).log();

        gauge("max-error", "Largest error of u", "", s -> s.errors[0]).when(Placed::isKnown);
        Gauge<Placed> map = gauge("map-max-error", "Largest error of the map", "", s -> s.errors[1]).when(s -> s.knownMap.length > 0);
        Gauge<Placed> balance = gauge("mass-balance", "α", "", s -> s.errors[2]);
        gauge("newton-iterations", "Newton steps", "", s -> s.solved.iterations());
        Gauge<Placed> residual = gauge("residual", "Residual", "", s -> s.solved.residual());
        Gauge<Placed> error = gaugeNamed("max-error");
        rests(s -> s.solved.residual() <= s.errors[3] ? Status.CONVERGED : s.solved.stalled().isEmpty() && s.solved.iterations() < MOST ? Status.RUNNING
                : new Status.Failed(new Status.Failure(Status.Kind.STALLED, "residual", "", "Newton's method rests at " + Parameter.Real.text(s.solved.residual()) + ": " + s.solved.stalled(),
                        List.of(new Status.Remedy("loosen the tolerance", "tolerance", Math.min(1, 10 * s.solved.residual()))))));
        pace(4);

        plane("image", "Where the points go", "cells of the grid, carried by ∇u onto the target; colored by how much they grow").field(CELLS, "moved", "growth").log().draw(LINES, "outline", "target");
        history("residual", "Residual and error", "by Newton steps", residual, error, map).log();
        plane("domain", "The domain", "the same cells at home").field(CELLS, "home", "growth").log().draw(LINES, "outline-domain", "domain");
        space("surface", "Potential", "u; its gradient is the map").draw(SURFACE, "surface", "u");
        layer("moved", "moved cells", "", "");
        layer("home", "cells", "", "");
        layer("u", "u", "", "");
        layer("inside", "inside", "", "");
        layer("displacement", "displacement", "", "");

        atEnd("balance", "|α|", gauge("balance-size", "|α|", "", s -> Math.abs(s.errors[2])), atMost(0.3), "0 as n grows: masses are equal");
        // 6.3e-3, 3.5e-3, 2.2e-3, 1.0e-3 at n = 16, 32, 64, 128; 5.8e-2, 3.9e-2, 2.4e-2, 1.2e-2 the map's.
        reference("quartic", "order of the largest error of |x|⁴/4, n = 16 to 64", atLeast(0.7), "exact solution; monotone: first order",
                t -> Math.log(t.anew(1, "n=16").rest().value(error) / t.rest().value(error)) / Math.log(4));
        lengthy("quartic-128", "the same, n = 16 to 128", atLeast(0.7), "exact solution; monotone: first order",
                t -> Math.log(t.anew(1, "n=16").rest().value(error) / t.anew(1, "n=128").rest().value(error)) / Math.log(8));
        reference("masses", "order of α, n = 16 to 64", atLeast(0.7), "0 in the limit; monotone: first order",
                t -> Math.log(t.anew(1, "n=16").rest().value(balance) / t.rest().value(balance)) / Math.log(4));
        reference("ellipse", "error of the map of a disc onto an ellipse of half axes 1.5 and 0.6, over its diameter 3, n = 64", atMost(0.05), "exact map, linear",
                t -> t.rest().value(map) / 3, "problem=formula", "target=ellipse", "target-axes=1.5,0.6", "target-angle=30");
        opens("Disc to disc, degenerate", "All curvature is zero in the middle, and the map still covers the disc.");
        preset("ellipse", "Disc to ellipse", "The exact map is linear, and known.").set("problem=formula", "target=ellipse", "target-axes=1.5,0.6", "target-angle=30");
        preset("square", "Disc to square", "The corners of the square have no one who is bound to go there.").set("problem=formula", "target=square");
        preset("bumps", "Towards three bumps", "A square into a hexagon that is dense in three places.").set("problem=formula", "domain=square", "target=polygon",
                "g=0.1+exp(-50*((x+.5)^2+(y+.1)^2))+exp(-50*((x-.5)^2+(y+.1)^2))+exp(-50*(x^2+(y-.5)^2))");
        tiny("n=8", "n=8 problem=formula domain=square target=ellipse stencil=sb10 f=1+x^2", "n=8 problem=c1 stencil=sb2", "n=8 problem=formula domain=polygon target=polygon g=1+x^2");
    }

    private static Parameter<SourceFile> polygonParameter(String id, String label, String choice) {
        return new Parameter.Source(Info.of(id, "P", label, "Sets", "Corners x, y of a convex polygon, a row each.").shownFor(choice, POLYGON), "corners", List.of("csv", "npy", "txt"),
                List.of("hexagon", "triangle"), Parameter.Default.of(SourceFile.builtIn("hexagon")));
    }

    private static ConvexShape polygon(String name, SourceFile file) {
        if (file.origin() != SourceFile.Origin.BUILT_IN) {
            return ConvexShape.Polygon.of(name, PointSources.of(file).cloud(1, new Philox(1)));
        }
        int corners = file.name().equals("triangle") ? 3 : 6;
        double[] xy = new double[2 * corners];
        Arrays.setAll(xy, k -> k % 2 == 0 ? Math.cos(2 * Math.PI * (k / 2) / corners) : Math.sin(2 * Math.PI * (k / 2) / corners));
        return new ConvexShape.Polygon(xy);
    }

    private static ConvexShape square(double angle) {
        double[] xy = new double[8];
        for (int k = 0; k < 4; k++) {
            double a = angle + Math.PI / 4 + k * Math.PI / 2;
            xy[2 * k] = Math.sqrt(2) * Math.cos(a);
            xy[2 * k + 1] = Math.sqrt(2) * Math.sin(a);
        }
        return new ConvexShape.Polygon(xy);
    }

    private ConvexShape targetOf(Knobs p) {
        double turn = Math.toRadians(p.get(angle));
        double[] a = p.get(axes).values().stream().mapToDouble(v -> v).toArray();
        return switch (p.get(target)) {
            case DISC -> new ConvexShape.Ellipse(1, 1, 0);
            case "ellipse" -> {
                if (!(a[0] > 0 && a[1] > 0)) {
                    throw new InputException("target-axes: " + a[0] + "," + a[1] + " is no ellipse", "give two positive half axes");
                }
                yield new ConvexShape.Ellipse(a[0], a[1], turn);
            }
            case "square" -> square(turn);
            default -> polygon("target-polygon", p.get(targetPolygon));
        };
    }

    @Override
    protected Placed start(Knobs p, Philox random) {
        boolean isFormula = p.is(problem, FORMULA);
        if (!isFormula && !(p.is(domain, DISC) && p.is(target, DISC))) {
            throw new InputException("problem: " + p.get(problem) + " is known from the disc onto the disc only", "take domain=disc and target=disc, or problem=formula");
        }
        ConvexShape from = p.is(domain, DISC) ? new ConvexShape.Ellipse(1, 1, 0) : p.is(domain, "square") ? square(0) : polygon("domain-polygon", p.get(domainPolygon));
        ConvexShape to = targetOf(p);
        Formula density = Formula.of("g", isFormula ? p.get(g) : "1", XY);
        GridSet grid = new GridSet(from, p.get(n));
        SuperbaseScheme scheme = new SuperbaseScheme(grid, to, Integer.parseInt(p.get(stencil).substring(2)), right(p, grid, mass(to, density)), density);
        double[] known = isFormula ? new double[0] : Arrays.stream(grid.points).mapToDouble(k -> exact(p.get(problem), Math.hypot(grid.x(k), grid.y(k)))).toArray();
        return measured(new Placed(scheme, scheme.start(), known, knownMap(p, grid, to), new double[0]), scheme.start(), p);
    }

    /** f h² by point, as much as lies nearest to it: cells that the edge cuts are shared out among the points inside. */
    private double[] right(Knobs p, GridSet s, double mass) {
        Formula source = Formula.of("f", p.get(f), XY);
        String name = p.get(problem);
        double[] share = s.shares((x, y) -> {
            double v = density(name, source, x, y);
            if (!(v >= 0) || v > 1e100) {
                throw source.wrongAt("f", v, x, y);
            }
            return v;
        });
        double sum = Arrays.stream(share).sum() * s.h * s.h;
        if (!(sum > 0)) {
            throw new InputException("f: there is no mass on the domain", "give a density that is positive somewhere");
        }
        return Arrays.stream(share).map(v -> v * mass / sum).toArray();
    }

    private static double density(String name, Formula source, double x, double y) {
        double r = Math.hypot(x, y);
        return switch (name) {
            case "quartic" -> 3 * Math.pow(r, 4);
            case "c1" -> 4 * Math.max(0, 1 - 0.5 / r);
            case "singular" -> 2 / ((2 - r * r) * (2 - r * r));
            default -> source.value(x, y);
        };
    }

    private static double mass(ConvexShape to, Formula g) {
        double[] frame = to.frame();
        double w = 2 * frame[2] / SAMPLES;
        double sum = 0;
        for (int k = 0; k < SAMPLES * SAMPLES; k++) {
            double x = frame[0] - frame[2] + (k / SAMPLES + 0.5) * w;
            double y = frame[1] - frame[2] + (k % SAMPLES + 0.5) * w;
            if (to.contains(x, y)) {
                double v = g.value(x, y);
                if (!(v > 0) || v > 1e100) {
                    throw g.wrongAt("g", v, x, y);
                }
                sum += v * w * w;
            }
        }
        return sum;
    }

    private static double exact(String name, double r) {
        return switch (name) {
            case "quartic" -> 0.25 * r * r * r * r;
            case "c1" -> Math.pow(Math.max(0, r - 0.5), 2);
            default -> -Math.sqrt(2 - r * r);
        };
    }

    /** The exact map by point where it is known: radial from disc to disc, linear onto an ellipse of even density. */
    private double[] knownMap(Knobs p, GridSet s, ConvexShape to) {
        boolean isFormula = p.is(problem, FORMULA);
        boolean isEven = p.get(f).equals("1") && p.get(g).equals("1") && p.is(domain, DISC) && (p.is(target, "ellipse") || p.is(target, DISC));
        if (isFormula && !isEven) {
            return new double[0];
        }
        double[] t = new double[2 * s.points.length];
        for (int a = 0; a < s.points.length; a++) {
            double x = s.x(s.points[a]);
            double y = s.y(s.points[a]);
            double r = Math.hypot(x, y);
            if (isFormula) {
                ConvexShape.Ellipse e = (ConvexShape.Ellipse) to;
                double c = Math.cos(e.angle());
                double d = Math.sin(e.angle());
                double u = e.a() * (c * x + d * y);
                double v = e.b() * (-d * x + c * y);
                t[2 * a] = c * u - d * v;
                t[2 * a + 1] = d * u + c * v;
            } else {
                double slope = switch (p.get(problem)) {
                    case "quartic" -> r * r;
                    case "c1" -> 2 * Math.max(0, r - 0.5) / r;
                    default -> 1 / Math.sqrt(2 - r * r);
                };
                t[2 * a] = slope * x;
                t[2 * a + 1] = slope * y;
            }
        }
        return t;
    }

    @Override
    protected Placed next(Placed s, Turn t) {
        return measured(s, s.scheme.next(s.solved, t.context().cancel()), t.p());
    }

    private Placed measured(Placed s, SuperbaseScheme.Solved now, Knobs p) {
        double[] u = now.u();
        double shift = 0;
        for (int a = 0; a < s.known.length; a++) {
            shift += (u[a] - s.known[a]) / u.length;
        }
        double[][] d = s.scheme.gradients(u);
        double worst = 0;
        double map = 0;
        for (int a = 0; a < u.length; a++) {
            worst = s.isKnown() ? Math.max(worst, Math.abs(u[a] - s.known[a] - shift)) : 0;
            if (s.knownMap.length > 0) {
                map = Math.max(map, Math.hypot(d[a][0] - s.knownMap[2 * a], d[a][1] - s.knownMap[2 * a + 1]));
            }
        }
        return new Placed(s.scheme, now, s.known, s.knownMap, new double[] {worst, map, now.alpha(), p.get(tolerance)});
    }

    @Override
    protected void look(Placed s, Knobs p, Look to) {
        GridSet q = s.scheme.grid;
        int cells = q.n;
        Rect frame = new Rect(q.x0, q.y0, q.x0 + cells * q.h, q.y0 + cells * q.h);
        double[] u = new double[cells * cells];
        double[] inside = new double[u.length];
        double[] dx = new double[u.length];
        double[] dy = new double[u.length];
        double[] moved = new double[2 * q.points.length];
        double[] home = new double[moved.length];
        double low = Arrays.stream(s.solved.u()).min().orElse(0);
        double[][] gradients = s.scheme.gradients(s.solved.u());
        for (int a = 0; a < q.points.length; a++) {
            int k = q.points[a];
            double[] d = gradients[a];
            u[k] = s.solved.u()[a] - low;
            inside[k] = 1;
            dx[k] = d[0] - q.x(k);
            dy[k] = d[1] - q.y(k);
            home[2 * a] = q.x(k);
            home[2 * a + 1] = q.y(k);
            System.arraycopy(d, 0, moved, 2 * a, 2);
        }
        to.field("u", cells, cells, frame, u);
        to.field("inside", cells, cells, frame, inside);
        to.vectors("displacement", cells, cells, frame, dx, dy);
        int[] triangles = triangles(q);
        double[] growth = growth(home, moved, triangles);
        to.triangles("moved", 2, framed(moved, s.scheme.target), triangles, List.of(), List.of(new Layer.Field("growth", "area over that at home", "", growth)));
        to.triangles("home", 2, framed(home, q.domain), triangles, List.of(), List.of(new Layer.Field("growth", "area over that at home", "", growth)));
        to.path("outline", closed(s.scheme.target.outline()));
        to.path("outline-domain", closed(q.domain.outline()));
        double[] xyz = new double[3 * q.points.length];
        double[] height = new double[q.points.length];
        for (int a = 0; a < q.points.length; a++) {
            height[a] = s.solved.u()[a] - low;
            xyz[3 * a] = home[2 * a];
            xyz[3 * a + 1] = home[2 * a + 1];
            xyz[3 * a + 2] = height[a];
        }
        to.triangles("surface", 3, xyz, triangles, List.of(new Layer.Field("u", "u", "", height)), List.of());
    }

    /** With two points more, which no triangle has: the corners of a frame with room for the outline. */
    private static double[] framed(double[] xy, ConvexShape s) {
        double[] frame = s.frame();
        double[] more = Arrays.copyOf(xy, xy.length + 4);
        for (int k = 0; k < 4; k++) {
            more[xy.length + k] = frame[k % 2] + (k < 2 ? -ROOM : ROOM) * frame[2];
        }
        return more;
    }

    private static double[] closed(double[] outline) {
        double[] xy = Arrays.copyOf(outline, outline.length + 2);
        xy[outline.length] = outline[0];
        xy[outline.length + 1] = outline[1];
        return xy;
    }

    /** Two of each square of four points inside. */
    private static int[] triangles(GridSet q) {
        List<Integer> t = new ArrayList<>();
        for (int i = 0; i + 1 < q.n; i++) {
            for (int j = 0; j + 1 < q.n; j++) {
                int a = q.number[i * q.n + j];
                int b = q.number[(i + 1) * q.n + j];
                int c = q.number[(i + 1) * q.n + j + 1];
                int d = q.number[i * q.n + j + 1];
                if (a >= 0 && b >= 0 && c >= 0 && d >= 0) {
                    t.addAll(List.of(a, b, c, a, c, d));
                }
            }
        }
        return t.stream().mapToInt(k -> k).toArray();
    }

    private static double[] growth(double[] home, double[] moved, int[] triangles) {
        double[] g = new double[triangles.length / 3];
        Arrays.setAll(g, k -> Math.max(1e-4, area(moved, triangles, 3 * k) / area(home, triangles, 3 * k)));
        return g;
    }

    private static double area(double[] xy, int[] t, int k) {
        int a = 2 * t[k];
        int b = 2 * t[k + 1];
        int c = 2 * t[k + 2];
        return 0.5 * ((xy[b] - xy[a]) * (xy[c + 1] - xy[a + 1]) - (xy[b + 1] - xy[a + 1]) * (xy[c] - xy[a]));
    }
}

package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.BesselFunctions;
import org.pushforward.engine.numerics.ComplexInterpolation;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.eim-aeroacoustics}: scattering at any wave number from a few solved beforehand. The first step solves them; each further one lets the
 * equation be written with one matrix and one right side more; then the wave moves on.
 */
public final class ReducedScattering extends Study<ReducedScattering.State> {

    private static final double LOW = 1;
    private static final double HIGH = 10;
    private static final int TRAINED = 48;
    private static final int TESTED = 24;
    private static final int DIRECTIONS = 72;
    private static final int GRID = 96;
    private static final double SIDE = 3.5;
    private static final int MOVING = 60;
    private static final double PHASE = 0.2;
    /** A Hankel function counts as so many multiplications. */
    private static final long HANKEL = 150;

    /** Solved beforehand: an orthonormal basis of densities, and entries of matrices and right sides at the trained wave numbers. */
    record Offline(AcousticBoundary boundary, double[] trained, ComplexMatrix basis, double[] tested, ComplexMatrix[] exact, ComplexInterpolation matrixStart,
            ComplexInterpolation rightStart) { }

    /** The equation as a sum of reduced ones. */
    record Online(ComplexInterpolation matrix, ComplexInterpolation right, ComplexMatrix[] matrices, ComplexMatrix[] rights) { }

    /** @param wave real and imaginary parts of the pressure on the grid, of modulus 1 far away */
    record Shown(double k, double[] wave, double[] far, double[] farFull) { }

    record State(int step, Offline off, Online on, double[] errors, Shown shown) {

        int terms() {
            return on == null ? 0 : on.matrix.terms();
        }

        double worst() {
            return on == null ? 1 : Arrays.stream(errors).max().orElseThrow();
        }
    }

    private final Knob<String> shape;
    private final Knob<String> boundary;
    private final Knob<Integer> panels;
    private final Knob<Integer> terms;
    private final Knob<Integer> modes;
    private final Knob<Double> wavenumber;

    public ReducedScattering() {
        super("rom.eim-aeroacoustics", "Scattered sound, reduced", "A boundary-integral solver has a dense matrix whose entries are Hankel functions of the wave number: each new frequency starts from nothing. Empirical interpolation writes the matrix and the right side as "
                + "combinations of those at a few wave numbers, the coefficients read off a few entries, and needs nothing of the solver but entries. Projected on a few densities solved beforehand, a new frequency costs a small system, so that its slider answers at once. "
                + "In the plane, at rest and outside of a smooth body; the paper's aircraft are in space and in a flow.",
                List.of("A(k) ≈ Σ αₘ(k) A(kₘ),  b(k) ≈ Σ βₘ(k) b(kₘ)", "V* A(k) V c = V* b(k),  φ ≈ V c", "soft: φ + Kφ − ikSφ = −2u,  hard: K′φ − φ + (i/k) Tφ = −2∂u/∂ν"),
                new Citation("F. Casenave, A. Ern, T. Lelièvre", 2013, "A nonintrusive Reduced Basis Method applied to aeroacoustic simulations", "1401.3684"));
        pace(15);
        group("Body");
        shape = choice("shape", "Γ", "Section", List.of("circle", "ellipse", "kite"), "kite", "Of the body; the circle has a closed form.");
        boundary = choice("boundary", "B", "Surface", List.of(AcousticBoundary.SOFT, "hard"), "hard", "No pressure at the surface, or no motion through it.");
        panels = whole("panels", "N", "Nodes", 80, 64, 128, "On the boundary; an even number.").within(64, 256);
        group("Reduction");
        terms = whole("terms", "M", "Terms", 18, 1, 24, "Matrices and right sides that are combined.").within(1, 40);
        modes = whole("modes", "r", "Densities", 24, 2, 30, "Solved beforehand and made orthonormal.").within(1, TRAINED);
        group("Wave");
        wavenumber = real("wavenumber", "k", "Wave number", 6, LOW, HIGH, "Of the wave that comes from the left; 2π over its length.").within(LOW, HIGH).live();
        refuse(p -> p.get(panels) % 2 == 1, p -> "panels: " + p.get(panels) + " is odd; the quadrature needs an even number of nodes");
        lasts(p -> p.get(terms) + MOVING);

        gauge("terms", "Terms", "", State::terms);
        var worst = gauge("reduced-error", "Largest error at held-out wave numbers", "", State::worst);
        gauge("far-field-error", "Far field shown, reduced less full", "", s -> s.on == null ? 1 : distance(s.shown.far, s.shown.farFull));
        var optical = gauge("optical-error", "Scattered energy less what is missing ahead", "", s -> opticalError(s.shown));
        gauge("online-speedup", "Operations full over reduced", "", (s, p) -> speedup(p.get(panels), Math.max(1, s.terms()), p.get(modes)));

        plane("pressure", "Pressure", "incoming and scattered, by the reduced model").draw(FILL, "pressure", "pressure").draw(LINES, "body", "body");
        plot("error", "Error of the reduced density", "held-out wave numbers").draw(CURVE, "error", "relative error", "", "k").log();
        plot("far", "Far field", "strength against direction").draw(CURVE, "far-full", "solved", "", "degrees").draw(POINTS, "far", "reduced", "", "degrees");
        history("history", "Term after term", "largest relative error over the held-out wave numbers", worst).log();
        plot("picked", "Wave numbers picked", "in the order of the terms").draw(POINTS, "picked", "matrix", "", "term").draw(POINTS, "picked-right", "right side", "", "term");

        layer("far-field", "far field", "", "");

        atEnd("reduced", "largest error at 24 held-out wave numbers, relative", worst, atMost(1e-3), "the full solver; small bodies and few nodes");
        always("optical", "scattered energy less what is missing ahead, relative", optical, atMost(1e-3), "optical theorem; 64 nodes at the shortest wave");
        for (String b : List.of(AcousticBoundary.SOFT, "hard")) {
            reference("series-" + b, "circle, " + b + ", 64 nodes, k = 1, 2.5, … 10: far field less the series", atMost(1e-10), "series of Bessel functions, 72 directions", ReducedScattering::series, "shape=circle", "boundary=" + b,
                    "panels=64");
        }
        reference("ten", "soft circle, 64 nodes, 10 terms: largest error at 100 random wave numbers", atMost(1e-3), "the full solver", ReducedScattering::hundred, "shape=circle", "boundary=soft", "panels=64", "terms=10");
        reference("eighteen", "soft circle, 64 nodes, 18 terms: largest error at 100 random wave numbers", atMost(1e-8), "the full solver", ReducedScattering::hundred, "shape=circle", "boundary=soft", "panels=64");
        reference("fast", "128 nodes, 18 terms, 24 densities: operations of the full solver over those of the reduced one", atLeast(30), "counted, a Hankel function as 150", t -> speedup(t.knobs().get(panels), 18, 24), "panels=128");
        opens("Sound around a kite", "Move the wave number: the pressure follows from 18 matrices and 24 densities.").pictured(30);
        preset("circle", "A circle, which has a closed form", "Spectral accuracy: ten digits from 64 nodes.").set("shape=circle", "boundary=soft", "panels=64", "wavenumber=4").pictured(25);
        preset("wing", "A thin section", "Hard walls, a short wave.").set("shape=ellipse", "wavenumber=9").pictured(25);
        preset("few", "Ten terms", "Three digits already.").set("boundary=soft", "terms=10", "panels=64").pictured(12);
        tiny("panels=64 terms=2 modes=3 shape=circle", "panels=64 terms=2 modes=3 boundary=soft");
    }

    private static double series(Trial<State> t) {
        AcousticBoundary b = t.step().state().off.boundary;
        double worst = 0;
        for (double k = LOW; k <= HIGH; k += 1.5) {
            worst = Math.max(worst, distance(b.farField(b.solved(k), k, DIRECTIONS), AcousticBoundary.seriesFarField(b.isSoft, k, DIRECTIONS)));
        }
        return worst;
    }

    private static double hundred(Trial<State> t) {
        State s = t.steps(20).state();
        double[] u = new double[100];
        new Philox(7).uniforms(0, 1, 0, 100, u, 0);
        double worst = 0;
        for (double v : u) {
            t.context().cancel().throwIfCancelled();
            double k = LOW + (HIGH - LOW) * v;
            worst = Math.max(worst, error(density(s.off, s.on, k), s.off.boundary.solved(k)));
        }
        return worst;
    }

    /** Largest distance over the largest value. */
    private static double distance(double[] a, double[] b) {
        int m = a.length / 2;
        double off = 0;
        double size = 0;
        for (int i = 0; i < m; i++) {
            off = Math.max(off, Math.hypot(a[i] - b[i], a[m + i] - b[m + i]));
            size = Math.max(size, Math.hypot(b[i], b[m + i]));
        }
        return off / size;
    }

    /** ∫ |u∞|² = −√(8π/k) Re e^{iπ/4} u∞(forward), of the full solver. */
    private static double opticalError(Shown s) {
        double scattered = Arrays.stream(s.farFull).map(v -> v * v).sum() * 2 * Math.PI / DIRECTIONS;
        double missing = -Math.sqrt(8 * Math.PI / s.k) * (s.farFull[0] - s.farFull[DIRECTIONS]) * Math.sqrt(0.5);
        return scattered == 0 ? 0 : Math.abs(scattered - missing) / scattered;
    }

    private static double error(ComplexMatrix a, ComplexMatrix b) {
        return a.minus(b).frobenius() / b.frobenius();
    }

    /** Multiplications: entries and elimination, against coefficients, sums and a small elimination. */
    private static double speedup(long nodes, long m, long r) {
        double full = nodes * nodes * HANKEL + 4 * nodes * nodes * nodes / 3.0;
        double reduced = 2 * m * HANKEL + 8 * m * m * m / 3.0 + 4 * m * r * r + 4 * r * r * r / 3.0;
        return full / reduced;
    }

    @Override
    protected State start(Knobs p, Philox random) {
        AcousticBoundary b = new AcousticBoundary(p.get(shape), p.get(boundary).equals(AcousticBoundary.SOFT), p.get(panels));
        ComplexMatrix none = ComplexMatrix.zeros(b.n, 1);
        return new State(0, new Offline(b, null, null, null, null, null, null), null, new double[0], shown(b, none, none, p.get(wavenumber)));
    }

    @Override
    protected State next(State s, Turn t) {
        Knobs p = t.p();
        Offline off = s.off.basis == null ? solved(s.off.boundary, p.get(modes), t) : s.off;
        if (s.terms() >= p.get(terms) || s.step > p.get(terms)) {
            return new State(s.step + 1, off, s.on, s.errors, s.shown);
        }
        ComplexInterpolation m = (s.on == null ? off.matrixStart : s.on.matrix).next();
        ComplexInterpolation r = (s.on == null ? off.rightStart : s.on.right).next();
        Online on = new Online(m, r, new ComplexMatrix[m.terms()], new ComplexMatrix[r.terms()]);
        ComplexMatrix adjoint = off.basis.adjoint();
        for (int q = 0; q < m.terms(); q++) {
            on.matrices[q] = s.on != null && q < s.on.matrices.length ? s.on.matrices[q] : adjoint.times(off.boundary.matrix(off.trained[m.vector(q)]).times(off.basis));
        }
        for (int q = 0; q < r.terms(); q++) {
            on.rights[q] = adjoint.times(off.boundary.right(off.trained[r.vector(q)]));
        }
        double[] errors = new double[TESTED];
        for (int i = 0; i < TESTED; i++) {
            t.ask();
            errors[i] = error(density(off, on, off.tested[i]), off.exact[i]);
        }
        return new State(s.step + 1, off, on, errors, shown(off, on, p.get(wavenumber)));
    }

    @Override
    protected State changed(State s, Knobs before, Knobs now) {
        ComplexMatrix none = ComplexMatrix.zeros(s.off.boundary.n, 1);
        double k = now.get(wavenumber);
        return new State(s.step, s.off, s.on, s.errors, s.on == null ? shown(s.off.boundary, none, none, k) : shown(s.off, s.on, k));
    }

    private static Offline solved(AcousticBoundary b, int modes, Turn t) {
        double[] trained = new double[TRAINED];
        Arrays.setAll(trained, i -> LOW + (HIGH - LOW) * i / (TRAINED - 1.0));
        ComplexMatrix[] matrices = new ComplexMatrix[TRAINED];
        ComplexMatrix[] rights = new ComplexMatrix[TRAINED];
        List<ComplexMatrix> densities = new ArrayList<>();
        for (int i = 0; i < TRAINED; i++) {
            t.ask();
            ComplexMatrix a = b.matrix(trained[i]);
            ComplexMatrix f = b.right(trained[i]);
            matrices[i] = a;
            rights[i] = f;
            densities.add(a.solve(f));
        }
        double[] tested = new double[TESTED];
        Arrays.setAll(tested, i -> LOW + (HIGH - LOW) * (i + 0.37) / TESTED);
        ComplexMatrix[] exact = new ComplexMatrix[TESTED];
        for (int i = 0; i < TESTED; i++) {
            t.ask();
            exact[i] = b.solved(tested[i]);
        }
        return new Offline(b, trained, orthonormal(densities, Math.min(modes, b.n)), tested, exact, ComplexInterpolation.among(matrices), ComplexInterpolation.among(rights));
    }

    /** The density that is left longest, made orthonormal to those before, twice; as many as there are to rounding. */
    private static ComplexMatrix orthonormal(List<ComplexMatrix> densities, int count) {
        int n = densities.getFirst().rows();
        List<ComplexMatrix> left = new ArrayList<>(densities);
        List<ComplexMatrix> basis = new ArrayList<>();
        double first = 0;
        while (basis.size() < count) {
            int longest = 0;
            for (int i = 1; i < left.size(); i++) {
                longest = left.get(i).frobenius() > left.get(longest).frobenius() ? i : longest;
            }
            ComplexMatrix v = left.get(longest);
            first = Math.max(first, v.frobenius());
            if (v.frobenius() <= 1e-13 * first) {
                break;
            }
            for (ComplexMatrix q : basis) {
                v = v.minus(q.times(q.adjoint().times(v)));
            }
            ComplexMatrix q = v.scaled(1 / v.frobenius(), 0);
            basis.add(q);
            left.replaceAll(u -> u.minus(q.times(q.adjoint().times(u))));
        }
        ComplexMatrix all = ComplexMatrix.zeros(n, basis.size());
        for (int c = 0; c < basis.size(); c++) {
            for (int i = 0; i < n; i++) {
                all.re()[i * basis.size() + c] = basis.get(c).re()[i];
                all.im()[i * basis.size() + c] = basis.get(c).im()[i];
            }
        }
        return all;
    }

    /** By the reduced model; of the full matrix and right side only the picked entries are looked at. */
    private static ComplexMatrix density(Offline off, Online on, double k) {
        ComplexMatrix a = sum(on.matrices, on.matrix.coefficients(off.boundary.matrix(k)));
        ComplexMatrix f = sum(on.rights, on.right.coefficients(off.boundary.right(k)));
        return off.basis.times(a.solve(f));
    }

    private static ComplexMatrix sum(ComplexMatrix[] of, ComplexMatrix weights) {
        ComplexMatrix sum = of[0].scaled(weights.re()[0], weights.im()[0]);
        for (int q = 1; q < of.length; q++) {
            sum = sum.plus(of[q].scaled(weights.re()[q], weights.im()[q]));
        }
        return sum;
    }

    private static Shown shown(Offline off, Online on, double k) {
        return shown(off.boundary, density(off, on, k), off.boundary.solved(k), k);
    }

    private static Shown shown(AcousticBoundary b, ComplexMatrix density, ComplexMatrix full, double k) {
        return new Shown(k, wave(b, density, k), b.farField(density, k, DIRECTIONS), b.farField(full, k, DIRECTIONS));
    }

    /** Hankel functions of order 0 and 1 up to 100, by cubic Hermite interpolation: for pictures. */
    private static final class Table {

        private static final double STEP = 0.02;
        private static final int COUNT = 5000;
        private static final double[][] AT = new double[COUNT + 1][];

        static {
            for (int i = 1; i <= COUNT; i++) {
                BesselFunctions b = BesselFunctions.at(i * STEP, 1);
                AT[i] = new double[] {b.j()[0], b.y()[0], b.j()[1], b.y()[1]};
            }
        }

        /** J₀, Y₀, J₁, Y₁. */
        static void read(double z, double[] to) {
            double at = Math.max(1, Math.min(COUNT - 1.001, z / STEP));
            int i = (int) at;
            double t = at - i;
            double[] a = AT[i];
            double[] b = AT[i + 1];
            double za = i * STEP;
            double zb = za + STEP;
            for (int c = 0; c < 2; c++) {
                to[c] = hermite(t, a[c], b[c], -a[c + 2], -b[c + 2]);
                to[c + 2] = hermite(t, a[c + 2], b[c + 2], a[c] - a[c + 2] / za, b[c] - b[c + 2] / zb);
            }
        }

        private static double hermite(double t, double a, double b, double da, double db) {
            double u = 1 - t;
            return u * u * (1 + 2 * t) * a + t * t * (3 - 2 * t) * b + STEP * t * u * (u * da - t * db);
        }
    }

    private static double[] wave(AcousticBoundary b, ComplexMatrix density, double k) {
        double[] wave = new double[2 * GRID * GRID];
        double[] h = new double[4];
        boolean isSilent = density.frobenius() == 0;
        for (int e = 0; e < GRID * GRID; e++) {
            double px = coordinate(e / GRID);
            double py = coordinate(e % GRID);
            if (b.contains(px, py)) {
                continue;
            }
            double re = Math.cos(k * px);
            double im = Math.sin(k * px);
            for (int i = 0; i < b.n && !isSilent; i++) {
                double rx = px - b.x[i];
                double ry = py - b.y[i];
                double r = Math.max(1e-3, Math.hypot(rx, ry));
                Table.read(k * r, h);
                double w = 2 * Math.PI / b.n * b.speed[i];
                double facing = k * (b.dy[i] * rx - b.dx[i] * ry) / (r * b.speed[i]);
                // Φ = (i/4)(J₀ + iY₀), its normal derivative (i/4)(J₁ + iY₁) k cos.
                double singleRe = -h[1] / 4;
                double singleIm = h[0] / 4;
                double doubleRe = -h[3] / 4 * facing;
                double doubleIm = h[2] / 4 * facing;
                double kernelRe = w * (b.isSoft ? doubleRe + k * singleIm : singleRe - doubleIm / k);
                double kernelIm = w * (b.isSoft ? doubleIm - k * singleRe : singleIm + doubleRe / k);
                re += kernelRe * density.re()[i] - kernelIm * density.im()[i];
                im += kernelRe * density.im()[i] + kernelIm * density.re()[i];
            }
            wave[e] = re;
            wave[GRID * GRID + e] = im;
        }
        return wave;
    }

    private static double coordinate(int cell) {
        return SIDE * (2 * (cell + 0.5) / GRID - 1);
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        AcousticBoundary b = s.off.boundary;
        double phase = PHASE * s.step;
        double[] now = new double[GRID * GRID];
        Arrays.setAll(now, e -> Math.cos(phase) * s.shown.wave[e] + Math.sin(phase) * s.shown.wave[now.length + e]);
        to.field("pressure", GRID, GRID, new Rect(-SIDE, -SIDE, SIDE, SIDE), now);
        double[] xy = new double[2 * b.n + 2];
        for (int i = 0; i <= b.n; i++) {
            xy[2 * i] = b.x[i % b.n];
            xy[2 * i + 1] = b.y[i % b.n];
        }
        to.path("body", xy);
        double[] angles = new double[DIRECTIONS];
        Arrays.setAll(angles, m -> 360.0 * m / DIRECTIONS);
        to.series("far-full", angles, strengths(s.shown.farFull));
        to.series("far", angles, strengths(s.shown.far));
        double[] complex = new double[2 * DIRECTIONS];
        Arrays.setAll(complex, e -> s.shown.far[e % 2 * DIRECTIONS + e / 2]);
        to.matrix("far-field", DIRECTIONS, 2, complex);
        if (s.on != null) {
            to.series("error", s.off.tested, s.errors);
            picked("picked", s.on.matrix, s.off.trained, to);
            picked("picked-right", s.on.right, s.off.trained, to);
        }
    }

    private static void picked(String id, ComplexInterpolation of, double[] trained, Look to) {
        double[] number = new double[of.terms()];
        double[] k = new double[of.terms()];
        for (int q = 0; q < k.length; q++) {
            number[q] = q + 1;
            k[q] = trained[of.vector(q)];
        }
        to.series(id, number, k);
    }

    private static double[] strengths(double[] u) {
        double[] v = new double[DIRECTIONS];
        Arrays.setAll(v, m -> Math.hypot(u[m], u[DIRECTIONS + m]));
        return v;
    }
}

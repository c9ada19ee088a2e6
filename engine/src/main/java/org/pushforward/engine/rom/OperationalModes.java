package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.DynamicModes;
import org.pushforward.engine.numerics.Loewner;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.next-lf}: frequencies, dampings and shapes of a structure that is shaken by forces nobody measures, from correlations of its
 * sensors (NExT) by tangential interpolation (Loewner) and, beside, by ERA. One step listens to the next part of the record.
 */
public final class OperationalModes extends Study<OperationalModes.State> {

    private static final int PARTS = 24;
    private static final int LAGS = 256;
    /** Frequencies whose values are used, each with its conjugate. */
    private static final int POINTS_USED = 80;
    private static final int SPARE = 6;
    private static final int HANKEL = 40;
    private static final double MOST_DAMPING = 0.12;
    private static final double SPLIT = 0.03;
    /** Seconds of a record that is long enough for every mode. */
    private static final double LONG = 200;
    /** Between two shapes. */
    private static final double HEIGHT = 1.5;

    /** A mode that was found. */
    record Mode(double hertz, double damping, double[] shape, double weight) { }

    /**
     * @param motion of the modes at the end of what was heard
     * @param heard samples × sensors
     * @param sums Σ y_i(t + τ) y_j(t), lags × sensors × references
     * @param stable poles of every order: frequency, order
     */
    record State(ShakenStructure structure, double[] motion, List<double[]> heard, double[] sums, List<Mode> found, List<Mode> byEra, List<double[]> stable) { }

    private final Knob<String> structure;
    private final Knob<Integer> masses;
    private final Knob<Double> damping;
    private final Knob<Double> snr;
    private final Knob<Double> duration;

    public OperationalModes() {
        super("rom.next-lf", "What a shaking structure says of itself", "Wind and traffic shake a structure and nobody measures the forces; still, correlations between its sensors ring like free "
                + "vibrations (NExT). Their spectrum is a rational function whose poles are the frequencies and dampings. The Loewner framework reads them off values "
                + "at some frequencies, seen along random directions; the rank of one matrix tells how many modes there are. Listen longer and the poles settle. ERA, which "
                + "works with lags instead of frequencies, stands beside: the two agree to the scatter of the record, and here ERA settles sooner, also at 10 dB, where the paper sees it fail; in a minute the Loewner framework may miss the lowest mode, and ERA finds it. The structures are a chain of masses and a beam, "
                + "by their exact modes; the paper's aircraft spar and wing are not shown.",
                List.of("R_ij(τ) = E y_i(t + τ) y_j(t) = Σ c_k z_kᵗ", "L = (v r − ℓᵀw)/(μ − λ),  L_s = (μ v r − λ ℓᵀw)/(μ − λ)", "z_k = e^{(−ζ ± i√(1 − ζ²)) ω_k Δt}", "ω_k = 2√(k/m) sin((2k − 1)π/(4n + 2))"),
                new Citation("G. Dessena, M. Civera, O. E. Bonilla-Manrique", 2026, "Operational Modal Analysis of Aeronautical Structures via Tangential Interpolation", "2603.01359"),
                new Citation("G. Dessena, M. Civera, A. Yousefi, C. Surace", 2024, "NExT-LF: A Novel Operational Modal Analysis Method via Tangential Interpolation", "2412.09418"),
                new Citation("A. J. Mayo, A. C. Antoulas", 2007, "A framework for the solution of the generalized realization problem", "10.1016/j.laa.2007.03.008"));
        pace(4);
        group("Structure");
        structure = choice("structure", "S", "Structure", List.of("chain", "spar"), "chain", "Masses between springs, or a clamped beam.");
        masses = whole("masses", "n", "Masses", 5, 2, 8, "Of the chain, and as many modes.").within(2, 10).when(structure, "chain");
        damping = real("damping", "ζ", "Damping", 0.01, 0.002, 0.05, "Of every mode, beside the critical one.").within(1e-4, 0.3).log();
        group("Record");
        duration = real("duration", "T", "Duration", 300, 60, 1200, "Of the whole record.").within(10, 20_000).log().unit("s");
        snr = real("snr-db", "SNR", "Signal over noise", 40, 0, 60, "Of each sensor.").within(-20, 300).unit("dB");
        lasts(_ -> PARTS);
        time(s -> s.heard.size() / s.structure.rate());

        var error = gauge("frequency-error", "Error of frequencies, Loewner", "", s -> error(s.structure, s.found));
        var era = gauge("frequency-error-era", "Error of frequencies, ERA", "", s -> error(s.structure, s.byEra));
        var found = gauge("damping-found", "Damping, mean", "", s -> s.found.stream().mapToDouble(Mode::damping).average().orElse(0));
        var mac = gauge("mac", "Least MAC", "", OperationalModes::leastMac);

        plot("stabilisation", "Poles by order of the model", "columns are modes; lines at the exact frequencies").draw(CURVE, "exact-columns", "exact", "", "Hz").draw(POINTS, "poles", "poles, by order", "", "Hz");
        plot("spectrum", "Spectrum of the correlations", "first sensor with itself; lines at the exact frequencies").draw(CURVE, "density", "|R̂|", "", "Hz").draw(CURVE, "exact-lines", "exact", "", "Hz").log();
        plane("shapes", "Shapes", "sensors across, a mode below the other; dots are found, lines exact").draw(LINES, "shapes-exact", "exact").draw(POINTS, "shapes-found", "mode");
        history("errors", "Largest error of a frequency", "relative", error, era).log();
        plane("mac", "MAC", "found against exact").draw(FILL, "mac", "MAC");
        plot("frequencies", "Frequencies found", "").draw(BARS, "frequencies", "found", "Hz").draw(BARS, "frequencies-exact", "exact", "Hz");
        plot("record", "Last of the record", "first sensor").draw(CURVE, "record", "acceleration", "", "s");

        var heard = gauge("frequency-error-heard", "Error of frequencies, after 200 s", "", s -> error(s.structure, s.found)).when(s -> s.heard.size() >= LONG * s.structure.rate());
        atEnd("close", "largest error of a frequency, of records of 200 s or more", heard, atMost(0.05), "closed form");
        reference("chain", "chain, 300 s, 40 dB: largest error of a frequency", atMost(0.005), "closed form", t -> t.rest().value(error));
        reference("spar", "beam, 300 s, 40 dB: largest error of a frequency", atMost(0.005), "closed form βL", t -> t.rest().value(error), "structure=spar");
        reference("crowded", "eight masses, whose highest frequencies are a twentieth apart: largest error of a frequency", atMost(0.01), "closed form", t -> t.rest().value(error), "masses=8");
        reference("damping", "chain: mean damping over the true one", within(1, 0.25), "closed form; scatter of the record", t -> t.rest().value(found) / 0.01);
        reference("mac", "chain: least MAC of a shape with the exact one", atLeast(0.98), "closed form", t -> t.rest().value(mac));
        reference("era", "chain, 10 dB: largest error of ERA's frequencies", atMost(0.005), "closed form: it does as well", t -> t.rest().value(era), "snr-db=10");
        reference("noisy", "chain, 10 dB: largest error of a frequency", atMost(0.005), "closed form", t -> t.rest().value(error), "snr-db=10");
        opens("A chain shakes", "Five columns of poles come to stand; the shapes snap onto the exact ones.");
        preset("spar", "A clamped beam", "Four bending modes of a spar with eight sensors.").set("structure=spar");
        preset("deaf", "Too short, too loud", "A minute at 0 dB: columns blur, and the lowest mode is missed.").set("duration=60", "snr-db=0");
        tiny("masses=2 duration=10");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        ShakenStructure s = p.get(structure).equals("chain") ? ShakenStructure.chain(p.get(masses), p.get(damping)) : ShakenStructure.spar(p.get(damping));
        return new State(s, s.still(), List.of(), new double[LAGS * s.sensors() * references(s)], List.of(), List.of(), List.of());
    }

    private static int references(ShakenStructure s) {
        return Math.min(3, s.sensors());
    }

    @Override
    protected State next(State s, Turn t) {
        ShakenStructure b = s.structure;
        int samples = Math.max(LAGS, (int) (t.get(duration) * b.rate() / PARTS));
        double[] motion = s.motion.clone();
        double[][] y = b.measured(motion, samples, t.step(), t.random().stream(1));
        double[] z = new double[samples * b.sensors()];
        t.random().stream(2).normals((long) t.step() * samples, samples, 0, b.sensors(), z, 0);
        double rms = Math.sqrt(Arrays.stream(y).flatMapToDouble(Arrays::stream).map(v -> v * v).average().orElse(0));
        List<double[]> heard = new ArrayList<>(s.heard);
        for (int k = 0; k < samples; k++) {
            for (int i = 0; i < b.sensors(); i++) {
                y[k][i] += rms * Math.pow(10, -t.get(snr) / 20) * z[k * b.sensors() + i];
            }
            heard.add(y[k]);
        }
        double[] sums = correlated(b, heard, s.heard.size(), s.sums, t);
        double[] r = Arrays.stream(sums).map(v -> v / heard.size()).toArray();
        Spectrum g = spectrum(b, r);
        Loewner l = g.loewner(t.random());
        t.ask();
        int order = Math.min(2 * b.modes() + SPARE, POINTS_USED / 2);
        List<double[]> stable = new ArrayList<>();
        for (int o = 2; o <= Math.min(POINTS_USED / 2, 2 * b.modes() + 14); o += 2) {
            t.ask();
            for (Mode m : candidates(b, l.poles(o), g)) {
                stable.add(new double[] {m.hertz, o});
            }
        }
        return new State(b, motion, List.copyOf(heard), sums, strongest(b, candidates(b, l.poles(order), g)), strongest(b, candidates(b, era(b, r, order), g)), stable);
    }

    private static double[] correlated(ShakenStructure b, List<double[]> heard, int from, double[] before, Turn t) {
        int p = b.sensors();
        int q = references(b);
        double[] sums = before.clone();
        t.workers().forRanges(LAGS, 8, (first, last) -> {
            t.ask();
            for (int lag = first; lag < last; lag++) {
                for (int k = Math.max(from, lag + 1); k < heard.size(); k++) {
                    double[] now = heard.get(k);
                    double[] then = heard.get(k - lag - 1);
                    for (int i = 0; i < p; i++) {
                        for (int j = 0; j < q; j++) {
                            sums[(lag * p + i) * q + j] += now[i] * then[j];
                        }
                    }
                }
            }
        });
        return sums;
    }

    /**
     * Σ_τ R(τ) z^{−τ} over all lags at roots of unity of their number, where cutting the sum off only changes the residues.
     *
     * @param points real and imaginary parts in turn
     */
    private record Spectrum(double[] points, ComplexMatrix[] values, int outputs, int inputs) {

        Loewner loewner(Philox random) {
            double[][] directions = new double[values.length][];
            for (int k = 0; k < directions.length; k++) {
                directions[k] = new double[k % 2 == 0 ? inputs : outputs];
                random.stream(3).normals(k / 4 * 2 + k % 2, 1, 0, directions[k].length, directions[k], 0);
            }
            return Loewner.of(points, values, directions);
        }
    }

    private static Spectrum spectrum(ShakenStructure b, double[] r) {
        int p = b.sensors();
        int q = references(b);
        double highest = 1.25 * b.hertz(b.modes() - 1) / b.rate() * LAGS;
        double[] points = new double[2 * POINTS_USED];
        ComplexMatrix[] values = new ComplexMatrix[POINTS_USED];
        int half = POINTS_USED / 2;
        int bin = 0;
        for (int k = 0; k < half; k++) {
            // A bin is used once: where the record is short low frequencies crowd.
            bin = Math.max(bin + 1, 1 + (int) Math.round(k * (Math.min(highest, LAGS / 2.0 - 2) - 1) / (half - 1)));
            double angle = 2 * Math.PI * bin / LAGS;
            ComplexMatrix h = ComplexMatrix.zeros(p, q);
            for (int lag = 0; lag < LAGS; lag++) {
                double c = Math.cos(angle * (lag + 1));
                double s = Math.sin(angle * (lag + 1));
                for (int e = 0; e < p * q; e++) {
                    h.re()[e] += r[lag * p * q + e] * c;
                    h.im()[e] -= r[lag * p * q + e] * s;
                }
            }
            // Two frequencies, then their conjugates: what is seen from the left and what from the right are closed under conjugation.
            int at = k / 2 * 4 + k % 2;
            points[2 * at] = Math.cos(angle);
            points[2 * at + 1] = Math.sin(angle);
            values[at] = h;
            points[2 * at + 4] = Math.cos(angle);
            points[2 * at + 5] = -Math.sin(angle);
            values[at + 2] = new ComplexMatrix(p, q, h.re(), Arrays.stream(h.im()).map(v -> -v).toArray());
        }
        return new Spectrum(points, values, p, q);
    }

    /** The eigensystem realization algorithm (Juang & Pappa 1985): the map that leads each column of lags to the next. */
    private static double[] era(ShakenStructure b, double[] r, int order) {
        int p = b.sensors();
        int q = references(b);
        double[][] columns = new double[HANKEL + 1][HANKEL * p * q];
        for (int c = 0; c <= HANKEL; c++) {
            for (int k = 0; k < HANKEL; k++) {
                System.arraycopy(r, (c + k) * p * q, columns[c], k * p * q, p * q);
            }
        }
        return DynamicModes.of(columns, order, 1e3).eigenvalues();
    }

    /** Poles that vibrate and fade, with the shapes of their residues. */
    private static List<Mode> candidates(ShakenStructure b, double[] poles, Spectrum g) {
        List<double[]> kept = new ArrayList<>();
        for (int k = 0; k < poles.length; k += 2) {
            double re = Math.log(Math.hypot(poles[k], poles[k + 1])) * b.rate();
            double im = Math.atan2(poles[k + 1], poles[k]) * b.rate();
            double size = Math.hypot(re, im);
            if (im > 0 && -re / size > 0 && -re / size < MOST_DAMPING && size < 0.98 * Math.PI * b.rate()) {
                kept.add(new double[] {poles[k], poles[k + 1], size / (2 * Math.PI), -re / size});
            }
        }
        if (kept.isEmpty()) {
            return List.of();
        }
        ComplexMatrix residues = residues(kept, g);
        List<Mode> modes = new ArrayList<>();
        for (int m = 0; m < kept.size(); m++) {
            modes.add(mode(kept.get(m), residues, m, g));
        }
        return modes;
    }

    /** Least squares for H = Σ C/(z − z_k) + C̄/(z − z̄_k): a row a pole, then a row a conjugate, outputs × inputs across. */
    private static ComplexMatrix residues(List<double[]> poles, Spectrum g) {
        int n = g.values.length;
        int m = poles.size();
        ComplexMatrix a = ComplexMatrix.zeros(n, 2 * m);
        ComplexMatrix right = ComplexMatrix.zeros(n, g.outputs * g.inputs);
        for (int k = 0; k < n; k++) {
            for (int c = 0; c < 2 * m; c++) {
                double dr = g.points[2 * k] - poles.get(c % m)[0];
                double di = g.points[2 * k + 1] - (c < m ? 1 : -1) * poles.get(c % m)[1];
                a.re()[k * 2 * m + c] = dr / (dr * dr + di * di);
                a.im()[k * 2 * m + c] = -di / (dr * dr + di * di);
            }
            System.arraycopy(g.values[k].re(), 0, right.re(), k * g.outputs * g.inputs, g.outputs * g.inputs);
            System.arraycopy(g.values[k].im(), 0, right.im(), k * g.outputs * g.inputs, g.outputs * g.inputs);
        }
        return a.solve(right);
    }

    /** The shape is the strongest column of the residue, turned so that it is as real as can be, and of length 1. */
    private static Mode mode(double[] pole, ComplexMatrix residues, int row, Spectrum g) {
        int width = g.outputs * g.inputs;
        double[] best = new double[g.outputs];
        double weight = 0;
        for (int j = 0; j < g.inputs; j++) {
            double ss = 0;
            double re = 0;
            double im = 0;
            for (int i = 0; i < g.outputs; i++) {
                double x = residues.re()[row * width + i * g.inputs + j];
                double y = residues.im()[row * width + i * g.inputs + j];
                ss += x * x + y * y;
                re += x * x - y * y;
                im += 2 * x * y;
            }
            if (Math.sqrt(ss) > weight) {
                weight = Math.sqrt(ss);
                double turn = 0.5 * Math.atan2(im, re);
                for (int i = 0; i < g.outputs; i++) {
                    best[i] = residues.re()[row * width + i * g.inputs + j] * Math.cos(turn) + residues.im()[row * width + i * g.inputs + j] * Math.sin(turn);
                }
            }
        }
        double length = Math.sqrt(Arrays.stream(best).map(v -> v * v).sum());
        return new Mode(pole[2], pole[3], Arrays.stream(best).map(v -> length == 0 ? 0 : v / length).toArray(), weight);
    }

    /**
     * As many as the structure has, by how far they swing (accelerations over ω²), in the order of their frequencies. Of two within a few percent
     * the stronger is the mode, the other splits its peak.
     */
    private static List<Mode> strongest(ShakenStructure b, List<Mode> all) {
        List<Mode> kept = new ArrayList<>();
        for (Mode m : all.stream().sorted(Comparator.comparingDouble(m -> -m.weight / (m.hertz * m.hertz))).toList()) {
            if (kept.size() < b.modes() && kept.stream().noneMatch(k -> Math.abs(k.hertz / m.hertz - 1) < SPLIT)) {
                kept.add(m);
            }
        }
        return kept.stream().sorted(Comparator.comparingDouble(Mode::hertz)).toList();
    }

    /** The largest relative difference of an exact frequency from the nearest that was found. */
    private static double error(ShakenStructure b, List<Mode> found) {
        return IntStream.range(0, b.modes()).mapToDouble(k -> found.stream().mapToDouble(m -> Math.abs(m.hertz / b.hertz(k) - 1)).min().orElse(1)).max().orElse(1);
    }

    private static double mac(double[] a, double[] b) {
        double ab = 0;
        for (int i = 0; i < a.length; i++) {
            ab += a[i] * b[i];
        }
        return ab * ab;
    }

    private static double leastMac(State s) {
        return IntStream.range(0, s.structure.modes()).mapToDouble(k -> s.found.stream().mapToDouble(m -> mac(m.shape, s.structure.shapes()[k])).max().orElse(0)).min().orElse(0);
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        ShakenStructure b = s.structure;
        double top = 1.25 * b.hertz(b.modes() - 1);
        List<double[]> shown = s.stable.stream().filter(v -> v[0] < top).toList();
        int n = b.modes();
        double[] exact = IntStream.range(0, n).mapToDouble(b::hertz).toArray();
        to.series("poles", shown.stream().mapToDouble(v -> v[0]).toArray(), shown.stream().mapToDouble(v -> v[1]).toArray());
        lines("exact-columns", exact, 0, 2 * n + 16, to);
        to.bars("frequencies", IntStream.range(0, s.found.size()).mapToObj(k -> String.valueOf(k + 1)).toList(), s.found.stream().mapToDouble(Mode::hertz).toArray());
        to.bars("frequencies-exact", IntStream.range(0, n).mapToObj(k -> String.valueOf(k + 1)).toList(), exact);
        double[] mac = new double[n * n];
        for (int k = 0; k < s.found.size(); k++) {
            for (int j = 0; j < n; j++) {
                mac[k * n + j] = mac(s.found.get(k).shape, b.shapes()[j]);
            }
        }
        to.matrix("mac", n, n, mac);
        shapes(s, to);
        if (s.heard.isEmpty()) {
            return;
        }
        double[] r = Arrays.stream(s.sums).map(v -> v / s.heard.size()).toArray();
        double[] hertz = new double[LAGS / 2];
        double[] size = new double[LAGS / 2];
        for (int k = 0; k < hertz.length; k++) {
            hertz[k] = k * b.rate() / LAGS;
            double re = 0;
            double im = 0;
            for (int lag = 0; lag < LAGS; lag++) {
                re += r[lag * b.sensors() * references(b)] * Math.cos(2 * Math.PI * k * (lag + 1) / LAGS);
                im += r[lag * b.sensors() * references(b)] * Math.sin(2 * Math.PI * k * (lag + 1) / LAGS);
            }
            size[k] = Math.hypot(re, im) + 1e-12;
        }
        int cut = (int) Math.min(hertz.length, top / b.rate() * LAGS);
        to.series("density", Arrays.copyOf(hertz, cut), Arrays.copyOf(size, cut));
        lines("exact-lines", exact, Arrays.stream(size, 0, cut).min().orElse(1), Arrays.stream(size, 0, cut).max().orElse(1), to);
        int last = Math.min(s.heard.size(), (int) (4 * b.rate()));
        double[] seconds = new double[last];
        Arrays.setAll(seconds, k -> (s.heard.size() - last + k) / b.rate());
        to.series("record", seconds, IntStream.range(0, last).mapToDouble(k -> s.heard.get(s.heard.size() - last + k)[0]).toArray());
    }

    /** One line that goes up and down at every exact frequency. */
    private static void lines(String id, double[] exact, double low, double high, Look to) {
        double[] x = new double[3 * exact.length];
        double[] y = new double[3 * exact.length];
        for (int k = 0; k < exact.length; k++) {
            Arrays.fill(x, 3 * k, 3 * k + 3, exact[k]);
            y[3 * k] = low;
            y[3 * k + 1] = high;
            y[3 * k + 2] = low;
        }
        to.series(id, x, y);
    }

    /** All shapes one above the other, the found ones with the sign of the exact one. */
    private static void shapes(State s, Look to) {
        ShakenStructure b = s.structure;
        int p = b.sensors();
        int n = b.modes();
        double[] exact = new double[2 * n * (p + 1)];
        double[] found = new double[exact.length];
        int[] offsets = new int[n + 1];
        for (int k = 0; k < n; k++) {
            double[] is = b.shapes()[k];
            double[] seen = s.found.stream().map(Mode::shape).max(Comparator.comparingDouble(m -> mac(m, is))).orElse(new double[p]);
            double sign = Math.signum(IntStream.range(0, p).mapToDouble(i -> is[i] * seen[i]).sum());
            double base = (n - 1.0 - k) * HEIGHT;
            for (int i = 0; i <= p; i++) {
                int at = 2 * (k * (p + 1) + i);
                // The first point is where it is held.
                double[] place = {(double) i / p * n * HEIGHT, base + (i == 0 ? 0 : is[i - 1]), base + (i == 0 ? 0 : sign * seen[i - 1])};
                exact[at] = place[0];
                found[at] = place[0];
                exact[at + 1] = place[1];
                found[at + 1] = place[2];
            }
            offsets[k + 1] = (k + 1) * (p + 1);
        }
        to.paths("shapes-exact", 2, exact, offsets);
        to.points("shapes-found", 2, found, IntStream.range(0, n * (p + 1)).mapToDouble(k -> k / (p + 1) + 1).toArray());
    }
}

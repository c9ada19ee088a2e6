package org.pushforward.engine.wireless;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.Estimate;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code wireless.sinusoid-noma}: users spread by complex sinusoids are found by the roots of a subspace, then their channels, then their data. A step is
 * one frame, which greedy pursuit on the same and on random codes sees too.
 */
public final class SinusoidalSpreading extends Study<SinusoidalSpreading.Stage> {

    private static final int SPECTRUM = 720;
    private static final int FRAMES = 400;
    private static final double HALF = Math.sqrt(0.5);

    private final Knob<Integer> users;
    private final Knob<Integer> length;
    private final Knob<Integer> active;
    private final Knob<Integer> snapshots;
    private final Knob<Double> snr;
    private final Knob<Boolean> adjacent;

    /**
     * One frame and what was made of it.
     *
     * @param truth active users, ascending, and {@code found}: those that the roots say
     * @param roots of the subspace, real and imaginary parts
     * @param spectrum one over the distance from the signal subspace
     * @param symbols equalized, of the users that were found rightly
     */
    record Frame(int[] truth, int[] found, double[] roots, double[] spectrum, double[] symbols, double channel, double wrong) { }

    /** Whether there is next to no noise and much to spare, and frames whose users were all found: by roots, by pursuit on the same codes and on random ones. */
    record Stage(boolean quiet, Frame frame, int frames, int exact, int same, int random, Estimate channel, Estimate wrong) { }

    public SinusoidalSpreading() {
        super("wireless.sinusoid-noma", "Sinusoids as spreading codes", "Sensors send without a grant, more of them than there are chips, a few at a time. If the code of user n is a complex sinusoid of frequency n/N, what arrives is a sum of sinusoids, and the users are frequencies: found in one pass from the signal subspace (ESPRIT), "
                + "after which channels and data are a least-squares problem. Nothing is iterated, and without noise the users are found exactly whenever fewer than L are active and what they send over the snapshots is linearly independent. Greedy pursuit (SOMP) on the same codes fails often, since neighbors are alike; "
                + "on random codes, and told how many users there are, it finds more frames right at this size than the subspace does. That is shown too: what sinusoids give is the guarantee and the single pass. The subspace method is told the number of users as well.",
                List.of("Y = S_A diag(h) D + noise,  s_n(l) = e^{2πi nl/N}", "Φ = U₁⁺U₂,  n = N arg λ(Φ)/2π", "diag(h) D = S_A⁺ Y; the first symbol is a pilot"),
                new Citation("S. M. Hasan, K. Mahata, M. M. Hyder", 2020, "Fast Uplink Grant-Free NOMA with Sinusoidal Spreading Sequences", "2010.00199"));
        pace(8);
        group("Users");
        users = whole("users", "N", "Users", 128, 16, 256, "That might send.").within(4, 512);
        active = whole("active", "K", "Active", 8, 1, 20, "Users of a frame.").within(1, 64);
        adjacent = flag("adjacent", "n+1", "Neighbors", false, "The active users have neighboring codes, which is hardest.");
        group("Frame");
        length = whole("length", "L", "Length", 32, 8, 48, "Chips of a code.").within(2, 64);
        snapshots = whole("snapshots", "J", "Snapshots", 20, 4, 60, "Symbols of a frame; the first is a pilot.").within(2, 200);
        snr = real("snr-db", "ρ", "Signal to noise", 25, 0, 40, "Of one user at a chip, over the mean channel.").within(-20, 300).unit("dB");
        lasts(_ -> FRAMES);
        refuse(p -> p.get(active) >= p.get(length), p -> "active = " + p.get(active) + " users cannot be told apart by length = " + p.get(length) + " chips; take fewer users than chips");
        refuse(p -> p.get(active) > p.get(snapshots), p -> "active = " + p.get(active) + " users span more than snapshots = " + p.get(snapshots) + " show; take at least as many snapshots");
        refuse(p -> p.get(active) > p.get(users) || p.get(length) > p.get(users), p -> "users = " + p.get(users) + " is fewer than active or length; take more users");

        var exact = gauge("exact-support", "Roots of the subspace", "", s -> (double) s.exact / s.frames).when(s -> s.frames > 0);
        var random = gauge("exact-support-somp", "Pursuit, random codes", "", s -> (double) s.random / s.frames).when(s -> s.frames > 0);
        var same = gauge("exact-support-somp-sinusoids", "Pursuit, same codes", "", s -> (double) s.same / s.frames).when(s -> s.frames > 0);
        var channel = gauge("channel-error", "Channels, relative error", "", s -> s.channel.mean()).when(s -> s.frames > 0);
        var missed = gauge("missed-frames", "Frames with a user missed, without noise", "", s -> s.frames - s.exact).when(s -> s.quiet && s.frames > 0);
        gauge("symbol-errors", "Symbols decided wrongly", "", s -> s.wrong.mean()).when(s -> s.frames > 0);

        plane("circle", "Users on the unit circle", "discs: active; points: roots of the subspace").draw(LINES, "unit", "modulus 1").draw(POINTS, "codes", "active").draw(POINTS, "roots", "roots");
        plot("spectrum", "Pseudo-spectrum", "1 / distance of a sinusoid from the signal subspace").draw(CURVE, "music", "spectrum", "", "frequency, in users").draw(POINTS, "active-users", "active users", "", "frequency, in users").log();
        history("supports", "Frames with all users found", "share so far", exact, same, random);
        plane("constellation", "Data after the third stage", "four symbols; of users found rightly").draw(POINTS, "symbols", "symbols");
        words("table", "This frame", "").draw(WORDS, "frame", "frame");
        history("channels", "Channel error", "mean over frames", channel);

        always("noiseless", "frames with a user missed, without noise", missed, atMost(0), "exact, with half as many users as chips and snapshots");
        for (String k : List.of("1", "4", "8", "12")) {
            reference("noiseless-" + k, "K = " + k + ", 200 dB, 60 frames: share with all users found", atLeast(1), "exact: K < L and K ≤ J", t -> t.steps(60).value(exact), "snr-db=200", "active=" + k);
        }
        reference("noiseless-adjacent", "8 neighbors, 300 dB, 60 frames: share with all users found", atLeast(1), "exact: K < L and K ≤ J; conditioning of neighbors needs the more decibels", t -> t.steps(60).value(exact), "snr-db=300", "adjacent=true");
        var frames = shared(t -> t.steps(200).state());
        reference("noisy", "25 dB, 200 frames: share with all users found", atLeast(0.9), "0.97 measured independently", frames, s -> (double) s.exact / s.frames);
        reference("pursuit", "25 dB, 200 frames: share by pursuit on the same codes", atMost(0.5), "0.33 measured independently", frames, s -> (double) s.same / s.frames);
        reference("random", "25 dB, 200 frames: share by pursuit on random codes", atLeast(0.98), "1.00 measured independently: here it wins", frames, s -> (double) s.random / s.frames);
        reference("channel", "60 dB: relative error of the channels", atMost(2e-3), "noise over the pilot; statistical", t -> t.steps(60).value(channel), "snr-db=60");
        opens("Users are frequencies", "Eight of 128 users stand out on the circle; channels and data follow at once.").pictured(5);
        preset("noiseless", "Without noise, exactly", "Twelve users in 32 chips, and not one frame is wrong.").set("snr-db=200", "active=12", "snapshots=30").panes("circle", "spectrum", "supports", "constellation").pictured(20);
        preset("noisy", "When noise is too much", "At 10 dB neighbors merge, and random codes are better.").set("snr-db=10").panes("spectrum", "supports", "circle", "constellation").pictured(60);
        preset("neighbors", "Four neighbors", "All active users beside each other: one broad hump, and still four roots at 60 dB, where pursuit on the same codes finds none.").set("adjacent=true", "snr-db=60", "active=4").panes("circle", "spectrum", "supports", "table").pictured(10);
        tiny("users=16 length=8 active=3 snapshots=5", "users=12 length=6 active=2 snapshots=4 adjacent=true snr-db=200");
    }

    // ---- a frame

    private static ComplexMatrix sinusoids(int chips, int users, int... which) {
        ComplexMatrix s = ComplexMatrix.zeros(chips, which.length);
        for (int l = 0; l < chips; l++) {
            for (int k = 0; k < which.length; k++) {
                double angle = 2 * Math.PI * ((long) which[k] * l % users) / users;
                s.re()[l * which.length + k] = Math.cos(angle);
                s.im()[l * which.length + k] = Math.sin(angle);
            }
        }
        return s;
    }

    private static ComplexMatrix normal(double[] z, int rows, int columns, double scale) {
        ComplexMatrix m = ComplexMatrix.zeros(rows, columns);
        for (int k = 0; k < rows * columns; k++) {
            m.re()[k] = scale * z[2 * k];
            m.im()[k] = scale * z[2 * k + 1];
        }
        return m;
    }

    /** K of N, ascending. */
    private static int[] chosen(int n, int k, double[] lots, boolean adjacent) {
        if (adjacent) {
            int first = Math.min(n - 1, (int) (lots[0] * n));
            return IntStream.range(first, first + k).map(i -> i % n).sorted().toArray();
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (i, j) -> Double.compare(lots[i], lots[j]));
        return Arrays.stream(order).limit(k).mapToInt(i -> i).sorted().toArray();
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        double[] none = {};
        boolean quiet = p.get(snr) >= 150 && !p.get(adjacent) && 2 * p.get(active) <= Math.min(p.get(length), p.get(snapshots));
        return new Stage(quiet, new Frame(new int[0], new int[0], none, none, none, 0, 0), 0, 0, 0, 0, Estimate.NONE, Estimate.NONE);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int n = t.get(users);
        int chips = t.get(length);
        int k = t.get(active);
        int j = t.get(snapshots);
        int[] truth = chosen(n, k, t.uniforms(1, 1, n), t.get(adjacent));
        ComplexMatrix h = normal(t.normals(2, 1, 2 * k), k, 1, HALF);
        ComplexMatrix sent = sent(t.uniforms(3, 1, k * j), h, k, j);
        ComplexMatrix noise = normal(t.normals(4, 1, 2 * chips * j), chips, j, HALF * Math.pow(10, -t.get(snr) / 20));
        ComplexMatrix all = sinusoids(chips, n, IntStream.range(0, n).toArray());
        ComplexMatrix y = all.columns(truth).times(sent).plus(noise);
        t.ask();
        Frame frame = detected(y, truth, h, sent, n, t);
        // random codes of the same energy, drawn once for all frames
        double[] z = new double[2 * chips * n];
        t.random().stream(5).normals(0, 1, 0, z.length, z, 0);
        ComplexMatrix codes = normal(z, chips, n, HALF);
        boolean same = Arrays.equals(pursued(all, y, k, t), truth);
        boolean random = Arrays.equals(pursued(codes, codes.columns(truth).times(sent).plus(noise), k, t), truth);
        return new Stage(s.quiet, frame, s.frames + 1, s.exact + (Arrays.equals(frame.found, truth) ? 1 : 0), s.same + (same ? 1 : 0), s.random + (random ? 1 : 0),
                s.channel.and(frame.channel), s.wrong.and(frame.wrong));
    }

    /** diag(h) D with four symbols of modulus one; the first column is the pilot 1. */
    private static ComplexMatrix sent(double[] lots, ComplexMatrix h, int k, int j) {
        ComplexMatrix x = ComplexMatrix.zeros(k, j);
        for (int u = 0; u < k; u++) {
            for (int m = 0; m < j; m++) {
                int symbol = m == 0 ? -1 : Math.min(3, (int) (lots[u * j + m] * 4));
                double a = symbol < 0 ? 1 : symbol % 2 == 0 ? HALF : -HALF;
                double b = symbol < 0 ? 0 : symbol < 2 ? HALF : -HALF;
                x.re()[u * j + m] = h.re()[u] * a - h.im()[u] * b;
                x.im()[u * j + m] = h.re()[u] * b + h.im()[u] * a;
            }
        }
        return x;
    }

    /** Three stages: users by the roots of the signal subspace, channels by the pilot, data by least squares. */
    private static Frame detected(ComplexMatrix y, int[] truth, ComplexMatrix h, ComplexMatrix sent, int n, Turn t) {
        int k = truth.length;
        int chips = y.rows();
        ComplexMatrix u = y.times(y.adjoint()).hermitian().vectors().columns(IntStream.range(0, k).toArray());
        t.ask();
        double[] roots = u.rowsBetween(0, chips - 1).solve(u.rowsBetween(1, chips)).eigenvalues();
        int[] found = IntStream.range(0, k).map(i -> Math.floorMod((int) Math.round(n * Math.atan2(roots[2 * i + 1], roots[2 * i]) / (2 * Math.PI)), n)).distinct().sorted().toArray();
        double[] spectrum = new double[SPECTRUM];
        for (int f = 0; f < SPECTRUM; f++) {
            ComplexMatrix a = sinusoids(chips, SPECTRUM, f);
            double inside = u.adjoint().times(a).frobenius();
            spectrum[f] = 1 / Math.max(1e-14, 1 - inside * inside / chips);
        }
        ComplexMatrix x = sinusoids(chips, n, found).solve(y);
        return judged(x, truth, found, h, sent, roots, spectrum);
    }

    private static Frame judged(ComplexMatrix x, int[] truth, int[] found, ComplexMatrix h, ComplexMatrix sent, double[] roots, double[] spectrum) {
        int j = x.columns();
        double off = 0;
        double size = 0;
        int wrong = 0;
        double[] symbols = new double[2 * found.length * (j - 1)];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            int of = Arrays.binarySearch(truth, found[i]);
            if (of < 0) {
                continue;
            }
            double pr = x.re()[i * j];
            double pi = x.im()[i * j];
            off += (pr - h.re()[of]) * (pr - h.re()[of]) + (pi - h.im()[of]) * (pi - h.im()[of]);
            size += h.re()[of] * h.re()[of] + h.im()[of] * h.im()[of];
            for (int m = 1; m < j; m++) {
                double d = pr * pr + pi * pi;
                double re = (x.re()[i * j + m] * pr + x.im()[i * j + m] * pi) / d;
                double im = (x.im()[i * j + m] * pr - x.re()[i * j + m] * pi) / d;
                double e = h.re()[of] * h.re()[of] + h.im()[of] * h.im()[of];
                double tr = (sent.re()[of * j + m] * h.re()[of] + sent.im()[of * j + m] * h.im()[of]) / e;
                double ti = (sent.im()[of * j + m] * h.re()[of] - sent.re()[of * j + m] * h.im()[of]) / e;
                wrong += re * tr > 0 && im * ti > 0 ? 0 : 1;
                symbols[2 * count] = Math.clamp(re, -2, 2);
                symbols[2 * count++ + 1] = Math.clamp(im, -2, 2);
            }
        }
        // a user that was missed has lost all of its symbols and its channel
        int missed = truth.length - count / (j - 1);
        double share = (wrong + missed * (j - 1.0)) / (truth.length * (j - 1.0));
        return new Frame(truth, found, roots, spectrum, Arrays.copyOf(symbols, 2 * count), size == 0 ? 1 : Math.sqrt(off / size), share);
    }

    /** Simultaneous orthogonal matching pursuit (Tropp, Gilbert, Strauss 2006), told the number of users. */
    private static int[] pursued(ComplexMatrix codes, ComplexMatrix y, int k, Turn t) {
        int n = codes.columns();
        ComplexMatrix back = codes.adjoint();
        double[] energy = new double[n];
        for (int i = 0; i < n; i++) {
            energy[i] = Math.pow(back.rowsBetween(i, i + 1).frobenius(), 2);
        }
        int[] found = new int[0];
        ComplexMatrix rest = y;
        for (int i = 0; i < k; i++) {
            t.ask();
            ComplexMatrix match = back.times(rest);
            int best = 0;
            double most = -1;
            for (int u = 0; u < n; u++) {
                double power = Math.pow(match.rowsBetween(u, u + 1).frobenius(), 2) / energy[u];
                if (power > most) {
                    most = power;
                    best = u;
                }
            }
            found = Arrays.copyOf(found, i + 1);
            found[i] = best;
            ComplexMatrix chosen = codes.columns(Arrays.stream(found).distinct().toArray());
            rest = y.minus(chosen.times(chosen.solve(y)));
        }
        return Arrays.stream(found).distinct().sorted().toArray();
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int n = p.get(users);
        Frame f = s.frame;
        to.path("unit", ring(IntStream.rangeClosed(0, 240).mapToDouble(i -> i / 240.0).toArray()));
        double[] on = new double[n];
        Arrays.stream(f.truth).forEach(i -> on[i] = 1);
        to.graph("codes", ring(IntStream.range(0, n).mapToDouble(i -> (double) i / n).toArray()), new int[0], List.of(new Layer.Field("active", "active", "", on)), List.of(), List.of());
        to.points("roots", 2, f.roots);
        double[] at = IntStream.range(0, f.spectrum.length).mapToDouble(i -> (double) i * n / SPECTRUM).toArray();
        to.series("music", at, f.spectrum);
        to.series("active-users", Arrays.stream(f.truth).asDoubleStream().toArray(), Arrays.stream(f.truth).mapToDouble(i -> f.spectrum[Math.floorMod(Math.round((float) i * SPECTRUM / n), SPECTRUM)]).toArray());
        to.points("symbols", 2, f.symbols);
        to.table("frame", new Layer.Column.Words("what", "what", List.of("active", "found", "channel error", "wrong symbols", "all found, roots", "all found, pursuit same codes", "all found, pursuit random codes")),
                new Layer.Column.Words("value", "value", List.of(Arrays.toString(f.truth), Arrays.toString(f.found), String.format(Locale.ROOT, "%.3g", f.channel), String.format(Locale.ROOT, "%.3g", f.wrong),
                        s.exact + " of " + s.frames, s.same + " of " + s.frames, s.random + " of " + s.frames)));
    }

    private static double[] ring(double[] turns) {
        double[] xy = new double[2 * turns.length];
        for (int k = 0; k < turns.length; k++) {
            xy[2 * k] = Math.cos(2 * Math.PI * turns[k]);
            xy[2 * k + 1] = Math.sin(2 * Math.PI * turns[k]);
        }
        return xy;
    }
}

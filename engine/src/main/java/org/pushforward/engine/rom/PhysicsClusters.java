package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.KMeans;
import org.pushforward.engine.numerics.Medoids;
import org.pushforward.engine.numerics.Medoids.Distances;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.pi-clustering}: simulations are grouped by the angle between them, and by k-means, for local reduced models; a criterion from a few of
 * them says beforehand whether local models will pay. One step is one turn of both clusterings, which begin anew ten times.
 */
public final class PhysicsClusters extends Study<PhysicsClusters.State> {

    private static final int COUNT = 300;
    private static final int PILOT = 60;
    private static final int RESTARTS = 10;
    private static final int MOST_MODES = 16;
    /** A global basis that errs by less is good enough. */
    private static final double ENOUGH = 0.05;
    private static final double HALF = 0.5;

    /** The best partition so far and where the present try stands. */
    record Angles(Distances d, Medoids now, Medoids best, double error, int tries) { }

    record Means(KMeans now, KMeans best, double error, int tries) { }

    /**
     * @param predicted local error over global one, both of the pilot; {@code globalPilot} the latter
     */
    record State(FiveSnapshots data, double global, double globalPilot, double predicted, Angles angles, Means means) {

        boolean isGo() {
            return pays(globalPilot, predicted);
        }

        /** What came of it. */
        boolean paid() {
            return pays(global, angles.error / global);
        }

        private static boolean pays(double global, double ratio) {
            return global > ENOUGH && ratio < HALF;
        }
    }

    private final Knob<String> physics;
    private final Knob<Integer> clusters;
    private final Knob<Integer> modes;
    private final Knob<Double> spread;

    public PhysicsClusters() {
        super("rom.pi-clustering", "Groups of simulations for local models", "Local reduced models share the work of a global one: simulations are grouped, and each group has few modes of its own. Groups by the angle "
                + "between fields know no amplitudes, k-means groups the strong with the strong; with amplitudes that spread the angle wins several times over, without spread "
                + "k-means may be a little better, since means are more central than members. Whether local models pay at all is to be known before "
                + "hundreds of simulations are run: from sixty of them the criterion compares local with global error at equal modes and says GO where the global basis errs by "
                + "more than five percent and groups would halve that. The criterion's formula and the five physics, on a line, are ours; the paper's is for lattices of "
                + "mechanical parts.",
                List.of("δ(u, v) = √(1 − cos²∠(u, v))", "error = mean ‖u − Π_group u‖/‖u‖", "GO: e_global > .05 and e_local/e_global < ½, of 60 simulations"),
                new Citation("T. Daniel, A. Ketata, F. Casenave, D. Ryckelynck", 2021, "Physics-informed cluster analysis and a priori efficiency criterion for the construction of local reduced-order bases",
                        "2103.13683"));
        pace(4);
        group("Simulations");
        physics = choice("physics", "u", "Physics", FiveSnapshots.names(), "front", "A front, a source of heat, a wave packet, a bar with a soft piece, a string over an obstacle.");
        spread = real("amplitude-spread", "S", "Spread of amplitudes", 10, 1, 100, "Largest amplitude over the least; logarithms are uniform.").within(1, 1e6).log();
        group("Models");
        clusters = whole("clusters", "K", "Groups", 8, 2, 16, "Groups of simulations.").within(1, PILOT);
        modes = whole("modes", "n", "Modes a group", 3, 1, MOST_MODES, "Of each group, and of the global basis.").within(1, MOST_MODES);
        rests(_ -> RESTARTS * 60L, s -> s.angles.tries >= RESTARTS && s.means.tries >= RESTARTS ? Status.CONVERGED : Status.RUNNING,
                s -> (s.angles.tries + s.means.tries) / (2.0 * RESTARTS));

        var angle = gauge("error-angle", "Error, groups by angle", "", s -> s.angles.error);
        var kmeans = gauge("error-kmeans", "Error, k-means", "", s -> s.means.error);
        var global = gauge("error-global", "Error, one basis", "", s -> s.global);
        gauge("criterion", "Local over global, predicted", "", s -> s.predicted);
        var gain = gauge("gain", "K-means over angle", "", s -> s.means.error / s.angles.error);
        var agrees = gauge("agrees", "Criterion agrees", "", s -> s.isGo() == s.paid() ? 1 : 0);

        plane("by-angle", "Groups by angle", "place across, log amplitude up").draw(POINTS, "groups-angle", "group");
        plane("by-means", "K-means", "the same simulations").draw(POINTS, "groups-kmeans", "group");
        plot("bars", "Errors", "mean of ‖u − Πu‖/‖u‖").draw(BARS, "errors", "error");
        words("verdict", "Will local models pay?", "from 60 simulations, then from all").draw(WORDS, "verdict", "");
        plot("fields", "Some simulations", "over their largest value").draw(CURVE, "field-1", "one").draw(CURVE, "field-2", "another").draw(CURVE, "field-3", "a third");
        history("course", "Error of the best groups", "mean of ‖u − Πu‖/‖u‖", angle, kmeans, global).log();

        atEnd("agrees", "criterion and outcome agree", agrees, atLeast(1), "what the criterion is for");
        // Of each physics with 3 and with 14 modes: the gain, whether the verdict was wrong, whether it was NO-GO.
        var ten = shared(t -> FiveSnapshots.names().stream().flatMap(n -> IntStream.of(3, 14).mapToObj(m -> {
            Trial<State> run = t.anew(1, "physics=" + n, "modes=" + m).rest();
            return new double[] {m, run.value(gain), run.state().isGo() == run.state().paid() ? 0 : 1, run.state().isGo() ? 0 : 1};
        })).toList());
        reference("never-worse", "five physics: least ratio of k-means' error over the angle's", atLeast(0.95), "our run of the paper's claim", ten,
                all -> all.stream().filter(r -> r[0] == 3).mapToDouble(r -> r[1]).min().orElseThrow());
        reference("three", "five physics: how many gain at least 1.4", atLeast(3), "our run of the paper's claim", ten, all -> all.stream().filter(r -> r[0] == 3 && r[1] >= 1.4).count());
        reference("criterion", "five physics, 3 modes: verdicts that were wrong", atMost(0), "outcome on all simulations", ten, all -> all.stream().filter(r -> r[0] == 3).mapToDouble(r -> r[2]).sum());
        reference("criterion-14", "five physics, 14 modes: verdicts that were wrong", atMost(1), "outcome on all simulations; eight a group tell little of fourteen modes", ten,
                all -> all.stream().filter(r -> r[0] == 14).mapToDouble(r -> r[2]).sum());
        reference("no-go", "of those ten: how many are NO-GO", atLeast(1), "a criterion that always says GO would be none", ten, all -> all.stream().mapToDouble(r -> r[3]).sum());
        reference("spread", "heat: gain with amplitudes from 1 to 100 over that with equal ones", atLeast(1.5), "our run: gain grows with the spread",
                t -> t.anew(1, "amplitude-spread=100").rest().value(gain) / t.anew(1, "amplitude-spread=1").rest().value(gain), "physics=heat");
        opens("A front, and how strong", "By angle groups are places; k-means mixes places where the front is weak.");
        preset("packet", "A packet of waves", "The hardest to compress: groups are barely enough.").set("physics=packet");
        preset("equal", "Equal amplitudes", "Nothing for the angle to gain: k-means is a little better.").set("physics=heat", "amplitude-spread=1");
        preset("no-go", "Do not bother", "With fourteen modes one basis is good enough.").set("modes=14").panes("by-angle", "verdict", "bars", "fields");
        tiny("clusters=3 modes=2", "physics=obstacle clusters=2 modes=1", "physics=bar clusters=2", "physics=packet clusters=2", "physics=heat clusters=2");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        FiveSnapshots data = FiveSnapshots.drawn(p.get(physics), COUNT, p.get(spread), random.stream(1));
        FiveSnapshots pilot = FiveSnapshots.drawn(p.get(physics), PILOT, p.get(spread), random.stream(2));
        int n = p.get(modes);
        double global = error(data, new int[COUNT], 1, n);
        Distances d = Distances.sine(data.u(), data.m());
        Medoids now = Medoids.drawn(d, p.get(clusters), draws(p, random, 3, 0));
        KMeans means = KMeans.drawn(data.u(), data.m(), p.get(clusters), draws(p, random, 4, 0));
        double globalPilot = error(pilot, new int[PILOT], 1, n);
        return new State(data, global, globalPilot, predicted(pilot, p, random) / globalPilot,
                new Angles(d, now, now, error(data, now.of(), now.medoids().length, n), 0), new Means(means, means, error(data, means.of(), p.get(clusters), n), 0));
    }

    private double[] draws(Knobs p, Philox random, int purpose, int attempt) {
        double[] u = new double[p.get(clusters)];
        random.stream(purpose).uniforms(attempt, 1, 0, u.length, u, 0);
        return u;
    }

    /** Error of groups by angle of the pilot when each simulation is left out of the modes of its group; alone in its group it is lost. */
    private double predicted(FiveSnapshots pilot, Knobs p, Philox random) {
        Distances d = Distances.sine(pilot.u(), pilot.m());
        Medoids groups = Medoids.drawn(d, p.get(clusters), draws(p, random, 5, 0));
        for (Medoids next = groups.improved(d); next != groups; next = groups.improved(d)) {
            groups = next;
        }
        double sum = 0;
        for (int i = 0; i < PILOT; i++) {
            int at = i;
            int[] of = groups.of();
            int[] others = IntStream.range(0, PILOT).filter(j -> j != at && of[j] == of[at]).toArray();
            sum += others.length == 0 ? 1 : ProperModes.of(pilot.of(others), pilot.m(), p.get(modes)).relativeError(pilot.u(), i * pilot.m(), p.get(modes));
        }
        return sum / PILOT;
    }

    /** Mean relative error of projection on n modes of the own group. */
    private static double error(FiveSnapshots data, int[] of, int groups, int n) {
        double sum = 0;
        for (int c = 0; c < groups; c++) {
            int group = c;
            int[] members = IntStream.range(0, of.length).filter(i -> of[i] == group).toArray();
            if (members.length > n) {
                ProperModes m = ProperModes.of(data.of(members), data.m(), n);
                for (int i : members) {
                    sum += m.relativeError(data.u(), i * data.m(), n);
                }
            }
        }
        return Math.max(1e-16, sum / of.length);
    }

    @Override
    protected State next(State s, Turn t) {
        t.ask();
        return new State(s.data, s.global, s.globalPilot, s.predicted, angles(s, t), means(s, t));
    }

    private Angles angles(State s, Turn t) {
        Angles a = s.angles;
        if (a.tries >= RESTARTS) {
            return a;
        }
        Medoids next = a.now.improved(a.d);
        boolean isDone = next == a.now;
        boolean isBest = next.cost() < a.best.cost();
        int tries = a.tries + (isDone ? 1 : 0);
        Medoids now = isDone && tries < RESTARTS ? Medoids.drawn(a.d, t.get(clusters), draws(t.p(), t.random(), 3, tries)) : next;
        return new Angles(a.d, now, isBest ? next : a.best, isBest ? error(s.data, next.of(), next.medoids().length, t.get(modes)) : a.error, tries);
    }

    private Means means(State s, Turn t) {
        Means a = s.means;
        if (a.tries >= RESTARTS) {
            return a;
        }
        KMeans next = a.now.improved(s.data.u(), s.data.m());
        boolean isDone = next == a.now;
        boolean isBest = next.cost() < a.best.cost();
        int tries = a.tries + (isDone ? 1 : 0);
        KMeans now = isDone && tries < RESTARTS ? KMeans.drawn(s.data.u(), s.data.m(), t.get(clusters), draws(t.p(), t.random(), 4, tries)) : next;
        return new Means(now, isBest ? next : a.best, isBest ? error(s.data, next.of(), t.get(clusters), t.get(modes)) : a.error, tries);
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[] xy = new double[2 * COUNT];
        double top = Math.log10(Math.max(p.get(spread), 1.0001));
        for (int i = 0; i < COUNT; i++) {
            xy[2 * i] = s.data.place()[i];
            xy[2 * i + 1] = Math.log10(s.data.amplitude()[i]) / top;
        }
        to.points("groups-angle", 2, xy, ordered(s.data, s.angles.best.of()));
        to.points("groups-kmeans", 2, xy, ordered(s.data, s.means.best.of()));
        to.bars("errors", List.of("angle", "k-means", "one basis"), new double[] {s.angles.error, s.means.error, s.global});
        to.text("verdict", s.isGo() ? "GO" : "NO-GO", "—", "predicted from " + PILOT + ":", "one basis errs by " + percent(s.globalPilot) + ",", "groups by " + percent(s.predicted * s.globalPilot) + ".",
                "Outcome on " + COUNT + ":", percent(s.global) + " and", percent(s.angles.error) + ",", s.paid() ? "it paid." : s.global > ENOUGH ? "the error was not halved." : "one basis was enough.");
        double[] x = new double[s.data.m()];
        Arrays.setAll(x, k -> (k + 0.5) / x.length);
        for (int k = 1; k <= 3; k++) {
            double[] u = s.data.of(new int[] {k});
            double largest = Math.max(Arrays.stream(u).map(Math::abs).max().orElse(1), Double.MIN_NORMAL);
            to.series("field-" + k, x, Arrays.stream(u).map(v -> v / largest).toArray());
        }
    }

    private static String percent(double v) {
        return String.format(Locale.ROOT, v < 0.001 ? "%.2g %%" : "%.1f %%", 100 * v);
    }

    /** Numbers of groups by their mean place, neighbors far apart on the scale of colors. */
    private static double[] ordered(FiveSnapshots data, int[] of) {
        int groups = Arrays.stream(of).max().orElse(0) + 1;
        double[] place = new double[groups];
        int[] count = new int[groups];
        for (int i = 0; i < of.length; i++) {
            place[of[i]] += data.place()[i];
            count[of[i]]++;
        }
        int[] order = IntStream.range(0, groups).boxed().sorted((a, b) -> Double.compare(place[a] / Math.max(1, count[a]), place[b] / Math.max(1, count[b]))).mapToInt(k -> k).toArray();
        double[] number = new double[groups];
        for (int r = 0; r < groups; r++) {
            number[order[r]] = r % 2 == 0 ? r / 2 : (groups + 1) / 2 + r / 2;
        }
        return Arrays.stream(of).mapToDouble(c -> number[c]).toArray();
    }
}

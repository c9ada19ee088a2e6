package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Medoids;
import org.pushforward.engine.numerics.Medoids.Distances;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.opt-partition}: a set of snapshots is cut into K cells, and each cell has its own n modes. One step is one turn of the
 * clustering, by the sine of the angle between snapshots and, beside, by their distance; both begin anew ten times and keep their best.
 */
public final class OptimalPartition extends Study<OptimalPartition.State> {

    private static final String SINE = "sine";
    private static final String EUCLID = "euclid";
    private static final int COUNT = 400;
    private static final int RESTARTS = 10;
    private static final int MOST_MODES = 12;
    /** Log amplitude of the snapshot whose reconstruction is shown: a weak one, which distance has no cell for. */
    private static final double WEAK = 0.3;

    /**
     * One way to cut.
     *
     * @param now where this try stands
     * @param best the cheapest so far, with its modes a cell and its mean relative error
     * @param tries finished ones
     */
    record Cut(Distances distances, Medoids now, Medoids best, List<ProperModes> modes, double error, int tries) { }

    record State(Snapshots data, ProperModes global, double globalError, Race<Cut> race) { }

    private final Knob<String> family;
    private final Knob<Integer> clusters;
    private final Knob<Integer> modes;

    public OptimalPartition() {
        super("rom.opt-partition", "Cutting a manifold for reduced models", "Fields that move need many modes, so a set of snapshots is cut into cells, each with "
                + "few modes of its own. Which cut is best? Modes do not care how strong a field is, so neither may the measure by which snapshots are "
                + "grouped: the sine of the angle between two of them is what one loses when it is projected on the other, and clusters about members under "
                + "that sine are the best piecewise linear compression with one mode a cell. Distance groups the strong with the strong instead, wherever "
                + "they are, and leaves the weak ones to share a cell. The fields here are stand-ins of ours: a bump that moves and swells, and heat carried by wind.",
                List.of("δ(u, v) = √(1 − cos²∠(u, v)) = ‖u − Π_v u‖/‖u‖", "min Σᵢ δ(uᵢ, u_{m(i)}) over K members m", "error = mean ‖u − Π_cell u‖/‖u‖"),
                new Citation("T. Daniel, F. Casenave, N. Akkari, D. Ryckelynck", 2021, "Optimal piecewise linear data compression for solutions of parametrized partial differential "
                        + "equations", "2108.12291"));
        pace(4);
        group("Snapshots");
        family = choice("family", "u", "Family", List.of("bump", "heat"), "bump", "A bump on the line, or heat in the plane carried by wind: places and amplitudes drawn at random.");
        group("Model");
        clusters = whole("clusters", "K", "Cells", 8, 1, 16, "Cells that the snapshots are cut into.").within(1, COUNT);
        modes = whole("modes", "n", "Modes a cell", 3, 1, MOST_MODES, "Modes of each cell, and of the global basis.").within(1, MOST_MODES);
        rests(p -> (long) RESTARTS * 60, s -> s.race.states().stream().allMatch(c -> c.tries >= RESTARTS) ? Status.CONVERGED : Status.RUNNING,
                s -> s.race.states().stream().mapToInt(Cut::tries).average().orElse(0) / RESTARTS);

        var sine = gauge("error-sine", "Error, cells by angle", "", s -> s.race.get(SINE).error);
        var euclid = gauge("error-euclid", "Error, cells by distance", "", s -> s.race.get(EUCLID).error);
        var global = gauge("error-global", "Error, one basis", "", s -> s.globalError);
        gauge("cost-sine", "Sum of sines to the members", "", s -> s.race.get(SINE).best.cost());

        plane("by-angle", "Cells by angle", "place across, log₁₀ amplitude up").draw(POINTS, "cells-sine", "cell");
        plane("by-distance", "Cells by distance", "the same snapshots").draw(POINTS, "cells-euclid", "cell");
        plot("decay", "Error against modes", "mean of ‖u − Πu‖/‖u‖").draw(CURVE, "decay-sine", "by angle", "", "modes a cell").draw(CURVE, "decay-euclid", "by distance", "", "modes a cell")
                .draw(CURVE, "decay-global", "one basis", "", "modes").log();
        plot("one", "A weak snapshot, rebuilt", "from the modes of its cell").draw(CURVE, "rebuilt-sine", "by angle").draw(CURVE, "rebuilt-euclid", "by distance")
                .draw(CURVE, "rebuilt-global", "one basis").draw(CURVE, "truth", "snapshot");
        space("cone", "Snapshots", "first three coordinates, lengths to the power ⅓").draw(POINTS, "manifold", "cell by angle").axes("1", "2", "3");
        history("errors", "Error of the best cut", "mean of ‖u − Πu‖/‖u‖", sine, euclid, global).log();

        always("gain", "angle over distance, mean error", gauge("ratio", "Angle over distance", "", s -> s.race.get(SINE).error / s.race.get(EUCLID).error), atMost(1.05),
                "what the cut by angle is for; equal with one cell");
        reference("headline", "a bump, K = 8, n = 3: error by angle over that by distance", atMost(0.25), "our runs of the paper's claim; .07 to .1", t -> ratio(t.rest(), sine, euclid));
        reference("heat", "heat, K = 8, n = 3: error by angle over that by distance", atMost(0.5), "our runs of the paper's claim", t -> ratio(t.rest(), sine, euclid), "family=heat");
        reference("lengths", "snapshots multiplied by .01 to 100 at random: how many change their cell", atMost(0), "the sine knows no lengths", OptimalPartition::changedByLengths);
        reference("one", "one cell: difference of its error from that of one basis", atMost(1e-12), "closed form: they are the same", t -> Math.abs(t.rest().value(sine) - t.value(global)),
                "clusters=1");
        reference("tail", "squared error of all snapshots over Σ_{i>n} σᵢ², less 1", atMost(1e-9), "closed form (Eckart & Young 1936)", OptimalPartition::tail);
        opens("A bump that moves and swells", "Cells by angle are stripes of place; cells by distance mix all places that are weak.");
        preset("heat", "Heat in the wind", "The same in the plane: heat from a source that goes round.").set("family=heat");
        preset("limit", "With modes enough", "Twelve modes a cell: hardly anything is left to gain, however it is cut.").set("clusters=3", "modes=12").panes("decay", "by-angle", "by-distance", "errors");
        tiny("clusters=3 modes=2", "family=heat clusters=2 modes=1");
    }

    private static double ratio(Trial<State> t, Gauge<State> a, Gauge<State> b) {
        return t.value(a) / t.value(b);
    }

    @Override
    protected State start(Knobs p, Philox random) {
        Snapshots data = p.get(family).equals("bump") ? Snapshots.bumps(COUNT, random.stream(1)) : Snapshots.heat(COUNT, random.stream(1));
        ProperModes global = ProperModes.of(data.u(), data.m(), MOST_MODES);
        int[] all = new int[data.n()];
        double error = error(data, all, List.of(global), p.get(modes));
        Race<Cut> race = Race.of(List.of(SINE, EUCLID), name -> {
            Distances d = name.equals(SINE) ? Distances.sine(data.u(), data.m()) : Distances.euclidean(data.u(), data.m());
            return judged(data, new Cut(d, begun(d, p, random, 0), new Medoids(new int[0], all, Double.POSITIVE_INFINITY), List.of(global), error, 0), p);
        });
        return new State(data, global, error, race);
    }

    private Medoids begun(Distances d, Knobs p, Philox random, int attempt) {
        double[] u = new double[p.get(clusters)];
        random.stream(2).uniforms(attempt, 1, 0, u.length, u, 0);
        return Medoids.drawn(d, u.length, u);
    }

    /** With the present cut as the best, if it is, and its modes. */
    private Cut judged(Snapshots data, Cut c, Knobs p) {
        if (c.now.cost() >= c.best.cost()) {
            return c;
        }
        List<ProperModes> local = local(data, c.now);
        return new Cut(c.distances, c.now, c.now, local, error(data, c.now.of(), local, p.get(modes)), c.tries);
    }

    /** Modes of each cell. */
    private static List<ProperModes> local(Snapshots data, Medoids cut) {
        int m = data.m();
        return IntStream.range(0, cut.medoids().length).mapToObj(c -> {
            int[] members = IntStream.range(0, data.n()).filter(i -> cut.of()[i] == c).toArray();
            double[] u = new double[members.length * m];
            for (int k = 0; k < members.length; k++) {
                System.arraycopy(data.u(), members[k] * m, u, k * m, m);
            }
            return ProperModes.of(u, m, MOST_MODES);
        }).toList();
    }

    /** Mean relative error of projection on the first n modes of the own cell. */
    private static double error(Snapshots data, int[] of, List<ProperModes> modes, int n) {
        double sum = 0;
        for (int i = 0; i < data.n(); i++) {
            sum += modes.get(of[i]).relativeError(data.u(), i * data.m(), n);
        }
        return sum / data.n();
    }

    @Override
    protected State next(State s, Turn t) {
        return new State(s.data, s.global, s.globalError, s.race.then((_, c) -> {
            if (c.tries >= RESTARTS) {
                return c;
            }
            t.ask();
            Medoids better = c.now.improved(c.distances);
            boolean done = better == c.now;
            int tries = c.tries + (done ? 1 : 0);
            Medoids now = done && tries < RESTARTS ? begun(c.distances, t.p(), t.random(), tries) : better;
            return judged(s.data, new Cut(c.distances, now, c.best, c.modes, c.error, tries), t.p());
        }));
    }

    private static double changedByLengths(Trial<State> t) {
        State s = t.rest().state();
        double[] by = new double[s.data.n()];
        new Philox(5).uniforms(0, by.length, 0, 1, by, 0);
        Arrays.setAll(by, i -> Math.pow(10, 4 * by[i] - 2));
        Snapshots scaled = s.data.scaled(by);
        Medoids again = Medoids.about(Distances.sine(scaled.u(), scaled.m()), s.race.get(SINE).best.medoids());
        int changed = 0;
        for (int i = 0; i < by.length; i++) {
            changed += again.of()[i] == s.race.get(SINE).best.of()[i] ? 0 : 1;
        }
        return changed;
    }

    private static double tail(Trial<State> t) {
        State s = t.state();
        double left = 0;
        for (int i = 0; i < s.data.n(); i++) {
            double e = s.global.relativeError(s.data.u(), i * s.data.m(), 3);
            double length = 0;
            for (int k = 0; k < s.data.m(); k++) {
                length += s.data.u()[i * s.data.m() + k] * s.data.u()[i * s.data.m() + k];
            }
            left += e * e * length;
        }
        double tail = Arrays.stream(s.global.singularValues()).skip(3).map(v -> v * v).sum();
        return Math.abs(left / tail - 1);
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int n = s.data.n();
        int shown = weak(s.data);
        double[] xy = new double[2 * n];
        for (int i = 0; i < n; i++) {
            xy[2 * i] = 2 * s.data.place()[i];
            xy[2 * i + 1] = Math.log10(s.data.amplitude()[i]);
        }
        double[] x = new double[MOST_MODES];
        Arrays.setAll(x, k -> k + 1);
        for (String name : s.race.names()) {
            Cut c = s.race.get(name);
            to.points("cells-" + name, 2, xy, cells(s.data, c.best));
            double[] decay = new double[MOST_MODES];
            Arrays.setAll(decay, k -> error(s.data, c.best.of(), c.modes, k + 1));
            to.series("decay-" + name, x, decay);
            rebuilt("rebuilt-" + name, s.data, c.modes.get(c.best.of()[shown]), p, to);
        }
        double[] decay = new double[MOST_MODES];
        int[] all = new int[n];
        Arrays.setAll(decay, k -> error(s.data, all, List.of(s.global), k + 1));
        to.series("decay-global", x, decay);
        rebuilt("rebuilt-global", s.data, s.global, p, to);
        to.series("truth", places(s.data), line(s.data, Arrays.copyOfRange(s.data.u(), shown * s.data.m(), (shown + 1) * s.data.m())));
        double[] xyz = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double[] c = s.global.coordinates(s.data.u(), i * s.data.m(), 3);
            double length = Math.sqrt(Arrays.stream(c).map(v -> v * v).sum());
            for (int k = 0; k < c.length; k++) {
                xyz[3 * i + k] = length == 0 ? 0 : c[k] * Math.pow(length, -2.0 / 3);
            }
        }
        to.points("manifold", 3, xyz, new double[0], new Layer.Field("cell", "cell by angle", "", cells(s.data, s.race.get(SINE).best)));
    }

    /** Numbers of the cells by the place of their middles, neighbors far apart on the scale of colors. */
    private static double[] cells(Snapshots data, Medoids cut) {
        int k = cut.medoids().length;
        Integer[] order = new Integer[k];
        Arrays.setAll(order, c -> c);
        Arrays.sort(order, (a, b) -> Double.compare(data.place()[cut.medoids()[a]], data.place()[cut.medoids()[b]]));
        int[] number = new int[k];
        int half = (k + 1) / 2;
        for (int r = 0; r < k; r++) {
            number[order[r]] = r % 2 == 0 ? r / 2 : half + r / 2;
        }
        return Arrays.stream(cut.of()).mapToDouble(c -> number[c]).toArray();
    }

    private static double[] places(Snapshots data) {
        int m = data.side() == 0 ? data.m() : data.side();
        double[] x = new double[m];
        Arrays.setAll(x, k -> (k + 0.5) / m);
        return x;
    }

    /** A field on the line, or the middle row of one in the plane. */
    private static double[] line(Snapshots data, double[] u) {
        int side = data.side();
        if (side == 0) {
            return u;
        }
        double[] row = new double[side];
        Arrays.setAll(row, k -> u[k * side + side / 2]);
        return row;
    }

    private static int weak(Snapshots data) {
        int at = 0;
        for (int i = 1; i < data.n(); i++) {
            at = Math.abs(Math.log10(data.amplitude()[i]) - WEAK) < Math.abs(Math.log10(data.amplitude()[at]) - WEAK) ? i : at;
        }
        return at;
    }

    private void rebuilt(String id, Snapshots data, ProperModes basis, Knobs p, Look to) {
        to.series(id, places(data), line(data, basis.combined(basis.coordinates(data.u(), weak(data) * data.m(), p.get(modes)))));
    }
}

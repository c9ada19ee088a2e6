package org.pushforward.engine.dem;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CIRCLES;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.dem.HopperSweep.Run;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code dem.neural}: a network learns the fields and the outflow of {@link HopperSweep} from time, angle and frictions; beside it the grains of a run that it
 * has not seen, the nearest run that it has, and a mean of the four nearest. One step is one epoch, while the grains run out.
 *
 * @see HopperNetwork
 */
public final class NeuralHopper extends Study<NeuralHopper.Surrogate> {

    private static final int BATCH = 16;
    private static final int NEIGHBORS = 4;
    private static final List<String> WAYS = List.of("surrogate", "nearest", "interpolation");
    private static final Rect BOX = new Rect(-HopperSweep.WIDTH / 2, 0, HopperSweep.WIDTH / 2, HopperSweep.NY * HopperSweep.CELL);
    private static final int FIELDS = HopperSweep.TIMES * 4 * HopperSweep.CELLS;

    /**
     * @param scales root mean squares of the branches over what is trained on
     * @param silo the grains, of the first run that is held out
     * @param said of the runs held out by each of {@link #WAYS}: fields and, behind them, the outflow
     * @param errors of each of them, one a branch
     */
    record Surrogate(HopperSweep sweep, int held, HopperNetwork net, Fit fit, double[] scales, Hopper.Silo silo, List<List<double[]>> said, double[][] errors) {
        boolean isJudged() {
            return errors.length > 0;
        }

        List<Run> trained() {
            return sweep.runs().subList(0, sweep.runs().size() - held);
        }

        List<Run> heldOut() {
            return sweep.runs().subList(sweep.runs().size() - held, sweep.runs().size());
        }

        int shown() {
            return sweep.runs().size() - held;
        }
    }

    private final Knob<String> model;
    private final Knob<Integer> used;
    private final Knob<Integer> held;
    private final Training training;

    public NeuralHopper() {
        super("dem.neural", "A network instead of grains", "Forty small hoppers were emptied before, at angles and frictions spread over their ranges. A network learns from most of them what the grains do on the whole: "
                + "where they are, how they flow, how long they stay, how many have left, at any time at once, without stepping there. Grains on the left are of a run it has not seen. The fair rivals cost nothing: "
                + "the nearest run, and a mean of the four nearest. Much smaller than the paper's: 500 discs here, 250 000 spheres there.",
                List.of("(t, θ, μ, μ_r, x, y) → occupancy, transport, residence;  (t, θ, μ, μ_r) → outflow", "tokens: places ask 8 tokens made of the conditions, by cross-attention", "error = ‖said − grains‖/‖grains‖ over all times and cells of the runs held out"),
                new Citation("B. Alkin, T. Kronlachner, S. Papa, S. Pirker, T. Lichtenegger, J. Brandstetter", 2024, "NeuralDEM: Real-time Simulation of Industrial Particulate Flows", "2411.09678").code("https://github.com/Emmi-AI/NeuralDEM"));
        pace(10);
        model = choice("model", "M", "Network", List.of("mlp", "tokens"), "mlp", "Perceptrons, or latent tokens that places ask.");
        used = whole("runs", "n", "Runs", HopperSweep.RUNS, 10, HopperSweep.RUNS, "Hoppers that were emptied before, of forty.").within(2, HopperSweep.RUNS);
        held = whole("held-out", "h", "Held out", 8, 4, 16, "Runs that are not learned from; the first of them is shown.").within(1, 30);
        refuse(p -> p.get(held) >= p.get(used), p -> "held-out is " + p.get(held) + " of " + p.get(used) + " runs, which leaves none to learn from; take at most " + (p.get(used) - 1));
        group("Training");
        var rate = real("learning-rate", "η", "Learning rate", 3e-3, 1e-4, 1e-2, "Of Adam; it falls to zero on half a cosine.").within(1e-8, 1).log().live();
        var epochs = whole("epochs", "E", "Epochs", 50, 10, 200, "Times that all of the data are seen.").within(1, 10_000);
        var each = whole("epochs-per-step", "k", "Epochs a step", 1, 1, 10, "Between two pictures.").within(1, 100);
        training = training(rate, epochs, each);

        List<Gauge<Surrogate>> ours = errors("", 0, "surrogate");
        List<Gauge<Surrogate>> nearest = errors("nearest-", 1, "nearest run");
        List<Gauge<Surrogate>> between = errors("interpolation-", 2, "four nearest");
        var loss = gauge("loss", "Loss", "", s -> s.fit.loss()).when(s -> s.fit.iterations() > 0);
        plane("grains", "Grains", "of a run that was not learned from, colored by the height at which they were").draw(POINTS, "grains", "layer").draw(LINES, "walls", "walls");
        fields("occupancy", "Occupancy", "share of each cell that is grain");
        fields("transport", "Transport", "size of the mean flux");
        fields("residence", "Residence time", "of the grains that were there when the gate opened, so far");
        plot("outflow", "Outflow", "share of the grains that have left").draw(CURVE, "out-surrogate", "surrogate", "", "time").draw(CURVE, "out-nearest", "nearest run", "", "time").draw(CURVE, "out-interpolation", "four nearest", "", "time")
                .draw(CIRCLES, "out-grains", "grains", "", "time");
        history("error", "Error", "of the fields of all runs held out: surrogate and nearest run", List.of(ours.get(0), ours.get(1), ours.get(2), nearest.get(0), nearest.get(1), nearest.get(2))).log();
        history("outflow-error", "Error of the outflow", "of all runs held out", List.of(ours.get(3), nearest.get(3), between.get(3))).log();
        history("loss", "Loss", "mean squares over those of the data", loss).log();
        atEnd("outflow", "error of the outflow", ours.get(3), atMost(1), "saying nothing leaves 1");
        judged();
        opens("Grains left, network right", "A hopper that the network has not seen empties beside what it says of it.").panes("grains", "occupancy", "outflow", "error").pictured(50);
        preset("flow", "Where it flows", "Transport and residence time: the core and what stands beside it.").panes("transport", "residence", "grains", "error").pictured(50);
        preset("tokens", "Places ask tokens", "The conditions become eight tokens that every place asks.").set("model=tokens").panes("grains", "occupancy", "outflow", "error").pictured(50);
        preset("few", "Learned from ten runs", "Thirty runs held out: with ten to learn from the network knows little more than the nearest run.").set("held-out=30").panes("grains", "occupancy", "outflow", "error").pictured(50);
        tiny("runs=3 held-out=1 epochs=40", "runs=3 held-out=1 epochs=40 model=tokens");
    }

    private List<Gauge<Surrogate>> errors(String prefix, int way, String label) {
        List<Gauge<Surrogate>> all = new ArrayList<>();
        for (int b = 0; b < 4; b++) {
            int branch = b;
            all.add(gauge(prefix + "error-" + HopperNetwork.BRANCHES.get(b), HopperNetwork.BRANCHES.get(b) + ", " + label, "", s -> s.errors[way][branch]).when(Surrogate::isJudged));
        }
        return all;
    }

    private void fields(String id, String title, String subtitle) {
        var pane = multiples(id, title, subtitle).draw(FILL, id + "-grains", "grains");
        for (String way : WAYS) {
            pane.draw(FILL, id + "-" + way, way.equals("nearest") ? "nearest run" : way.equals("interpolation") ? "four nearest" : way);
        }
        pane.alike(id + "-grains", id + "-surrogate", id + "-nearest", id + "-interpolation");
    }

    private void judged() {
        for (String m : List.of("mlp", "tokens")) {
            Shared<double[][]> run = shared(t -> t.rest().state().errors, "model=" + m);
            String source = "40 runs of our own hopper, 8 held out";
            for (int b = 0; b < 4; b++) {
                int branch = b;
                lengthy("better-" + m + "-" + HopperNetwork.BRANCHES.get(b), m + ", " + HopperNetwork.BRANCHES.get(b) + ": error over that of the nearest run", atMost(1), source, run, e -> e[0][branch] / e[1][branch]);
            }
            lengthy("outflow-" + m, m + ": error of the outflow", atMost(0.15), source, run, e -> e[0][3]);
        }
        lengthy("time-ratio", "seconds of a run of the grains over those of the surrogate at all 16 times", atLeast(50), "measured here, one thread", t -> {
            Surrogate s = t.step().state();
            long a = System.nanoTime();
            HopperSweep.played(s.shown(), StepContext.serial());
            long b = System.nanoTime();
            said(s, List.of(s.heldOut().getFirst()), t.context().cancel());
            return (double) (b - a) / (System.nanoTime() - b);
        }, "epochs=1", "held-out=30");
        lengthy("sweep", "first run of the sweep, played anew: greatest relative distance of a field from what ships", atMost(0.1), "the same seed; on another processor a run of grains parts from it in the end",
                t -> {
                    Run anew = HopperSweep.played(0, StepContext.serial());
                    Run shipped = t.state().sweep.runs().getFirst();
                    return HopperSweep.error(List.of(anew.fields()), List.of(shipped.fields()));
                });
    }

    @Override
    protected Surrogate start(Knobs p, Philox random) {
        HopperSweep sweep = new HopperSweep(HopperSweep.shipped().runs().subList(0, p.get(used)));
        HopperNetwork net = new HopperNetwork(p.is(model, "mlp") ? HopperNetwork.Kind.MLP : HopperNetwork.Kind.TOKENS);
        int n = sweep.runs().size() - p.get(held);
        double[] scales = new double[4];
        for (Run r : sweep.runs().subList(0, n)) {
            for (int k = 0; k < FIELDS; k++) {
                int branch = List.of(0, 1, 1, 2).get(k / HopperSweep.CELLS % 4);
                scales[branch] += r.fields()[k] * r.fields()[k] / (n * FIELDS / 4.0 * (branch == 1 ? 2 : 1));
            }
            scales[3] += Arrays.stream(r.outflow()).map(o -> o * o).sum() / (n * HopperSweep.TIMES);
        }
        Arrays.setAll(scales, b -> Math.sqrt(scales[b]));
        return new Surrogate(sweep, p.get(held), net, Fit.start(Weights.of(net), AdamW.ADAM, random), scales, HopperSweep.Play.of(n).start(), List.of(), new double[0][]);
    }

    @Override
    protected Surrogate next(Surrogate s, Turn t) {
        Fit fit = s.fit;
        List<Run> runs = s.trained();
        int samples = runs.size() * HopperSweep.TIMES;
        for (int epoch = training.done(t.p(), t.step()); epoch < training.done(t.p(), t.step() + 1L); epoch++) {
            double[] u = new double[samples];
            t.random().stream(3).uniforms(epoch, 1, 0, samples, u, 0);
            int[] order = Vectors.smallest(u, samples);
            for (int from = 0; from < samples; from += BATCH) {
                int[] batch = Arrays.copyOfRange(order, from, Math.min(samples, from + BATCH));
                fit = fit.step(t.context().cancel(), training.rate(t.p(), epoch, 1), w -> loss(s, w, runs, batch));
            }
        }
        Surrogate trained = new Surrogate(s.sweep, s.held, s.net, fit, s.scales, emptied(s, t), s.said, s.errors);
        return judged(trained, t);
    }

    /** The grains, as far as the training has come. */
    private Hopper.Silo emptied(Surrogate s, Turn t) {
        HopperSweep.Play play = HopperSweep.Play.of(s.shown());
        double begin = play.start().time();
        double until = begin + (HopperSweep.END - begin) * (t.step() + 1) / training.steps(t.p());
        Hopper.Silo silo = s.silo;
        while (silo.time() < until - 1e-9) {
            t.ask();
            silo = play.next(silo, t.context());
        }
        return silo;
    }

    private static double[] conditions(Run r, int time) {
        double[] c = r.scaled();
        return new double[] {2 * HopperSweep.time(time) / HopperSweep.END - 1, 2 * c[0] - 1, 2 * c[1] - 1, 2 * c[2] - 1};
    }

    private static double[] places() {
        double[] at = new double[2 * HopperSweep.CELLS];
        for (int k = 0; k < HopperSweep.CELLS; k++) {
            at[2 * k] = 2 * (k / HopperSweep.NY + 0.5) / HopperSweep.NX - 1;
            at[2 * k + 1] = 2 * (k % HopperSweep.NY + 0.5) / HopperSweep.NY - 1;
        }
        return at;
    }

    private List<Value> branches(Surrogate s, Theta w, List<double[]> conditions) {
        double[] all = conditions.stream().flatMapToDouble(Arrays::stream).toArray();
        return s.net.apply(w, w.tape().of(all, conditions.size(), HopperNetwork.CONDITIONS), w.tape().of(places(), HopperSweep.CELLS, 2));
    }

    private Value loss(Surrogate s, Theta w, List<Run> runs, int[] batch) {
        List<Value> out = branches(s, w, Arrays.stream(batch).mapToObj(k -> conditions(runs.get(k / HopperSweep.TIMES), k % HopperSweep.TIMES)).toList());
        Value sum = w.tape().of(0);
        for (int b = 0; b < 4; b++) {
            double[] wanted = new double[batch.length * (b == 3 ? 1 : HopperSweep.CELLS * HopperNetwork.outputs(HopperNetwork.BRANCHES.get(b)))];
            for (int q = 0; q < batch.length; q++) {
                wanted(runs.get(batch[q] / HopperSweep.TIMES), batch[q] % HopperSweep.TIMES, b, wanted, q * wanted.length / batch.length, s.scales[b]);
            }
            sum = sum.plus(out.get(b).reshape(-1).minus(w.tape().of(wanted)).square().mean());
        }
        return sum;
    }

    /** What a branch should say of a time, in its scale. */
    private static void wanted(Run r, int time, int branch, double[] to, int at, double scale) {
        if (branch == 3) {
            to[at] = r.outflow()[time] / scale;
            return;
        }
        int from = time * 4 * HopperSweep.CELLS;
        for (int c = 0; c < HopperSweep.CELLS; c++) {
            if (branch == 1) {
                to[at + 2 * c] = r.fields()[from + HopperSweep.CELLS + c] / scale;
                to[at + 2 * c + 1] = r.fields()[from + 2 * HopperSweep.CELLS + c] / scale;
            } else {
                to[at + c] = r.fields()[from + (branch == 0 ? 0 : 3) * HopperSweep.CELLS + c] / scale;
            }
        }
    }

    /** Fields and outflow of some runs as the network has them, laid out as a run's. */
    private List<double[]> said(Surrogate s, List<Run> runs, CancelToken cancel) {
        List<double[]> all = new ArrayList<>();
        int m = HopperSweep.CELLS;
        for (Run r : runs) {
            double[] out = s.fit.evaluate(cancel, w -> Value.cat(0, branches(s, w, IntStream.range(0, HopperSweep.TIMES).mapToObj(k -> conditions(r, k)).toList()).stream()
                    .map(v -> v.reshape(-1)).toArray(Value[]::new)));
            double[] run = new double[FIELDS + HopperSweep.TIMES];
            for (int k = 0; k < HopperSweep.TIMES; k++) {
                for (int c = 0; c < m; c++) {
                    int at = k * 4 * m + c;
                    run[at] = s.scales[0] * out[k * m + c];
                    run[at + m] = s.scales[1] * out[HopperSweep.TIMES * m + 2 * (k * m + c)];
                    run[at + 2 * m] = s.scales[1] * out[HopperSweep.TIMES * m + 2 * (k * m + c) + 1];
                    run[at + 3 * m] = s.scales[2] * out[3 * HopperSweep.TIMES * m + k * m + c];
                }
                run[FIELDS + k] = s.scales[3] * out[4 * HopperSweep.TIMES * m + k];
            }
            all.add(run);
        }
        return all;
    }

    private Surrogate judged(Surrogate s, Turn t) {
        List<List<double[]>> said = new ArrayList<>();
        said.add(said(s, s.heldOut(), t.context().cancel()));
        said.addAll(s.said.isEmpty() ? List.of(between(s, 1), between(s, NEIGHBORS)) : s.said.subList(1, 3));
        double[][] errors = said.stream().map(way -> errors(way, s.heldOut())).toArray(double[][]::new);
        return new Surrogate(s.sweep, s.held, s.net, s.fit, s.scales, s.silo, List.copyOf(said), errors);
    }

    /** Means of the nearest runs that are learned from, weighed by 1/distance². */
    private static List<double[]> between(Surrogate s, int count) {
        return s.heldOut().stream().map(r -> {
            double[] far = s.trained().stream().mapToDouble(q -> IntStream.range(0, 3).mapToDouble(a -> Math.pow(q.scaled()[a] - r.scaled()[a], 2)).sum()).toArray();
            double last = Arrays.stream(far).sorted().toArray()[Math.min(count, far.length) - 1];
            return HopperSweep.mean(s.trained(), Arrays.stream(far).map(d -> d <= last ? 1 / (d + 1e-9) : 0).toArray());
        }).toList();
    }

    /** One a branch. */
    private static double[] errors(List<double[]> said, List<Run> runs) {
        double[] e = new double[4];
        Arrays.setAll(e, b -> HopperSweep.error(said.stream().map(v -> part(v, b)).toList(),
                runs.stream().map(r -> b == 3 ? r.outflow() : part(r.fields(), b)).toList()));
        return e;
    }

    private static double[] part(double[] run, int branch) {
        return branch == 3 ? Arrays.copyOfRange(run, FIELDS, run.length)
                : IntStream.range(0, FIELDS).filter(k -> List.of(0, 1, 1, 2).get(k / HopperSweep.CELLS % 4) == branch).mapToDouble(k -> run[k]).toArray();
    }

    // ---- what is seen

    @Override
    protected void look(Surrogate s, Knobs p, Look to) {
        grains(s, to);
        Run r = s.heldOut().getFirst();
        int time = Math.clamp((int) Math.ceil(s.silo.time() / HopperSweep.END * HopperSweep.TIMES - 1e-9) - 1, 0, HopperSweep.TIMES - 1);
        fields("grains", r.fields(), time, to);
        double[] t = IntStream.range(0, HopperSweep.TIMES).mapToDouble(HopperSweep::time).toArray();
        to.series("out-grains", t, r.outflow());
        for (int k = 0; k < s.said.size(); k++) {
            double[] run = s.said.get(k).getFirst();
            fields(WAYS.get(k), run, time, to);
            to.series("out-" + WAYS.get(k), t, Arrays.copyOfRange(run, FIELDS, run.length));
        }
    }

    private static void fields(String who, double[] run, int time, Look to) {
        int m = HopperSweep.CELLS;
        int at = time * 4 * m;
        double[] flux = new double[m];
        Arrays.setAll(flux, c -> Math.hypot(run[at + m + c], run[at + 2 * m + c]));
        to.field("occupancy-" + who, HopperSweep.NX, HopperSweep.NY, BOX, Arrays.copyOfRange(run, at, at + m));
        to.field("transport-" + who, HopperSweep.NX, HopperSweep.NY, BOX, flux);
        to.field("residence-" + who, HopperSweep.NX, HopperSweep.NY, BOX, Arrays.copyOfRange(run, at + 3 * m, at + 4 * m));
    }

    private static void grains(Surrogate s, Look to) {
        Grains g = s.silo.grains();
        double[] xy = new double[2 * g.size()];
        double[] layer = new double[g.size()];
        for (int i = 0; i < g.size(); i++) {
            xy[2 * i] = g.x()[i];
            xy[2 * i + 1] = g.y()[i];
            layer[i] = Math.floor(s.silo.born()[2 * g.id()[i] + 1] / 4);
        }
        to.points("grains", 2, xy, g.r(), new Layer.Field("layer", "layer", "", layer));
        double half = HopperSweep.WIDTH / 2;
        double gap = HopperSweep.OPENING / 2;
        double top = HopperSweep.NY * HopperSweep.CELL;
        double knee = (half - gap) * Math.tan(Math.toRadians(HopperSweep.conditions(s.shown())[0]));
        to.paths("walls", 2, new double[] {-half, top, -half, knee, -gap, 0, half, top, half, knee, gap, 0}, new int[] {0, 3, 6});
    }
}

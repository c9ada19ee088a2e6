package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.geometry.PlaneStress;
import org.pushforward.engine.numerics.KolmogorovSmirnov;
import org.pushforward.engine.numerics.Medoids;
import org.pushforward.engine.numerics.Medoids.Distances;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.rom.BladeSection.Law;
import org.pushforward.engine.rom.BladeSection.Snapshot;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.romnet-uq}: the largest stress of a blade whose temperature is random, by the full model, by a dictionary of reduced models and by one reduced model of as many
 * modes, draw by draw. The dictionary is made at the start; one step is a batch of draws.
 */
public final class BladeDictionary extends Study<BladeDictionary.State> {

    /** Purposes of random numbers. */
    private static final int SNAPSHOTS = 1;
    private static final int DRAWS = 2;
    private static final int RESTARTS = 3;
    private static final int TRIES = 10;

    record Made(BladeSection section, List<BladeModel> dictionary, BladeModel global, TemperatureCells classifier, Medoids cut) { }

    /**
     * One draw: largest stresses in MPa and relative errors of von Mises' stress at all nodes.
     *
     * @param errorDirect of the dictionary's stress straight from its displacements, not fitted
     * @param agrees whether no other cell's model would have erred less
     * @param at in the first two modes of temperature
     */
    record Judged(double full, double dictionary, double global, double error, double errorGlobal, double errorDirect, int cell, boolean agrees, double[] at) { }

    /** Of the latest draw, at the nodes: temperature, and von Mises' stress by the three. */
    record Shown(double[] temperature, double[] full, double[] dictionary, double[] global) { }

    record State(Made made, List<Judged> draws, Shown shown) {

        double mean(ToDoubleFunction<Judged> of) {
            return draws.stream().mapToDouble(of).average().orElseThrow();
        }

        double[] all(ToDoubleFunction<Judged> of) {
            return draws.stream().mapToDouble(of).toArray();
        }

        double distance(ToDoubleFunction<Judged> of) {
            return KolmogorovSmirnov.distance(all(of), all(Judged::full));
        }

        double operations() {
            return mean(d -> made.dictionary.get(d.cell).operations()) + made.classifier.operations();
        }
    }

    private final Knob<Integer> clusters;
    private final Knob<Integer> modes;
    private final Knob<Integer> draws;
    private final Knob<Integer> batch;
    private final Knob<Integer> snapshots;
    private final Knob<Integer> layers;
    private final Knob<Integer> around;
    private final Knob<Double> spread;
    private final Knob<Double> noise;
    private final Knob<Double> nonlinearity;
    private final Knob<Double> tolerance;

    public BladeDictionary() {
        super("rom.romnet-uq", "A thousand blades by a dictionary", "How large does the stress in a turbine blade get when its temperature is known by chance only? A reduced model answers a thousand draws for the price of some dozen: "
                + "a few modes of displacement, integrals over a few triangles with weights that are not negative, and stresses there that modes of stress carry to the whole section. But a streak of "
                + "hot gas may meet the blade anywhere, and one set of modes must hold all places. So snapshots are grouped by the angle between their stresses, each group has a model of its own, "
                + "and the temperature says which one is asked. Full model, dictionary and one model of as many modes see the same draws. The paper's blade is solid, viscoplastic and turns, its "
                + "temperatures come from simulations, its classifier is a network; ours is a thermoelastic slice drawn by us, free to expand, with temperatures of our own, and the classifier takes the nearest "
                + "snapshot in eight modes of temperature. Operations are multiplications of a draw; the full solutions that the snapshots cost come before. With four modes a cell the gain may vanish, with "
                + "noise all around the blade it does.",
                List.of("Σ_t w_t E(T) φ_a·φ_b q_b = Σ_t w_t E(T) φ_a·(α(T)ΔT − ε̄), w ≥ 0", "σ ≈ σ̄ + Ψ argmin_c Σ_t w_t |σ̄ + Ψc − σ|²_t", "δ(σ, τ) = √(1 − cos²∠(σ, τ))", "sup |F − F_reduced| ≤ 1.358 √(2/n)"),
                new Citation("T. Daniel, F. Casenave, N. Akkari, D. Ryckelynck, C. Rey", 2021, "Uncertainty quantification for industrial design using dictionaries of reduced order models", "2108.04012"),
                new Citation("T. Daniel, F. Casenave, N. Akkari, D. Ryckelynck", 2020, "Model order reduction assisted by deep neural networks (ROM-net)", "10.1186/s40323-020-00153-6"));
        pace(20);
        group("Blade");
        spread = real("spread", "S", "Spread of the draws", 1, 0.2, 3, "Of streak and noise over those of the snapshots, whose spread is 1.").within(0, 3);
        nonlinearity = real("nonlinearity", "β", "Nonlinearity", 1, 0, 2, "How much modulus and expansion depend on the temperature; 1 is about an alloy of nickel. At 0 the full model factors its matrix once.").within(0, 2);
        noise = real("noise", "s", "Noise", 12, 0, 50, "Deviation of a smooth random field on the surface in K, besides the streak.").within(0, 50);
        layers = whole("layers", "m", "Layers", 8, 3, 10, "Of the mesh, from duct to surface.").within(1, 10);
        around = whole("around", "a", "Rays", 96, 16, 96, "Of the mesh about the duct, even.").within(8, 96);
        group("Models");
        clusters = whole("clusters", "K", "Cells", 5, 1, 12, "Of the dictionary: a reduced model each.").within(1, 24);
        modes = whole("modes", "n", "Modes", 6, 1, 12, "Of displacement in each model, and as many of stress.").within(1, 14);
        snapshots = whole("snapshots", "N", "Snapshots", 120, 20, 160, "Full solutions that all models are made of.").within(2, 160);
        tolerance = real("tolerance", "τ", "Tolerance of the quadrature", 1e-3, 1e-4, 0.1, "Relative, of the forces of all snapshots of a model; 0: all triangles with weight 1.").within(0, 0.5);
        group("Draws");
        draws = whole("draws", "D", "Draws", 1008, 50, 1008, "Temperatures.").within(2, 5000);
        batch = whole("batch", "B", "Draws a step", 12, 1, 24, "Draws between two pictures.").within(1, 100);
        refuse(p -> p.get(around) % 2 == 1, p -> "around = " + p.get(around) + " is odd, and the mesh needs an even number of rays; give " + (p.get(around) + 1 > 96 ? 96 : p.get(around) + 1));
        refuse(p -> p.get(clusters) > p.get(snapshots), p -> "clusters = " + p.get(clusters) + " cells cannot be filled by " + p.get(snapshots) + " snapshots; give at most that many");
        refuse(p -> p.get(tolerance) > 0 && p.get(tolerance) < 1e-4, p -> "tolerance = " + p.get(tolerance) + " is neither 0, for all triangles, nor between 1e-4 and 0.5");
        lasts(p -> (p.get(draws) + p.get(batch) - 2) / p.get(batch));

        var error = gauge("error", "dictionary", "", s -> s.mean(Judged::error));
        var errorGlobal = gauge("error-global", "one model", "", s -> s.mean(Judged::errorGlobal));
        gauge("error-direct", "Dictionary's stress before its fit, error", "", s -> s.mean(Judged::errorDirect));
        var ratio = gauge("operations-ratio", "Operations of a draw, full over dictionary", "", (s, p) -> s.made.section.operations(p.get(nonlinearity)) / s.operations());
        gauge("operations-ratio-all", "The same with the snapshots counted", "",
                (s, p) -> s.draws.size() / (p.get(snapshots) + s.draws.size() * s.operations() / s.made.section.operations(p.get(nonlinearity))));
        var ks = gauge("ks-distance", "dictionary", "", s -> s.distance(Judged::dictionary));
        var ksGlobal = gauge("ks-distance-global", "one model", "", s -> s.distance(Judged::global));
        var band = gauge("ks-band", "two full samples, 95 %", "", s -> KolmogorovSmirnov.band(s.draws.size()));
        var agreement = gauge("classifier-agreement", "Classifier chose the cell that errs least", "", s -> s.mean(d -> d.agrees ? 1 : 0));
        var least = gauge("least-weight", "Least weight", "", s -> models(s).flatMapToDouble(m -> Arrays.stream(m.weights())).min().orElseThrow());
        var forces = gauge("quadrature-error", "Error of the quadrature over its tolerance", "",
                (s, p) -> models(s).mapToDouble(BladeModel::quadratureError).max().orElseThrow() / Math.max(1e-12, p.get(tolerance)));
        gauge("visited", "Triangles visited by the dictionary", "", s -> s.mean(d -> s.made.dictionary.get(d.cell).visited().length));

        plot("histogram", "Largest stress", "share of the draws; the bars are the full model").draw(BARS, "histogram-full", "full", "", "MPa").draw(CURVE, "histogram-dictionary", "dictionary", "", "MPa").draw(CURVE, "histogram-global", "one model", "", "MPa");
        plane("cells", "Cells of the dictionary", "snapshots and draws by two modes of temperature").draw(POINTS, "cells", "cell");
        plane("blade", "Latest draw", "temperature, and the triangles its model visits").draw(FILL, "temperature", "temperature", "°C").draw(LINES, "outline", "surface and duct").draw(POINTS, "visited-triangles", "weight");
        history("errors", "Error of stress", "von Mises at all nodes, relative, mean of the draws", error, errorGlobal).log().colors(1, 2);
        multiples("stress", "Stress of the latest draw", "von Mises in MPa").draw(FILL, "stress-full", "full", "MPa").draw(FILL, "stress-dictionary", "dictionary", "MPa").draw(FILL, "stress-global", "one model", "MPa");
        multiples("off", "How far off", "|reduced − full| of the latest draw in MPa").draw(FILL, "off-dictionary", "dictionary", "MPa").draw(FILL, "off-global", "one model", "MPa");
        plot("distribution", "Distribution of the largest stress", "share of draws below; the band is that of two full samples").draw(CURVE, "distribution-full", "full", "", "MPa").draw(CURVE, "distribution-dictionary", "dictionary", "", "MPa")
                .draw(CURVE, "distribution-global", "one model", "", "MPa");
        history("ks", "Distance of distributions", "sup |F − F_reduced|", ks, ksGlobal, band).log().colors(1, 2, 3);
        layer("weights", "weights: cells of the dictionary, last the one model, by triangles", "", "");

        always("weights", "least weight of a quadrature", least, atLeast(0), "what makes reduced stiffnesses definite");
        always("quadrature", "error of the quadrature of the snapshots' forces over its tolerance", forces, atMost(1), "what the weights are chosen for");
        var exact = shared(BladeDictionary::onSnapshots, "clusters=2", "snapshots=14", "modes=14", "tolerance=0", "draws=2");
        reference("exact", "all modes, all triangles: displacements on the snapshots less the full model's, relative", atMost(1e-8), "closed form: Galerkin finds what its modes hold", exact, e -> e[0]);
        reference("exact-stress", "the same of the stresses", atMost(1e-8), "closed form", exact, e -> e[1]);
        reference("one", "one cell: difference of its error from that of one model", atMost(1e-12), "closed form: they are the same", t -> Math.abs(t.rest().value(error) - t.value(errorGlobal)), "clusters=1", "draws=30");
        reference("dictionary", "100 draws: error of the dictionary over that of one model", atMost(0.75), "our runs of the paper's claim", t -> t.rest().value(error) / t.value(errorGlobal), "draws=100");
        var three = shared(t -> {
            double[] of = {0, 0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY};
            for (int seed = 1; seed <= 3; seed++) {
                Trial<State> run = t.anew(seed).rest();
                of[0] = Math.max(of[0], run.value(error) / run.value(errorGlobal));
                of[1] = Math.max(of[1], run.value(error));
                of[2] = Math.min(of[2], run.value(ratio));
                of[3] = Math.max(of[3], run.value(ks) / run.value(band));
                of[4] = Math.min(of[4], run.value(agreement));
            }
            return of;
        });
        lengthy("headline", "1008 draws, worst of 3 seeds: error of the dictionary over that of one model", atMost(0.7), "our runs of the paper's claim", three, r -> r[0]);
        lengthy("error", "the same: error of the dictionary", atMost(0.03), "our runs; the paper's are about 2 %", three, r -> r[1]);
        lengthy("operations", "the same: operations of a draw, full over dictionary", atLeast(20), "our counts", three, r -> r[2]);
        lengthy("distribution", "the same: distance of distributions over the band of two full samples", atMost(1), "Smirnov's band", three, r -> r[3]);
        lengthy("classifier", "the same: draws for which no other cell would have erred less", atLeast(0.7), "our runs", three, r -> r[4]);

        opens("A thousand blades", "A streak of hot gas may meet the blade anywhere; the cells of the dictionary are the places where it does.").pins("clusters", "modes", "spread", "nonlinearity").pictured(30);
        preset("few", "Two modes are too few", "With two modes a cell no model follows the full one: both distributions leave the band of two full samples.").set("modes=2").pins("modes", "clusters").panes("distribution", "cells", "ks", "errors").pictured(30);
        preset("noise", "Hot everywhere at random", "Noise all around the blade is in every cell alike: local models have nothing to gain, and the classifier errs.").set("noise=40").pins("noise", "clusters", "modes").panes("histogram", "cells", "errors", "off").pictured(30);
        preset("beyond", "Beyond the snapshots", "Draws three times as far from the usual as any snapshot: errors are several times larger.").set("spread=3").pins("spread", "modes").panes("distribution", "cells", "errors", "ks").pictured(30);
        preset("linear", "A blade that does not soften", "When nothing depends on the temperature the full model factors its matrix once, and little is left to save.").set("nonlinearity=0", "draws=504").pins("nonlinearity").panes("histogram", "blade", "errors", "stress").pictured(30);
        preset("lecture", "Where the stress is wrong", "Three modes: the full stress, what the two reduced models say, and where they are off; the dictionary errs half as much.").set("modes=3", "draws=504").pins("modes", "clusters", "spread").panes("stress", "off", "blade", "distribution").pictured(30);
        tiny("layers=2 around=8 snapshots=6 clusters=2 modes=2 draws=5 batch=2", "layers=1 around=8 snapshots=4 clusters=1 modes=3 draws=3 batch=1 tolerance=0 nonlinearity=0");
    }

    static Stream<BladeModel> models(State s) {
        return Stream.concat(s.made.dictionary.stream(), Stream.of(s.made.global));
    }

    @Override
    protected State start(Knobs p, Philox random) {
        BladeSection section = new BladeSection(p.get(layers), p.get(around));
        double beta = p.get(nonlinearity);
        List<Snapshot> all = IntStream.range(0, p.get(snapshots)).mapToObj(k -> snapshot(section, random, k, new Law(1, p.get(noise)), beta)).toList();
        double[] shape = mean(all.stream().map(Snapshot::shape).toList());
        double[] stress = mean(all.stream().map(Snapshot::stress).toList());
        Medoids cut = cut(all.stream().map(Snapshot::stress).toList(), stress, p.get(clusters), random);
        List<BladeModel> dictionary = IntStream.range(0, cut.medoids().length).mapToObj(c -> new BladeModel(section,
                IntStream.range(0, all.size()).filter(j -> cut.of()[j] == c).mapToObj(all::get).toList(), shape, stress, p.get(modes), p.get(tolerance))).toList();
        BladeModel global = dictionary.size() == 1 ? dictionary.getFirst() : new BladeModel(section, all, shape, stress, p.get(modes), p.get(tolerance));
        Made made = new Made(section, dictionary, global, TemperatureCells.of(all.stream().map(Snapshot::temperature).toList(), cut.of()), cut);
        return drawn(new State(made, List.of(), new Shown(stress, stress, stress, stress)), p, random, 1, CancelToken.current());
    }

    private static Snapshot snapshot(BladeSection section, Philox random, int number, Law law, double beta) {
        CancelToken.askCurrent();
        return section.solve(section.temperature(random.stream(SNAPSHOTS), number, law), beta);
    }

    static double[] mean(List<double[]> fields) {
        double[] mean = new double[fields.getFirst().length];
        for (double[] f : fields) {
            Arrays.setAll(mean, k -> mean[k] + f[k] / fields.size());
        }
        return mean;
    }

    static double[] deviations(List<double[]> fields, double[] mean) {
        double[] all = new double[fields.size() * mean.length];
        Arrays.setAll(all, k -> fields.get(k / mean.length)[k % mean.length] - mean[k % mean.length]);
        return all;
    }

    /** The cheapest of some clusterings by the angle between deviations of stress. */
    private static Medoids cut(List<double[]> stress, double[] mean, int cells, Philox random) {
        Distances d = Distances.sine(deviations(stress, mean), mean.length);
        return IntStream.range(0, TRIES).mapToObj(attempt -> {
            double[] u = new double[cells];
            random.stream(RESTARTS).uniforms(attempt, 1, 0, cells, u, 0);
            Medoids now = Medoids.drawn(d, cells, u);
            for (Medoids next = now.improved(d); next != now; next = now.improved(d)) {
                now = next;
            }
            return now;
        }).min((a, b) -> Double.compare(a.cost(), b.cost())).orElseThrow();
    }

    @Override
    protected State next(State s, Turn t) {
        return drawn(s, t.p(), t.random(), Math.min(t.get(batch), t.get(draws) - s.draws.size()), t.context().cancel());
    }

    /** With some draws more, by all models. */
    private State drawn(State s, Knobs p, Philox random, int count, CancelToken cancel) {
        List<Judged> all = new ArrayList<>(s.draws);
        Shown shown = s.shown;
        for (int k = 0; k < count; k++) {
            cancel.throwIfCancelled();
            double beta = p.get(nonlinearity);
            double[] temperature = s.made.section.temperature(random.stream(DRAWS), all.size(), new Law(p.get(spread), p.get(noise)));
            Snapshot truth = s.made.section.solve(temperature, beta);
            double[] full = PlaneStress.mises(s.made.section.nodal(truth.stress()));
            double[] at = s.made.classifier.coordinates(temperature);
            int cell = s.made.classifier.cell(at);
            double[][] byCell = s.made.dictionary.stream().map(m -> mises(m, temperature, beta)).toArray(double[][]::new);
            double[] errors = Arrays.stream(byCell).mapToDouble(m -> Vectors.relativeError(m, full)).toArray();
            double[] global = s.made.dictionary.size() == 1 ? byCell[0] : mises(s.made.global, temperature, beta);
            shown = new Shown(temperature, full, byCell[cell], global);
            all.add(new Judged(largest(full), largest(byCell[cell]), largest(global), errors[cell], Vectors.relativeError(global, full), direct(s.made, truth, cell, beta, full), cell,
                    errors[cell] == Arrays.stream(errors).min().orElseThrow(), new double[] {at[0], at.length > 1 ? at[1] : 0}));
        }
        return new State(s.made, List.copyOf(all), shown);
    }

    private static double[] mises(BladeModel m, double[] temperature, double beta) {
        return PlaneStress.mises(m.stress(temperature, beta, m.solve(temperature, beta)));
    }

    /** Error of the stress E (reduced displacements − free strain), which no modes of stress have fitted. */
    private static double direct(Made made, Snapshot truth, int cell, double beta, double[] full) {
        BladeModel m = made.dictionary.get(cell);
        double[] stress = m.shape(m.solve(truth.temperature(), beta));
        for (int k = 0; k < stress.length; k++) {
            int t = k / 3;
            stress[k] = truth.modulus()[t] * (stress[k] - (k % 3 == 0 ? truth.strain()[t] * made.section.freely(t) : 0));
        }
        return Vectors.relativeError(PlaneStress.mises(made.section.nodal(stress)), full);
    }

    static double largest(double[] v) {
        return Arrays.stream(v).max().orElseThrow();
    }

    /** The worst relative differences of displacements and stresses on the snapshots. */
    private static double[] onSnapshots(Trial<State> t) {
        Made made = t.state().made;
        double[] worst = new double[2];
        for (int j = 0; j < made.classifier.of().length; j++) {
            Snapshot s = snapshot(made.section, new Philox(1), j, new Law(1, 12), 1);
            BladeModel m = made.dictionary.get(made.classifier.of()[j]);
            double[] q = m.solve(s.temperature(), 1);
            worst[0] = Math.max(worst[0], Vectors.relativeError(m.shape(q), s.shape()));
            worst[1] = Math.max(worst[1], Vectors.relativeError(m.stress(s.temperature(), 1, q), made.section.nodal(s.stress())));
        }
        return worst;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        BladePictures.look(s, to);
    }
}

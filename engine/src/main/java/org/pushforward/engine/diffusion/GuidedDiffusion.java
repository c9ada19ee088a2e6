package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CIRCLES;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SampleMoments;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.guidance}: diffusions that are led somewhere else than their data by labels, by a worse model, or by a measurement, beside the law
 * that was meant, which is known; and data that go to noise and back. One step is one interval of the grid.
 *
 * @see Guides
 * @see GaussianGuidance
 */
public final class GuidedDiffusion extends DiffusionStudy<Led> {

    private static final String GUIDANCE = "guidance";
    private static final String POSTERIOR = "posterior";
    private static final String INVERSION = "inversion";
    private static final String FREE = "classifier-free";
    private static final String AUTO = "autoguidance";
    private static final String FINE = "-fine";
    private static final String FLOOR = "floor";
    private static final String OWN = "own";
    private static final String POWER = "power";
    private static final String TO_LABEL = "to-label";
    private static final double LEAST = 2e-3;
    private static final double MOST = 80;
    /** Of the data called gaussian, along x and along y. */
    private static final GaussianGuidance ACROSS = new GaussianGuidance(0.25, 1);
    private static final GaussianGuidance UPWARDS = new GaussianGuidance(0.5, 1);
    /** The contestants of a task, the guided one, another, the one that is held against it; then those who are only measured. */
    private static final Map<String, List<String>> FIELD = Map.of(GUIDANCE, List.of("guided", "guided-sde", "unguided"),
            POSTERIOR, List.of("dps", "moments", "exact", "prior"), INVERSION, List.of("guided-back", "euler", "heun", "euler" + FINE, "heun" + FINE));
    private static final List<String> SAMPLES = List.of("guided", "guided-sde", "unguided", "dps", "moments", "exact", "prior");
    private static final List<String> TRIPS = List.of("euler", "heun", "guided-back");

    private final Knob<String> task;
    private final Knob<String> data;
    private final Knob<Integer> label;
    private final Knob<String> guide;
    private final Knob<Double> weight;
    private final Knob<Double> from;
    private final Knob<Double> to;
    private final Knob<Double> weak;
    private final Knob<Double> blur;
    private final Knob<Double> angle;
    private final Knob<Double> y;
    private final Knob<Double> tau;
    private final Knob<Double> zeta;
    private final Knob<String> sampler;
    private final Knob<Integer> steps;
    private final Knob<Integer> particles;

    public GuidedDiffusion() {
        super("diffusion.guidance", "Guided diffusion",
                "Guidance leads a diffusion somewhere else than its data: away from what has no label, away from a worse model, or towards a measurement. All"
                        + " three are said to sample a law, and here that law is known. Classifier-free guidance does not sample p_c^w p_u^(1−w), though its score is "
                        + "the slope of just that at every noise: noise and powers do not commute, and most goes wrong at much noise. With one Gaussian the flow ends "
                        + "with the geometric mean of the two variances where the law has the harmonic one. Diffusion posterior sampling does not sample the posterior,"
                        + " nor does a Gaussian with the right two moments where the data are discs; the posterior's own score does. Data that go to noise come back as"
                        + " exactly as the steps are small, by Heun with one order more than it has, and not at all when the way back is guided. All scores are exact, "
                        + "so there is nothing that guidance could repair unless the model is blurred: whether guided pictures look better is not asked here.",
                List.of("D = D_u + w (D_c − D_u)", "p_c^w p_u^{1−w} ∝ p_u(x) p(c | x)^w", "one Gaussian: flow c^w u^{1−w}, law 1/(w/c + (1−w)/u)",
                        "y = aᵀx + τn:  DPS x ← x − ζ ∇|y − aᵀD(x)|,  μ_k′ = μ_k + C_k a (y − aᵀμ_k)/(aᵀC_k a + τ²)"),
                new Citation("J. Ho, T. Salimans", 2022, "Classifier-Free Diffusion Guidance", "2207.12598"),
                new Citation("A. Bradley, P. Nakkiran", 2024, "Classifier-Free Guidance is a Predictor-Corrector", "2408.09000"),
                new Citation("T. Kynkäänniemi, M. Aittala, T. Karras, S. Laine, T. Aila, J. Lehtinen", 2024,
                        "Applying Guidance in a Limited Interval Improves Sample and Distribution Quality in Diffusion Models", "2404.07724"),
                new Citation("T. Karras, M. Aittala, T. Kynkäänniemi, J. Lehtinen, T. Aila, S. Laine", 2024, "Guiding a Diffusion Model with a Bad Version of Itself", "2406.02507"),
                new Citation("H. Chung, J. Kim, M. T. McCann, M. L. Klasky, J. C. Ye", 2022, "Diffusion Posterior Sampling for General Noisy Inverse Problems", "2209.14687")
                        .code("https://github.com/DPS2022/diffusion-posterior-sampling"),
                new Citation("B. Boys, M. Girolami, J. Pidstrigach, S. Reich, A. Mosca, O. D. Akyildiz", 2023, "Tweedie Moment Projected Diffusions for Inverse Problems",
                        "2310.06721"),
                new Citation("J. Song, C. Meng, S. Ermon", 2021, "Denoising Diffusion Implicit Models", "2010.02502"));
        group("Problem");
        task = choice("task", "T", "Task", List.of(GUIDANCE, POSTERIOR, INVERSION), GUIDANCE, "Lead towards a label, lead towards a measurement, or go to noise and back.");
        data = choice("data", "p_u", "Data", Problems.LABELLED, "branches", "Two trees on one root, three pairs of petals, a ring of two colors, or one Gaussian whose label is a noisy look at it.")
                .but("ring8", task, POSTERIOR);
        label = whole("class", "c", "Label", 1, 1, 3, "Which of them is wanted.").when(task, GUIDANCE, INVERSION);
        group("Guidance");
        guide = choice("guide", "D_u", "Away from", List.of(FREE, AUTO), FREE, "What knows no label, or a worse model of the same label.").when(task, GUIDANCE);
        weight = real("weight", "w", "Weight", 3, 0, 8, "1 is the label's own law, 0 what is led away from; on the way back of the trip.").within(0, 30).live()
                .when(task, GUIDANCE, INVERSION);
        from = real("sigma-from", "σ_lo", "Guided above", 0, 0, 2, "No guidance at this noise or below.").nonNegative().live().when(task, GUIDANCE, INVERSION);
        to = real("sigma-to", "σ_hi", "Guided up to", 100, 0.1, 100, "No guidance at more noise.").nonNegative().log().live().when(task, GUIDANCE, INVERSION);
        blur = real("model-blur", "h", "Model's blur", 0, 0, 0.5, "The model itself sees its data so blurred, as a network would that has not learned enough.").within(0, 5).when(task, GUIDANCE);
        weak = real("weak-blur", "h′", "Weak model's blur", 0.5, 0.05, 1, "What the worse model sees, on top of the model's own blur.").within(0, 10).when(guide, AUTO);
        group("Measurement");
        angle = real("angle", "a", "Direction", 25, 0, 180, "Of what is measured.").unit("°").within(-360, 360).live().when(task, POSTERIOR);
        y = real("y", "y", "Measured", 0.9, -3, 3, "What was read.").within(-20, 20).live().when(task, POSTERIOR);
        tau = real("tau", "τ", "Noise of it", 0.3, 0.05, 2, "Standard deviation of the reading.").within(0.01, 100).log().live().when(task, POSTERIOR);
        zeta = real("zeta", "ζ", "Step of DPS", 0.3, 0.01, 2, "How far each step is pushed towards the measurement.").within(0, 10).log().live().when(task, POSTERIOR);
        group("Sampler");
        sampler = choice("sampler", "Φ", "Sampler", List.of("heun", "ddim", "ddpm"), "heun", "Heun or Euler on the flow, or with noise on the way.").but("ddpm", task, POSTERIOR)
                .when(task, GUIDANCE, POSTERIOR);
        steps = whole("steps", "N", "Steps", 50, 10, 400, "Intervals between the noise 80 and .002 on Karras' grid; the trip takes them twice.").within(2, 5000).log()
                .but(100, task, POSTERIOR);
        particles = whole("particles", "n", "Particles", 2000, 100, 20_000, "How many.").within(10, 200_000).log();
        refuse(p -> p.get(label) > Problems.labelled(p.get(data)).classes().size(), p -> "class: " + p.get(data) + " has no label " + p.get(label) + "; give one up to "
                + Problems.labelled(p.get(data)).classes().size());
        lasts(p -> p.is(task, INVERSION) ? 2 * p.get(steps) : p.get(steps));
        pace(15);

        gauge("sigma", "σ", "", Led::sigma);
        Map<String, Gauge<Led>> away = new HashMap<>();
        for (String name : SAMPLES) {
            away.put(name, gauge("distance-" + name, "Energy distance, " + name, "", s -> s.distance().get(name)).when(s -> s.isMeasured(name)));
        }
        var floor = gauge("floor", "Energy distance of true draws", "", s -> s.distance().get(FLOOR)).when(s -> s.isMeasured(FLOOR));
        gauge("distance-guided-to-label", "Energy distance, guided to p_c", "", s -> s.distance().get(TO_LABEL)).when(s -> s.isMeasured(TO_LABEL));
        for (String name : SAMPLES) {
            gauge("spread-" + name, "Spread, " + name, "", s -> Led.spread(s.moments(name))).when(s -> s.isMeasured(name));
            gauge("mean-gap-" + name, "Mean off, " + name, "", s -> s.gap(name)).when(s -> s.isMeasured(name));
        }
        gauge("spread-truth", "Spread, meant", "", s -> Led.spread(s.meant().law().moments())).when(s -> s.isMeasured(FLOOR));
        List<Gauge<Led>> trip = TRIPS.stream().map(name -> gauge("error-" + name, "Error, " + name, "", s -> s.distance().get(name)).when(s -> s.isMeasured(name))).toList();
        List<Gauge<Led>> orders = Stream.of("euler", "heun").map(name -> gauge("order-" + name, "Order of the trip, " + name, "",
                s -> Math.log(s.distance().get(name) / s.distance().get(name + FINE)) / Math.log(2))
                .when(s -> s.isMeasured(name) && 2 * s.lead().i() >= s.lead().grid().steps())).toList();
        var own = gauge("own-ratio", "A law's own score over true draws", "", s -> s.distance().get(OWN)).when(s -> s.isMeasured(OWN));
        var missed = gauge("guided-ratio", "Classifier-free, w ≥ 2, over true draws", "", s -> s.distance().get(POWER)).when(s -> s.isMeasured(POWER));
        gauge("dps-ratio", "DPS over true draws", "", s -> s.distance().get("dps") / s.distance().get(FLOOR)).when(s -> s.isMeasured("dps"));
        var better = gauge("autoguidance-ratio", "Autoguided over unguided", "", s -> s.distance().get("guided") / s.distance().get("unguided"))
                .when(s -> s.isMeasured("guided") && !s.isMeasured(TO_LABEL));
        var back = gauge("euler-ratio", "Error of the trip, Heun over Euler", "", s -> s.distance().get("heun") / s.distance().get("euler"))
                .when(s -> s.isMeasured("heun") && s.lead().isDone());

        plane("guided", "Guided", "on the law that is meant at this noise; ellipses: all data").draw(FILL, "meant", "meant").draw(THIN, "all", "all data")
                .draw(POINTS, "cloud-guided", "guided").draw(THIN, "reading", "aᵀx = y").alike("meant", "own");
        plane("truth", "Truth", "true draws on the same law").draw(FILL, "meant").draw(THIN, "all").draw(POINTS, "cloud-truth", "true draws")
                .draw(THIN, "reading").alike("meant", "own");
        history("distance", "Distance from what is meant", "energy distance, with the level of true draws", List.of(away.get("guided"), away.get("guided-sde"), away.get("unguided"),
                away.get("dps"), away.get("moments"), away.get("exact"), away.get("prior"), floor)).log().colors(0, 1, 2, 0, 1, 2, 3, 4)
                .note("Without guidance, and with the posterior's own score, the curve stays about the level that chance alone makes.");
        plane("unguided", "For comparison", "by a law's own score, or by Heun; on that law").draw(FILL, "own", "its own law").draw(THIN, "all")
                .draw(POINTS, "cloud-unguided", "unguided").draw(THIN, "reading").alike("meant", "own");
        plane("other", "Another way", "with noise on the way; by two moments; or by Euler").draw(FILL, "meant").draw(THIN, "all").draw(POINTS, "cloud-other", "other")
                .draw(THIN, "reading").alike("meant", "own");
        plane("flow", "Ways", "a few particles from the same noise").draw(FILL, "meant").draw(LINES, "trails-guided", "guided")
                .draw(LINES, "trails-unguided", "held against it").alike("meant", "own");
        history("trip", "Error of the trip", "root mean square off the exact flow; there, then back", trip).log();
        plot("variance", "Variance across", "data gaussian: where flow, noisy way and law end, by the weight").log().draw(CURVE, "variance-flow", "guided flow, c^w u^(1−w)", "", "w")
                .draw(CURVE, "variance-sde", "guided with noise on the way", "", "w").draw(CURVE, "variance-law", "p_c^w p_u^(1−w)", "", "w")
                .draw(CIRCLES, "variance-now", "samples now", "", "w")
                .note("Flow and law meet at w = 0 and w = 1 only; the noisy way is that of so many steps, and nearer to them with more.");

        atEnd("own-score", "a law's own score: energy distance over that of true draws", own, atMost(10), "draws of the law, 1 on the average; of two lumps chance makes three once in twenty runs, ten hardly ever");
        atEnd("not-the-power", "classifier-free, w ≥ 2: energy distance to p_c^w p_u^(1−w) over that of true draws", missed, above(3), "Bradley & Nakkiran 2024");
        atEnd("heun-returns", "error of the trip, Heun over Euler", back, atMost(1), "orders 3 and 1 there and back");
        String few = "particles=" + Meant.MEASURED;
        reference("no-weight", "w = 1: energy distance to p_c over that of true draws, mean of 3 seeds", atMost(1.5), "p_c is a mixture that is known",
                t -> t.means(3, away.get("guided"))[0] / t.rest().value(floor), "weight=1", few);
        reference("power", "w = 3: energy distance to p_c^w p_u^(1−w) over that of true draws, mean of 2 seeds", above(50), "Bradley & Nakkiran 2024",
                t -> t.means(2, missed)[0], few);
        reference("interval", "w = 3 up to σ = 1 only: energy distance to p_c^w p_u^(1−w) over that of guidance throughout, mean of 2 seeds", atMost(0.1), "Kynkäänniemi et al. 2024: harmful at much noise",
                t -> t.anew(1, "sigma-to=1").means(2, away.get("guided"))[0] / t.means(2, away.get("guided"))[0], few);
        String[] line = {"data=gaussian", "steps=400", "particles=100"};
        reference("flow-variance", "one Gaussian, w = 3: deviation that the guided flow leaves over its closed form, − 1, both axes", atMost(1e-3),
                "closed form ((c + v)/(c + V))^{w/2} ((u + v)/(u + V))^{(1−w)/2}", t -> Math.max(off(t, 0, ACROSS), off(t, 1, UPWARDS)), line);
        reference("noisy-variance", "one Gaussian, w = 3: variance with noise on the way over its closed form", within(1, 0.05), "closed form, step by step; 10 000 draws stray by .014",
                t -> t.rest().state().moments("guided-sde").covariance().get(0, 0) / ACROSS.ancestral(3, t.state().lead().grid().sigma()), "data=gaussian", "particles=10000");
        reference("power-variance", "one Gaussian, w = 3: variance of the law on cells over its closed form, − 1", atMost(1e-3), "closed form 1/(w/c + (1 − w)/u)",
                t -> Math.abs(t.rest().state().meant().law().moments().covariance().get(0, 0) / ACROSS.tilted(3) - 1), line);
        reference("weak-helps", "blurred model: autoguided over unguided, energy distance to p_c, mean of 2 seeds", atMost(0.8), "p_c is a mixture that is known",
                t -> t.means(2, better)[0], "guide=autoguidance", "data=petals", "model-blur=0.3", "weight=2", few);
        reference("weak-harms", "exact model: autoguided over unguided, energy distance to p_c, mean of 2 seeds", above(2), "p_c is a mixture that is known",
                t -> t.means(2, better)[0], "guide=autoguidance", "data=petals", "weight=2", few);
        reference("posterior-moments", "own score of the posterior: worst of mean and covariance off the closed form", atMost(0.04), "closed form of the mixture; 20 000 draws stray by .02",
                GuidedDiffusion::momentsOff, "task=posterior", "sampler=heun", "particles=20000", "steps=60");
        reference("two-moments", "one Gaussian: largest way between the posterior by two moments and by its own score", atMost(1e-9), "equal for one Gaussian",
                t -> Arrays.stream(distances(t.rest().state().race().get("moments").x(), t.state().race().get("exact").x(), 2)).max().orElseThrow(), "task=posterior", "data=gaussian", "particles=200");
        Shared<double[]> many = shared(t -> t.means(2, away.get("exact"), away.get("dps"), floor), "task=posterior", "steps=400", few);
        reference("posterior-reached", "400 steps: own score, energy distance to the posterior over that of true draws, mean of 2 seeds", atMost(1.5), "closed form of the posterior", many, v -> v[0] / v[2]);
        reference("dps-stays", "400 steps: DPS over the posterior's own score, energy distance, mean of 2 seeds", above(5), "closed form of the posterior", many, v -> v[1] / v[0]);
        Shared<double[]> trips = shared(t -> new double[] {t.steps(300).value(orders.get(0)), t.value(orders.get(1)), t.rest().value(orders.get(0)), t.value(orders.get(1)),
            t.value(trip.get(2)) / t.value(trip.get(1))}, "task=inversion", "steps=300", "particles=200");
        reference("euler-order", "data to noise by Euler: order of the error, 300 to 600 steps", within(1, 0.15), "order of the method", trips, v -> v[0]);
        reference("heun-order", "data to noise by Heun: order of the error, 300 to 600 steps", within(2, 0.2), "order of the method", trips, v -> v[1]);
        reference("euler-back", "there and back by Euler: order of the error", within(1, 0.15), "h² c + (−h)² c a step", trips, v -> v[2]);
        reference("heun-back", "there and back by Heun: order of the error", within(3, 0.2), "an even order is one better on a way back: h³ c + (−h)³ c = 0", trips, v -> v[3]);
        reference("no-way-back", "error of a guided way back over that of Heun's, w = 3", above(1e3), "the guided flow is another one", trips, v -> v[4]);
        timed("a step on two trees, 2000 particles", 0.05);
        opens("More guidance, less of everything", "Led away from what has no label, samples crowd where the label is sure: tighter than the law that the weight stands for.")
                .pins("weight", "guide", "data");
        preset("gaussian", "One Gaussian, three answers", "Flow, noisy way and law have three variances in closed form; the samples sit on the curves.").set("data=gaussian")
                .panes("guided", "truth", "variance", "distance");
        preset("interval", "Guidance only at the end", "Up to σ = 1 alone, guidance nearly makes the law that it stands for: the damage is done at much noise.").set("sigma-to=1");
        preset("bad-copy", "Away from a worse self", "A blurred model led away from one that is blurred more: the blur is undone, for a while.")
                .set("guide=autoguidance", "model-blur=0.3", "weight=2", "data=petals").panes("guided", "truth", "unguided", "distance");
        preset("half", "Half a measurement", "One coordinate was read with noise. DPS pulls every disc onto the line, as if the reading were exact; the posterior's own score does not.")
                .set("task=posterior").panes("guided", "truth", "unguided", "distance");
        preset("back", "There and back", "Data go to noise and return: Heun brings them home, Euler nearly, a guided way back does not.").set("task=inversion", "steps=40")
                .panes("guided", "unguided", "flow", "trip");
        tiny("particles=30 steps=4", "particles=20 steps=3 task=posterior data=petals", "particles=20 steps=3 task=inversion data=gaussian",
                "particles=20 steps=3 guide=autoguidance model-blur=0.1 sampler=ddim class=2", "particles=20 steps=3 data=gaussian weight=0");
    }

    /** Of one axis: every particle is stretched by the same factor. */
    private static double off(Trial<Led> t, int axis, GaussianGuidance of) {
        Trial<Led> run = t.anew(1);
        double before = run.state().moments("guided").covariance().get(axis, axis) / Math.pow(run.state().problem().scale(MOST), 2);
        double after = run.rest().state().moments("guided").covariance().get(axis, axis) / Math.pow(run.state().problem().scale(LEAST), 2);
        return Math.abs(Math.sqrt(after / before) / of.factor(3, MOST, LEAST) - 1);
    }

    private static double momentsOff(Trial<Led> t) {
        SampleMoments m = t.rest().state().moments("exact");
        GaussianMixture p = t.state().problem().posterior();
        Matrix c = m.covariance().minus(p.covariance());
        return Math.max(Math.max(Math.abs(m.mean()[0] - p.mean()[0]), Math.abs(m.mean()[1] - p.mean()[1])), c.frobenius());
    }

    private Meant.Problem problem(Knobs p) {
        return Meant.Problem.of(p.get(data), p.get(label), Guides.Measurement.at(p.get(angle), p.get(y), p.get(tau)));
    }

    private static Grid grid(int n) {
        return Grid.of(new Grid.Settings(Schedule.EDM, "karras", n, LEAST, MOST, 7, List.of(), false));
    }

    @Override
    protected Led start(Knobs p, Philox random) {
        Meant.Problem problem = problem(p);
        int n = p.get(particles);
        boolean isTrip = p.is(task, INVERSION);
        double[] begin = isTrip ? problem.wanted().draws(n, random.stream(START), 0) : Noise.gaussian(n, 2, random.stream(START));
        Race<Walk> race = Race.of(FIELD.get(p.get(task)), name -> isTrip ? new Walk(grid(name.endsWith(FINE) ? 2 * p.get(steps) : p.get(steps)).thereAndBack(), 0, begin, List.of(), 0)
                : Walk.start(grid(p.get(steps)), begin));
        double sigma = race.states().getFirst().grid().sigma()[0];
        return new Led(p.get(task), problem, race, meant(problem, p, sigma, random, StepContext.serial()), Map.of(), isTrip ? List.of(begin) : List.of(), List.of()).drawn();
    }

    @Override
    protected Led changed(Led s, Knobs before, Knobs now) {
        return new Led(s.task(), problem(now), s.race(), s.meant(), s.distance(), s.path(), s.trails());
    }

    @Override
    protected Led next(Led s, Turn t) {
        Race<Walk> race = s.race().then((name, w) -> name.endsWith(FINE) ? moved(s, name, moved(s, name, w, t), t) : moved(s, name, w, t));
        Walk lead = race.states().getFirst();
        double sigma = lead.grid().sigma()[lead.i()];
        List<double[]> path = new ArrayList<>(s.path());
        if (s.is(INVERSION) && 2 * lead.i() <= lead.grid().steps()) {
            path.add(ExactFlow.across(s.problem().wanted(), path.getLast(), s.sigma(), sigma, t.context()));
        }
        Led moved = new Led(s.task(), s.problem(), race, meant(s.problem(), t.p(), sigma, t.random(), t.context()), Map.of(), List.copyOf(path), s.trails()).drawn();
        t.ask();
        return moved.measured(s.is(INVERSION) ? moved.errors() : distances(moved, t));
    }

    private Walk moved(Led s, String name, Walk w, Turn t) {
        GaussianMixture all = s.problem().labels().all();
        GaussianMixture wanted = s.problem().wanted();
        Guides.Measurement m = s.problem().measured();
        boolean isUp = s.is(INVERSION) && 2 * w.i() < w.grid().steps();
        Guides.Weight led = isUp ? _ -> 1 : Guides.within(t.get(weight), t.get(from), t.get(to));
        double h = s.is(GUIDANCE) ? t.get(blur) : 0;
        Score main = Guides.blurred(wanted, h);
        Score worse = s.is(GUIDANCE) && t.p().is(guide, AUTO) ? Guides.blurred(wanted, Math.hypot(h, t.get(weak))) : Guides.blurred(all, h);
        Score prior = Score.of(all);
        Score score = switch (name) {
            case "guided", "guided-sde", "guided-back" -> Guides.away(main, worse, led);
            case "moments" -> Guides.moments(all, m);
            case "exact" -> Score.of(s.problem().posterior());
            case "dps", "prior" -> prior;
            default -> main;
        };
        Sampler phi = switch (name) {
            case "guided-sde" -> Sampler.DDPM;
            case "euler", "euler" + FINE -> Sampler.DDIM;
            default -> s.is(INVERSION) ? Sampler.HEUN : Sampler.named(t.get(sampler));
        };
        Walk next = w.next(phi, Interval.Tuning.USUAL, score, 2, t.random().stream(NOISE), t.context());
        if (!name.equals("dps")) {
            return next;
        }
        double sigma = w.grid().sigma()[w.i()];
        double[] push = Guides.push(all, m, t.get(zeta), w.x(), prior.eps(w.x(), sigma, t.context()), sigma);
        return new Walk(next.grid(), next.i(), Interval.sum(1, next.x(), 1, push), List.of(), next.evaluations() + 1);
    }

    /** Autoguidance and the trip mean the label's own law, classifier-free guidance a power of it. */
    private Meant meant(Meant.Problem of, Knobs p, double sigma, Philox random, StepContext context) {
        return isPower(p) ? of.meaningPower(p.get(weight), sigma, random, context)
                : of.meaning(p.is(task, POSTERIOR) ? of.posterior() : of.wanted(), sigma, random, context);
    }

    private boolean isPower(Knobs p) {
        return p.is(task, GUIDANCE) && p.is(guide, FREE);
    }

    private Map<String, Double> distances(Led s, Turn t) {
        Meant m = s.meant();
        List<String> names = s.race().names();
        int n = (int) Math.min(Meant.MEASURED, s.lead().x().length / 2);
        double[][] some = names.stream().map(name -> Arrays.copyOf(s.cloud(name), 2 * n)).toArray(double[][]::new);
        double pairs = EnergyDistance.meanDistance(m.draws(), m.draws(), 2);
        double plainPairs = s.is(GUIDANCE) ? EnergyDistance.meanDistance(m.plain(), m.plain(), 2) : 0;
        double[] found = new double[names.size() + 1];
        t.workers().forEach(found.length, k -> {
            t.ask();
            boolean isPlain = k == names.size() || names.get(k).equals("unguided");
            if (k < names.size() || isPower(t.p())) {
                found[k] = EnergyDistance.between(some[k % names.size()], isPlain ? m.plain() : m.draws(), 2, isPlain ? plainPairs : pairs);
            }
        });
        Map<String, Double> all = new HashMap<>();
        IntStream.range(0, names.size()).forEach(k -> all.put(names.get(k), found[k]));
        double floor = floor(n, pairs);
        all.put(FLOOR, floor);
        boolean isBlurred = s.is(GUIDANCE) && t.get(blur) > 0;
        if (!isBlurred) {
            all.put(OWN, s.is(GUIDANCE) ? all.get("unguided") / floor(n, plainPairs) : all.get("exact") / floor(n, pairs));
        }
        if (isPower(t.p())) {
            all.put(TO_LABEL, found[names.size()]);
        }
        // The labels of the ring are apart, so that a power of theirs is hardly another law.
        if (isPower(t.p()) && !t.p().is(data, "ring8") && !isBlurred && t.get(weight) >= 2 && t.get(from) == 0 && t.get(to) >= MOST) {
            all.put(POWER, all.get("guided") / floor);
        }
        return Map.copyOf(all);
    }

    /** What the distance of two samples of one law is on the average. */
    private static double floor(int n, double pairs) {
        return (1.0 / n + 1.0 / Meant.MEASURED) * pairs;
    }

    @Override
    protected void look(Led s, Knobs p, Look to) {
        List<String> names = s.race().names();
        double sigma = s.sigma();
        Meant.show("meant", s.meant().law(), to);
        Meant.show("own", s.is(POSTERIOR) ? s.meant().law() : s.problem().law(s.problem().wanted(), 1, sigma, to.context()), to);
        s.problem().outline("all", sigma, to);
        to.as(names.getFirst()).points("cloud-guided", 2, s.cloud(names.getFirst()));
        to.as(names.get(1)).points("cloud-other", 2, s.cloud(names.get(1)));
        to.as(names.get(2)).points("cloud-unguided", 2, s.cloud(names.get(2)));
        to.points("cloud-truth", 2, s.is(INVERSION) ? Interval.sum(s.problem().scale(sigma), s.exact(), 0, s.exact()) : s.meant().draws());
        SamplerStudy.trails("trails-guided", s.trails().get(0), 2, 2, to.as(names.getFirst()));
        SamplerStudy.trails("trails-unguided", s.trails().get(1), 2, 2, to.as(names.get(2)));
        if (s.is(POSTERIOR)) {
            to.path("reading", s.problem().reading(sigma));
        }
        if (s.is(GUIDANCE) && p.is(data, "gaussian")) {
            lookAtVariance(s, p, to);
        }
    }

    private void lookAtVariance(Led s, Knobs p, Look to) {
        double[] w = IntStream.rangeClosed(0, 64).mapToDouble(k -> k / 8.0).toArray();
        to.series("variance-flow", w, Arrays.stream(w).map(v -> ACROSS.flow(v, MOST, LEAST)).toArray());
        to.series("variance-sde", w, Arrays.stream(w).map(v -> ACROSS.ancestral(v, s.lead().grid().sigma())).toArray());
        to.series("variance-law", w, Arrays.stream(w).map(ACROSS::tilted).toArray());
        double now = p.get(weight);
        double[] at = {now, now, now};
        to.series("variance-now", at, new double[] {across(s.moments("guided")), across(s.moments("guided-sde")), across(SampleMoments.of(s.meant().draws(), 2, Workers.serial()))});
    }

    private static double across(SampleMoments m) {
        return m.covariance().get(0, 0);
    }
}

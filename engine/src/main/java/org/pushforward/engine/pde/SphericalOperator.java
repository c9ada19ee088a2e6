package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SphericalHarmonics;
import org.pushforward.engine.pde.SphereLearning.Film;
import org.pushforward.engine.pde.SphereLearning.Linear;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.sfno}: operators whose filters act on spherical harmonics, beside ones that take latitudes and longitudes for a torus (Bonev, Kurth, Hundt, Pathak, Baust, Kashinath
 * & Anandkumar 2023). First films are made, then networks trained, then all are left to themselves.
 */
public final class SphericalOperator extends Study<SphericalOperator.Earth> {

    private static final String OURS = "sfno";
    private static final String FLAT = "latlon";
    private static final List<String> BOTH = List.of(OURS, FLAT);
    private static final int FRAMES = 24;
    /** Intervals that a step makes of a film. */
    private static final int CHUNK = 4;
    private static final int SHOWN = 8;
    private static final int JUDGED = 16;
    private static final int FILMS = 1;
    private static final int PICKS = 2;
    private static final int NOISE = 3;

    /** Where everybody stands after so many intervals; fields are values on the grid, channel by channel. */
    record Moment(int frame, double[][] truth, double[] exact, Race<double[]> fields, Race<double[]> errors) { }

    /**
     * @param films that are learned from
     * @param film that is not, or while films are made the one that is being made
     * @param oneStep errors after an interval, mean of the film that was not learned from
     */
    record Earth(SphereProblem problem, double roundTrip, double[][][] films, Film film, Race<Linear> filters, Race<OperatorNetwork> nets, double[] change, Race<Fit> fits,
            Race<Double> oneStep, Moment moment) {

        /** Frames of the film that is not learned from. */
        double[] at(int k) {
            return film.frames()[k];
        }

        boolean isReady() {
            return filters.get(OURS).byDegree().length > 0;
        }

        boolean isTrained() {
            return !nets.names().isEmpty() && change.length > 0;
        }

        double error(String c) {
            return problem.distance(moment.fields.get(c), moment.exact);
        }
    }

    private final Knob<String> problem;
    private final Knob<Integer> degree;
    private final Knob<Double> viscosity;
    private final Knob<Double> interval;
    private final Knob<Double> tilt;
    private final Knob<Integer> steps;
    private final Knob<Boolean> learned;
    private final Knob<Integer> films;
    private final Knob<Integer> width;
    private final Knob<String> rival;
    private final Training training;

    public SphericalOperator() {
        super("pde.sfno", "Filters on the sphere", "A Fourier operator on a map takes latitudes and longitudes for a torus: at the poles it joins what is far apart and stretches what is near. On spherical harmonics a filter that depends on the degree alone "
                + "commutes with every rotation. Fitted to pairs of fields such filters find diffusion exactly; the best filter of map waves does not. Networks of such filters learn the unstable jet of shallow water and are then left to themselves. Of one size, the one on the sphere is ahead; the best linear filter of map waves, which knows the mean wind of the films, does as well as it after one interval, and so does a network on the map with as many channels and many times the weights. Neither of the small networks stays bounded for long: within weeks both blow up, where filters of diffusion go on for 1460 intervals of six hours, the paper's year. "
                + "The published networks have complex weights a degree, which ours have too: these commute with turns about the axis only, and without them nothing would tell east from west. Water is computed at the degree of the networks, 21, too coarse for the jet: the shortest waves decay in 48 hours, since the published 2 would damp the jet itself, and the bump that upsets it is 480 m high instead of 120; "
                + "the paper's year is of reanalysed weather at a quarter of a degree. The classical solver that makes the films is cheaper here than either network.",
                List.of("(F f)_lm = R_l f_lm", "diffusion: R_l = e^(−ν l(l+1) Δt)", "h ← GELU(S⁻¹(R_l · S h) + W h)", "ζ_t = −∇·((ζ+f)u),  δ_t = k·∇×((ζ+f)u) − ∇²(Φ + u²/2),  Φ_t = −∇·(Φu)"),
                new Citation("B. Bonev, T. Kurth, C. Hundt, J. Pathak, M. Baust, K. Kashinath, A. Anandkumar", 2023, "Spherical Fourier Neural Operators: Learning Stable Dynamics on the Sphere", "2306.03838"),
                new Citation("J. Galewsky, R. K. Scott, L. M. Polvani", 2004, "An initial-value problem for testing numerical models of the global shallow-water equations", "10.3402/tellusa.v56i5.14436"));
        group("Sphere");
        problem = choice("problem", "P", "Problem", List.of(SphereProblem.DIFFUSION, SphereProblem.ROTATION, SphereProblem.WATER), SphereProblem.WATER, "Diffusion, a rotation in twelve days about a tilted axis, or a jet that becomes unstable.");
        degree = whole("degree", "L", "Degree", 21, 8, 31, "Highest spherical harmonic; the grid has half as many latitudes again.").within(3, 31);
        viscosity = real("viscosity", "ν", "Viscosity", 2e-5, 1e-6, 1e-3, "Of diffusion.").unit("radii²/h").within(1e-8, 0.1).log().when(problem, SphereProblem.DIFFUSION);
        interval = real("interval", "Δt", "Interval", 6, 1, 24, "Time between two frames.").unit("h").within(0.1, 48);
        tilt = real("tilt", "α", "Tilt", 45, 0, 90, "Of the axis of rotation, and of the globe by which commuting is judged.").unit("°").within(0, 180);
        steps = whole("steps", "K", "Intervals alone", 80, 20, 1460, "That everybody goes on from his own fields.").within(1, 10_000).log().but(1460, problem, SphereProblem.DIFFUSION);
        group("Networks");
        learned = flag("learned", "N", "Networks", true, "Trained networks; else the best linear filters alone, which need no training.").but(false, problem, SphereProblem.DIFFUSION, SphereProblem.ROTATION);
        films = whole("films", "F", "Films", 8, 2, 24, "Of " + FRAMES + " intervals each, that are learned from.").within(1, 100);
        width = whole("width", "w", "Width", 12, 4, 24, "Channels of the network on the sphere.").within(2, 48);
        rival = choice("rival", "M", "On the map", List.of("size", "width"), "size", "The network on the map has about as many weights, or as many channels and many times the weights.");
        training = trainingOnFields(5e-3, 4, 400, 1);
        lasts(p -> made(p) + (p.get(learned) ? training.steps(p) : 0) + p.get(steps));
        pace(25);

        var round = gauge("round-trip", "Transform there and back", "", Earth::roundTrip);
        var filter = gauge("filter-error", "filters of degrees", "", s -> linearError(s, OURS)).when(Earth::isReady);
        var filterFlat = gauge("filter-error-latlon", "filters of map waves", "", s -> linearError(s, FLAT)).when(Earth::isReady);
        var equivariance = seldom("equivariance-error", "Tilted before less tilted after, filters of degrees", "", s -> equivariance(s, OURS)).when(Earth::isReady);
        var equivarianceFlat = seldom("equivariance-error-latlon", "Tilted before less tilted after, filters of map waves", "", s -> equivariance(s, FLAT)).when(Earth::isReady);
        var one = gauge("error", "network on the sphere", "", s -> s.oneStep.get(OURS)).when(Earth::isTrained);
        var oneFlat = gauge("error-latlon", "network on the map", "", s -> s.oneStep.get(FLAT)).when(Earth::isTrained);
        gauge("error-still", "nothing moves", "", s -> IntStream.range(0, FRAMES).mapToDouble(k -> s.problem.distance(s.at(k), s.at(k + 1))).average().orElseThrow()).when(Earth::isReady);
        var rollout = gauge("rollout-error", "on the sphere", "", s -> s.error(OURS));
        gauge("rollout-error-latlon", "on the map", "", s -> s.error(FLAT));
        ToDoubleBiFunction<Earth, String> energy = (s, c) -> s.problem.turningEnergy(s.moment.fields.get(c)) / s.problem.turningEnergy(s.moment.exact);
        gauge("energy-ratio", "on the sphere", "", s -> energy.applyAsDouble(s, OURS));
        gauge("energy-ratio-latlon", "on the map", "", s -> energy.applyAsDouble(s, FLAT));
        gauge("frame", "Interval shown", "", s -> s.moment.frame);
        gauge("parameters", "Weights of the SFNO", "", s -> s.nets.get(OURS).size()).when(s -> !s.nets.names().isEmpty());
        gauge("parameters-latlon", "Weights of the FNO", "", s -> s.nets.get(FLAT).size()).when(s -> !s.nets.names().isEmpty());

        space("globes", "Three globes", "left the truth, in the middle on the sphere, right on the map; north poles in front").field(FILL, "globes", "field").axes("", "", "");
        layer("globes", "globes", "", "");
        plot("spectrum", "Spectrum", "mean square by degree of what is shown").draw(CURVE, "spectrum-latlon", "on the map", "", "degree l").draw(CURVE, "spectrum-sfno", "on the sphere", "", "degree l").draw(CURVE, "spectrum-truth", "truth", "", "degree l").log();
        plot("drift", "Left to themselves", "relative error of what is shown").draw(CURVE, "drift-latlon", "on the map", "", "intervals").draw(CURVE, "drift-sfno", "on the sphere", "", "intervals").log();
        history("error", "Error after one interval", "relative, of a film not learned from", oneFlat, one, filterFlat, filter, gaugeNamed("error-still")).log();
        multiples("maps", "As maps", "latitude–longitude, north up").draw(FILL, "map-truth", "truth").draw(FILL, "map-sfno", "on the sphere").draw(FILL, "map-latlon", "on the map");
        plot("filter", "The filter that was found", "factor of every degree").draw(CURVE, "filter-exact", "e^(−ν l(l+1) Δt)", "", "degree l").draw(POINTS, "filter", "fitted", "", "degree l");
        history("energy", "Energy of the winds that turn", "over that of the truth", gaugeNamed("energy-ratio-latlon"), gaugeNamed("energy-ratio")).log();
        plot("weights", "Weights", "thousand numbers").draw(BARS, "weights", "weights / 1000");
        checks(round, filter, filterFlat, equivariance, equivarianceFlat, rollout);
        views();
        tiny("degree=3 films=1 width=2 batch=1 iterations=2 iterations-per-step=1 steps=2 interval=1", "problem=diffusion degree=3 films=1 steps=2", "problem=rotation degree=3 films=1 steps=2", "problem=rotation learned=true degree=3 films=1 width=2 batch=1 iterations=1 steps=1");
    }

    private void checks(Gauge<Earth> round, Gauge<Earth> filter, Gauge<Earth> filterFlat, Gauge<Earth> equivariance, Gauge<Earth> equivarianceFlat, Gauge<Earth> rollout) {
        String[] smooth = {"problem=diffusion", "viscosity=2e-3", "steps=2"};
        always("round-trip", "coefficients there and back, largest difference", round, atMost(1e-12), "identity");
        reference("filter", "diffusion: fitted filter less e^(−ν l(l+1) Δt), largest", atMost(1e-10), "closed form", t -> filterLessExact(t.steps(made(t.knobs())).state()), smooth);
        reference("map", "diffusion: error of the filter of map waves over that of the filter of degrees", atLeast(10), "rounding below", t -> t.steps(made(t.knobs())).value(filterFlat) / Math.max(1e-16, t.value(filter)), smooth);
        reference("commutes", "filter of degrees: tilted before less tilted after, relative", atMost(1e-10), "identity", t -> equivariance(t.steps(made(t.knobs())).state(), OURS), smooth);
        reference("map-does-not", "filter of map waves: tilted before less tilted after, relative", atLeast(1e-2), "our runs", t -> equivariance(t.steps(made(t.knobs())).state(), FLAT), smooth);
        lengthy("one", "water: error after an interval over that of a network of that size on the map, mean of 3 seeds", atMost(0.92), "our runs", t -> IntStream.rangeClosed(1, 3)
                .mapToDouble(seed -> ratio(t.anew(seed).rest().state())).average().orElseThrow(), "steps=1");
        reference("year", "diffusion: error after 1460 intervals", atMost(1e-8), "closed form", t -> t.rest().value(rollout), "problem=diffusion");
    }

    private void views() {
        opens("On the globe, on its own", "Two networks of one size learn an unstable jet, one on the sphere, one on a map, and are left to themselves.").pins("problem", "width", "steps").pictured(200);
        preset("diffusion", "What a filter must know", "Fitted to pairs of fields, a factor a degree is diffusion itself, for 1460 steps; factors of map waves are not.").set("problem=diffusion").pins("viscosity", "degree", "interval").panes("globes", "filter", "drift", "spectrum").pictured(400);
        preset("rotation", "No direction in a degree", "A filter of degrees commutes with every rotation and can be none: it blurs the field, while map waves, about the poles, shift it exactly.").set("problem=rotation", "tilt=0", "steps=96").pins("tilt", "degree").panes("globes", "drift", "maps", "error").pictured(100);
        preset("width", "As many channels, twelve times the weights", "The jet keeps to its latitudes, far from the poles: with as many channels and many more weights the map is ahead.").set("rival=width", "width=10").pins("width", "rival").panes("globes", "error", "weights", "drift").pictured(90);
        preset("lecture", "Where a map tears", "Diffusion on a tilted globe: look at the poles of the right one, and at the spectrum.").set("problem=diffusion", "viscosity=2e-4", "steps=200").pins("viscosity", "tilt", "degree").panes("globes", "maps", "spectrum", "filter").pictured(120);
    }

    private static double ratio(Earth s) {
        return s.oneStep.get(OURS) / s.oneStep.get(FLAT);
    }

    private static double filterLessExact(Earth s) {
        double[] exact = s.problem.sphere().diffusion(s.problem.viscosity(), s.problem.interval());
        double[] found = s.filters.get(OURS).byDegree()[0];
        return IntStream.rangeClosed(1, s.problem.sphere().degree()).mapToDouble(l -> Math.abs(found[l] - exact[l])).max().orElseThrow();
    }

    private static double linearError(Earth s, String c) {
        return IntStream.range(0, FRAMES).mapToDouble(k -> s.problem.distance(s.filters.get(c).apply(s.problem, s.at(k)), s.at(k + 1))).average().orElseThrow();
    }

    /** Of the first field of the film: the globe tilted, then filtered, less filtered, then tilted; over the latter. */
    private static double equivariance(Earth s, String c) {
        SphereProblem q = s.problem;
        int n = q.sphere().places();
        Linear f = s.filters.get(c);
        double[] first = Arrays.copyOf(s.at(0), n);
        double[] tiltedFirst = f.one(q, q.sphere().values(q.tilted(q.sphere().coefficients(first))), 0);
        double[] filteredFirst = q.sphere().values(q.tilted(q.sphere().coefficients(f.one(q, first, 0))));
        return q.distance(tiltedFirst, filteredFirst);
    }

    // ---- films, training, a year

    @Override
    protected Earth start(Knobs p, Philox random) {
        SphereProblem q = new SphereProblem(p.get(problem), new SphericalHarmonics(p.get(degree)), p.get(viscosity), p.get(interval), Math.toRadians(p.get(tilt)));
        double[] a = q.start(random.stream(FILMS), 0)[0];
        double[] b = q.sphere().coefficients(q.sphere().values(a));
        double roundTrip = IntStream.range(0, a.length).mapToDouble(k -> Math.abs(a[k] - b[k])).max().orElseThrow() / Arrays.stream(a).map(Math::abs).max().orElseThrow();
        Film film = Film.start(q, random.stream(FILMS), -1);
        Race<Linear> filters = Race.of(BOTH, _ -> Linear.NONE);
        List<String> names = p.get(learned) ? BOTH : List.of();
        Race<OperatorNetwork> nets = Race.of(names, c -> c.equals(OURS) ? SphereLearning.spherical(q, p.get(width))
                : p.is(rival, "width") ? SphereLearning.flat(q, p.get(width)) : SphereLearning.flatOfSize(q, SphereLearning.spherical(q, p.get(width)).size()));
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), new AdamW(0.9, 0.999, 1e-8, 1e-4, 1), random.stream(10 + names.indexOf(c))));
        Moment moment = moment(q, film);
        return new Earth(q, roundTrip, new double[0][][], film, filters, nets, new double[0], fits, Race.of(BOTH, _ -> 1.0), moment);
    }

    @Override
    protected Earth next(Earth s, Turn t) {
        int made = made(t.p());
        long trained = made + (t.get(learned) ? training.steps(t.p()) : 0);
        return t.step() < made ? filmed(s, t) : t.step() < trained ? trained(s, t, t.step() - made) : alone(s, t, t.step() == trained);
    }

    /** Steps that films take. */
    private int made(Knobs p) {
        return (p.get(films) + 1) * FRAMES / CHUNK;
    }

    /** Some intervals of a film more, the one that is not learned from last; then the filters are fitted. */
    private Earth filmed(Earth s, Turn t) {
        SphereProblem q = s.problem;
        Philox random = t.random().stream(FILMS);
        boolean isLast = s.films.length == t.get(films);
        boolean isNew = t.step() % (FRAMES / CHUNK) == 0;
        Film film = (isNew ? Film.start(q, random, isLast ? -1 : s.films.length) : s.film).longer(q, CHUNK, t.context().cancel());
        boolean isDone = film.frames().length > FRAMES;
        double[][][] all = isDone && !isLast ? Arrays.copyOf(s.films, s.films.length + 1) : s.films;
        if (all != s.films) {
            all[s.films.length] = film.frames();
        }
        Earth longer = new Earth(q, s.roundTrip, all, film, s.filters, s.nets, s.change, s.fits, s.oneStep, moment(q, film));
        return isDone && isLast ? fitted(longer, t) : longer;
    }

    /** The last frame of a film, with nobody elsewhere. */
    private static Moment moment(SphereProblem q, Film film) {
        double[] shown = film.frames()[film.frames().length - 1];
        return new Moment(film.frames().length - 1, film.last(), shown, Race.of(BOTH, _ -> shown), Race.of(BOTH, _ -> new double[0]));
    }

    private Earth fitted(Earth s, Turn t) {
        Race<Linear> filters = Race.of(BOTH, c -> c.equals(OURS) ? Linear.ofDegrees(s.problem, s.films) : Linear.ofWaves(s.problem, s.films));
        double[] change = t.get(learned) ? SphereLearning.change(s.problem, s.films) : new double[0];
        return shown(new Earth(s.problem, s.roundTrip, s.films, s.film, filters, s.nets, change, s.fits, s.oneStep, s.moment), BOTH, t.context().cancel());
    }

    private Earth trained(Earth s, Turn t, int step) {
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(new Turn(t.p(), step, t.random(), t.context()))) {
            double rate = training.rate(t.p(), draw.iteration(), 30);
            int[] picks = draw.picks(PICKS, draw.batch(), s.films.length * FRAMES);
            SphereLearning.Batch batch = SphereLearning.Batch.of(s.problem, s.films, s.change, picks, FRAMES, draw.normals(NOISE, picks.length, s.at(0).length));
            fits = fits.then((c, fit) -> fit.step(t.context().cancel(), rate, w -> batch.loss(s.problem, s.nets.get(c), w)));
        }
        Earth after = new Earth(s.problem, s.roundTrip, s.films, s.film, s.filters, s.nets, s.change, fits, s.oneStep, s.moment);
        boolean isEnd = step + 1L == training.steps(t.p());
        return isEnd ? shown(after, BOTH, t.context().cancel()) : step % JUDGED < 2 ? shown(after, List.of(BOTH.get(step % JUDGED)), t.context().cancel()) : after;
    }

    /** Those of these names anew, some intervals on their own into the film; of the others what is known stays. */
    private static Earth shown(Earth s, List<String> due, CancelToken cancel) {
        SphereProblem q = s.problem;
        Race<double[][]> ways = Race.of(due, c -> {
            double[][] way = new double[SHOWN + 1][];
            way[0] = s.at(0);
            for (int k = 0; k < SHOWN; k++) {
                way[k + 1] = moved(s, c, way[k], cancel);
            }
            return way;
        });
        Race<double[]> fields = Race.of(BOTH, c -> due.contains(c) ? ways.get(c)[SHOWN] : s.moment.fields.get(c));
        Race<double[]> errors = Race.of(BOTH, c -> due.contains(c) ? IntStream.rangeClosed(1, SHOWN).mapToDouble(k -> q.distance(ways.get(c)[k], s.at(k))).toArray() : s.moment.errors.get(c));
        Race<Double> oneStep = !s.isTrained() ? s.oneStep : Race.of(BOTH, c -> due.contains(c)
                ? oneStep(s, c, cancel) : s.oneStep.get(c));
        return new Earth(q, s.roundTrip, s.films, s.film, s.filters, s.nets, s.change, s.fits, oneStep, new Moment(SHOWN, q.coefficients(s.at(SHOWN)), s.at(SHOWN), fields, errors));
    }

    private static double oneStep(Earth s, String c, CancelToken cancel) {
        double[] all = moved(s, c, Arrays.stream(s.film.frames()).limit(FRAMES).flatMapToDouble(Arrays::stream).toArray(), cancel);
        int m = all.length / FRAMES;
        return IntStream.range(0, FRAMES).mapToDouble(k -> s.problem.distance(Arrays.copyOfRange(all, k * m, k * m + m), s.at(k + 1))).average().orElseThrow();
    }

    private static double[] moved(Earth s, String c, double[] field, CancelToken cancel) {
        if (!s.isTrained()) {
            return s.filters.get(c).apply(s.problem, field);
        }
        double[] next = SphereLearning.moved(s.problem, s.nets.get(c), s.fits.get(c), s.change, field, cancel);
        return c.equals(OURS) ? s.problem.truncated(next) : next;
    }

    /** Everybody an interval further from where he is; at first from the start of the film. */
    private Earth alone(Earth s, Turn t, boolean isFirst) {
        SphereProblem q = s.problem;
        Moment m = isFirst ? new Moment(0, q.coefficients(s.at(0)), s.at(0), Race.of(BOTH, _ -> s.at(0)), Race.of(BOTH, _ -> new double[0])) : s.moment;
        double[][] truth = q.next(m.truth);
        double[] exact = q.values(truth);
        Race<double[]> fields = m.fields.then((c, f) -> moved(s, c, f, t.context().cancel()));
        Race<double[]> errors = m.errors.then((c, e) -> {
            double[] longer = Arrays.copyOf(e, e.length + 1);
            longer[e.length] = q.distance(fields.get(c), exact);
            return longer;
        });
        return new Earth(q, s.roundTrip, s.films, s.film, s.filters, s.nets, s.change, s.fits, s.oneStep, new Moment(m.frame + 1, truth, exact, fields, errors));
    }

    // ---- what is seen

    @Override
    protected void look(Earth s, Knobs p, Look to) {
        SphericalHarmonics sphere = s.problem.sphere();
        int n = sphere.places();
        List<double[]> shown = List.of(Arrays.copyOf(s.moment.exact, n), Arrays.copyOf(s.moment.fields.get(OURS), n), Arrays.copyOf(s.moment.fields.get(FLAT), n));
        to.triangles("globes", 3, Globes.nodes(sphere, 3), Globes.triangles(sphere, 3), List.of(new Layer.Field("field", s.problem.isWater() ? "vorticity / 3·10⁻⁵ s⁻¹" : "field", "", Globes.values(sphere, shown))), List.of());
        double[] axis = IntStream.rangeClosed(1, sphere.degree()).asDoubleStream().toArray();
        List<String> names = List.of("truth", OURS, FLAT);
        for (int k = 0; k < names.size(); k++) {
            double[] spectrum = sphere.spectrum(sphere.coefficients(shown.get(k)));
            to.series("spectrum-" + names.get(k), axis, Arrays.stream(spectrum, 1, spectrum.length).map(v -> Math.max(v, 1e-20)).toArray());
            to.field("map-" + names.get(k), sphere.meridians(), sphere.latitudes(), new Rect(-180, -90, 180, 90), Globes.map(sphere, shown.get(k)));
        }
        for (String c : BOTH) {
            double[] e = s.moment.errors.get(c);
            if (e.length > 0) {
                to.series("drift-" + c, IntStream.rangeClosed(1, e.length).asDoubleStream().toArray(), Arrays.stream(e).map(v -> Math.max(v, 1e-16)).toArray());
            }
        }
        if (s.problem.kind().equals(SphereProblem.DIFFUSION)) {
            to.series("filter-exact", axis, Arrays.copyOfRange(sphere.diffusion(s.problem.viscosity(), s.problem.interval()), 1, axis.length + 1));
        }
        double[][] found = s.filters.get(OURS).byDegree();
        to.series("filter", axis, found.length == 0 ? axis.clone() : Arrays.copyOfRange(found[0], 1, axis.length + 1));
        if (!s.nets.names().isEmpty()) {
            to.bars("weights", List.of("on the sphere", "on the map"), s.nets.states().stream().mapToDouble(net -> net.size() / 1e3).toArray());
        }
    }
}

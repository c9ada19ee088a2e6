package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * An experiment in one file. Its state S is an immutable value, its step a pure function; knobs, gauges, panes, checks and presets are
 * declared in the constructor. The solver is generic, so cancelling, checkpoints, live changes and their refusals, stalls and divergence
 * with a remedy, progress and memory are right by construction.
 *
 * <p>A subclass is stateless once made, and thread-safe.
 *
 * @param <S> where a run stands; a record, which nobody writes to
 */
public abstract class Study<S> extends Controls<S> implements Experiment {

    /** Fields of an iteration at most: a network keeps some hundred megabytes of features of so many. */
    private static final int MOST_FIELDS = 64;

    private final Description description;
    private final List<Gauge<S>> gauges = new ArrayList<>();
    private final List<Gauge<S>> costly = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<Benchmark> benchmarks = new ArrayList<>();
    private PresetSpec opening;
    private final List<PresetSpec> presets = new ArrayList<>();
    private final List<Function<Knobs, Optional<String>>> rules = new ArrayList<>();
    private Function<Knobs, Double> pace = _ -> 60.0;
    private Ending<S> ending = new Ending.Never<>(100);
    private Optional<Knob<Double>> rate = Optional.empty();
    private Optional<ToDoubleFunction<S>> time = Optional.empty();
    private Fault<S> failure = (_, _, _) -> Optional.empty();
    private List<String> tiny = List.of("");
    private boolean paintable;
    private List<String> tools = List.of();

    protected Study(String id, String title, String idea, List<String> formulas, Citation... papers) {
        description = new Description(id, title, idea, formulas, List.of(papers));
        int sentence = idea.indexOf(". ");
        opening = new PresetSpec(word(), title, sentence < 0 ? idea : idea.substring(0, sentence + 1));
    }

    // ---- what a method is

    /** The state at step 0. Quick: what takes long is left to the first step, which can be cancelled. */
    protected abstract S start(Knobs p, Philox random);

    /** One natural unit of work. Writes nothing that {@code s} holds; may give up anywhere ({@link Turn#ask}). */
    protected abstract S next(S s, Turn t);

    /** What is to be seen of a state. */
    protected abstract void look(S s, Knobs p, Look to);

    /** What a live change makes of a state; quick as {@link #start}. */
    protected S changed(S s, Knobs before, Knobs now) {
        return s;
    }

    /** What a brush makes of a state: all strokes that are there now, the latest last. */
    protected S painted(S s, Knobs p, List<Stroke> strokes) {
        throw new IllegalStateException(id() + " declares a brush and does not say what it does");
    }

    // ---- trainings and contradictions

    /** The knobs of a training, under a heading of their own; the run is over when all iterations are done. */
    protected final Training training(double rate, int batch, int iterations, int each) {
        return training(rate, batch, iterations, each, 2048, 65_536);
    }

    /** The same for samples that are whole fields, some dozens of which fill the memory. */
    protected final Training trainingOnFields(double rate, int batch, int iterations, int each) {
        return training(rate, batch, iterations, each, 32, MOST_FIELDS);
    }

    private Training training(double rate, int batch, int iterations, int each, int many, int most) {
        group("Training");
        return training(
                real("learning-rate", "η", "Learning rate", rate, 1e-4, 1e-1, "Of the optimizer.").within(1e-8, 10).log().live(),
                whole("batch", "B", "Batch", batch, Math.min(16, batch), many, "Samples of an iteration.").within(1, most).log(),
                whole("iterations", "N", "Iterations", iterations, 100, 20_000, "After which the training is finished.").within(1, 10_000_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", each, 1, 200, "Iterations between two pictures.").within(1, 100_000).log());
    }

    /** A training by knobs that were declared otherwise. */
    protected final Training training(Knob<Double> rate, Knob<Integer> batch, Knob<Integer> iterations, Knob<Integer> each) {
        Training t = new Training(rate, batch, iterations, each);
        learns(rate);
        lasts(t::steps);
        return t;
    }

    /** A training on all there is at once: nothing is drawn, and there is no batch. */
    protected final Training training(Knob<Double> rate, Knob<Integer> iterations, Knob<Integer> each) {
        return training(rate, each, iterations, each);
    }

    /** It trains a network in a manner of its own; a training that diverges is told to take a smaller rate. */
    protected final void learns(Knob<Double> learningRate) {
        rate = Optional.of(learningRate);
    }

    /** Values that contradict each other are refused with this sentence: what, where, what is allowed, what to do. */
    protected final void refuse(Predicate<Knobs> wrong, Function<Knobs, String> why) {
        rules.add(p -> wrong.test(p) ? Optional.of(why.apply(p)) : Optional.empty());
    }

    // ---- gauges

    /** A number that is read once a step. */
    protected final Gauge<S> gauge(String id, String label, String unit, ToDoubleFunction<S> of) {
        return gauge(id, label, unit, (s, _) -> of.applyAsDouble(s));
    }

    protected final Gauge<S> gauge(String id, String label, String unit, ToDoubleBiFunction<S, Knobs> of) {
        Gauge<S> g = new Gauge<>(id, label, unit, of);
        gauges.add(g);
        return g;
    }

    /** A number that costs more than a step should: read only when somebody looks. */
    protected final Gauge<S> seldom(String id, String label, String unit, ToDoubleFunction<S> of) {
        Gauge<S> g = new Gauge<>(id, label, unit, (s, _) -> of.applyAsDouble(s));
        costly.add(g);
        return g;
    }

    /** A gauge that was declared before, by its id. */
    protected final Gauge<S> gaugeNamed(String id) {
        return gauges.stream().filter(g -> g.id().equals(id)).findFirst().orElseThrow();
    }

    /** The same number of every contestant: gauges {@code id-name}. */
    protected final List<Gauge<S>> gauges(String id, String label, String unit, List<String> contestants, ToDoubleBiFunction<S, String> of) {
        return contestants.stream().map(c -> gauge(id + "-" + c, label + ", " + c, unit, s -> of.applyAsDouble(s, c))).toList();
    }

    // ---- course

    /** Steps a second that a viewer can follow; 60 unless said otherwise. */
    protected final void pace(double stepsPerSecond) {
        pace = _ -> stepsPerSecond;
    }

    /** Time in the unit of the experiment; the number of the step unless said otherwise. */
    protected final void time(ToDoubleFunction<S> of) {
        time = Optional.of(of);
    }

    /**
     * The run has converged when a residual is at most δ. It stalls, with a larger δ as the remedy, when the residual has not fallen for
     * {@code patience} steps.
     *
     * @param told the gauge that tells of it
     */
    protected final void converges(Gauge<S> told, ToDoubleFunction<S> residual, Knob<Double> delta, int patience) {
        converges(told, residual, delta, patience, _ -> told.label() + " no longer shrinks");
    }

    /** @param stalled what is said of a residual that no longer falls */
    protected final void converges(Gauge<S> told, ToDoubleFunction<S> residual, Knob<Double> delta, int patience, DoubleFunction<String> stalled) {
        ending = new Ending.Rest<>(told, residual, delta, patience, stalled);
    }

    /** The state says itself whether the run goes on, has converged or has failed. */
    protected final void rests(Function<S, Status> when) {
        ending = new Ending.Own<>(_ -> Course.CONVERGENT, when, _ -> Double.NaN);
    }

    /**
     * The state says itself whether the run goes on; it may go on after its end when something has changed.
     *
     * @param steps there are, when nothing changes
     * @param share of the work done
     */
    protected final void rests(ToLongFunction<Knobs> steps, Function<S, Status> when, ToDoubleFunction<S> share) {
        ending = new Ending.Own<>(p -> new Course.Counted(steps.applyAsLong(p)), when, share);
    }

    /** The run is over after so many steps. */
    protected final void lasts(ToLongFunction<Knobs> steps) {
        ending = new Ending.Count<>(steps);
    }

    /** The run is over when its {@link #time} has come to the end, which the last step must meet. */
    protected final void ends(Knob<Double> end, ToDoubleFunction<S> now) {
        time(now);
        ending = new Ending.Time<>(end, now, 0);
    }

    /** As {@link #ends}, but an end of 0 leaves the run open: where it has to be judged, it is played for so many steps. */
    protected final void endsOrGoesOn(Knob<Double> end, ToDoubleFunction<S> now, long verified) {
        time(now);
        ending = new Ending.Time<>(end, now, verified);
    }

    /** The run goes on for as long as somebody looks; where it has to be judged, it is played for so many steps. */
    protected final void open(long verified) {
        ending = new Ending.Never<>(verified);
    }

    /** The run fails, and rests on the step before, when this says why. */
    protected final void fails(Fault<S> why) {
        failure = why;
    }

    /** What is wrong with a state, if anything. */
    @FunctionalInterface
    public interface Fault<S> {
        Optional<Status.Failure> of(S state, Knobs p, long step);
    }

    /** The brush works; see {@link #painted}. The knobs say what a stroke does and nothing else. */
    protected final void brush(Knob<?>... whatItDoes) {
        paintable = true;
        tools = Arrays.stream(whatItDoes).map(Knob::id).toList();
    }

    /** Settings under which all of the code runs within a second, each a few texts like {@code cells=8 steps=2}: what tests play. */
    protected final void tiny(String... settings) {
        tiny = List.of(settings);
    }

    // ---- checks, timings, presets

    /** Judged on every run. */
    protected final void always(String id, String name, Gauge<S> g, Criterion c, String source) {
        checks.add(new Check.Live(id, name, g.id(), c, false, source));
    }

    /** Judged on every run once it is over. */
    protected final void atEnd(String id, String name, Gauge<S> g, Criterion c, String source) {
        checks.add(new Check.Live(id, name, g.id(), c, true, source));
    }

    /** A run with values of its own, in {@code verify}. */
    protected final void reference(String id, String name, Criterion c, String source, ToDoubleFunction<Trial<S>> measured, String... set) {
        checks.add(new Check.Reference(id, name, c, source, x -> measured.applyAsDouble(trial(x, set))));
    }

    /** A number that needs no run, in {@code verify}: a formula against another. */
    protected final void formula(String id, String name, Criterion c, String source, DoubleSupplier measured) {
        checks.add(new Check.Reference(id, name, c, source, _ -> measured.getAsDouble()));
    }

    /** A number that needs no run of the study, but work that is shared among threads or given up. */
    protected final void formula(String id, String name, Criterion c, String source, Check.Measurement measured) {
        checks.add(new Check.Reference(id, name, c, source, measured));
    }

    /** A number of a run that several checks share. */
    protected final <R> void reference(String id, String name, Criterion c, String source, Shared<R> run, ToDoubleFunction<R> measured) {
        checks.add(new Check.Reference(id, name, c, source, run.read(measured)));
    }

    /** As {@link #reference}, for what takes longer than seconds: only with {@code verify --long}. */
    protected final void lengthy(String id, String name, Criterion c, String source, ToDoubleFunction<Trial<S>> measured, String... set) {
        checks.add(new Check.Reference(id, name, c, source, true, x -> measured.applyAsDouble(trial(x, set))));
    }

    protected final <R> void lengthy(String id, String name, Criterion c, String source, Shared<R> run, ToDoubleFunction<R> measured) {
        checks.add(new Check.Reference(id, name, c, source, true, run.read(measured)));
    }

    /** Approximate memory of a value: the arrays in its records and collections. */
    protected static long bytes(Object value) {
        return Footprint.of(value);
    }

    /** A run that is played once, with what several checks read off it. */
    protected final <R> Shared<R> shared(Function<Trial<S>, R> measured, String... set) {
        return new Shared<>(x -> measured.apply(trial(x, set)));
    }

    private Trial<S> trial(StepContext context, String... set) {
        return new Trial<>(this, context, 1, List.of(set));
    }

    /** Times a step as the study opens; the target is in seconds. */
    protected final void timed(String name, double target, String... set) {
        benchmarks.add(Benchmark.ofSteps("step", name, target, () -> opened(set)));
    }

    /** Times the first steps of a run; the target is in seconds a step. */
    protected final void timed(String benchmark, String name, double target, int steps, String... set) {
        benchmarks.add(new Benchmark(benchmark, name, target, context -> {
            Solver run = opened(set);
            return new Benchmark.Timed(steps, () -> Benchmark.advance(run, steps, context));
        }));
    }

    /** How the study opens: the preset of its defaults, which is there anyway, with a title and a sentence of its own. */
    protected final PresetSpec opens(String title, String summary) {
        opening = new PresetSpec(word(), title, summary);
        return opening;
    }

    /** Another way to open it; its name is that of the study and {@code variant}. */
    protected final PresetSpec preset(String variant, String title, String summary) {
        PresetSpec p = new PresetSpec(word() + "-" + variant, title, summary);
        presets.add(p);
        return p;
    }

    /** What the names of its presets begin with: the id without its family. A study whose word another one has says another. */
    protected String word() {
        return id().substring(id().indexOf('.') + 1);
    }

    // ---- the contract of an experiment

    @Override
    public final Description description() {
        return description;
    }

    @Override
    public final List<Parameter<?>> parameters() {
        return knobs().stream().<Parameter<?>>map(Knob::parameter).toList();
    }

    @Override
    public final List<Pane> panes() {
        return paneSpecs().stream().map(PaneSpec::pane).toList();
    }

    @Override
    public final List<Check> checks() {
        return List.copyOf(checks);
    }

    @Override
    public final List<Benchmark> benchmarks() {
        return List.copyOf(benchmarks);
    }

    @Override
    public final List<Preset> presets() {
        List<Preset> all = new ArrayList<>(List.of(opening.preset()));
        presets.forEach(p -> all.add(p.preset()));
        return all;
    }

    @Override
    public final List<String> tiny() {
        return tiny;
    }

    @Override
    public final boolean paintable() {
        return paintable;
    }

    @Override
    public final List<String> tools() {
        return tools;
    }

    @Override
    public final boolean trains() {
        return rate.isPresent();
    }

    @Override
    public final double stepsPerSecond(ParameterSet p) {
        return pace.apply(new Knobs(p));
    }

    @Override
    public final Course course(ParameterSet p) {
        return ending.course(new Knobs(p));
    }

    @Override
    public final StudySolver<S> create(ParameterSet p, long seed) {
        Knobs knobs = new Knobs(p);
        rules.stream().map(r -> r.apply(knobs)).flatMap(Optional::stream).findFirst().ifPresent(why -> {
            throw new InputException(why);
        });
        return new StudySolver<>(this, p, new Philox(seed));
    }

    /** A run with some texts like {@code eps=0.1} assigned, and seed 1. */
    public final StudySolver<S> opened(String... set) {
        return create(ParameterSet.of(parameters(), set), 1);
    }

    // ---- for the solver

    List<Gauge<S>> gauges() {
        return gauges;
    }

    List<Gauge<S>> costly() {
        return costly;
    }

    Optional<Knob<Double>> rate() {
        return rate;
    }

    Ending<S> ending() {
        return ending;
    }

    Optional<Status.Failure> failure(S s, long step, Knobs p) {
        return failure.of(s, p, step);
    }

    double timeOf(S s, long step) {
        return time.map(t -> t.applyAsDouble(s)).orElse((double) step);
    }

    Look looking(Philox random, StepContext context) {
        return new Look(names(), random, context);
    }
}

package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.pushforward.engine.api.Benchmark;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Check.Criterion;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Choice;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Flag;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Real;
import org.pushforward.engine.api.Parameter.Source;
import org.pushforward.engine.api.Parameter.Vector;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Parameter.Whole;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointSources;
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
public abstract class Study<S> implements Experiment {

    private final Description description;
    private final List<Knob<?>> knobs = new ArrayList<>();
    private final List<PaneSpec> panes = new ArrayList<>();
    private final Map<String, PaneSpec.Name> names = new HashMap<>();
    private final List<Gauge<S>> gauges = new ArrayList<>();
    private final List<Gauge<S>> costly = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final List<Benchmark> benchmarks = new ArrayList<>();
    private final List<PresetSpec> presets = new ArrayList<>();
    private final List<Function<Knobs, Optional<String>>> rules = new ArrayList<>();
    private String group = "";
    private Function<Knobs, Double> pace = _ -> 60.0;
    private Ending<S> ending = new Ending.Never<>(100);
    private Optional<Training> training = Optional.empty();
    private Optional<ToDoubleFunction<S>> time = Optional.empty();
    private Fault<S> failure = (_, _, _) -> Optional.empty();
    private List<String> tiny = List.of("");
    private boolean paintable;

    protected Study(String id, String title, String idea, List<String> formulas, Citation... papers) {
        description = new Description(id, title, idea, formulas, List.of(papers));
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

    // ---- knobs

    /** The knobs declared from here on stand under this heading. */
    protected final void group(String name) {
        group = name;
    }

    /** @param low and {@code high}: ends of the slider, and what is allowed unless the knob says more */
    protected final Knob<Double> real(String id, String symbol, String label, double initial, double low, double high, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(low, high),
                k -> new Real(k.info(), k.slider(), k.accepted(), k.scale(), k.initial())));
    }

    protected final Knob<Integer> whole(String id, String symbol, String label, int initial, int low, int high, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(low, high),
                k -> new Whole(k.info(), k.slider(), k.accepted(), k.scale(), k.initial())));
    }

    protected final Knob<String> choice(String id, String symbol, String label, List<String> words, String initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(0, 0),
                k -> new Choice(k.info(), words, k.initial())));
    }

    protected final Knob<Boolean> flag(String id, String symbol, String label, boolean initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(initial), Range.of(0, 0), k -> new Flag(k.info(), k.initial())));
    }

    /**
     * A vector {@code "3,-1"} or a matrix {@code "2,.8;.8,.5"}.
     *
     * @param rows or {@code columns} 0: any number
     */
    protected final Knob<VectorValue> vector(String id, String symbol, String label, int rows, int columns, String initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(VectorValue.parse(initial)), Range.of(0, 0),
                k -> new Vector(k.info(), rows, columns, k.initial())));
    }

    /** Points: a built-in set, a file of points or a picture. */
    protected final Knob<SourceFile> points(String id, String symbol, String label, String initial, String help) {
        return add(new Knob<>(info(id, symbol, label, help), Default.of(SourceFile.builtIn(initial)), Range.of(0, 0), k -> {
            Source s = PointSources.parameter(k.info(), initial);
            return new Source(s.info(), s.kind(), s.extensions(), s.builtIn(), k.initial());
        }));
    }

    /** A parameter that was made elsewhere, because several experiments share it. */
    protected final <T> Knob<T> knob(Parameter<T> shared) {
        return add(new Knob<>(shared.info(), shared.initial(), Range.of(0, 0), _ -> shared));
    }

    /** The knobs of a training, under a heading of their own; the run is over when all iterations are done. */
    protected final Training training(double rate, int batch, int iterations, int each) {
        group("Training");
        Training t = new Training(
                real("learning-rate", "η", "Learning rate", rate, 1e-4, 1e-1, "Of the optimizer.").within(1e-8, 10).log().live(),
                whole("batch", "B", "Batch", batch, 16, 2048, "Samples of an iteration.").within(1, 65_536).log(),
                whole("iterations", "N", "Iterations", iterations, 100, 20_000, "After which the training is finished.").within(1, 10_000_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", each, 1, 200, "Iterations between two pictures.").within(1, 100_000).log());
        training = Optional.of(t);
        lasts(t::steps);
        return t;
    }

    private Info info(String id, String symbol, String label, String help) {
        return Info.of(id, symbol, label, group, help);
    }

    private <T> Knob<T> add(Knob<T> k) {
        knobs.add(k);
        return k;
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
        ending = new Ending.Rest<>(told, residual, delta, patience);
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

    /** The brush works; see {@link #painted}. */
    protected final void brush() {
        paintable = true;
    }

    /** Settings under which all of the code runs within a second, each a few texts like {@code cells=8 steps=2}: what tests play. */
    protected final void tiny(String... settings) {
        tiny = List.of(settings);
    }

    // ---- panes

    protected final PaneSpec plane(String id, String title, String subtitle) {
        return pane(Pane.Kind.PLANE, id, title, subtitle);
    }

    protected final PaneSpec space(String id, String title, String subtitle) {
        return pane(Pane.Kind.SPACE, id, title, subtitle);
    }

    protected final PaneSpec plot(String id, String title, String subtitle) {
        return pane(Pane.Kind.PLOT, id, title, subtitle);
    }

    /** Layers of the plane side by side, in one range of colours. */
    protected final PaneSpec multiples(String id, String title, String subtitle) {
        return pane(Pane.Kind.MULTIPLES, id, title, subtitle);
    }

    /** Tables and texts. */
    protected final PaneSpec words(String id, String title, String subtitle) {
        return pane(Pane.Kind.WORDS, id, title, subtitle);
    }

    /** Diagnostics against the step. */
    @SafeVarargs
    protected final PaneSpec history(String id, String title, String subtitle, Gauge<S>... of) {
        return history(id, title, subtitle, List.of(of));
    }

    protected final PaneSpec history(String id, String title, String subtitle, List<Gauge<S>> of) {
        PaneSpec p = pane(Pane.Kind.HISTORY, id, title, subtitle);
        of.forEach(g -> p.draw(Pane.Style.CURVE, g.id()));
        return p;
    }

    private PaneSpec pane(Pane.Kind kind, String id, String title, String subtitle) {
        PaneSpec p = new PaneSpec(kind, id, title, subtitle, names);
        panes.add(p);
        return p;
    }

    /** Names a layer that no pane shows at first, or several do. */
    protected final void layer(String id, String label, String unit, String along) {
        names.put(id, new PaneSpec.Name(label, unit, along));
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

    /** A number of a run that several checks share. */
    protected final <R> void reference(String id, String name, Criterion c, String source, Shared<R> run, ToDoubleFunction<R> measured) {
        checks.add(new Check.Reference(id, name, c, source, x -> measured.applyAsDouble(run.in(x))));
    }

    /** As {@link #reference}, for what takes longer than seconds: only with {@code verify --long}. */
    protected final void lengthy(String id, String name, Criterion c, String source, ToDoubleFunction<Trial<S>> measured, String... set) {
        checks.add(new Check.Reference(id, name, c, source, true, x -> measured.applyAsDouble(trial(x, set))));
    }

    protected final <R> void lengthy(String id, String name, Criterion c, String source, Shared<R> run, ToDoubleFunction<R> measured) {
        checks.add(new Check.Reference(id, name, c, source, true, x -> measured.applyAsDouble(run.in(x))));
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

    /** How the study opens: the preset of its defaults, which is there anyway, with a title and a sentence of its own. */
    protected final PresetSpec opens(String title, String summary) {
        PresetSpec p = new PresetSpec(word(), title, summary);
        presets.addFirst(p);
        return p;
    }

    /** Another way to open it; its name is that of the study and {@code variant}. */
    protected final PresetSpec preset(String variant, String title, String summary) {
        PresetSpec p = new PresetSpec(word() + "-" + variant, title, summary);
        presets.add(p);
        return p;
    }

    private String word() {
        return id().substring(id().indexOf('.') + 1);
    }

    // ---- the contract of an experiment

    @Override
    public final Description description() {
        return description;
    }

    @Override
    public final List<Parameter<?>> parameters() {
        return knobs.stream().<Parameter<?>>map(Knob::parameter).toList();
    }

    @Override
    public final List<Pane> panes() {
        return panes.stream().map(PaneSpec::pane).toList();
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
        List<Preset> all = new ArrayList<>(presets.stream().map(PresetSpec::preset).toList());
        if (all.stream().noneMatch(p -> p.name().equals(word()))) {
            String idea = description.idea();
            int sentence = idea.indexOf(". ");
            all.addFirst(new PresetSpec(word(), description.title(), sentence < 0 ? idea : idea.substring(0, sentence + 1)).preset());
        }
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
    public final boolean trains() {
        return training.isPresent();
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

    Optional<Training> training() {
        return training;
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

    Look looking(StepContext context) {
        return new Look(names, context);
    }
}
